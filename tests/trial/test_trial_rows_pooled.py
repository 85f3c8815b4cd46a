"""Rows of pooled analyses: a range of doses between trials, and arms whose schedule nobody tells."""

import pytest
from trial_row_samples import arm

from nemda.trial.rows.scenario import Planned, scenario_of

POOLED = {"design": "meta-analysis of RCTs"}
WEEK_D = 7.0


def planned(**cells: str) -> Planned:
    return scenario_of(arm(**cells), 2000.0)


def amounts(found: Planned) -> list[float]:
    return [dose.amount for dose in found.scenario.portions[0][0].doses]


def weeks(found: Planned) -> float:
    """Return the weeks over which sessions run, the last one begun."""
    return -(-(found.course_h[-1] / 24.0 + 1) // WEEK_D)


@pytest.mark.parametrize("dose", ["0.4-0.8", "0.4 to 0.8", "0.5-1.0", "0.1-0.5", "0.2 – 1"])
@pytest.mark.parametrize("design", ["meta-analysis", "Pooled analysis of two RCTs", "post hoc analysis"])
def test_a_range_between_pooled_trials_that_holds_the_usual_dose_is_read_at_it(dose: str, design: str):
    found = planned(design=design, dose=dose)
    assert amounts(found) == [0.5]
    assert [note for note in found.notes if "doses of" in note and "between trials: the usual 0.5" in note]
    assert not [note for note in found.notes if "middle" in note]


@pytest.mark.parametrize("dose", ["0.4-0.8", "0.5-1.0"])
def test_the_range_of_one_trial_still_stands_for_its_middle(dose: str):
    low, high = (float(each) for each in dose.split("-"))
    found = planned(dose=dose)
    assert amounts(found) == [pytest.approx((low + high) / 2)]
    assert [note for note in found.notes if note.endswith("its middle is taken")]


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"dose": "0.6-1.0"}, 0.8),  # does not hold the usual dose
        ({"dose": "0.1-0.4"}, 0.25),
        ({"dose": "20-50", "unit": "mg"}, 35.0),  # of people, not of their weight
        ({"dose": "0.4-0.8", "compound": "esketamine"}, 0.6),  # no dose of it is usual
    ],
)
def test_other_ranges_of_pooled_trials_stand_for_their_middle(cells: dict[str, str], amount: float):
    assert amounts(planned(**POOLED, **cells)) == [pytest.approx(amount)]


@pytest.mark.parametrize(("dose", "amount"), [("0.2", 0.2), ("1.0", 1.0), ("0.5", 0.5)])
def test_a_single_dose_of_pooled_trials_is_as_told(dose: str, amount: float):
    found = planned(**POOLED, dose=dose)
    assert amounts(found) == [amount]
    assert not [note for note in found.notes if "usual" in note]


def test_the_range_of_another_drug_with_a_usual_dose_is_read_by_the_same_rule():
    found = planned(**POOLED, compound="midazolam", dose="0.02-0.05", comparator="")
    assert amounts(found) == [0.045]


@pytest.mark.parametrize("compound", ["placebo or sham", "sham stimulation", "Placebo/sham"])
def test_sham_arms_of_pooled_trials_without_schedule_get_six_weeks(compound: str):
    found = planned(**POOLED, compound=compound, dose="0", comparator="", schedule="")
    assert len(found.course_h) == 12
    assert weeks(found) == 6
    assert "no schedule is given: twice weekly x 6 wk is assumed" in found.notes


@pytest.mark.parametrize("cells", [{}, {"compound": "saline", "dose": "0", "comparator": ""}])
def test_other_arms_of_pooled_trials_without_schedule_get_four_weeks(cells: dict[str, str]):
    found = planned(**POOLED, schedule="", **cells)
    assert len(found.course_h) == 8
    assert weeks(found) == 4


def test_a_sham_arm_with_a_schedule_or_of_one_trial_keeps_its_own():
    sham = {"compound": "sham stimulation", "dose": "0", "comparator": ""}
    assert planned(**POOLED, **sham, schedule="0,7").course_h == (0.0, 168.0)
    assert planned(**sham, schedule="").course_h == (0.0,)
