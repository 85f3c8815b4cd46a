"""When people are rated: as the protocol says, else when the published trial rated and as is usual."""

from __future__ import annotations

from nemda.regimen import sessions
from nemda.trial.definition import Trial
from nemda.trial.protocol.parts import Endpoint
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

DAY_H = HOURS_PER_DAY


def visits_of(trial: Trial) -> tuple[float, ...]:
    """Return times of ratings (h after randomization), rising, the endpoint among them.

    Where the protocol has none: the times of the published outcomes, a day after the first and the last
    session of each arm, every week, and the end.
    """
    protocol = trial.protocol
    end_h = trial.weeks * HOURS_PER_WEEK
    if protocol.crossover is not None:
        end_h = min(end_h, protocol.crossover.period_d * DAY_H)
    times = set(protocol.visits_h)
    if not times:
        times = {row.time_h for row in trial.observed if row.time_h is not None}
        times |= {HOURS_PER_WEEK * week for week in range(1, int(trial.weeks) + 1)} | {end_h}
        starts = [start for arm in trial.arms for part in arm.mix for start in sessions(part.regimen)]
        times |= {min(starts, default=0.0) + DAY_H, max(starts, default=0.0) + DAY_H}
    if protocol.endpoint is not None:
        times.add(protocol.endpoint.time_h)
    return tuple(sorted(float(time) for time in times if 0 < time <= end_h))


def endpoint_of(trial: Trial) -> Endpoint:
    """Return what the trial is judged by: as the protocol says, else the first scale at the last visit."""
    if trial.protocol.endpoint is not None:
        return trial.protocol.endpoint
    return Endpoint(trial.protocol.scales[0].scale, visits_of(trial)[-1])
