"""Each cell of a row of receptor experiments, as papers write it."""

from __future__ import annotations

import pytest
from receptor_rows import cells, row

from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.bench import EXPERIMENTS
from nemda.validate.receptor.compounds import Amount, amounts, named
from nemda.validate.receptor.conventions import check_in_scope, conventions
from nemda.validate.receptor.predict import outcome_of
from nemda.validate.receptor.quantities import read_quantity
from nemda.validate.receptor.receptors import check_known, receptors_in
from nemda.validate.receptor.results import Part, is_numeric, parts_of
from nemda.validate.receptor.row import rows_of
from nemda.validate.receptor.scenario import Position, read_scenario
from nemda.validate.receptor.stated import listed
from nemda.validate.receptor.text import plain, time_s, voltages_mv
from nemda.validate.receptor.units import of_bench, read_unit

FIRST = Position(0, 1, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hGluN1/2A HEK-293; -70 mV; 0 Mg", (-70.0,)),
        ("at −70 and +40 mV", (-70.0, 40.0)),
        ("-80, -40 and 40 mV", (-80.0, -40.0, 40.0)),
        ("from -70 to +50 mV", (-70.0, 50.0)),
        ("0 Mg -70 mV vs 1 mM Mg -30 mV", (-70.0, -30.0)),
        ("e-fold IC50 per about 32 mV", ()),
        ("no voltage", ()),
    ],
)
def test_voltages(text, expected):
    assert voltages_mv(plain(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GluN1/GluN2A", (("nmda.2a",),)),
        ("N1/N2A", (("nmda.2a",),)),
        ("NR1/NR2B and NR1/NR2D", (("nmda.2b",), ("nmda.2d",))),
        ("GluN1-1a/2A/2A", (("nmda.2a",),)),
        ("GluN1-1a/2A/2B", (("nmda.2a", "nmda.2b"),)),
        ("human α7", (("nachr.alpha7",),)),
        ("alpha-7 nicotinic", (("nachr.alpha7",),)),
        ("opioid; pKi mu 4.38, kappa 4.55", (("opioid.mu",), ("opioid.kappa",))),
        ("AMPA receptors", (("ampa",),)),
        ("GABA-A receptor", (("gabaa",),)),
        ("nothing", ()),
    ],
)
def test_receptors(text, expected):
    assert receptors_in(plain(text)) == expected


@pytest.mark.parametrize("text", ["5-HT3 current", "kainate receptor", "HCN1 IC50"])
def test_a_receptor_without_a_scheme_is_refused(text):
    with pytest.raises(NotApplicableError, match="no scheme"):
        check_known(plain(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(2R,6R)-HNK", ["hydroxynorketamine"]),
        ("S-ketamine vs R-ketamine", ["ketamine_s", "ketamine_r"]),
        ("norketamine and ketamine", ["norketamine", "ketamine"]),
        ("MK-801", ["mk801"]),
        ("NMDA receptor EPSC", []),
        ("100 uM NMDA", ["nmda"]),
        ("1 mM Mg2+", ["magnesium"]),
        ("30 mg/kg", []),
        ("acetylcholine, then choline", ["acetylcholine", "choline"]),
        ("80% N2O", ["nitrous_oxide"]),
    ],
)
def test_compounds(text, expected):
    assert [one.name for one in named(plain(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 uM memantine or ketamine", [Amount("memantine", (10.0,)), Amount("ketamine", (10.0,))]),
        ("ketamine 0.1 µM", [Amount("ketamine", (0.1,))]),
        ("1 mM glutamate", [Amount("glutamate", (1000.0,))]),
        ("1 and 10 uM memantine", [Amount("memantine", (1.0, 10.0))]),
        ("30 nM MK-801", [Amount("mk801", (0.03,))]),
        ("80% N2O", [Amount("nitrous_oxide", (0.8,))]),
        ("norketamine inhibition at 10 uM", [Amount("", (10.0,))]),
    ],
)
def test_amounts(text, expected):
    found = amounts(plain(text))
    assert [one.name for one in found] == [one.name for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.levels == pytest.approx(other.levels)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 Mg", (0.0,)),
        ("Mg-free", (0.0,)),
        ("0 vs 1 mM Mg", (0.0, 1.0)),
        ("1 mM Mg2+", (1.0,)),
        ("with physiological Mg", (1.0,)),
        ("with and without 1 mM Mg", (1.0, 0.0)),
        ("0.5 mg/kg", ()),
    ],
)
def test_magnesium(text, expected):
    assert sorted(set(listed(plain(text)).magnesium_mmol)) == sorted(set(expected))


