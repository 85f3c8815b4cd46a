"""Rows in the ways that other people write: what is read of them, and what is refused with a reason."""

from __future__ import annotations

import math

import numpy as np
import pytest
from biology_rows import cells

from nemda.engine.simulate import simulate
from nemda.people import people
from nemda.validate.biology.cohort import SEED, Cohort, cohort_course
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.dosing import bath_levels, dose_times, route_of
from nemda.validate.biology.judge import missed_change
from nemda.validate.biology.observed import Number, accepted_interval, numbers_of
from nemda.validate.biology.predict import outcome_of
from nemda.validate.biology.reading import species_of
from nemda.validate.biology.row import row_of


def row(**changed: str):
    return row_of(cells(**changed))


@pytest.mark.parametrize(
    ("dose", "time", "times"),
    [
        ("0.5 mg/kg 2x/week 4 weeks", "4 weeks", (8, 84.0)),
        ("0.5 mg/kg twice weekly for 2 weeks", "2 weeks", (4, 84.0)),
        ("0.5 mg/kg weekly for 4 weeks", "5 weeks", (4, 168.0)),
        ("10 mg/kg daily for 5 days", "6 d", (5, 24.0)),
        ("10 mg/kg/d x 7 d", "7 d", (7, 24.0)),
        ("30 mg/kg daily", "7 d", (7, 24.0)),
        ("10 mg/kg every 3 days for 9 d", "9 d", (3, 72.0)),
        ("0.5 mg/kg, six infusions over 2 weeks", "2 weeks", (6, 56.0)),
        ("0.5 mg/kg x6 in 12 d", "day 13", (6, 48.0)),
        ("0.5 mg/kg iv over 40 min", "24 h", (1, None)),
    ],
)
def test_how_often_and_for_how_long_is_read(dose, time, times):
    found = dose_times(row(dose_or_conc=dose, time=time))
    assert len(found) == times[0]
    assert times[1] is None or np.diff(found) == pytest.approx(times[1])


def test_a_bolus_is_short_and_an_infusion_is_not():
    said = {"species": "human", "route": "iv"}
    bolus = route_of(row(**said, dose_or_conc="0.23 mg/kg bolus"), "human")[1]
    infused = route_of(row(**said, dose_or_conc="0.23 mg/kg"), "human")[1]
    assert bolus == convention("usual_bolus") < 0.1 < infused


def test_two_levels_in_words_are_two_levels():
    said = {"preparation_region": "CA1 slice", "route": "bath"}
    levels = [
        bath_levels(row(**said, dose_or_conc=text))[0]
        for text in ("antidepressant and anaesthetic concentrations", "anesthetic", "subanesthetic")
    ]
    low, deep = convention("usual_bath"), convention("usual_bath_anesthetic")
    assert levels == [(low, deep), (deep,), (low,)]


@pytest.mark.parametrize(
    ("said", "species"),
    [("Sprague-Dawley", "rat"), ("Wistar (n=8)", "rat"), ("C57BL/6J male", "mouse"), ("BALB/c", "mouse")],
)
def test_strains_are_species(said, species):
    assert species_of(row(species=said))[0] == species


def test_signs_that_papers_write_are_words():
    assert row(value="↑").value == "increase"
    assert row(dose_or_conc="10 mg kg⁻¹").dose == row(dose_or_conc="10 mg·kg-1").dose == "10 mg/kg"


def test_a_number_may_be_of_its_baseline_without_of():
    found = outcome_of(cells(value="180 ± 30", unit="% baseline"))
    whole = outcome_of(cells(value="peak 180% of baseline", unit=""))
    assert found.predicted > 100
    assert whole.predicted > 100
    assert found.sign is whole.sign is True


@pytest.mark.parametrize(
    ("changed", "r", "low", "high"),
    [
        ({"value": "-0.5", "species": "human (n=28)"}, -0.5, -0.735, -0.156),  # artanh -0.549 +- 1.96 / 5
        ({"value": "0.2", "dispersion": "df=101"}, 0.2, 0.007, 0.379),  # n = 103: 0.2027 +- 0.196
    ],
)
def test_a_correlation_is_as_sure_as_its_sample(changed, r, low, high):
    interval = accepted_interval(Number(r), row(unit="r", **changed))
    assert interval.low == pytest.approx(low, abs=2e-3)  # Fisher by hand, three digits
    assert interval.high == pytest.approx(high, abs=2e-3)


