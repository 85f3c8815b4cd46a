"""An exposure: milligrams of base that reach the body a week, days of use a week, months, and the setting.

For a regimen everything is known: what reaches the body is the dose times the bioavailability of its route in
the shipped kinetics (swallowed drug also passes the bladder as metabolites, which this does not count). For
recreational use only days are sometimes known; the amount a day behind the surveys is not, and is drawn from
a wide prior instead. What would falsify the form: harm that depends on neither amount nor days.
"""

from __future__ import annotations

import math
import tomllib
import warnings
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, TypeAlias

import numpy as np

from nemda.engine.profile.call import pk
from nemda.errors import DataError, RegimenError
from nemda.regimen import Dose, Regimen, amounts_mg, sessions
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

Setting: TypeAlias = Literal["clinic", "recreational"]

KETAMINES = frozenset({"ketamine", "esketamine", "arketamine"})
DAYS_PER_WEEK = 7.0
WEEKS_PER_MONTH = 365.25 / 12 / DAYS_PER_WEEK
TYPICAL_KG = 70.0
FOLLOWED_H = 72.0
"""So long a level is followed for the bioavailability: over ten half-lives."""


@dataclass(frozen=True)
class Exposure:
    """How much ketamine, how often, how long, and where.

    `mg_per_day` is base that reaches the body on a day of use, None where unknown; `days_per_week` the
    typical days of use with `days_spread`, the SD of its log between people (0: everybody the same);
    `months` since the first use; `longest_h` the longest single dose.

    Raises
    ------
    DataError
        A number is negative or impossible.
    """

    setting: Setting
    mg_per_day: float | None
    days_per_week: float
    months: float
    days_spread: float = 0.0
    longest_h: float = 0.0
    label: str = ""

    def __post_init__(self) -> None:
        if self.mg_per_day is not None and not (math.isfinite(self.mg_per_day) and self.mg_per_day >= 0):
            raise DataError("An amount a day is a number of mg.", where="mg_per_day", got=self.mg_per_day)
        if not 0 <= self.days_per_week <= DAYS_PER_WEEK:
            raise DataError(
                "A week has seven days.", where="days_per_week", expected="0 to 7", got=self.days_per_week
            )
        for name in ("months", "days_spread", "longest_h"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise DataError("Not negative.", where=name, got=getattr(self, name))

    @property
    def mg_per_week(self) -> float | None:
        """Base that reaches the body in a week (mg), None where the amount a day is unknown."""
        return None if self.mg_per_day is None else self.mg_per_day * self.days_per_week


def exposure_of(regimen: Regimen, weight_kg: float = TYPICAL_KG, months: float | None = None) -> Exposure:
    """Return the clinic exposure of a regimen; with `months` it is taken to go on so long at its own rate.

    Raises
    ------
    RegimenError
        The regimen has no ketamine.
    """
    doses = tuple(dose for dose in regimen.doses if dose.compound in KETAMINES)
    if not doses:
        raise RegimenError(
            "A regimen without ketamine has no exposure to it.", where="exposure_of",
            expected=sorted(KETAMINES), got=regimen.label or len(regimen.doses),
        )  # fmt: skip
    given = amounts_mg(Regimen(doses), np.array([weight_kg]))[:, 0]
    reached = sum(mg * bioavailability(dose) for mg, dose in zip(given, doses, strict=True))
    starts = sessions(Regimen(doses))
    days = len({int(start // HOURS_PER_DAY) for start in starts})
    weeks = _weeks(starts)
    lasting = weeks / WEEKS_PER_MONTH if months is None else months
    longest = max(dose.duration_h for dose in doses)
    per_week = min(days / weeks, DAYS_PER_WEEK)
    return Exposure("clinic", float(reached) / days, per_week, lasting, 0.0, longest, regimen.label)


def _weeks(starts_h: tuple[float, ...]) -> float:
    """Return the weeks a course covers: to its last session and on to where the next would have been."""
    if len(starts_h) == 1:
        return 1.0
    span = starts_h[-1] - starts_h[0]
    return max(span * len(starts_h) / (len(starts_h) - 1), HOURS_PER_DAY) / HOURS_PER_WEEK


def bioavailability(dose: Dose) -> float:
    """Return the share of a dose that reaches blood as ketamine in a typical person."""
    if dose.route == "iv":
        return 1.0
    return _bioavailability(
        Dose(dose.compound, dose.amount, dose.unit, dose.route, 0.0, dose.duration_h, dose.formulation)
    )


@lru_cache(maxsize=256)
def _bioavailability(dose: Dose) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        levels = pk(Regimen((dose,)), hours=FOLLOWED_H, weight_kg=TYPICAL_KG)
    share = float(levels["bioavailability"].sel(analyte="ketamine_venous").mean())
    return min(max(share, 0.0), 1.0)


@cache
def _patterns() -> dict[str, Exposure]:
    file = resources.files("nemda.risk") / "data" / "patterns.toml"
    return {
        name: Exposure(
            "recreational", None, entry["days_per_week"], entry["months"], entry["days_spread"], label=name
        )
        for name, entry in tomllib.loads(file.read_text("utf-8")).items()
    }


def pattern(name: str) -> Exposure:
    """Return a recreational pattern of the surveys, by name ("recent users", "heavy users", "daily users").

    Raises
    ------
    DataError
        No such pattern.
    """
    known = _patterns()
    if name not in known:
        raise DataError("Unknown pattern of use.", where="pattern", expected=sorted(known), got=name)
    return known[name]


def recreational(days_per_week: float, months: float, mg_per_day: float | None = None) -> Exposure:
    """Return a recreational exposure; without `mg_per_day` the amount is that of the surveys, unknown.

    Raises
    ------
    DataError
        A number is negative or impossible.
    """
    return Exposure("recreational", mg_per_day, days_per_week, months)


def continued(exposure: Exposure, months: float) -> Exposure:
    """Return the exposure going on for so many months at its own rate."""
    return replace(exposure, months=months)