@pytest.mark.parametrize(
    ("result", "unit", "values", "pairs"),
    [
        ("0.71", "uM", [0.71], [None]),
        ("62 (memantine); 48 (ketamine)", "% fast component", [62, 48], [None, None]),
        ("42 / 28 / 269", "uM", [42, 28, 269], [None] * 3),
        ("76 (EC50); 0.65 (IC50)", "uM", [76, 0.65], [None, None]),
        ("54 vs 86", "% retained", [54, 86], [None, None]),
        ("2A 0.33->5.35; 2B 0.31->5.08", "uM", [0.33, 5.35, 0.31, 5.08], [0, 1, 0, 1]),
        ("0.3-0.6", "uM", [0.45], [None]),
        ("319 +/- 34", "ms", [319], [None]),
        ("4.5 s at -70 mV; 0.4 s at +40 mV", "s", [4.5, 0.4], [None, None]),
        ("-70 mV: 4.5; +40 mV: 0.4", "s", [4.5, 0.4], [None, None]),
        ("about 0.65 (n=8)", "uM", [0.65], [None]),
    ],
)
def test_numbers_of_a_result(result, unit, values, pairs):
    found = parts_of(plain(result), plain(unit))
    assert [part.value for part in found] == pytest.approx(values)
    assert [part.pair for part in found] == pairs


@pytest.mark.parametrize(
    ("result", "unit"),
    [("both block", "qualitative"), ("faster (P<0.01)", "qualitative"), ("inhibition vs V", "curve"),
     ("peak at 15 min", "time course"), ("", "uM")],
)  # fmt: skip
def test_a_result_without_a_number(result, unit):
    assert not is_numeric(plain(result), plain(unit))
    with pytest.raises(NotApplicableError, match="no number"):
        parts_of(plain(result), plain(unit))


def test_a_bound_is_no_value():
    with pytest.raises(NotApplicableError, match="bound"):
        parts_of(plain("≤ 1"), "um")


def test_zero_has_no_fold_error():
    with pytest.raises(NotApplicableError, match="above 0"):
        parts_of("0", "um")


@pytest.mark.parametrize(
    ("text", "dimension", "size"),
    [
        ("uM", "concentration", 1.0),
        ("nanomolar", "concentration", 1e-3),
        ("nM IC50", "concentration", 1e-3),
        ("umol/L", "concentration", 1.0),
        ("1e6 /M/s", "association", 1.0),
        ("M-1 s-1", "association", 1e-6),
        ("/uM/s", "association", 1.0),
        ("/s", "rate", 1.0),
        ("s-1", "rate", 1.0),
        ("Hz", "rate", 1.0),
        ("ms", "time", 1e-3),
        ("s", "time", 1.0),
        ("% of control", "share", 0.01),
        ("fraction", "share", 1.0),
        ("probability >=1 open", "share", 1.0),
        ("", "share", 1.0),
        ("fold more potent extrasynaptic", "fold", 1.0),
        ("openings", "count", 1.0),
        ("mV", "voltage", 1.0),
        ("pS", "conductance", 1.0),
    ],
)
def test_units(text, dimension, size):
    unit = read_unit(plain(text))
    assert unit.dimension == dimension
    # 1e6 per mol/L is computed from 1e6 and 1e-6.
    assert unit.size == pytest.approx(size, rel=1e-12)


def test_a_logarithmic_unit():
    assert of_bench(1.0, "concentration", read_unit("pki")) == pytest.approx(6.0)


def test_times_and_rates_turn_into_each_other():
    assert of_bench(4.0, "time", read_unit("/s")) == pytest.approx(0.25)
    assert of_bench(4.0, "rate", read_unit("ms")) == pytest.approx(250.0)


