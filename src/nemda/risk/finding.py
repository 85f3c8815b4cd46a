"""A finding on one risk: the number or the reason why there is none, its interval, grade and evidence."""

from __future__ import annotations

from typing import NamedTuple

from nemda.risk.exposure import Setting
from nemda.risk.priors import Estimate


class Finding(NamedTuple):
    """What is known of one risk at an exposure.

    `estimate` is None where no source allows a number; `evidence` then gives the range of the evidence in
    words. `grade` says how good the evidence is: "low" (surveys, small series), "very low" (carried over from
    another setting, or assumed in part), or "none" (nothing in this setting). `threshold` says what is known
    of a safe limit.
    """

    risk: str
    what: str
    setting: Setting
    unit: str
    estimate: Estimate | None
    grade: str
    evidence: str
    threshold: str
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        """The number with its interval, or that there is none."""
        if self.estimate is None:
            return "no number"
        mean, low, high = (_short(each) for each in self.estimate)
        return f"{mean} ({low} to {high}) {self.unit}".strip()


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 99 else f"{number:.2g}"
