"""An explanation as rows for files and programs: one row for each part at each time looked at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from nemda.explain.arrows import MECHANISM, Arrow
from nemda.explain.explain import Explanation


class Row(NamedTuple):
    """One part of the change at one time; points of MADRS, negative is better, None where not defined.

    `kind` is term, mechanism, last step, remainder, off or link. For a term, `points` is the term; for
    a mechanism or last step its Shapley share; for an arrow that is off what turning it on would add; for
    a link only `lost` is given.
    """

    time_h: float
    kind: str
    name: str
    points: float | None
    error: float | None
    lost: float | None
    alone: float | None
    grade: str
    source: str
    claim: str


def rows(explanation: Explanation) -> tuple[Row, ...]:
    """Return the rows, by time; terms sum to the change, shares and remainder of each game to the drug."""
    return tuple(
        row
        for time_h, place in zip(explanation.task.at_h, explanation.places, strict=True)
        for row in _at(explanation, time_h, place)
    )


def as_csv(explanation: Explanation) -> str:
    """Return the rows as the text of a CSV file with a heading; an empty cell where nothing is defined."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows(explanation))
    return text.getvalue()


def _at(explanation: Explanation, time_h: float, place: int) -> Iterator[Row]:
    for term in explanation.terms:
        points = float(term.points[place])
        yield Row(time_h, "term", term.name, points, None, None, None, "", "", term.title)
    for game in explanation.games:
        for part in game.parts:
            numbers = (part.share, part.error, part.lost, part.alone)
            yield _row(time_h, game.name, part.arrow, *(float(course[place]) for course in numbers))
        rest = float(game.rest[place])
        yield Row(
            time_h, "remainder", game.name, rest, None, None, None, "", "", "what no listed arrow carries"
        )
    for idle in explanation.idle:
        yield _row(time_h, "off", idle.arrow, float(idle.added[place]), None, None, None)
    for link in explanation.links:
        name = f"{link.provider} > {link.user}: {link.signal}"
        yield Row(time_h, "link", name, None, None, float(link.lost[place]), None, "", "", "")


def _row(
    time_h: float,
    kind: str,
    arrow: Arrow,
    points: float,
    error: float | None,
    lost: float | None,
    alone: float | None,
) -> Row:
    name = arrow.name.removesuffix("_switch") if kind in (MECHANISM, "off") else arrow.name
    return Row(time_h, kind, name, points, error, lost, alone, arrow.grade, arrow.source, arrow.claim)
