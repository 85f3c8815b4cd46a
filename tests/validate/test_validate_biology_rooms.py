"""Rows that other rooms answer: injury, D-cycloserine, magnesium, washed out baths; read from words only."""

from __future__ import annotations

import pytest
from biology_rows import cells

from nemda.validate.biology.predict import outcome_of


def culture(**changed: str) -> dict[str, str]:
    given = {
        "species": "mouse", "preparation_region": "cortical culture", "compound": "NMDA",
        "dose_or_conc": "500 uM", "route": "bath", "readout": "neuronal death", "time": "24 h",
        "value": "death", **changed,
    }  # fmt: skip
    return cells(**given)


def injection(**changed: str) -> dict[str, str]:
    given = {
        "species": "rat PND7", "preparation_region": "striatal NMDA injection", "compound": "magnesium",
        "dose_or_conc": "4 mmol/kg", "route": "ip, 15 min after NMDA", "time": "5 d", "value": "62",
        "readout": "% hemisphere weight loss for control; % protection for Mg", "unit": "%", **changed,
    }  # fmt: skip
    return cells(**given)


def vacuoles(**changed: str) -> dict[str, str]:
    given = {
        "preparation_region": "retrosplenial cortex", "dose_or_conc": "60 mg/kg", "route": "sc",
        "readout": "cytoplasmic vacuoles", "time": "4 h", "value": "vacuoles", **changed,
    }  # fmt: skip
    return cells(**given)


def cycloserine(**changed: str) -> dict[str, str]:
    given = {
        "species": "human healthy", "preparation_region": "motor cortex TMS", "compound": "D-cycloserine",
        "dose_or_conc": "100 mg", "route": "oral", "readout": "MEP amplitude", "time": "2 h",
        "value": "no change", **changed,
    }  # fmt: skip
    return cells(**given)


@pytest.mark.parametrize(("dose", "said"), [("500 uM", "death"), ("5 uM", "survival")])
def test_a_culture_dies_of_much_and_survives_little(dose, said):
    found = outcome_of(culture(dose_or_conc=dose, value=said))
    assert (found.status, found.predicted, found.sign) == ("predicted", said, True)
    wrong = {"death": "survival", "survival": "death"}[said]
    assert outcome_of(culture(dose_or_conc=dose, value=wrong)).sign is False


@pytest.mark.parametrize(("pulse", "said"), [("2 min", "survival"), ("15 min", "death")])
def test_the_length_of_an_exposure_counts(pulse, said):
    assert outcome_of(culture(readout=f"neuronal death after {pulse} exposure")).predicted == said


def test_half_lethal_levels_are_given_in_the_unit_of_the_row():
    micro, milli = (
        outcome_of(culture(dose_or_conc="range", readout="EC50 for neuronal death", value=value, unit=unit))
        for value, unit in (("60", "uM"), ("0.06", "mM"))
    )
    assert micro.predicted == pytest.approx(1000 * milli.predicted)
    assert micro.within
    assert milli.within


def test_a_short_exposure_needs_more_than_a_lasting_one():
    short, lasting = (
        outcome_of(culture(dose_or_conc=dose, readout="EC50 for neuronal death", value="60", unit="uM"))
        for dose in ("5 min exposure", "range")
    )
    assert short.predicted > 1.2 * lasting.predicted


def test_a_blocker_protects_if_there_is_enough_of_it():
    much, little = (
        outcome_of(culture(readout=f"death blocked by memantine {level} uM", value="protected"))
        for level in (20, 0.01)
    )
    assert (much.predicted, much.sign) == ("protected", True)
    assert (little.predicted, little.sign) == ("not protected", False)


def test_levels_are_told_apart_by_name_or_by_order():
    by_name = outcome_of(culture(compound="NMDA + ketamine", dose_or_conc="NMDA 200 uM, ketamine 0.01 uM"))
    by_order = outcome_of(culture(compound="NMDA + ketamine", dose_or_conc="200 uM + 300 uM"))
    assert by_name.predicted == "not protected"
    assert by_order.predicted == "protected"


def test_the_level_that_protects_half_is_found():
    found = outcome_of(
        culture(compound="NMDA + memantine", dose_or_conc="NMDA 200 uM", value="1", unit="uM",
                readout="IC50 for protection from neuronal death")
    )  # fmt: skip
    at_half = outcome_of(
        culture(compound="NMDA + memantine", dose_or_conc=f"NMDA 200 uM, memantine {found.predicted} uM",
                readout="neuronal death", value="50", unit="% of cells")
    )  # fmt: skip
    assert at_half.predicted == pytest.approx(50.0, abs=1.0)


def test_a_network_that_harms_itself_and_an_unknown_blocker_are_refused():
    seizing = outcome_of(culture(compound="Mg-free medium", readout="paroxysmal firing then neuronal death"))
    unknown = outcome_of(culture(readout="death blocked by dextrorphan 50 uM", value="protected"))
    assert {seizing.status, unknown.status} == {"not_applicable"}
    assert "not known" in seizing.reason
    assert "dextrorphan" in unknown.reason


def test_magnesium_protects_by_dose_and_by_delay():
    doses = [outcome_of(injection(dose_or_conc=f"{dose} mmol/kg")).predicted for dose in (1, 2, 4)]
    assert doses == sorted(doses)
    late = outcome_of(injection(route="ip, 60 min after NMDA")).predicted
    assert late < doses[-1]


