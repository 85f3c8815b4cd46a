"""Rows of the tables of trial arms and outcomes, as text and numbers, whichever file they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nemda.trial.rows.cells import HOURS_PER, MINUTES_PER, POINTS, Cells, mean_and_sd
from nemda.trial.rows.text import NUMBER, middle, plain
from nemda.trial.rows.words import words

Texts = Mapping[str, str]
EFFECT_SIZES = {"smd", "effect_size", "cohens_d", "hedges_g", "standardized_mean_difference"}
"""Names of a difference in standard deviations: the unit of such a row where its cell is empty."""


class ArmRow(NamedTuple):
    """One arm as its row says it; texts are in plain spelling except the names of study and arm.

    `faults` are the cells that cannot be read, by field, and `position` the place of the row (from 0).
    """

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
    faults: tuple[str, ...] = ()
    position: int = 0

    @property
    def words(self) -> str:
        """Everything the row says about people, design and schedule, in one text."""
        return " | ".join((self.population, self.design, plain(self.arm), self.schedule, self.comparator))


class OutcomeRow(NamedTuple):
    """One outcome as its row says it; `value` is None where the source gives a direction only.

    `faults` are the cells that cannot be read, by field.
    """

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
    faults: tuple[str, ...] = ()


def arm_rows(rows: Sequence[Texts]) -> tuple[ArmRow, ...]:
    """Return the arms of a table with the columns of ``trial_arms``."""
    return tuple(_arm_row(position, cells) for position, cells in enumerate(rows))


def _arm_row(position: int, texts: Texts) -> ArmRow:
    mean, sd = mean_and_sd(texts["baseline_mean"])
    own = {"baseline_mean": mean, "baseline_sd": texts["baseline_sd"].strip() or sd}
    duration = plain(texts["duration_min"])
    if re.fullmatch(rf"{NUMBER} ?(?:-|to) ?{NUMBER}", duration):
        own["duration_min"] = f"{middle(duration)}"
    cells = Cells({**texts, **own})
    return ArmRow(
        study_id=cells.required("study_id"),
        arm=cells.required("arm"),
        population=plain(texts["population"]),
        trd=plain(texts["trd"]),
        design=plain(texts["design"]),
        compound=plain(texts["compound"]),
        dose=plain(texts["dose"]),
        unit=plain(texts["unit"]),
        route=plain(texts["route"]),
        duration_min=cells.positive("duration_min", MINUTES_PER),
        schedule=plain(texts["schedule"]),
        comparator=plain(texts["comparator"]),
        n=cells.count("n"),
        scale=texts["scale"],
        baseline_mean=cells.positive("baseline_mean", POINTS),
        baseline_sd=cells.positive("baseline_sd", POINTS),
        note=plain(texts["note"]),
        faults=tuple(cells.faults),
        position=position,
    )


def outcome_rows(rows: Sequence[Texts]) -> tuple[OutcomeRow, ...]:
    """Return the outcomes of a table with the columns of ``trial_outcomes``, numbered in their order."""
    return tuple(_outcome_row(position, texts) for position, texts in enumerate(rows))


def _outcome_row(position: int, texts: Texts) -> OutcomeRow:
    cells = Cells(texts)
    written = re.sub(r"[^a-z0-9]+", "_", plain(cells.required("quantity"))).strip("_")
    written = re.sub(r"is(?=ed_|ation)", "iz", written)
    effect_size = written in EFFECT_SIZES and not texts["unit"].strip()
    return OutcomeRow(
        position=position,
        study_id=cells.required("study_id"),
        arm=cells.required("arm"),
        time_h=cells.number("time_h", HOURS_PER),
        scale=texts["scale"],
        quantity=words().quantity.get(written, written),
        value=cells.number("value", POINTS),
        unit="smd" if effect_size else _unit(plain(texts["unit"]), written),
        dispersion=plain(texts["dispersion"]),
        dispersion_type=texts["dispersion_type"],
        n=cells.count("n"),
        note=plain(texts["note"]),
        faults=tuple(cells.faults),
    )


def _unit(unit: str, quantity: str) -> str:
    """Return the unit of a row; a quantity that is called a reduction counts gains as positive numbers."""
    gain = re.search("reduction|improvement|decrease", quantity)
    return f"{unit} {gain[0]}".strip() if gain else unit
