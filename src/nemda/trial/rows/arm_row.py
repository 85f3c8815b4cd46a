"""Rows of the tables of trial arms and outcomes, as text and numbers, whichever file they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nemda.trial.rows.text import one_number, plain

Cells = Mapping[str, str]


class ArmRow(NamedTuple):
    """One arm as its row says it; texts are in plain spelling except the names of study and arm."""

    study_id: str
    arm: str
    population: str
    trd: str
    design: str
    compound: str
    dose: str
    unit: str
    route: str
    duration_min: float | None
    schedule: str
    comparator: str
    n: int | None
    scale: str
    baseline_mean: float | None
    baseline_sd: float | None
    note: str

    @property
    def words(self) -> str:
        """Everything the row says about people, design and schedule, in one text."""
        return " | ".join((self.population, self.design, plain(self.arm), self.schedule, self.comparator))


class OutcomeRow(NamedTuple):
    """One outcome as its row says it; `value` is None where the source gives a direction only."""

    position: int
    study_id: str
    arm: str
    time_h: float | None
    scale: str
    quantity: str
    value: float | None
    unit: str
    dispersion: str
    dispersion_type: str
    n: int | None
    note: str


def arm_rows(rows: Sequence[Cells]) -> tuple[ArmRow, ...]:
    """Return the arms of a table with the columns of ``trial_arms``."""
    return tuple(
        ArmRow(
            study_id=cells["study_id"],
            arm=cells["arm"],
            population=plain(cells["population"]),
            trd=plain(cells["trd"]),
            design=plain(cells["design"]),
            compound=plain(cells["compound"]),
            dose=plain(cells["dose"]),
            unit=plain(cells["unit"]),
            route=plain(cells["route"]),
            duration_min=one_number(cells["duration_min"]),
            schedule=plain(cells["schedule"]),
            comparator=plain(cells["comparator"]),
            n=_count(cells["n"]),
            scale=cells["scale"],
            baseline_mean=one_number(cells["baseline_mean"]),
            baseline_sd=one_number(cells["baseline_sd"]),
            note=plain(cells["note"]),
        )
        for cells in rows
    )


def outcome_rows(rows: Sequence[Cells]) -> tuple[OutcomeRow, ...]:
    """Return the outcomes of a table with the columns of ``trial_outcomes``, numbered in their order."""
    return tuple(
        OutcomeRow(
            position=position,
            study_id=cells["study_id"],
            arm=cells["arm"],
            time_h=one_number(cells["time_h"]),
            scale=cells["scale"],
            quantity=plain(cells["quantity"]),
            value=one_number(cells["value"]),
            unit=plain(cells["unit"]),
            dispersion=plain(cells["dispersion"]),
            dispersion_type=cells["dispersion_type"],
            n=_count(cells["n"]),
            note=plain(cells["note"]),
        )
        for position, cells in enumerate(rows)
    )


def _count(text: str) -> int | None:
    number = one_number(text)
    return int(number) if number is not None and number >= 1 else None
