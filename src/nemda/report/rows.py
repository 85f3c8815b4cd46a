"""Rows of panels: two arms share one, more get a row each on common axes, so that bands stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nemda.report.arms import ShownArm
from nemda.report.look import day_ticks, days, heading
from nemda.report.sheet import Grid
from nemda.report.traces import FEW_ARMS

GAP_PX, TOP_PX, BOTTOM_PX = 34, 30, 56
SIDES = 0.02
"""Free room at both ends of the time axis, as a share of it, so that points at its ends stay whole."""
ASIDE = 0.006
"""How far points of different arms stand aside of each other, as a share of the time axis."""


class Rows(NamedTuple):
    """The arms of each row, and the height of the rows (px): of a single row, or of each of several."""

    arms: tuple[tuple[ShownArm, ...], ...]
    single_px: int
    each_px: int

    @property
    def inner_px(self) -> int:
        """The height of all rows with the gaps between them, without margins."""
        count = len(self.arms)
        return self.single_px if count == 1 else count * self.each_px + (count - 1) * GAP_PX

    @property
    def height_px(self) -> int:
        """The height of the figure."""
        return self.inner_px + TOP_PX + BOTTOM_PX

    @property
    def spacing(self) -> float:
        """The gap between rows as plotly wants it, a share of the inner height."""
        return GAP_PX / self.inner_px if len(self.arms) > 1 else 0.0

    def names(self, grid: Grid) -> list[dict[str, Any]]:
        """Return the name of the arm above each row, where each row has its own."""
        if len(self.arms) == 1:
            return []
        return [
            heading(f"<b>{shared[0].name}</b>", 0, grid.upward(row)[1])
            for row, shared in enumerate(self.arms, start=1)
        ]


def in_rows(arms: Sequence[ShownArm], single_px: int, each_px: int) -> Rows:
    """Return which arms share a row."""
    shared = (tuple(arms),) if len(arms) <= FEW_ARMS else tuple((arm,) for arm in arms)
    return Rows(shared, single_px, each_px)


def aside_h(arms: Sequence[ShownArm], place: int) -> float:
    """Return by how many hours the points of an arm are moved so that they do not hide those of others."""
    return ASIDE * (place - (len(arms) - 1) / 2) * max(float(arm.time_h[-1]) for arm in arms)


def day_axis(arms: Sequence[ShownArm]) -> dict[str, Any]:
    """Return the horizontal axis with the days of the longest arm."""
    last_day = max(days(arm.time_h[-1]) for arm in arms)
    return {
        "range": [-SIDES * last_day, (1 + SIDES) * last_day],
        "dtick": day_ticks(last_day),
        "title": {"text": "days since the start", "standoff": 8},
    }
