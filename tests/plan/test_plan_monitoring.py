"""The plan of a first session: peaks, discharge, and what it rests on."""

import pytest

from nemda.people import people
from nemda.plan.criteria import criteria
from nemda.plan.monitoring import first_session, monitoring_plan
from nemda.regimen import parse

GROUP = people("trd", n=120, seed=4)


@pytest.fixture(scope="module")
def infusion():
    return monitoring_plan(parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 2 weeks"), GROUP)


@pytest.fixture(scope="module")
def spray():
    return monitoring_plan(parse("84 mg esketamine nasal"), GROUP)


def minutes(plan, what):
    return next(one for one in (*plan.peaks, *plan.ready) if one.what == what)


def test_pressure_and_dissociation_peak_about_the_end_of_the_infusion(infusion):
    for what in ("systolic pressure", "CADSS"):
        assert minutes(infusion, what).median_min == pytest.approx(40, abs=10)  # peak at 40 min (Yale 2024)


def test_nobody_leaves_before_the_least_stay(infusion, spray):
    assert infusion.all_ready.median_min >= 100  # 60 min after 40 min of infusion (SR099)
    assert spray.all_ready.median_min >= 120  # 2 h after the device (SR096)


def test_all_criteria_hold_last(spray):
    for one in spray.ready[:-1]:
        assert one.by_95_min <= spray.all_ready.by_95_min
    assert spray.course["all criteria"][0] == 1.0
    assert spray.course["all criteria"][-1] <= 0.05


def test_a_larger_dose_keeps_people_longer(spray):
    smaller = monitoring_plan(parse("28 mg esketamine nasal"), GROUP)
    assert smaller.all_ready.by_95_min < spray.all_ready.by_95_min
    assert smaller.sedated_share < spray.sedated_share


def test_the_plan_is_the_same_again(spray):
    again = monitoring_plan(parse("84 mg esketamine nasal"), GROUP)
    assert again.peaks == spray.peaks
    assert again.ready == spray.ready


def test_without_ketamine_there_is_nothing_to_watch():
    assert monitoring_plan(parse("placebo nasal"), GROUP) is None


def test_only_the_first_session_counts():
    doses = first_session(parse("56 mg esketamine nasal on days 2, 5"))
    assert [dose.start_h for dose in doses] == [0.0]


def test_every_limit_names_its_rule_or_is_marked_as_assumed():
    for one in criteria().values():
        assert one.evidence.startswith("screening_rules.csv") or one.grade == "C"