def test_a_correlation_of_which_only_p_is_said_ends_where_p_says():
    interval = accepted_interval(Number(0.5), row(unit="r", value="0.5", dispersion="p=0.05"))
    assert interval.low == pytest.approx(0.0, abs=1e-3)  # just significant at 0.05: 1.96 errors from 0


def test_a_share_of_few_people_is_unsure_and_a_published_interval_wins():
    few = row(value="60", unit="% responders", species="human MDD (n=10)")
    assert accepted_interval(numbers_of(few)[0], few).low == pytest.approx(31.3, abs=0.1)  # Wilson, 6 of 10
    said = row(value="60", unit="% responders", species="human MDD (n=10)", dispersion="95% CI 55-65")
    assert accepted_interval(numbers_of(said)[0], said) == (55.0, 65.0)


def test_a_finding_of_nothing_is_as_sure_as_its_groups():
    assert missed_change(100, "measurement_spread") < missed_change(None, "measurement_spread")
    assert missed_change(8, "measurement_spread") == pytest.approx(
        2.8 * math.sqrt(2 / 8) * convention("measurement_spread")
    )
    many, few = (
        outcome_of(cells(readout="p-mTOR", time="6 h", value="no change", species=f"rat (n={n})"))
        for n in (400, 6)
    )
    assert (many.sign, few.sign) == (False, True)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"compound": "ketamine + baclofen"}, "no target for: 'baclofen'"),
        ({"species": "mouse", "preparation_region": "Homer1a knockout PFC"}, "genotype"),
        ({"species": "mouse", "readout": "immobility", "value": "blocked"}, "what blocks"),
        ({"preparation_region": "PFC, hippocampus lesion", "value": "blocked"}, "driven from outside"),
        ({"readout": "BDNF mRNA"}, "messenger"),
        ({"readout": "plasma corticosterone"}, "stress axis"),
        ({"readout": "IL-6 after LPS"}, "immune challenge"),
        ({"readout": "self-administration"}, "chooses its own doses"),
        ({"species": "mouse", "readout": "spine density", "time": "3 h"}, "first hours"),
        ({"species": "human healthy", "route": "iv", "dose_or_conc": "0.5 mg/kg", "readout": "MADRS"},
         "symptoms that somebody came with"),
        ({"species": "human MDD", "compound": "ketamine vs midazolam", "readout": "MADRS change"},
         "arms of a trial"),
        ({"species": "human MDD", "readout": "correlation of HNK with MADRS change", "unit": "r"},
         "neither sign is claimed"),
    ],
)  # fmt: skip
def test_what_the_chain_does_not_claim_is_told_by_a_rule(changed, reason):
    found = outcome_of(cells(**changed))
    assert found.status == "not_applicable"
    assert reason in found.reason


