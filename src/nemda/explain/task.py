"""One person, one regimen, and many settings of the arrows run side by side as lanes of one group."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.group import GroupResult, run_drawn
from nemda.engine.job import Job
from nemda.errors import RegimenError
from nemda.explain.person import Who, copies
from nemda.mechanism.chain import chain
from nemda.mechanism.sets import DEFAULT_SET
from nemda.model.assembly import Model
from nemda.people import sample
from nemda.regimen import Regimen, parse, sessions
from nemda.units import HOURS_PER_WEEK

LANES = 512
"""Settings run together: one array operation serves them all, and memory stays small."""
AT_H = (24.0, 168.0)
WEEKS_AFTER_LAST_DOSE = 4


@dataclass(frozen=True)
class Task:
    """A person and a job of that one person; `at_h` are the times looked at, counted from the first dose."""

    who: Who
    job: Job
    at_h: tuple[float, ...]

    @property
    def first_dose_h(self) -> float:
        """When the first dose begins (h); 0 without a dose."""
        starts = sessions(self.job.regimen)
        return starts[0] if starts else 0.0

    @property
    def drawn(self) -> dict[str, Float[ndarray, " one"]]:
        """Every parameter of the person."""
        return sample(self.job.parameters, self.who.people, self.job.spread_scale)

    def run(self, drawn: Mapping[str, Float[ndarray, " lane"]], model: Model | None = None) -> GroupResult:
        """Return the course of lanes that differ in parameters alone."""
        lanes = next(iter(drawn.values())).size
        return run_drawn(self.job, copies(self.who.people, lanes), drawn, model or chain())

    def over_time(
        self, drawn: Mapping[str, Float[ndarray, " lane"]], name: str, model: Model | None = None
    ) -> Float[ndarray, "lane time"]:
        """Return one variable of every lane, computed `LANES` at a time."""
        lanes = next(iter(drawn.values())).size
        places = [slice(start, start + LANES) for start in range(0, lanes, LANES)]
        some = ({key: values[place] for key, values in drawn.items()} for place in places)
        return np.concatenate([self.run(part, model).values[name] for part in some])


def task_of(
    regimen: Regimen | str,
    who: Who,
    at_h: Sequence[float] = AT_H,
    weeks: float | None = None,
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
) -> Task:
    """Return what is to be explained; without `weeks` until four weeks after the last dose.

    Raises
    ------
    NemdaError
        The regimen, a parameter or a time is refused.
    """
    plan = parse(regimen) if isinstance(regimen, str) else regimen
    starts = sessions(plan)
    first, last = (starts[0], starts[-1]) if starts else (0.0, 0.0)
    if not at_h or min(at_h) < 0 or not all(map(math.isfinite, at_h)):
        raise RegimenError(
            "A time to look at lies at or after the first dose.", where="at", got=tuple(at_h),
            expected="hours, at least one",
        )  # fmt: skip
    needed = math.ceil(max(last, first + max(at_h)) / HOURS_PER_WEEK)
    length = max(math.ceil(last / HOURS_PER_WEEK) + WEEKS_AFTER_LAST_DOSE, needed) if weeks is None else weeks
    job = Job(
        plan, who.people, float(length), parameter_set, tuple(sorted((changes or {}).items())),
        tuple(sorted({first + time for time in at_h})), spread_scale=who.spread_scale,
    )  # fmt: skip
    if first + max(at_h) > job.end_h:
        raise RegimenError(
            "A time to look at lies after the simulated time.", where="at",
            expected=f"at most {job.end_h - first:g} h after the first dose", got=max(at_h),
        )  # fmt: skip
    return Task(who, job, tuple(sorted(set(at_h))))
