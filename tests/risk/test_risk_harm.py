"""Bladder, liver, dependence and cognition: anchors, directions, and what has no number."""

import numpy as np
import pytest

from nemda.errors import PeopleError
from nemda.evidence.citations import find_citation
from nemda.mechanism.complaints import complaints
from nemda.regimen import parse
from nemda.risk import exposure_of, pattern, recreational, risk_profile
from nemda.risk.bladder import bladder, improved_after_stopping, onset_months, onset_share
from nemda.risk.cognition import cognitive_attributable, cognitive_complaints
from nemda.risk.dependence import dependent_share, withdrawal, withdrawal_names
from nemda.risk.emergence import emergence_reaction
from nemda.risk.events import any_event, complaint_share, label_sessions, serious_event
from nemda.risk.liver import LiverCourse, liver_injury, liver_of_exposure, restriction_odds_ratio
from nemda.risk.priors import risk_parameters
from nemda.risk.screening import flags
from nemda.risk.seizure import status_controlled

LONG = [LiverCourse(0.0, 100 / 24, 1.5), LiverCourse(16.0, 100 / 24, 1.5)]
CLINIC = exposure_of(parse("84 mg esketamine nasal twice weekly for 4 weeks"), months=12)


def test_people_who_never_use_have_the_background():
    found = bladder(recreational(0.0, 24.0))
    assert found.symptoms.mean == pytest.approx(0.24, abs=0.01)  # Pal 2013; the prior is skewed
    assert found.attributable == (0.0, 0.0, 0.0)


def test_surveys_that_set_no_number_are_met():
    recent, heavy = bladder(pattern("recent users")), bladder(pattern("heavy users"))
    assert recent.symptoms.mean == pytest.approx(0.266, rel=0.15)  # Winstock 2012; not used
    assert heavy.symptoms.mean == pytest.approx(0.516, rel=0.2)  # offenders; days assumed
    assert recent.symptoms.low < 0.266 < recent.symptoms.high
    assert heavy.symptoms.low < 0.516 < heavy.symptoms.high
    # people differ, but a share of people does not: the interval is far narrower than their range
    assert recent.symptoms.high - recent.symptoms.low < 0.15
    assert bladder(pattern("rehabilitation")).icsi_sd == pytest.approx(6.66, rel=0.2)  # SD, not used


def test_the_index_in_rehabilitation_sets_the_scale():
    assert bladder(pattern("rehabilitation")).icsi == pytest.approx(10.96, abs=1e-6)


def test_a_year_in_a_clinic_adds_little_and_says_how_unsure_it_is():
    found = bladder(CLINIC).attributable
    assert found.mean < 0.03
    assert found.high > 10 * found.low  # the amounts of the surveys are unknown: a wide interval is the point


def test_symptoms_come_late():
    lag = onset_months()
    assert lag.mean == pytest.approx(24.67, rel=0.01)
    shares = [onset_share(months).mean() for months in (0.0, 3.0, 17.0, 100.0)]
    assert shares[0] == 0.0
    assert np.all(np.diff(shares) > 0)
    assert shares[2] == pytest.approx(0.5, abs=0.02)  # the median is 16.9 months


def test_both_readings_of_stopping_are_kept():
    survey = improved_after_stopping(pattern("recent users"))
    rehabilitation = improved_after_stopping(pattern("rehabilitation"))
    mixed = improved_after_stopping(recreational(2.0, 24.0))
    assert survey.high < rehabilitation.low
    assert survey.mean < mixed.mean < rehabilitation.mean
    assert mixed.low < survey.high
    assert mixed.high > rehabilitation.low


def test_a_second_long_infusion_injures_and_a_single_one_hardly():
    single, double = liver_injury(LONG[:1]), liver_injury(LONG)
    assert single.mean < 0.04  # 0 of 101: upper 95% limit 3.7%
    assert 0.2 < double.low < 0.5 < double.high < 0.9  # 3 of 6
    later = [LONG[0], LONG[1]._replace(day=200.0)]
    assert liver_injury(later).mean < double.mean / 2
    assert 0.04 < restriction_odds_ratio().mean < 0.5


