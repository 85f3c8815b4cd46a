"""The long-term side of a regimen: clinic and users apart, no invented numbers, warnings about pairs."""

import pytest

from nemda.errors import DataError
from nemda.plan.outlook import PRONE, finding, outlook, share
from nemda.regimen import parse
from nemda.risk import Finding
from nemda.risk.priors import Estimate

COURSE = parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks")


@pytest.fixture(scope="module")
def course():
    return outlook(COURSE, 70.0)


def test_every_risk_of_the_brief_is_told_at_the_course_after_a_year_and_of_users(course):
    risks = {"bladder", "liver", "dependence", "cognition", "seizure", "psychosis"}
    for findings in (course.long_term.course, course.long_term.year, course.long_term.recreational):
        assert risks <= {one.risk for one in findings}


def test_clinic_and_recreational_evidence_are_never_mixed(course):
    assert {one.setting for one in (*course.long_term.course, *course.long_term.year)} == {"clinic"}
    assert {one.setting for one in course.long_term.recreational} == {"recreational"}


def test_a_year_adds_more_to_the_bladder_than_three_weeks(course):
    added = [
        finding(one, "bladder", "added").estimate.mean
        for one in (course.long_term.course, course.long_term.year)
    ]
    assert added[1] > 10 * added[0]


def test_where_no_source_has_a_number_none_is_shown(course):
    for risk in ("dependence", "cognition", "seizure", "psychosis", "liver"):
        assert share(finding(course.long_term.course, risk)) == "no number"


def test_prone_persons_have_their_rules_the_strictest_first(course):
    for risk, _ in PRONE:
        rules = course.long_term.prone[risk]
        assert rules
        assert [rule.severity for rule in rules] == sorted(
            (rule.severity for rule in rules), key=["absolute", "relative", "caution", "info"].index
        )


def test_drugs_together_are_warned_of_and_ketamine_alone_is_not(course):
    assert course.serotonin == ()
    both = outlook(
        parse("20 mg fluoxetine oral daily for 3 days and 60 mg dextromethorphan oral daily for 3 days"), 70.0
    )
    assert both.long_term is None
    assert [set(one.drugs) for one in both.serotonin] == [{"fluoxetine", "dextromethorphan"}]


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (None, "no number"), (Estimate(0.001, 0.0, 0.009), "below 0.01%"),
        (Estimate(24.4, 20.1, 29.2), "24% (20 to 29)"), (Estimate(0.9, 0.02, 3.2), "0.9% (0.02 to 3)"),
    ],
)  # fmt: skip
def test_a_share_is_told_with_no_more_digits_than_are_known(estimate, words):
    one = Finding("bladder", "x", "clinic", "%", estimate, "low", "", "", ())
    assert share(one) == words


def test_a_finding_that_nobody_has_is_refused():
    with pytest.raises(DataError, match="No such finding"):
        finding((), "bladder")
