"""What the steps of STAR*D showed: remission from the evidence tables, severity at exit from one paper."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nemda.errors import DataError
from nemda.evidence.tables import trial_outcomes

STUDY = "stard"


class PublishedStep(NamedTuple):
    """People who entered a step and the share who remitted."""

    arm: str
    entered: int
    remission: float


class PublishedExit(NamedTuple):
    """QIDS-SR16 at the exit of a level: people measured, mean and SD."""

    entered: int
    exit_mean: float
    exit_sd: float


@cache
def published_steps() -> tuple[PublishedStep, ...]:
    """Return remission by step (QIDS-SR16, Rush 2006), in order.

    Raises
    ------
    DataError
        A row lacks its number of people or its rate.
    """
    rows = [
        row
        for row in trial_outcomes()
        if row.study_id == STUDY and row.arm.startswith("step") and row.quantity == "remission_rate"
    ]
    steps: list[PublishedStep] = []
    for row in sorted(rows, key=lambda row: row.arm):
        if row.n is None or row.value is None:
            raise DataError("A step without people or rate.", where=f"trial_outcomes.csv, {row.arm}")
        steps.append(PublishedStep(row.arm, int(row.n), row.value / 100.0))
    return tuple(steps)


@cache
def published_exits() -> tuple[PublishedExit, ...]:
    """Return severity at the exit of each level, in order."""
    with files("nemda.trial").joinpath("stepped_exits.toml").open("rb") as stream:
        levels = tomllib.load(stream)["level"]
    return tuple(PublishedExit(one["n"], one["exit_mean"], one["exit_sd"]) for one in levels)
