"""A profile as files: quantiles over time, exposure, one row per person; and the steps of a pump."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from nemda.engine.profile.dataset import ALONE
from nemda.engine.profile.exposure import QUANTITIES, RATIOS, summary
from nemda.engine.profile.run import Course, Profile
from nemda.engine.profile.target import TargetRun
from nemda.errors import StorageError

LEVELS, EXPOSURE, PEOPLE, PUMP = "levels.csv", "exposure.csv", "people.csv", "pump.csv"

Row = Sequence[object]


def write_profile(profile: Profile, folder: Path) -> tuple[Path, ...]:
    """Write `levels.csv`, `exposure.csv` and `people.csv` into a folder and return their paths.

    Raises
    ------
    StorageError
        The folder or a file cannot be written.
    """
    tables = {
        LEVELS: (("time_h", "analyte", "sample", "course", "unit", "q05", "median", "q95"), _levels(profile)),
        EXPOSURE: (
            ("analyte", "sample", "course", "quantity", "unit", "median", "q05", "q95"),
            _exposure(profile),
        ),
        PEOPLE: (_people_head(profile), _people(profile)),
    }
    return tuple(write_rows(folder, name, head, rows) for name, (head, rows) in tables.items())


def write_pump(run: TargetRun, folder: Path) -> Path:
    """Write the steps of a pump to `pump.csv` in a folder and return its path.

    Raises
    ------
    StorageError
        The folder or the file cannot be written.
    """
    head = ("start_min", "stop_min", "rate_mg_per_h", "amount_mg")
    rows = (
        (_g(60 * dose.start_h), _g(60 * dose.stop_h), _g(dose.amount / dose.duration_h), _g(dose.amount))
        for dose in run.infusion.regimen.doses
    )
    return write_rows(folder, PUMP, head, rows)


def write_rows(folder: Path, name: str, head: Row, rows: Iterable[Row]) -> Path:
    """Write one CSV file into a folder, which is made if needed.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    file = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)
    except OSError as error:
        raise StorageError(
            "The result cannot be written.", where=str(file), got=str(error),
            hint="choose another folder with --out",
        ) from error  # fmt: skip
    return file


def _g(value: float) -> str:
    """Return a number with seven digits, more than any level is known to."""
    return f"{value:.7g}"


def _courses(profile: Profile) -> list[tuple[str, str, Course]]:
    """Return the name of each course in a file, the end of its columns, and the course."""
    if profile.alone is None:
        return [("", "", profile.course)]
    return [("with", "", profile.course), ("without", ALONE, profile.alone)]


def _levels(profile: Profile) -> Iterable[Row]:
    for course, _, found in _courses(profile):
        for analyte, values in found.levels.items():
            low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
            for time, *numbers in zip(profile.request.time_h, low, middle, high, strict=True):
                yield _g(time), analyte.name, analyte.site, course, "ng/mL", *map(_g, numbers)


def _exposure(profile: Profile) -> Iterable[Row]:
    for course, _, found in _courses(profile):
        for analyte, numbers in found.exposure.items():
            for name, values in numbers.items():
                cells = map(_g, summary(values))
                yield analyte.name, analyte.site, course, name, QUANTITIES[name].unit, *cells
    if profile.alone is not None:
        for analyte in profile.request.analytes:
            for name in RATIOS:
                cells = map(_g, summary(profile.ratio(analyte, name)))
                yield analyte.name, analyte.site, "with over without", name, "1", *cells


def _people_head(profile: Profile) -> Row:
    names = [
        f"{analyte.signal}_{name}{end}"
        for _, end, course in _courses(profile)
        for analyte, numbers in course.exposure.items()
        for name in numbers
    ]
    return ("person", "weight_kg", "age_y", "female", *names)


def _people(profile: Profile) -> Iterable[Row]:
    group = profile.request.group
    columns = [
        np.asarray(column) for column in (group.bodies.weight_kg, group.bodies.age_y, group.bodies.female)
    ]
    for *_, course in _courses(profile):
        columns += [values for numbers in course.exposure.values() for values in numbers.values()]
    for place in range(group.n):
        yield group.people.first + place, *(_g(float(column[place])) for column in columns)
