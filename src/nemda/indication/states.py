"""The common states of a finished run at one time: what drug, and what expectancy and time, take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.regimen import Regimen, parse, sessions

if TYPE_CHECKING:
    from xarray import Dataset

NEEDED = ("drug_share", "expectancy_share", "natural_share")
JUDGED_AFTER_H = 24.0


class States(NamedTuple):
    """Shares of baseline symptoms taken away by the drug and by all else, in every person at `time_h`."""

    time_h: float
    drug: Float[ndarray, " person"]
    other: Float[ndarray, " person"]


def judged_h(regimen: Regimen, end_h: float) -> float:
    """Return when a course is judged: 24 h after its last session, or at the end."""
    starts = sessions(regimen)
    return min(starts[-1] + JUDGED_AFTER_H, end_h) if starts else end_h


def states_at(result: Dataset, time_h: float | None = None) -> States:
    """Return the states at a time (h), else 24 h after the last session of the run's regimen.

    Raises
    ------
    DataError
        The run lacks one of the shares, or the time is after its end.
    """
    missing = [name for name in NEEDED if name not in result]
    if missing:
        raise DataError(
            "The run does not hold what an indication needs.", where="result", expected=NEEDED, got=missing,
            hint="simulate with variables that name them, or with variables='main'",
        )  # fmt: skip
    end_h = float(result["time"].values[-1])
    wanted = judged_h(parse(str(result.attrs["sentence"])), end_h) if time_h is None else time_h
    if not 0 <= wanted <= end_h:
        raise DataError("Not a time of the run.", where="time", expected=f"0 to {end_h:g} h", got=wanted)
    at = result.sel(time=wanted, method="nearest")
    drug, expected, natural = (np.asarray(at[name].values, dtype=float) for name in NEEDED)
    return States(float(at["time"]), drug, expected + natural)