@pytest.mark.parametrize(
    ("changed", "sign"),
    [
        ({"species": "mouse", "readout": "tail suspension test", "time": "24 h", "value": "improved"}, True),
        ({"species": "mouse", "readout": "forced swim test", "time": "24 h", "value": "increase"}, False),
        ({"species": "mouse BDNF knockout", "readout": "immobility", "time": "30 min",
          "value": "no change"}, True),
        ({"species": "mouse BDNF Met/Met", "readout": "antidepressant response", "time": "24 h",
          "value": "abolished"}, True),
        ({"species": "mouse", "compound": "ketamine + rapamycin", "readout": "antidepressant response",
          "time": "24 h", "value": "blocked"}, True),
        ({"species": "human MDD", "compound": "ketamine + rapamycin", "dose_or_conc": "0.5 mg/kg",
          "route": "iv", "readout": "MADRS", "time": "24 h", "value": "no effect of rapamycin"}, True),
        ({"compound": "BDNF + K252a", "dose_or_conc": "2 nM", "route": "bath", "time": "15 min",
          "preparation_region": "cortical neuron culture", "readout": "pAkt", "value": "blocked"}, True),
        ({"compound": "ketamine + lamotrigine", "value": "attenuated"}, True),
        ({"time": "30 min and 24 h", "value": "increase at 30 min; no change at 24 h"}, True),
        ({"time": "30 min / 24 h", "value": "no change (30 min), increase (24 h)"}, False),
        ({"time": "one week", "value": "no sig. diff."}, True),
        ({"time": "24 h", "value": "trend to increase (n.s.)"}, True),
        ({"time": "24 h", "value": "0", "unit": "% change"}, None),
        ({"dose_or_conc": "10000 ug/kg"}, True),
        ({"species": "mouse (CORT)", "compound": "ketamine; removal of newly formed spines",
          "readout": "antidepressant behavior", "time": "7 d", "value": "blocked"}, True),
        ({"compound": "none", "dose_or_conc": "", "route": "", "time": "21 d",
          "preparation_region": "corticosterone for 21 d", "readout": "spine density",
          "value": "decrease"}, True),
    ],
)  # fmt: skip
def test_other_ways_to_write_a_row_are_read(changed, sign):
    found = outcome_of(cells(**changed))
    assert found.status == "predicted"
    assert found.sign == sign or (sign is None and found.within)


def test_a_level_of_a_blocker_in_a_bath_is_used():
    said = {
        "compound": "memantine", "route": "bath", "preparation_region": "hippocampal slice",
        "readout": "NMDA-mediated currents", "value": "50", "unit": "% inhibition", "time": "30 min",
    }  # fmt: skip
    low, high = (outcome_of(cells(**said, dose_or_conc=f"{level} uM")).predicted for level in (1, 100))
    assert 0 < low < high / 10


def test_people_under_another_drug_take_it_as_in_a_simulation():
    said = {"species": "human healthy", "preparation_region": "clinic", "time": "1 h", "readout": "CADSS"}
    gas = outcome_of(
        cells(**said, compound="nitrous oxide", dose_or_conc="50% for 1 h", route="inhaled", value="increase")
    )
    assert (gas.status, gas.sign) == ("predicted", True)


def test_the_people_of_a_cohort_are_those_of_a_simulation():
    cohort = Cohort("mdd", "ketamine", 0.5, "iv", 2 / 3, (0.0,))
    course = cohort_course(cohort)
    group = people("mdd", n=course.baseline.size, seed=SEED)
    simulated = simulate(cohort.regimen(), group, cohort.weeks, variables=["madrs", "dissociation"])
    # the same numbers in the same steps: single precision of the dataset is all that differs
    for name in ("madrs", "dissociation"):
        np.testing.assert_allclose(
            course.values[name], simulated[name].transpose("person", "time").to_numpy(), rtol=1e-5, atol=1e-5
        )


def test_a_correlation_with_a_baseline_reads_before_the_drug():
    said = {"species": "human MDD", "dose_or_conc": "0.5 mg/kg", "route": "iv", "time": "24 h", "unit": "r"}
    found = [
        outcome_of(cells(**said, value="0.1", readout=f"correlation of {when}IL-6 with MADRS improvement"))
        for when in ("baseline ", "")
    ]
    assert found[0].predicted != found[1].predicted


def test_a_number_for_each_dose_or_time_is_compared_with_its_own():
    slices = {"preparation_region": "cortical slice", "route": "bath", "time": "20 min"}
    doses = outcome_of(
        cells(**slices, dose_or_conc="1, 10 uM", readout="block of NMDA currents", value="15/66", unit="%")
    )
    times = outcome_of(cells(time="30 min / 24 h", value="160/100", unit="% of baseline"))
    assert doses.predicted[0] < doses.predicted[1] / 2
    assert times.predicted[1] == pytest.approx(100.0, abs=5.0)  # the dead band: the drug has left
    assert times.predicted[0] > 120


def test_a_number_that_leaves_its_sign_open_has_no_wrong_one():
    unsure = outcome_of(cells(time="24 h", value="8", unit="% increase", dispersion="SD 20"))
    assert (unsure.within, unsure.sign) == (True, None)