def test_without_a_guard_the_loss_itself_is_predicted():
    alone = outcome_of(injection(dose_or_conc="0 (NMDA 25 nmol alone)", value="31", dispersion="SEM 3"))
    assert alone.within  # the amount that the clearance was fitted to
    less = outcome_of(injection(dose_or_conc="0 (NMDA 5 nmol alone)", value="31"))
    assert less.predicted < alone.predicted


def test_protection_in_words_needs_a_timely_guard():
    early = outcome_of(injection(value="protected", unit="direction"))
    late = outcome_of(injection(value="no protection", unit="direction", route="ip, 230 min after NMDA"))
    assert (early.predicted, early.sign) == ("protected", True)
    assert (late.predicted, late.sign) == ("not protected", True)


def test_repeated_doses_without_a_number_are_refused():
    found = outcome_of(injection(dose_or_conc="repeated doses"))
    assert (found.status, "how often" in found.reason) == ("not_applicable", True)


def test_ketamine_as_a_guard_blocks_as_the_chain_says():
    small, large = (
        outcome_of(injection(compound="ketamine", dose_or_conc=f"{dose} mg/kg")).predicted for dose in (5, 50)
    )
    assert 0 < small < large < 100


@pytest.mark.parametrize(
    ("changed", "predicted"),
    [({}, "vacuoles"), ({"dose_or_conc": "10 mg/kg"}, "no vacuoles"), ({"time": "30 h"}, "no vacuoles")],
)
def test_vacuoles_need_a_deep_block_and_go_again(changed, predicted):
    assert outcome_of(vacuoles(**changed)).predicted == predicted


def test_vacuoles_are_claimed_neither_for_people_nor_without_kinetics():
    person = outcome_of(vacuoles(species="human", dose_or_conc="2 mg/kg", route="iv"))
    other = outcome_of(vacuoles(compound="tiletamine", dose_or_conc="10 mg/kg"))
    assert {person.status, other.status} == {"not_applicable"}


def test_cycloserine_changes_potentiation_by_a_few_percent():
    found = outcome_of(cycloserine(value="increase"))
    assert (found.status, found.predicted, found.sign) == ("predicted", "increase", True)
    nothing = outcome_of(cycloserine())  # ten people could have missed as much
    assert (nothing.predicted, nothing.sign) == ("no change", True)
    percent = outcome_of(cycloserine(value="20", unit="% increase"))
    assert 5 < percent.predicted < 10
    assert percent.within is False


def test_scores_after_stimulation_are_kept_out():
    found = outcome_of(cycloserine(preparation_region="iTBS", readout="MADRS difference", value="-6"))
    assert found.status == "not_applicable"
    assert "stimulation" in found.reason


def test_a_closed_barrier_keeps_magnesium_of_the_gut_from_the_brain():
    given = {"compound": "magnesium citrate", "route": "oral", "dose_or_conc": "oral", "time": "2 weeks"}
    brain = outcome_of(cells(**given, species="human", readout="CSF Mg rise", value="10", unit="%"))
    serum = outcome_of(
        cells(compound="magnesium-L-threonate", route="oral", dose_or_conc="oral", time="2 weeks",
              readout="serum magnesium rise", value="3", unit="%")
    )  # fmt: skip
    assert brain.predicted == pytest.approx(0.0, abs=0.01)
    rat = outcome_of(cells(**given, readout="CSF Mg rise", value="10", unit="%"))
    assert (rat.status, "barrier" in rat.reason) == ("not_applicable", True)
    assert serum.predicted == pytest.approx(3.0, abs=0.3)  # the convention, 0.026 of 0.85 mmol/L


def test_a_washed_out_bath_is_seen_after_its_washing():
    slices = {"preparation_region": "hippocampal slice", "route": "bath", "dose_or_conc": "20 uM"}
    during, after = (
        outcome_of(cells(**slices, readout="NMDA-induced currents", time=time, value=value))
        for time, value in (("20 min", "decrease"), ("1 h after washout", "no change"))
    )
    assert (during.status, during.sign) == ("predicted", True)
    assert (after.status, after.sign) == ("predicted", True)
    assert "washed out after 30 min" in after.reason


def test_long_use_belongs_to_another_command():
    found = outcome_of(
        cells(topic="tolerance", species="human recreational users", readout="urinary symptoms")
    )
    assert (found.status, "longterm" in found.reason) == ("not_applicable", True)


def test_the_young_are_kept_out_but_for_injected_agonists():
    young = outcome_of(cells(species="rat PND7", preparation_region="PFC, ip injection"))
    assert (young.status, "developing" in young.reason) == ("not_applicable", True)
    assert outcome_of(injection()).status == "predicted"


def test_magnesium_between_people_is_told_from_magnesium_that_is_given():
    between = outcome_of(
        cells(topic="magnesium", species="human", compound="none", dose_or_conc="", value="-1",
              readout="PHQ-9 change per mg/dL serum Mg", unit="points")
    )  # fmt: skip
    assert (between.status, "association" in between.reason) == ("not_applicable", True)
    given = outcome_of(
        cells(topic="magnesium", species="human", compound="magnesium citrate", route="oral",
              dose_or_conc="300 mg", readout="serum magnesium", time="2 weeks", value="no change")
    )  # fmt: skip
    assert (given.status, given.sign) == ("predicted", True)
