"""A frozen sequence of steps, and where the requested times lie in it.

On steps that do not move, the numerical solution is a smooth function of the parameters, which it is not
where a step is accepted for one value and refused for the next. Steps end exactly at the edges of the
drive. Wrong if the reported error of people far from the pilot is large: then their grid was too coarse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.errors import RegimenError

STEPS_MULTIPLE = 16
"""Numbers of steps are filled up to a multiple, so that similar regimens share one compiled program."""

SAME_TIME_H = 1e-9


@dataclass(frozen=True)
class Grid:
    """Steps from time 0 on: `begin_h` and `length_h` [step], and the segment of the drive of each.

    `edge_h` [segment] are the edges of the drive the steps were made for.
    """

    edge_h: Float[ndarray, " segment"]
    begin_h: Float[ndarray, " step"]
    length_h: Float[ndarray, " step"]
    segment: Int[ndarray, " step"]

    @property
    def end_h(self) -> float:
        """Where the last step ends (h)."""
        return float(self.begin_h[-1] + self.length_h[-1])


class Placement(NamedTuple):
    """Where requested times lie: `position` [step, slot] inside each step, and step and slot of each time."""

    position: Float[ndarray, "step slot"]
    step: Int[ndarray, " time"]
    slot: Int[ndarray, " time"]


def filled_up(grid: Grid, multiple: int = STEPS_MULTIPLE) -> Grid:
    """Return the grid with its longest steps halved until their number is a multiple."""
    begin, length, segment = grid.begin_h, grid.length_h, grid.segment
    while length.size % multiple:
        longest = int(np.argmax(length))
        half = length[longest] / 2
        begin = np.insert(begin, longest + 1, begin[longest] + half)
        length = np.insert(length, longest, half)
        length[longest + 1] = half
        segment = np.insert(segment, longest, segment[longest])
    return replace(grid, begin_h=begin, length_h=length, segment=segment)


def place(grid: Grid, time_h: Float[ndarray, " time"]) -> Placement:
    """Return where the times (h) lie in the grid.

    Raises
    ------
    RegimenError
        A time lies before 0 or after the end of the grid.
    """
    if time_h.min() < 0 or time_h.max() > grid.end_h + SAME_TIME_H:
        raise RegimenError(
            "Time outside the frozen steps.", where="outputs",
            expected=f"0 to {grid.end_h:g} h", got=f"{time_h.min():g} to {time_h.max():g} h",
            hint="simulate more weeks, or freeze the steps up to a later hour",
        )  # fmt: skip
    step = np.maximum(np.searchsorted(grid.begin_h, time_h, side="left") - 1, 0)
    slot = np.array([np.count_nonzero(step[:index] == own) for index, own in enumerate(step)], dtype=np.int64)
    position = np.zeros((grid.length_h.size, int(slot.max()) + 1))
    position[step, slot] = np.clip((time_h - grid.begin_h[step]) / grid.length_h[step], 0.0, 1.0)
    return Placement(position, step, slot)
