"""Whole rows: what becomes of them, and that none ever raises."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from receptor_rows import COLUMNS, cells, row

from nemda.receptor.experiment.setup import Setup
from nemda.receptor.experiment.trapping import trapping
from nemda.receptor.experiment.voltage_jump import voltage_jump
from nemda.validate.receptor import summarize_bench, validate_receptor
from nemda.validate.receptor.conventions import explained_misses
from nemda.validate.receptor.outcome import Compared, RowOutcome, independent
from nemda.validate.receptor.predict import outcome_of
from nemda.validate.receptor.row import rows_of


@pytest.fixture(scope="module")
def shipped():
    return validate_receptor()


def test_every_row_of_the_shipped_table_has_an_outcome(shipped):
    assert len(shipped) == 57
    assert all(one.reason for one in shipped if one.status == "not_applicable")


def test_most_verified_numbers_are_predicted_and_well(shipped):
    numeric = [one for one in shipped if one.is_numeric and one.is_verified]
    found = summarize_bench(numeric)
    assert found.predicted / found.rows >= 0.8
    assert found.gmfe is not None
    assert found.gmfe <= 1.5


def test_rows_that_made_the_bench_are_told_apart(shipped):
    marked = {one.experiment_id for one in shipped if one.built_from}
    assert {"R01", "R04", "R11", "R22", "R30", "R47", "R58"} <= marked
    assert not {"R12", "R13", "R17", "R31", "R39", "R44"} & marked
    assert len(independent(shipped)) < len(shipped)


def test_exactly_the_misses_are_explained(shipped):
    assert {one.experiment_id for one in shipped if one.is_miss} == set(explained_misses())


def test_binding_by_construction_is_not_counted(shipped):
    opioid = next(one for one in shipped if one.experiment_id == "R61")
    assert opioid.status == "not_applicable"
    assert "by_construction" in opioid.reason


def test_a_qualitative_row_says_what_the_bench_finds(shipped):
    reasons = {one.experiment_id: one.reason for one in shipped}
    assert "0% of the next peak" in reasons["R21"]
    assert "slows the onset" in reasons["R21"]
    assert "100% of the decay" in reasons["R59"]


def predicted(measured, protocol, result, unit, **given):
    found = outcome_of(row(measured, protocol, result, unit, **given))
    assert found.status == "predicted", found.reason
    return [one.predicted for one in found.numbers]


def test_recovery_from_trapping_at_two_voltages():
    slow, fast = predicted(
        "recovery from ketamine trapping, time constant at -70 and +40 mV",
        "GluN1/2A; 10 uM ketamine and 1 mM glutamate washed off together for 60 s, then glutamate",
        "4; 0.3", "s",
    )  # fmt: skip
    assert slow > 20 * fast
    fold = predicted(
        "recovery from trapping, fold faster at +40 mV than at -70 mV",
        "GluN1/2A; ketamine 10 uM",
        "20",
        "fold",
    )
    assert fold == pytest.approx([slow / fast])


def test_recovery_per_pulse_is_that_of_the_bench():
    found = predicted(
        "trapped block recovered per agonist pulse at +40 mV",
        "GluN2B; 10 uM ketamine; 50 ms pulses every 1 s", "0.5", "fraction",
    )  # fmt: skip
    bench = trapping(Setup("nmda.2b"), "ketamine", 10.0, voltages_mv=(40.0,))
    # At -70 mV the drug is loaded, at +40 mV tested, as the row says nothing else.
    assert found == pytest.approx([bench.recovery_per_pulse[0]])


def test_relaxation_after_a_voltage_jump():
    told = ("GluN2A; jump from -70 to +40 mV in 10 uM memantine", "100 uM glutamate")
    fast, slow = predicted(
        f"relaxation: time constants fast and slow, {told[0]}", told[1], "5 (fast); 900 (slow)", "ms"
    )
    setup = Setup("nmda.2a", agonist={"glutamate": 100.0})
    fit = voltage_jump(setup, "memantine", 10.0, 40.0).fit
    assert [fast, slow] == pytest.approx(1e3 * fit.time_constant_s)
    share = predicted(f"slow share of the relaxation, {told[0]}", told[1], "20", "%")
    assert share == pytest.approx([100 * (1 - fit.share[0])])


def test_openings_per_pulse():
    count, chance, failures, dwell = (
        predicted(measured, "GluN1/2A; 1 ms 1 mM glutamate pulse", "1", unit)[0]
        for measured, unit in (
            ("openings per pulse", "openings"),
            ("probability to open at least once per pulse", "probability"),
            ("failures per pulse", "%"),
            ("total open time per pulse", "ms"),
        )
    )
    assert count > 1 > chance
    assert failures == pytest.approx(100 * (1 - chance))
    (mean_open,) = predicted("mean open time per pulse", "GluN1/2A; 1 ms 1 mM glutamate", "3", "ms")
    assert dwell == pytest.approx(count * mean_open)


def test_the_same_quantity_in_another_unit():
    seconds = predicted("ketamine off-time constant", "GluN2A; -70 mV", "4", "s")[0]
    rate = predicted("ketamine off-rate", "GluN2A; -70 mV", "0.2", "/s")[0]
    assert rate == pytest.approx(1 / seconds)


def test_a_number_with_its_own_unit():
    found = outcome_of(row("ketamine off-time constant", "GluN2A; -70 mV", "4500 ms", "s"))
    assert found.numbers[0].observed == pytest.approx(4.5)


def test_magnesium_shifts_potency():
    pair = predicted("Mg shift of ketamine IC50", "GluN2A; -70 mV; 0 vs 1 mM Mg", "0.7->10", "uM")
    fold = predicted("fold increase of ketamine IC50 by 1 mM Mg", "GluN2A; -70 mV", "16", "fold")
    assert fold == pytest.approx([pair[1] / pair[0]])


def test_a_fold_needs_two_conditions():
    found = outcome_of(row("ketamine potency", "GluN2A; -70 mV", "3", "fold"))
    assert found.status == "not_applicable"
    assert "two conditions" in found.reason


def test_fold_errors_of_several_numbers_are_averaged():
    numbers = (Compared("a", 1.0, 2.0), Compared("b", 8.0, 1.0))
    one = RowOutcome("X", "m", "predicted", numbers, (), "", "", "", "half", True, True)
    assert one.fold_error == pytest.approx(4.0)
    assert one.as_json()["observed"] == [1.0, 8.0]


def test_an_empty_table_has_no_error():
    found = summarize_bench([])
    assert found.gmfe is None
    assert found.as_json()["within_2"] is None


WORDS = st.sampled_from(
    ["ketamine", "memantine", "MK-801", "IC50", "EC50", "per pulse", "openings", "relaxation",
     "voltage jump", "-70 mV", "+40 mV", "1 mM Mg", "0 Mg", "trapped", "recovery", "vs", "GluN2A", "2B",
     "alpha7", "tau", "fast", "fold", "10 uM", "1 ms", "every 2 s", "mean open time", "Po", "/", ";", "->",
     "0", "1e9", "-", "(", ")", "glycine", "delta", "wash 10 s", "as X1", "desensitization",
     "AMPA", "GABA", "nicotine", "xenon", "%", "3"]
)  # fmt: skip
TEXT = st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=30)
UNITS = st.sampled_from(
    ["uM", "s", "ms", "/s", "fraction", "%", "fold", "mV", "1e6 /M/s", "", "openings", "qualitative", "pS"]
)


@settings(max_examples=80)
@given(TEXT, TEXT, TEXT, UNITS | st.text(max_size=12))
def test_no_row_ever_raises(measured, protocol, result, unit):
    made = row(measured, protocol, result, unit)
    found = outcome_of(made)
    if found.status == "predicted":
        assert found.fold_error is not None
        assert found.fold_error >= 1
        assert all(math.isfinite(one.predicted) and one.predicted > 0 for one in found.numbers)
    else:
        assert found.reason


@settings(max_examples=40)
@given(st.fixed_dictionaries({name: st.text(max_size=20) for name in COLUMNS}))
def test_any_cells_are_read(content):
    assert outcome_of(rows_of([cells(**content)])[0]).status in {"predicted", "not_applicable"}


def test_half_times_are_time_constants_times_ln_2():
    told = ("recovery from ketamine trapping", "GluN2A; 10 uM ketamine; +40 mV", "1", "s")
    tau = predicted(f"time constant of {told[0]}", *told[1:])[0]
    assert predicted(f"half-time of {told[0]}", *told[1:]) == pytest.approx([tau * math.log(2)])


def test_one_of_two_numbers_may_be_the_control():
    control, drugged = predicted(
        "open time per pulse in control and 10 uM ketamine", "GluN2A; 1 ms 1 mM glutamate", "18; 10", "ms"
    )
    assert control > drugged
    ratio = predicted(
        "open time per pulse, 10 uM ketamine vs control", "GluN2A; 1 ms 1 mM glutamate", "0.6", "ratio"
    )
    assert ratio == pytest.approx([drugged / control])


def test_the_compound_before_the_potency_is_the_one_that_varies():
    alone = predicted("glutamate EC50", "GluN2A, steady", "2", "uM")[0]
    blocked = predicted("glutamate EC50 in 10 uM ketamine", "GluN2A, steady", "2", "uM")[0]
    assert alone != blocked
    # A trapping blocker in a symmetric arm leaves the half-effect of the agonist nearly where it was.
    assert blocked == pytest.approx(alone, rel=0.1)


def test_a_blocker_given_before_the_agonist_spares_the_first_peak():
    told = ("GluN2A; 10 uM ketamine, then wash and agonist", "95", "% of control")
    assert predicted("peak current remaining after pre-application without agonist", *told)[0] > 95


def test_pre_exposure_to_nicotine_desensitizes():
    left = predicted(
        "nicotine 0.65 uM: ACh response remaining after pre-exposure", "alpha7 oocytes", "50", "% of control"
    )
    # 0.65 umol/L halves the available receptors by the constants of the scheme; the peak follows within 5%.
    assert left == pytest.approx([50], rel=0.05)
