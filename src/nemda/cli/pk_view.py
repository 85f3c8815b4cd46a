"""How levels look in a terminal: who, by which model, exposure, what interactions do, where the files are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted
from nemda.cli.pk_options import described
from nemda.engine.profile.exposure import QUANTITIES, RATIOS, summary
from nemda.engine.profile.run import Course, Profile
from nemda.engine.profile.target import EFFECT, TargetRun
from nemda.regimen import to_sentence
from nemda.report.levels_page import direction_sentence, three_digits

NARROW = 11
"""A longer name of an analyte takes two lines, so that four fit into 80 columns."""

STEPS_SHOWN = 24
"""A pump changes its rate hundreds of times; so many spans of time are shown, all steps are in the file."""


def print_profile(profile: Profile, folder: Path, files: Sequence[Path]) -> None:
    """Print a profile: heading, warnings, exposure, ratios, and the paths."""
    console = Console(highlight=False)
    request = profile.request
    console.print(Text(request.regimen.label or to_sentence(request.regimen), style="bold"))
    changes = described(request.changes)
    facts = (
        f"{request.group.words}, seed {request.seed}; {counted(request.hours, 'hour')}; "
        f"model {request.model}{changes and ', ' + changes}"
    )
    console.print(Text(facts, style="dim"), soft_wrap=True)
    if request.published is not None:
        console.print(Text(request.published.citation.text, style="dim"), soft_wrap=True)
    _print_warnings(console, (*profile.warnings, *map(direction_sentence, request.direction_only)))
    drugs = " and ".join(each.name for each in request.interacting)
    _print_course(console, profile.course, profile, f"with {drugs}" if drugs else "")
    if profile.alone is not None:
        _print_course(console, profile.alone, profile, f"without {drugs}")
        _print_ratios(console, profile, drugs)
    several = "Median, below it 5% to 95% of people. " if request.group.n > 1 else ""
    has_f = any("bioavailability" in numbers for numbers in profile.course.exposure.values())
    fraction = " F: area over that of the same doses as intravenous boluses." if has_f else ""
    note = f"{several}AUC 0-t: to {request.hours:g} h. t1/2: terminal, exact.{fraction}"
    console.print(Text(note, style="dim"), soft_wrap=True)
    print_files(console, folder, files)


def _print_warnings(console: Console, warnings: Sequence[str]) -> None:
    for warning in warnings:
        console.print(Text.assemble(("Note  ", "bold yellow"), warning), soft_wrap=True)


def _print_course(console: Console, course: Course, profile: Profile, title: str) -> None:
    """Print numbers of exposure as rows and analytes as columns, for each place of sampling."""
    several = profile.request.group.n > 1
    for site in dict.fromkeys(analyte.site for analyte in profile.request.analytes):
        analytes = [analyte for analyte in profile.request.analytes if analyte.site == site]
        console.print(Text(f"\n{site.capitalize()} plasma{title and ', ' + title}", style="bold"))
        table = _table("", *(_header(analyte.name) for analyte in analytes), "")
        for name, quantity in QUANTITIES.items():
            cells = [_cell(course.exposure[analyte].get(name), several) for analyte in analytes]
            if any(cells):
                table.add_row(quantity.short, *cells, "" if quantity.unit == "1" else quantity.unit)
        console.print(table)


def _table(first: str, *headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column(first, no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    return table


def _header(name: str) -> str:
    """Return the name of an analyte on two lines where it is long."""
    return name.replace("nork", "nor-\nk") if len(name) > NARROW else name


def _cell(values: np.ndarray | None, several: bool) -> str:
    """Return a median, with the range of 90% of people below it."""
    if values is None:
        return ""
    median, low, high = map(three_digits, summary(values))
    return f"{median}\n{low}–{high}" if several else median


def _print_ratios(console: Console, profile: Profile, drugs: str) -> None:
    several = profile.request.group.n > 1
    for site in dict.fromkeys(analyte.site for analyte in profile.request.analytes):
        analytes = [analyte for analyte in profile.request.analytes if analyte.site == site]
        title = f"\nRatio with {drugs} over without, {site} plasma, the same people"
        console.print(Text(title, style="bold"))
        table = _table("", *(_header(analyte.name) for analyte in analytes))
        for name in RATIOS:
            cells = (_cell(profile.ratio(analyte, name), several) for analyte in analytes)
            table.add_row(QUANTITIES[name].short, *cells)
        console.print(table)


def print_files(console: Console, folder: Path, files: Sequence[Path]) -> None:
    """Print where the files are, pages last."""
    data = ", ".join(file.name for file in files if file.suffix == ".csv")
    console.print(Text.assemble("Data    ", (str(folder), "bold"), f"  {data}"), soft_wrap=True)
    for page in (file for file in files if file.suffix == ".html"):
        console.print(Text.assemble("Figure  ", (str(page), "bold cyan")), soft_wrap=True)


def print_target(run: TargetRun, strength: float, folder: Path, files: Sequence[Path]) -> None:
    """Print a target-controlled infusion: who, the rates over spans of time, what is reached, the paths."""
    console = Console(highlight=False)
    request = run.request
    where = "effect site" if request.place == EFFECT else f"{request.place} plasma"
    console.print(Text(f"Target-controlled infusion of {request.compound}, {where}", style="bold"))
    console.print(Text(f"{request.group.words}; model {request.model}", style="dim"), soft_wrap=True)
    _print_warnings(console, run.warnings)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    for heading in (
        "from min",
        "to min",
        "first mg/h",
        "last mg/h",
        "first mL/h",
        "given mg",
        "target ng/mL",
    ):
        table.add_column(heading, justify="right")
    for row in spans(run, strength):
        table.add_row(*row)
    console.print(table)
    for step, (time, level) in enumerate(zip(request.time_h, request.target_ng_per_ml, strict=True)):
        reached = run.infusion.reached_h[step]
        when = "not while in force" if np.isnan(reached) else f"after {60 * (reached - time):.3g} min"
        console.print(f"{level:g} ng/mL, wanted from {60 * time:g} min: within 5% {when}")
    highest = ", ".join(f"{place} {level.max():.4g} ng/mL" for place, level in run.levels.items())
    console.print(f"{run.total_mg:.4g} mg in all until {60 * request.stop_h:g} min; highest level: {highest}")
    print_files(console, folder, files)


def spans(run: TargetRun, strength: float) -> list[tuple[str, ...]]:
    """Return the rates of a pump over at most `STEPS_SHOWN` spans of time, whole steps each."""
    start, rate = run.infusion.start_h, run.infusion.rate_mg_per_h
    stop = np.append(start[1:], start[-1] + run.request.pump.update_h)
    target = run.infusion.target
    change = {0, 1, *(int(i) for i in np.flatnonzero(np.diff(target)) + 1)}
    even = {int(i) for i in np.linspace(0, rate.size, STEPS_SHOWN + 1)}
    cuts = sorted(cut for cut in change | even if cut < rate.size)
    rows: list[tuple[str, ...]] = []
    for first, after in zip(cuts, [*cuts[1:], rate.size], strict=True):
        given = float(np.sum(rate[first:after] * (stop - start)[first:after]))
        wanted = run.infusion.target[first] * run.request.target_scale
        numbers = (
            60 * start[first],
            60 * stop[after - 1],
            rate[first],
            rate[after - 1],
            rate[first] / strength,
        )
        rows.append((*(f"{value:.4g}" for value in numbers), f"{given:.3g}", f"{wanted:.4g}"))
    return rows
