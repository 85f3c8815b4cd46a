"""From the body to the chain: what a plan of magnesium changes in a simulation from dose to mood.

The chain holds two levels, serum and brain, and does not know of meals. A plan gives it the person's serum
level (the mean over the plan), the reading of the barrier and the brain level of a scenario, as changes of
parameters; the course of an infusion as steps of the drive `serum_magnesium_added` for experiments. With the
barrier closed, which is the default, nothing but serum changes, and that is the claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from nemda.magnesium.barrier import chain_value, gain
from nemda.magnesium.run import Outcome

SIGNAL = "serum_magnesium_added"
LEAST_STEP = 0.005
"""Smallest rise (mmol/L) that is worth a step: a hundredth of the smallest effect on pressure."""


class Step(NamedTuple):
    """A signal held at `level` (mmol/L above the person's own serum) over [start_h, stop_h)."""

    signal: str
    level: float
    start_h: float
    stop_h: float


class ForChain(NamedTuple):
    """Changes of parameters for `nemda.simulate(changes=...)`, and steps of a drive for an experiment."""

    changes: Mapping[str, float]
    steps: tuple[Step, ...]


def for_chain(outcome: Outcome, step_h: float = 1.0) -> ForChain:
    """Return what a plan that was carried out changes in the chain.

    `changes` holds `serum_magnesium_level` (mean over the plan), `brain_magnesium_gain` and, where a scenario
    changes the brain, `brain_magnesium_normal`. `steps` hold the mean rise above that level in windows of
    `step_h`, only where serum rises.
    """
    time, serum = outcome.course.time_h, outcome.serum
    level = (
        float(np.trapezoid(serum, time) / (time[-1] - time[0]))
        if not outcome.plan.infusions
        else float(serum[0])
    )
    changes = {"serum_magnesium_level": level, "brain_magnesium_gain": gain(outcome.plan.barrier)}
    if outcome.scenario.brain != 1.0:
        changes["brain_magnesium_normal"] = chain_value("brain_magnesium_normal") * outcome.scenario.brain
    return ForChain(changes, _steps(outcome, level, step_h) if outcome.plan.infusions else ())


def _steps(outcome: Outcome, level: float, step_h: float) -> tuple[Step, ...]:
    time, serum = outcome.course.time_h, outcome.serum
    found: list[Step] = []
    for start in np.arange(0.0, time[-1], step_h):
        stop = min(start + step_h, float(time[-1]))
        grid = np.linspace(start, stop, 11)
        rise = float(np.mean(np.interp(grid, time, serum))) - level
        if rise > LEAST_STEP:
            found.append(Step(SIGNAL, rise, float(start), stop))
    return tuple(found)
