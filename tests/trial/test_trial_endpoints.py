from __future__ import annotations

import math

import numpy as np
import pytest
from trial_samples import course

from nemda.engine.endpoints import remitted, responded
from nemda.engine.pressure import session_readings
from nemda.engine.simulate import simulate
from nemda.errors import DataError
from nemda.people import people
from nemda.trial.endpoints import (
    assessment_h,
    at_time,
    build_up,
    daily_looks_h,
    peak,
    relapse,
)


def test_a_fall_of_exactly_half_is_a_response() -> None:
    assert responded(np.array([15.0, 15.01, 0.0]), np.array([30.0, 30.0, 0.0])).tolist() == [
        True,
        False,
        False,
    ]


def test_remission_includes_its_threshold() -> None:
    assert remitted(np.array([10.0, 10.01]), 10).tolist() == [True, False]


def test_a_value_is_read_at_a_time_of_the_output_only() -> None:
    dataset = course([[30, 20, 10]], [30], [0, 2 / 3, 24])
    assert at_time(dataset, "madrs", 40 / 60).tolist() == [20]
    with pytest.raises(DataError, match="No output at this time"):
        at_time(dataset, "madrs", 12)


def test_the_peak_is_each_persons_own() -> None:
    dataset = course([[3, 9, 1], [5, 2, 4]], [30, 30], [0, 1, 2])
    assert peak(dataset, "madrs").tolist() == [9, 5]


def test_the_peak_of_pressure_holds_age_and_the_scatter_of_a_session() -> None:
    group = people("trd", n=60, seed=5, first=7)
    dataset = simulate("0.5 mg/kg ketamine iv over 40 min", group, 0.02, variables=["systolic_rise"])
    found = peak(dataset, "systolic_rise")
    chain = dataset["systolic_rise"].max("time").to_numpy()
    read = session_readings(group, chain[:, None], chain[:, None], session=0, exact=True)
    resting = session_readings(group, 0 * chain[:, None], 0 * chain[:, None], session=0, exact=True)
    # the same session as the cuff's: both read the stream of session 0
    assert found == pytest.approx(read.systolic[:, 0] - resting.systolic[:, 0], rel=1e-6)
    assert np.std(np.log(found)) > 2 * np.std(np.log(chain))
    assert peak(dataset.isel(person=[3, 9]), "systolic_rise") == pytest.approx(found[[3, 9]])
    del dataset.attrs["seed"]
    assert peak(dataset, "systolic_rise") == pytest.approx(chain)


@pytest.mark.parametrize(
    ("sessions_h", "end_h", "expected"),
    [((0.0,), 168, 24), ((0.0, 72.0), 168, 96), ((0.0,), 12, 12), ((), 9, 9)],
)
def test_a_regimen_is_judged_a_day_after_its_last_session(
    sessions_h: tuple[float, ...], end_h: float, expected: float
) -> None:
    assert assessment_h(sessions_h, end_h) == expected


def test_build_up_counts_responders_a_day_after_each_session() -> None:
    dataset = course(
        [[30, 14, 30, 10, 30], [30, 20, 20, 15, 15], [30, 29, 29, 29, 29]], [30] * 3, [0, 24, 72, 96, 100]
    )
    steps = build_up(dataset, (0.0, 72.0, 90.0))
    assert [(step.session_h, step.responders) for step in steps] == [(0, 1), (72, 2)]


def test_relapse_is_the_first_day_below_half_improvement() -> None:
    days = np.arange(6) * 24.0
    dataset = course(
        [
            [30, 10, 10, 16, 10, 10],  # relapses on day 3, though better later
            [30, 15, 15, 15, 15, 15],  # never relapses
            [30, 10, 15.1, 20, 20, 20],  # relapses on day 2
            [30, 16, 10, 10, 10, 10],  # not a responder at 24 h, so not at risk
        ],
        [30] * 4,
        days,
    )
    found = relapse(dataset, (0.0,))
    assert found is not None
    assert found.days[:3].tolist() == [3, 5, 2]
    assert math.isnan(found.days[3])
    assert found.relapsed.tolist() == [True, False, True, False]
    assert found.responders.tolist() == [True, True, True, False]
    curve = found.curve()
    assert curve.time.tolist() == [2, 3]
    assert curve.surviving.tolist() == pytest.approx([2 / 3, 1 / 3])


def test_days_count_from_the_last_session() -> None:
    times = [0, 24, 60, 84, 108, 132]
    dataset = course([[30, 30, 30, 10, 20, 20]], [30], times)
    found = relapse(dataset, (0.0, 60.0))
    assert found is not None
    assert found.days.tolist() == [2]
    assert daily_looks_h((0.0, 60.0), 132) == (84, 108, 132)


@pytest.mark.parametrize(("sessions_h", "end_h"), [((), 168.0), ((0.0,), 30.0), ((150.0,), 168.0)])
def test_without_two_looks_there_is_no_time_to_relapse(sessions_h: tuple[float, ...], end_h: float) -> None:
    dataset = course([[30, 30, 30]], [30], [0, 24, end_h])
    assert relapse(dataset, sessions_h) is None
