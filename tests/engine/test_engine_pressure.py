"""Readings of pressure: spread, age, and independence of sessions."""

import numpy as np

from nemda.engine.pressure import highest_rise, session_readings, session_scores
from nemda.people import people

GROUP = people("trd", n=4000, seed=2)
RISE = np.array([[0.0, 14.0]])


def readings(group=GROUP, session=0, exact=False):
    systolic = np.repeat(RISE, group.n, axis=0)
    return session_readings(group, systolic, 0.68 * systolic, session, exact=exact)


def test_sessions_leave_the_mean_rise_as_it_is():
    change = readings(people("trd", n=20000, seed=2, age_y=45)).systolic_change[:, 1]
    assert abs(change.mean() - 14.0) < 0.3  # standard error 9 / sqrt(20000) = 0.07, and the lognormal tail
    assert 6 < change.std() < 11.2  # below 11.2 of all people: here nobody differs in the rise itself


def test_older_people_rise_more():
    young, old = (readings(people("trd", n=4000, seed=2, age_y=age)) for age in (30, 60))
    assert old.systolic_change[:, 1].mean() > 1.2 * young.systolic_change[:, 1].mean()


def test_a_session_does_not_depend_on_the_others_nor_on_how_many_people_there_are():
    part = readings(GROUP.slice(10, 20), session=3)
    whole = readings(GROUP, session=3)
    np.testing.assert_array_equal(part.systolic, whole.systolic[10:20])
    one, other = readings(session=0).systolic_change[:, 1], readings(session=1).systolic_change[:, 1]
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.06  # only age joins them; 1 / sqrt(4000) = 0.016


def test_exact_pressure_has_no_error_of_reading():
    found = readings(exact=True)
    assert (found.systolic_change[:, 0] == 0).all()


def test_scores_of_sessions_differ_about_the_typical_one():
    score = np.full(GROUP.n, 6.0)
    found = session_scores(GROUP, score, 0)
    assert abs(found.mean() - 6.0) < 0.15  # 6 x 0.45 / sqrt(4000) = 0.04
    assert np.std(np.log(found)) > 0.1


def test_the_highest_rise_grows_with_the_sessions_and_one_session_is_that_of_its_readings():
    rise = np.full(GROUP.n, 14.0)
    once, often = highest_rise(GROUP, rise, 1), highest_rise(GROUP, rise, 8)
    np.testing.assert_allclose(once, readings(exact=True).systolic_change[:, 1])
    assert (often >= once).all()
    assert (
        often.mean() > 1.5 * once.mean()
    )  # the best of eight lognormal factors of 0.58 is on average 2.0 times one
