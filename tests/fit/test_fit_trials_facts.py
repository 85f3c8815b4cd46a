"""What the fitted model must show of single doses, courses, controls and blinds, whatever its numbers."""

from functools import cache

import numpy as np
import pytest

from nemda.trial.deviation import NO_DEVIATION
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.course import Course, SimulationSettings, course_of, madrs_of
from nemda.trial.rows.measure import Measure
from nemda.trial.rows.reading_scales import scale_reading
from nemda.trial.rows.scenario import scenario_of
from nemda.trial.rows.statistic import Group, statistic

SETTINGS = SimulationSettings(n=250)
WEEK = 168.0
LOOKS = (0.0, 2.0, 6.0, 24.0, 48.0, 72.0, 96.0, 120.0, WEEK, 1.5 * WEEK, 2 * WEEK, 3 * WEEK)


def arm(**cells) -> ArmRow:
    usual = {
        "study_id": "facts", "arm": "arm", "population": "trd", "trd": "yes", "design": "rct double-blind",
        "compound": "ketamine", "dose": "0.5", "unit": "mg/kg", "route": "iv", "duration_min": 40.0,
        "schedule": "0", "comparator": "", "n": 30, "scale": "MADRS", "baseline_mean": 33.8,
        "baseline_sd": 6.8,
        "note": "",
    }  # fmt: skip
    return ArmRow(**(usual | cells))


@cache
def course(row: ArmRow, looks: tuple[float, ...] = LOOKS) -> Course:
    return course_of(scenario_of(row, looks[-1]).scenario, looks, SETTINGS)


def changes(row: ArmRow, looks: tuple[float, ...] = LOOKS) -> np.ndarray:
    found = course(row, looks)
    return (madrs_of(found.lift, found.other, found.baseline[:, None]) - found.baseline[:, None]).mean(axis=0)


KETAMINE = arm()
SALINE = arm(compound="saline", dose="0")
MIDAZOLAM = arm(compound="midazolam", dose="0.045")


def net() -> np.ndarray:
    return changes(KETAMINE) - changes(SALINE)


def test_the_effect_begins_within_hours_and_is_full_at_a_day():
    effect = net()
    assert effect[LOOKS.index(2.0)] < -3
    # the pooled data have -10.6 at 24 h and at 48 h, then less, each with a standard error of 1.3 points; the
    # model is highest at 2 h, by less than that
    assert effect[LOOKS.index(24.0)] < effect.min() + 1.3


def test_the_net_effect_of_one_dose_halves_between_one_and_two_weeks():
    effect = net()
    # pooled data: -10.6 at 24 h, -6.4 at day 7, which is a half-life of 7 to 8 days
    assert effect[LOOKS.index(WEEK)] < 0.5 * effect.min()
    assert effect[LOOKS.index(2 * WEEK)] > 0.5 * effect.min()


def test_the_net_effect_of_one_dose_falls_from_a_day_to_three_days_to_a_week():
    effect = net()
    day, third, week = (effect[LOOKS.index(time)] for time in (24.0, 72.0, WEEK))
    # pooled data: -10.6, -8.1 and -6.4 with standard errors near 1.3
    assert np.array([day, third, week]) == pytest.approx([-10.6, -8.1, -6.4], abs=2.6)  # two of them
    assert day < third - 0.5
    assert third < week - 0.5
    # their ratio of 0.60 has a standard error of 0.14; the model keeps more, by a little over one of it
    assert 0.4 < week / day < 0.8


def test_a_third_of_a_spray_has_over_half_of_the_peak_and_under_half_of_the_effect_at_a_week():
    looks = (2.0, 24.0, WEEK)
    spray = {"unit": "mg", "route": "in", "duration_min": None, "schedule": "0,3"}
    control = changes(arm(**(spray | {"compound": "saline", "dose": "0"})), looks)
    low, high = (
        changes(arm(**(spray | {"compound": "esketamine", "dose": dose})), looks) - control
        for dose in ("28", "84")
    )
    # published: -6.7 and -7.9 at 2 h, -9.1 and -10.7 at 24 h, -5.0 and -10.5 at day 8 (each SE near 3)
    assert (low[:2] / high[:2] > 0.5).all()
    assert 0 < low[2] / high[2] < 0.5


def test_midazolam_leaves_a_smaller_difference_than_saline():
    day = LOOKS.index(24.0)
    assert changes(KETAMINE)[day] - changes(MIDAZOLAM)[day] > net()[day] + 1


def test_response_builds_up_over_six_infusions():
    looks = (24.0, 48.0, 288.0)
    found = course(arm(schedule="0,2,4,7,9,11"), looks)
    rate = (madrs_of(found.lift, found.other, found.baseline[:, None]) <= found.baseline[:, None] / 2).mean(
        axis=0
    )
    assert rate[-1] > rate[0] + 0.1


def test_two_and_three_infusions_a_week_are_alike():
    twice = changes(arm(schedule="0,3,7,10,14"), (336.0,))[0]
    thrice = changes(arm(schedule="0,2,4,7,9,11,14"), (336.0,))[0]
    # a trial of 17 people per arm has a standard error of the difference of about 4 points
    assert abs(twice - thrice) < 4


def test_dose_changes_how_long_it_lasts_more_than_how_high_it_goes():
    looks = (2.0, 24.0, WEEK)
    low, high = (
        changes(
            arm(compound="esketamine", dose=dose, unit="mg", route="in", duration_min=None, schedule="0,3"),
            looks,
        )
        for dose in ("28", "84")
    )
    assert high[2] - low[2] < 0
    assert abs(high[2] / low[2]) > abs(high[0] / low[0])


def test_responders_relapse_at_a_median_of_two_to_four_weeks():
    looks = tuple(288.0 + 84.0 * index for index in range(25))
    found = course(arm(schedule="0,2,4,7,9,11", design="open-label"), looks)
    score = madrs_of(found.lift, found.other, found.baseline[:, None])[None]
    group = Group(
        score, found.baseline[None], np.ones((1, 250), dtype=bool), found.dissociation[None], found.bmi[None]
    )
    reading = scale_reading("MADRS")
    assert reading is not None
    measure = Measure("time_to_relapse", reading, 0.0, looks, 0.5, 10.0, "relapse", False, False, None, 1, ())
    # observed medians and means are 13 to 19 d (single dose, six infusions), 57 d in a longer course
    assert 10 < statistic(measure, (group,), 0.001)[0] < 30


def test_without_feeling_and_without_drug_effect_arms_are_equal():
    asleep = {"population": "trd under general anesthesia"}
    drug, control = course(arm(**asleep)), course(arm(compound="saline", dose="0", **asleep))
    # no term but the drug's differs between the arms, so a drug without effect would show none
    assert drug.other == pytest.approx(control.other, abs=1e-6)
    assert control.lift.under(NO_DEVIATION) == pytest.approx(0, abs=1e-3)
    assert drug.lift.under(NO_DEVIATION).max() > 0.1


def test_a_perfect_blind_shrinks_the_difference():
    day = LOOKS.index(24.0)
    asleep = {"population": "trd under general anesthesia"}
    masked = changes(arm(**asleep))[day] - changes(arm(compound="saline", dose="0", **asleep))[day]
    assert net()[day] < masked < 0