@pytest.mark.parametrize("text", ["ng/ml", "mg/kg", "furlongs"])
def test_foreign_units_are_refused(text):
    with pytest.raises(NotApplicableError, match="unit"):
        read_unit(text)


@pytest.mark.parametrize(
    ("measured", "unit", "kind"),
    [
        ("ketamine IC50, steady current", "uM", "half"),
        ("ketamine apparent on-rate", "1e6 /M/s", "association"),
        ("memantine off-time constant", "s", "offset"),
        ("recovery from trapping at -70 mV", "s", "trap_recovery_time"),
        ("fraction of trapped block recovered per pulse", "fraction", "trap_recovery_share"),
        ("percent trapped", "% retained", "retained"),
        ("relaxation after a voltage jump, fast time constant", "ms", "jump_time"),
        ("fast fraction of re-equilibration after depolarisation", "%", "jump_share"),
        ("openings per 1 ms pulse of 1 mM glutamate", "openings", "openings_per_pulse"),
        ("probability that the channel opens at least once per pulse", "probability", "opening_chance"),
        ("mean open time", "ms", "mean_open_time"),
        ("first latency", "ms", "latency"),
        ("peak Po", "probability", "peak_open"),
        ("open probability", "probability", "steady_open"),
        ("deactivation time constant", "ms", "deactivation"),
        ("recovery from desensitization", "ms", "desensitization_recovery"),
        ("desensitization time constant", "ms", "desensitization"),
        ("Hill slope of block", "", "hill"),
        ("Woodhull delta", "fraction", "distance"),
        ("inhibition by 10 uM", "%", "response"),
        ("glycine-removal deactivation", "s", "glycine_removal"),
    ],
)
def test_quantities(measured, unit, kind):
    text = plain(measured)
    assert read_quantity(text, "", unit.lower(), read_unit(plain(unit)), "").kind == kind


def test_every_kind_has_an_experiment():
    from nemda.validate.receptor.quantities import _rules

    assert {kind for kind, _ in _rules()} <= set(EXPERIMENTS)


def test_a_protocol_that_refers_to_another_row():
    first = cells(experiment_id="R1", protocol="GluN2B; -40 mV")
    second = cells(experiment_id="R2", protocol="as R1 with 1 mM Mg")
    assert rows_of([first, second])[1].protocol == "glun2b; -40 mv with 1 mm mg"


def test_rows_that_refer_in_a_circle_end():
    circle = [cells(experiment_id="R1", protocol="as R2"), cells(experiment_id="R2", protocol="as R1")]
    assert [each.protocol for each in rows_of(circle)]


def scenario(measured, protocol, unit="s", label="", position=FIRST):
    made = row(measured, protocol, "1", unit)
    quantity = read_quantity(made.measured, made.protocol, made.unit, read_unit(made.unit), plain(label))
    return read_scenario(made, quantity, Part(1.0, plain(label)), position, ())


def test_what_was_done_is_read():
    found = scenario(
        "recovery from ketamine trapping, time constant",
        "hGluN1/2A; 10 uM ketamine + 1 mM glutamate, both washed 30 s; +40 mV; 1 mM Mg",
    )
    assert found.receptors == ("nmda.2a",)
    assert (found.drug, found.level) == ("ketamine", 10.0)
    assert (found.voltage_mv, found.magnesium_mmol) == (40.0, 1.0)
    assert found.wash_s == 30.0
    assert found.agonist == {"glutamate": 1000.0}


def test_the_nth_number_belongs_to_the_nth_condition():
    told = ("memantine off-time constant at -70 and 0 mV", "GluN2A")
    assert scenario(*told, position=Position(0, 2, None)).voltage_mv == -70
    assert scenario(*told, position=Position(1, 2, None)).voltage_mv == 0


def test_a_label_overrules_the_list():
    told = ("ketamine IC50", "GluN2A; -70 and +40 mV")
    assert scenario(*told, "uM", "1.5 at +40 mv", Position(0, 2, None)).voltage_mv == 40


def test_a_jump_has_two_voltages():
    found = scenario("relaxation after a voltage jump", "from +50 to -70 mV; 10 uM ketamine; GluN2A")
    assert (found.voltage_mv, found.step_mv) == (50.0, -70.0)


