"""Tables, CSV and JSON of ``nemda experiment``."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.engine.atomic import whole_file
from nemda.errors import StorageError
from nemda.experiment import Course
from nemda.experiment.course import ARMS
from nemda.experiment.files import Study
from nemda.experiment.library import Comparison, classics

READOUTS, COURSES, PAGE = "readouts.csv", "course.csv", "experiment.html"


def print_library() -> None:
    """Print the shipped studies: name, question, arms and source."""
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "question", "species", "arms", "source"):
        table.add_column(heading, overflow="fold")
    for name, study in classics().items():
        species = ", ".join(dict.fromkeys(one.species for one in study.arms.values()))
        table.add_row(name, Text(study.question), species, str(len(study.arms)), study.source)
    Console().print(table)


def print_study(study: Study, rows: Sequence[Comparison]) -> None:
    """Print every readout of every arm, beside what was observed where the study says so."""
    console = Console()
    console.print(Text(study.name, style="bold"))
    for text in (study.question, study.note):
        if text:
            console.print(Text(text))
    observed = any(row.observed is not None for row in rows)
    table = Table(box=None, pad_edge=False)
    for heading in ("readout", "arm", "predicted", *(("observed", "agrees") if observed else ())):
        table.add_column(heading, justify="right" if heading == "predicted" else "left", overflow="fold")
    for row in rows:
        said = () if not observed else (_word(row.observed), {True: "yes", False: "no", None: ""}[row.agrees])
        table.add_row(Text(row.readout), Text(row.arm), f"{row.predicted:.4g}", *said)
    console.print(table)


def as_json(study: Study, rows: Sequence[Comparison]) -> str:
    """Return the study and its rows as one JSON object."""
    content: dict[str, Any] = {
        "name": study.name,
        "question": study.question,
        "source": study.source,
        "note": study.note,
        "rows": [row._asdict() for row in rows],
    }
    return json.dumps(content, indent=2)


def write_files(
    folder: Path, rows: Sequence[Comparison], courses: Mapping[str, Course], page: str | None
) -> tuple[Path, ...]:
    """Write the readouts and the courses as CSV, and the page, into a folder; return what was written.

    Raises
    ------
    StorageError
        The folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("The output folder cannot be used.", where=str(folder), got=str(error)) from error
    lines = [Comparison._fields, *([_word(cell) for cell in row] for row in rows)]
    _write_csv(folder / READOUTS, lines)
    _write_csv(folder / COURSES, _course_lines(courses))
    written = [folder / READOUTS, folder / COURSES]
    if page is not None:
        with whole_file(folder / PAGE) as file:
            file.write_text(page, "utf-8")
        written.append(folder / PAGE)
    return tuple(written)


def _course_lines(courses: Mapping[str, Course]) -> list[Sequence[str]]:
    lines: list[Sequence[str]] = [("arm", "time_h", "variable", *ARMS)]
    for name, course in courses.items():
        for variable in course.drug:
            columns = (
                course.time_h,
                course.drug[variable],
                course.vehicle[variable],
                course.co_drugs[variable],
            )
            for time, *values in zip(*columns, strict=True):
                lines.append((name, f"{time:.10g}", variable, *(f"{value:.10g}" for value in values)))
    return lines


def _write_csv(path: Path, lines: Sequence[Sequence[str]]) -> None:
    with whole_file(path) as file, file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)


def _word(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)