def test_the_liver_has_a_number_for_infusions_of_days_only():
    long = exposure_of(parse("1500 mg esketamine iv over 100 h on days 0, 16"))
    assert 0.05 < liver_of_exposure(long).mean < 0.9
    assert liver_of_exposure(CLINIC) is None
    assert liver_of_exposure(pattern("recent users")) is None


def test_dependence_has_no_number_in_a_clinic_and_rises_with_days_elsewhere():
    assert dependent_share(CLINIC) is None
    recent = dependent_share(pattern("recent users"))
    # the mean of a skewed prior is not its middle; the survey had 1285 people, 15 to 19%
    assert recent.mean == pytest.approx(0.17, abs=0.001)
    assert 0.14 < recent.low < 0.17 < recent.high < 0.20
    days = [dependent_share(recreational(each, 24.0)).mean for each in (0.5, 2.0, 7.0)]
    assert days == sorted(days)


def test_memory_suffers_in_frequent_users_only():
    heavy = cognitive_complaints(pattern("heavy users"))
    assert heavy.mean == pytest.approx(0.76, abs=0.001)  # the mean of a skewed prior is not its middle
    assert 0.72 < heavy.low < 0.76 < heavy.high < 0.80  # 1614 people
    assert cognitive_attributable(CLINIC).mean < 0.1 < cognitive_attributable(pattern("daily users")).mean


def test_seizures_end_at_anesthetic_rates_only():
    assert status_controlled(0.5).mean == 0.0
    assert 0.5 < status_controlled(2.0).mean < 0.75


def test_no_threshold_is_coded_and_every_finding_says_so():
    for exposure in (CLINIC, pattern("recent users")):
        for finding in risk_profile(exposure):
            assert finding.threshold
            assert finding.evidence
            assert finding.sources
            assert finding.setting == exposure.setting
            assert (finding.estimate is None) == (finding.grade == "none")
    assert not [name for name in risk_parameters() if "threshold" in name]


def test_serious_events_build_up_at_the_rate_of_the_long_study():
    assert serious_event(46.9).mean == pytest.approx(0.183, abs=0.002)
    assert serious_event(12).mean < serious_event(24).mean
    assert label_sessions(1.0) == 8 + 0  # twice a week for four weeks, and a third of a week more
    assert label_sessions(46.9) > 100


def test_any_event_holds_its_complaints_and_the_long_study():
    levels = np.array([0.4, 0.7, 1.1])
    months = (1.0, 12.0, 46.9)
    shares = [any_event(each, levels).mean for each in months]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.947, abs=0.005)  # the mean of a skewed prior is not its middle
    for each, share in zip(months, shares, strict=True):
        dizzy = complaint_share(complaints()["dizziness"], levels, label_sessions(each))
        assert share > dizzy
    assert shares[0] > 0.4  # most events come in the first weeks


def test_prone_persons_set_off_the_rules():
    found = flags("psychosis", "epilepsy", "theophylline")
    assert found[0].stops
    assert {"SR009", "SR028", "SR072"} <= {one.rule for one in found}
    # the limit of this rule is a word ("psychotic features"), not a number
    assert [one.rule for one in flags("psychotic depression")] == ["SR008"]
    assert flags() == ()
    with pytest.raises(PeopleError, match="trait"):
        flags("bad mood")


def test_only_who_was_unconscious_reacts_on_waking():
    everybody, half, nobody = (emergence_reaction(np.full(10, chance)) for chance in (1.0, 0.5, 0.0))
    assert everybody.mean == pytest.approx(0.12, abs=0.01)  # label; the prior is skewed
    assert everybody.low < 0.12 < everybody.high < 0.25
    assert half.mean == pytest.approx(everybody.mean / 2)
    assert nobody == (0.0, 0.0, 0.0)


def test_symptoms_of_withdrawal_have_sources_and_women_have_their_own():
    for one in withdrawal():
        assert find_citation(one.source).text
    assert set(withdrawal_names(of_women=True)) < set(withdrawal_names())
    users = [one for one in risk_profile(recreational(2.0, 12.0)) if one.risk == "withdrawal"]
    assert all(name in users[0].evidence for name in withdrawal_names())
    assert {one.source for one in withdrawal()} == set(users[0].sources)
