"""Baselines and groups of people in words, and cells that hold no number."""

import pytest
from trial_row_samples import arm

from nemda.trial.rows.cells import HOURS_PER, PEOPLE, Cells, mean_and_sd
from nemda.trial.rows.cohort import OLDER_AGE_Y, USUAL_BASELINE, cohort_of
from nemda.trial.rows.reading_scales import scale_reading
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import scenario_of

NONE = {"baseline_mean": "", "baseline_sd": ""}


@pytest.mark.parametrize(
    ("population", "mean", "sd"),
    [
        ("MDD, baseline MADRS 33.1 (SD 6)", 33.1, 6.0),
        ("MDD, MADRS 30.5 ± 4.0 at entry", 30.5, 4.0),
        ("TRD, mean baseline MADRS of 29", 29.0, USUAL_BASELINE[1]),
        ("TRD, HAM-D17 baseline 20 (4.0)", 26.0, 5.2),  # leucht2018: 20 of HAM-D17 is 26 of MADRS, slope 1.3
    ],
)
def test_a_baseline_in_words_is_read(population, mean, sd):
    found = cohort_of(arm(population=population, **NONE))
    assert found.baseline == (pytest.approx(mean), pytest.approx(sd))
    assert not found.notes


@pytest.mark.parametrize("population", ["MADRS>=20", "MADRS score of 20 or more", "MADRS > 20"])
def test_a_limit_of_entry_is_no_baseline(population):
    found = cohort_of(arm(population=population, **NONE))
    assert found.baseline[0] > 30
    assert found.notes == ("baseline from the limit of entry",)


def test_a_baseline_after_the_course_is_not_that_at_entry():
    cells = {"design": "randomised withdrawal double-blind", "baseline_mean": "8"}
    assert cohort_of(arm(**cells)).baseline == USUAL_BASELINE
    assert cohort_of(arm(**cells | {"baseline_mean": "35"})).baseline[0] == 35
    assert cohort_of(arm(baseline_mean="8")).baseline[0] == 8


def test_a_baseline_above_its_scale_is_refused():
    with pytest.raises(NotPredictedError, match="baseline_mean 70 is above the highest score of MADRS, 60"):
        cohort_of(arm(baseline_mean="70"))


def test_people_of_other_ages():
    assert cohort_of(arm(population="late-life TRD, age 60 years and older")).age_y == OLDER_AGE_Y
    young = cohort_of(arm(population="adolescents 13-17 y with MDD"))
    assert any("adults are simulated" in note for note in young.notes)


def test_drugs_that_people_take_and_bipolar_depression_are_told():
    notes = cohort_of(arm(population="bipolar II depression on lithium or valproate, baseline low")).notes
    assert "bipolar depression is simulated as any other" in notes
    assert "not simulated: lithium or valproate, which people take" in notes
    assert not cohort_of(arm(population="TRD on stable antidepressants")).notes


def test_a_drug_that_is_given_with_ect_is_refused():
    for cells in (
        {"population": "MDD inpatients receiving a course of ECT"},
        {"design": "RCT adjunctive to ECT"},
    ):
        with pytest.raises(NotPredictedError, match="ECT"):
            scenario_of(arm(**cells), 24.0)
    for population in ("TRD referred for ECT", "TRD MDD, ECT-resistant", "TRD, no prior ECT"):
        assert scenario_of(arm(population=population), 24.0).course_h == (0,)


def test_a_baseline_of_another_complaint_is_told():
    assert any("social anxiety" in note for note in cohort_of(arm(scale="LSAS", baseline_mean="80")).notes)


def test_healthy_volunteers_have_nothing_to_lift():
    with pytest.raises(NotPredictedError, match="healthy"):
        cohort_of(arm(population="healthy volunteers", baseline_mean="1.2"))


def test_scales_by_their_highest_score():
    for name, factor in (("EPDS", 30 / 60), ("GDS-15", 15 / 60), ("CES-D", 1.0), ("BSS", 38 / 60)):
        found = scale_reading(name)
        assert found is not None
        assert found.factor == pytest.approx(factor)
        assert found.note
    short = scale_reading("HAMD-6")
    assert short is not None
    assert short.factor == pytest.approx(22 / 52)
    assert scale_reading("CGI-S") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("24", 24.0), ("~24", 24.0), ("1 day", 24.0), ("2 weeks", 336.0), ("NR", None), ("", None)],
)
def test_a_cell_with_a_number_or_none(text, value):
    cells = Cells({"time_h": text})
    assert cells.number("time_h", HOURS_PER) == value
    assert not cells.faults


@pytest.mark.parametrize("text", ["33,1", "thirty", "33 (SD 5)", "1 fortnight", "inf", "0.5 kg"])
def test_a_cell_without_a_number_is_a_fault_by_field(text):
    cells = Cells({"baseline_mean": text})
    assert cells.number("baseline_mean", HOURS_PER) is None
    assert cells.faults == [f"baseline_mean {text!r} is no number"]


def test_people_are_counted_and_means_have_their_spread():
    assert Cells({"n": "20 patients"}).count("n") == 20
    few = Cells({"n": "0"})
    assert few.count("n") is None
    assert few.faults == ["n '0' is too small"]
    assert Cells({"n": "n=12"}).positive("n", PEOPLE) == 12
    assert mean_and_sd("33.1 (SD 6)") == ("33.1", "6")
    assert mean_and_sd("33.1 ± 6.5") == ("33.1", "6.5")
    assert arm(baseline_mean="33.1 (6)", baseline_sd="").baseline_sd == 6
