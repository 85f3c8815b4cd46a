"""One number of an experiment: which variable, when, and compared with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy import ndarray

from nemda.errors import ExperimentError
from nemda.experiment.course import Course
from nemda.experiment.definition import Experiment, not_negative, unknown
from nemda.experiment.run import run
from nemda.mechanism.sets import DEFAULT_SET

Reference = Literal["vehicle", "co_drugs", "baseline", "absolute"]
REFERENCES: tuple[Reference, ...] = get_args(Reference)

Change = Literal["ratio", "difference"]
CHANGES: tuple[Change, ...] = get_args(Change)

WINDOW_POINTS = 121
"""Times of a mean over a window: half a minute apart in an hour, finer than any state but block moves."""


@dataclass(frozen=True)
class Readout:
    """A variable of the drug arm at a time, or its mean from `from_h` to then, compared with something.

    `relative_to`: ``vehicle`` (neither doses nor co-drugs), ``co_drugs`` (the same co-drugs without doses),
    ``baseline`` (the same arm at hour 0) or ``absolute``. `change` says how: the ratio or the difference.
    """

    variable: str
    time_h: float
    relative_to: Reference = "vehicle"
    change: Change = "ratio"
    from_h: float | None = None

    def __post_init__(self) -> None:
        not_negative("Readout.time_h", self.time_h)
        if self.relative_to not in REFERENCES:
            raise unknown("reference", "Readout.relative_to", self.relative_to, REFERENCES)
        if self.change not in CHANGES:
            raise unknown("kind of change", "Readout.change", self.change, CHANGES)
        if self.from_h is not None:
            not_negative("Readout.from_h", self.from_h)
            if not self.from_h < self.time_h:
                raise ExperimentError(
                    "A window ends after it begins.", where=f"Readout {self.variable}",
                    expected=f"time_h above {self.from_h:g}", got=self.time_h,
                )  # fmt: skip

    @property
    def times_h(self) -> tuple[float, ...]:
        """The times that a course must have for this readout (h)."""
        if self.from_h is None:
            window = np.array([self.time_h])
        else:
            window = np.linspace(self.from_h, self.time_h, WINDOW_POINTS)
        return tuple(np.unique([0.0, *window]).tolist())

    def __str__(self) -> str:
        minutes = 60 * self.time_h
        # whole minutes are read more easily than fractions of an hour
        in_minutes = self.time_h % 1 != 0 and abs(minutes - round(minutes)) < 1e-9
        factor, unit = (60, "min") if in_minutes else (1, "h")
        first = "" if self.from_h is None else f"{factor * self.from_h:.10g}-"
        when = f"{first}{factor * self.time_h:.10g}{unit}"
        if self.relative_to == "absolute":
            return f"{self.variable}@{when}:absolute"
        return f"{self.variable}@{when}{'/' if self.change == 'ratio' else '-'}{self.relative_to}"


def measure(
    experiment: Experiment,
    readout: Readout,
    *,
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
) -> float:
    """Return one number of an experiment.

    Raises
    ------
    ExperimentError
        As for `run`, or a ratio to nothing is asked for.
    """
    course = run(
        experiment, readout.times_h, [readout.variable], changes=changes, parameter_set=parameter_set
    )
    return read(course, readout)


def read(course: Course, readout: Readout) -> float:
    """Return a readout of a course whose times include `readout.times_h`.

    Raises
    ------
    ExperimentError
        The course lacks the variable or a time, or a ratio to nothing is asked for.
    """
    if readout.variable not in course.drug:
        raise unknown("variable of this course", "Readout.variable", readout.variable, tuple(course.drug))
    value = _at(course, course.drug, readout)
    if readout.relative_to == "absolute":
        return value
    if readout.relative_to == "baseline":
        other = _at(course, course.drug, Readout(readout.variable, 0.0))
    else:
        arm = course.vehicle if readout.relative_to == "vehicle" else course.co_drugs
        other = _at(course, arm, readout)
    if readout.change == "difference":
        return value - other
    if other == 0:
        raise ExperimentError(
            "There is no ratio to nothing.", where=str(readout),
            got=f"0 in the comparison with {readout.relative_to}", hint="ask for the difference",
        )  # fmt: skip
    return value / other


def _at(course: Course, arm: Mapping[str, ndarray], readout: Readout) -> float:
    """Return a value, or the mean over the window by the trapezoidal rule."""
    first = readout.time_h if readout.from_h is None else readout.from_h
    # within rounding of the grid that the readout itself asks for
    inside = (course.time_h >= first - 1e-9) & (course.time_h <= readout.time_h + 1e-9)
    times = course.time_h[inside]
    if times.size == 0 or abs(times[-1] - readout.time_h) > 1e-9 or abs(times[0] - first) > 1e-9:
        raise ExperimentError(
            "The course has no such time.", where=str(readout), got=f"{course.time_h.size} other times",
            hint="run the experiment at readout.times_h",
        )  # fmt: skip
    values = arm[readout.variable][inside]
    if readout.from_h is None:
        return float(values[0])
    return float(np.trapezoid(values, times) / (times[-1] - times[0]))
