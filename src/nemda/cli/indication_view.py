"""How an indication is shown: every reading with its numbers, its evidence grade and its sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nemda.cli.receptor_facts import Shown
from nemda.drugs.plausible import warn_of_unusual
from nemda.engine.simulate import simulate
from nemda.indication import Outcome, indications
from nemda.indication.definition import Indication
from nemda.indication.states import JUDGED_AFTER_H, NEEDED, judged_h
from nemda.people import people as draw_people
from nemda.progress import Progress
from nemda.receptor.experiment.table import Table
from nemda.regimen import parse, sessions
from nemda.report.figures_indication import readings_figure
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

if TYPE_CHECKING:
    from xarray import Dataset

COLUMNS = (
    "reading",
    "people",
    "day",
    "better",
    "better_low",
    "better_high",
    "left",
    "left_low",
    "left_high",
    "gained",
    "gained_low",
    "gained_high",
    "unit",
    "criterion",
    "when",
    "grade",
    "evidence",
    "sources",
)
NO_ADVICE = (
    "Research and teaching, no advice for a patient. Intervals hold 90% of what the fitted numbers leave "
    "open."
)


def simulated(plan: str, preset: str, n: int, seed: int, day: float | None, progress: Progress) -> Dataset:
    """Return a run long enough for the judgment, with the states that indications need."""
    regimen = parse(plan)
    warn_of_unusual(regimen.doses)
    last_h = max((*sessions(regimen), 0.0)) + JUDGED_AFTER_H
    end_h = max(last_h, 0.0 if day is None else HOURS_PER_DAY * day)
    wanted = judged_h(regimen, end_h) if day is None else HOURS_PER_DAY * day
    return simulate(
        regimen,
        draw_people(preset, n, seed),
        end_h / HOURS_PER_WEEK,
        variables=NEEDED,
        visits_h=[wanted],
        progress=progress,
    )


def indication_shown(asked: Indication, outcomes: Sequence[Outcome], plan: str, n: int) -> Shown:
    """Return the readings of an indication, ready to be printed or written."""
    day = outcomes[0].time_h / HOURS_PER_DAY
    return Shown(
        "indication",
        f"{asked.title}: {asked.scale}",
        f"{plan}; {n} people; day {day:.3g}; {asked.when}",
        (),
        Table(COLUMNS, tuple(map(_row, outcomes))),
        every=len(outcomes),
        draw=lambda: readings_figure(outcomes),
        sentence=f"Evidence grade: {asked.grade}. {NO_ADVICE}",
        screen=Table(
            ("reading", "result", "evidence"),
            tuple((f"{one.reading}: {one.people}", result_text(one), one.sentence) for one in outcomes),
        ),
    )


def list_shown() -> Shown:
    """Return the shipped indications."""
    rows = tuple(
        (one.name, one.title, one.scale, one.better, ", ".join(each.name for each in one.readings), one.grade)
        for one in indications().values()
    )
    return Shown(
        "indications",
        "Indications beside depression",
        "",
        (),
        Table(("name", "disorder", "scale", "better means", "readings", "grade"), rows),
        every=len(rows),
        draw=lambda: readings_figure(()),
        sentence=NO_ADVICE,
        screen=Table(
            ("name", "better means", "readings", "grade"),
            tuple(
                (one.name, one.better, ", ".join(each.name for each in one.readings), one.grade)
                for one in indications().values()
            ),
        ),
    )


def result_text(one: Outcome) -> str:
    """Return what one reading says in one line."""
    parts: list[str] = []
    if one.better is not None:
        value, low, high = (100 * each for each in one.better)
        parts.append(f"{value:.0f}% ({low:.0f} to {high:.0f}) with {one.criterion}")
    if one.left is not None:
        value, low, high = (100 * each for each in one.left)
        parts.append(f"{value:.0f}% ({low:.0f} to {high:.0f}) of symptoms left")
    if one.gained is not None:
        value, low, high = one.gained
        parts.append(f"{value:.1f} ({low:.1f} to {high:.1f}) {one.unit}: {one.criterion}")
    return "; ".join(parts)


def _row(one: Outcome) -> tuple[str | float, ...]:
    numbers: list[float] = []
    for each in (one.better, one.left, one.gained):
        numbers += [math.nan] * 3 if each is None else list(each)
    return (
        one.reading,
        one.people,
        one.time_h / HOURS_PER_DAY,
        *numbers,
        one.unit,
        one.criterion,
        one.when,
        one.grade,
        one.sentence,
        "; ".join(one.sources),
    )