def test_what_is_assumed_is_said():
    found = scenario("ketamine off-rate", "hippocampal neurons", "/s")
    assert found.receptors == ("nmda.2a", "nmda.2b")
    assert found.voltage_mv == conventions()["holding_voltage"].value
    assert any("neurons" in text for text in found.assumed)


def test_a_compound_out_of_the_bench_is_refused():
    with pytest.raises(NotApplicableError, match="dehydronorketamine"):
        scenario("dehydronorketamine IC50", "alpha7", "uM")


@pytest.mark.parametrize(
    ("text", "rule"),
    [("[11C]ketamine PET", "in_vivo"), ("30 mg/kg s.c.", "in_vivo"), ("1 uM SGE-201", "unknown_modulator"),
     ("ketamine + acid", "acid")],
)  # fmt: skip
def test_rules_that_keep_rows_out_have_names(text, rule):
    with pytest.raises(NotApplicableError, match=rule):
        check_in_scope(plain(text))


def test_times():
    assert time_s("washed for 2 min", r"for ") == 120.0
    assert time_s("3-5 ms pulse") == pytest.approx(0.004)
    assert time_s("no time") is None


@pytest.mark.parametrize(
    ("measured", "protocol", "reason"),
    [
        ("selfotel IC50", "GluN2A; -70 mV", "no compound of the bench is named"),
        ("selfotel EC50", "GluN2A; -70 mV", "'selfotel'"),
        ("NMDA EC50", "GluN2A", "NMDA as the agonist"),
        ("nicotine EC50", "alpha4beta2 in SH-EP1 cells", "no scheme of this receptor"),
        ("", "", "the row is empty"),
        ("ketamine IC50", "GluN2A; -70 mV; 0 Mg", "the result is 'n/r'"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_taken_for_something_else(measured, protocol, reason):
    result = "" if not measured else ("n/r" if "ketamine" in measured else "0.5")
    found = outcome_of(row(measured, protocol, result, "uM" if measured else ""))
    assert found.status == "not_applicable"
    assert reason in found.reason


@pytest.mark.parametrize(
    ("measured", "protocol", "result", "unit"),
    [
        # one recording each in the evidence table: the bench has these subtypes by their own half-blocks
        ("phencyclidine IC50", "GluN2B oocytes; -40 mV; 0 Mg", "0.16", "uM"),
        ("dextromethorphan IC50", "GluN2A oocytes; -40 mV", "11", "uM"),
        ("dextrorphan IC50", "GluN2C oocytes; minus 40 mV; Mg-free", "0.15", "µM"),
        ("amantadine IC50", "GluN2A oocytes; -40 mV", "130", "uM"),
        ("naltrexone Ki at mu", "CHO cells; [3H]diprenorphine", "1.06", "nM"),
    ],
)
def test_ligands_are_found_at_their_own_receptor(measured, protocol, result, unit):
    found = outcome_of(row(measured, protocol, result, unit))
    assert found.status == "predicted", found.reason
    assert found.fold_error < 1.1  # amantadine is moved over 27 mV by an assumed distance


def test_time_to_half_block_is_the_onset_of_block():
    found = outcome_of(row("time to half block by 1 uM ketamine", "GluN2A; -70 mV", "1.7", "s"))
    # ln 2 over kon D + koff: 0.69 / (0.15 + 0.22) = 1.9 s by the constants of Gilling 2009
    assert found.numbers[0].predicted == pytest.approx(1.8, rel=0.15)


def test_a_logarithm_without_a_unit_is_a_concentration():
    found = outcome_of(row("ketamine pIC50", "GluN2A; -70 mV; 0 Mg", "6.15", ""))
    # 0.71 umol/L of Gilling 2009
    assert found.numbers[0].predicted == pytest.approx(6.15, abs=0.01)


def test_mu_without_the_word_opioid_is_no_pore():
    found = outcome_of(row("ketamine Ki", "mu", "42", "uM"))
    assert found.scheme == "opioid.mu"


def test_desensitization_by_the_own_agonist_is_still_read():
    found = outcome_of(row("acetylcholine desensitization IC50", "alpha7", "5", "uM"))
    assert found.status == "predicted", found.reason
