"""What an indication is: its scale, who counts as better, and the readings of its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class TrialArm(NamedTuple):
    """An arm a reading is fitted to: what was given to how many, and how many were better when (h).

    `judged_h` is the hour of the judgment; None: 24 h after the last session.
    """

    regimen: str
    preset: str
    judged_h: float | None
    better: float
    n: int


class Difference(NamedTuple):
    """A difference between drug and control in the unit of the scale, with its standard error."""

    regimen: str
    preset: str
    value: float
    standard_error: float


@dataclass(frozen=True)
class Reading:
    """One reading of contested evidence: whom it speaks of, what it rests on, and the arms or difference."""

    name: str
    people: str
    sentence: str
    sources: tuple[str, ...]
    arms: tuple[TrialArm, ...] = ()
    difference: Difference | None = None


@dataclass(frozen=True)
class Indication:
    """A disorder beside depression.

    `form` names the equations (`nemda.indication.forms`): "share" of symptoms left, "chance" of the outcome,
    or "points" gained. `cut` is the fall of the scale, as a share of its baseline, that counts as better.
    """

    name: str
    title: str
    scale: str
    form: str
    better: str
    cut: float
    unit: str
    grade: str
    when: str
    readings: tuple[Reading, ...]

    def reading(self, name: str) -> Reading:
        """Return a reading by name; `KeyError` where there is none."""
        return next(one for one in self.readings if one.name == name)


class Fitted(NamedTuple):
    """Fitted numbers of a reading with their standard errors: all without unit, but points for "points"."""

    transfer: float
    transfer_error: float
    weight: float
    weight_error: float
    level: float
    level_error: float
