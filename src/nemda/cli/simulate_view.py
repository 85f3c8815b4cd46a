"""How a run looks in a terminal: what was simulated, the main numbers of each arm, then where it all is.

Arms stand side by side, as many as the width allows. For a trial the published numbers follow, each
beside its prediction (`nemda.cli.comparison_view`). The path of the report comes last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase
from types import MappingProxyType
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.comparison_view import print_comparison
from nemda.cli.monitoring_view import print_monitoring
from nemda.cli.numbers import counted, number_text
from nemda.cli.outlook_view import print_outlooks
from nemda.cli.simulate_request import Request
from nemda.plan.monitoring import MonitoringPlan
from nemda.plan.outlook import Outlook
from nemda.trial import ArmSummary, Run
from nemda.trial.counted_summary import CountedSummary
from nemda.trial.intervals import Proportion, Spread
from nemda.trial.summary import PEAKS, PeakKind

Summaries = Sequence[ArmSummary] | Sequence[CountedSummary]

SHOWN_DAYS = (1, 3, 7, 14, 28, 56, 84, 168, 364)
LABEL_WIDTH, UNIT_WIDTH, ARM_WIDTH = 25, 6, 17

NOTHING = 1e-6
"""Below this a level or an effect is rounding of the closed forms and the solver."""


def print_run(
    request: Request,
    run: Run,
    plans: Mapping[str, MonitoringPlan] = MappingProxyType({}),
    outlooks: Mapping[str, Outlook] = MappingProxyType({}),
) -> None:
    """Print a run: heading, numbers, first session, what is known beyond it, for a trial the comparison."""
    console = Console(highlight=False)
    print_heading(console, request)
    names = arm_names(run.summaries)
    print_arms(console, run.summaries, names)
    _print_numbers(console, run.summaries, names)
    for name, plan in plans.items():
        print_monitoring(console, plan, name if len(run.summaries) > 1 else "")
    print_outlooks(console, outlooks)
    if run.comparison is not None:
        print_comparison(console, run.comparison)


def print_paths(folder: Path, report: Path | None) -> None:
    """Print where everything is."""
    console = Console(highlight=False)
    console.print(Text.assemble("\nData    ", (str(folder), "bold")), soft_wrap=True)
    if report is not None:
        console.print(Text.assemble("Report  ", (str(report), "bold cyan")), soft_wrap=True)


def arm_names(summaries: Summaries) -> tuple[str, ...]:
    """Return short names for columns: the arms' own where all of them fit, else letters."""
    names = tuple(summary.name for summary in summaries)
    if all(len(name) <= ARM_WIDTH for name in names) and len(set(names)) == len(names):
        return names
    return tuple(
        ascii_uppercase[index % len(ascii_uppercase)] * (1 + index // len(ascii_uppercase))
        for index in range(len(names))
    )


def print_heading(console: Console, request: Request) -> None:
    """Print the title, who is simulated, for how long, and with which parameters."""
    record = request.record
    console.print(Text(request.title, style="bold"))
    if request.trial is not None:
        console.print(Text(request.trial.citation, style="dim"))
        who = f"{record['n_per_arm']} people in each arm, preset {record['preset']}"
    else:
        who = f"{record['n']} people, {record['people']}"
        arms = request.arms or request.counted
        if len(arms) == 1 and arms[0].sentence != request.title:
            console.print(Text(arms[0].sentence))
    changes = "".join(f", {name} = {value:g}" for name, value in request.settings.changes)
    facts = (
        f"{who}, seed {request.seed}; {counted(request.settings.weeks, 'week')}; "
        f"parameters {request.settings.parameter_set}{changes}"
    )
    console.print(Text(facts, style="dim"))


def print_arms(console: Console, summaries: Summaries, names: Sequence[str]) -> None:
    """Print what each of several arms gets, by its short name."""
    if len(summaries) == 1:
        return
    console.print()
    grid = Table.grid(padding=(0, 2))
    for name, summary in zip(names, summaries, strict=True):
        grid.add_row(Text(name, style="bold"), Text(summary.sentence))
    console.print(grid)


def _print_numbers(console: Console, summaries: Sequence[ArmSummary], names: Sequence[str]) -> None:
    print_columns(console, _labels(summaries), [_cells(summary, summaries) for summary in summaries], names)
    legend = (
        "Peaks: median (90% of people). MADRS: mean (90% of people). Response, a fall by half, and "
        f"remission, MADRS <= {summaries[0].remission_madrs:g}: share (90% interval), 24 h after the last "
        "dose. Relapse after the last dose: median (5% to 95% of responders)."
    )
    console.print(Text(legend, style="dim"))


def print_columns(
    console: Console, labels: Sequence[Label], columns: Sequence[Sequence[str]], names: Sequence[str]
) -> None:
    """Print a column of cells for each arm, as many beside each other as the width allows."""
    per_block = max(1, (console.width - LABEL_WIDTH - UNIT_WIDTH - 8) // (ARM_WIDTH + 3))
    for first in range(0, len(columns), per_block):
        shown = slice(first, first + per_block)
        console.print(_numbers(labels, columns[shown], names[shown] if len(columns) > 1 else ()))


def _numbers(labels: Sequence[Label], columns: Sequence[Sequence[str]], names: Sequence[str]) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold", show_header=bool(names)
    )
    table.add_column("", min_width=LABEL_WIDTH)
    for name in names or ("",):
        table.add_column(name, justify="right", min_width=ARM_WIDTH)
    table.add_column("", min_width=UNIT_WIDTH, style="dim")
    for index, label in enumerate(labels):
        cells = (column[index] for column in columns)
        table.add_row(label.words, *cells, label.unit, end_section=label.ends_group)
    return table


class Label(NamedTuple):
    """What a row says, in which unit, and whether a group of rows ends with it."""

    words: str
    unit: str
    ends_group: bool = False


def _labels(summaries: Sequence[ArmSummary]) -> list[Label]:
    """Return the labels of the rows; `_cells` gives the cells in the same order."""
    peaks = _shown_peaks(summaries)
    return [
        *(Label(kind.words, kind.unit, kind is peaks[-1]) for kind in peaks),
        *mood_labels(summaries),
        Label("Time to relapse", "days"),
    ]


def _shown_peaks(summaries: Sequence[ArmSummary]) -> list[PeakKind]:
    """Return the peaks that any arm has: a drug that nobody gets has no level to tell."""
    return [kind for kind in PEAKS if any(summary.peaks[kind.key].q95 > 0 for summary in summaries)]


def mood_labels(summaries: Summaries) -> list[Label]:
    """Return the labels of the rows on mood; `mood_cells` gives the cells in the same order."""
    together = _judged_together(summaries)
    judged = f", day {summaries[0].endpoint_day:.3g}" if together else ""
    return [
        Label("MADRS before", "points"),
        *(Label(f"Change in MADRS, day {day:.3g}", "points") for day in shown_days(summaries)),
        *(() if together else (Label("Judged on day", ""),)),
        Label(f"Response{judged}", "%"),
        Label(f"Remission{judged}", "%"),
    ]


def _cells(summary: ArmSummary, summaries: Sequence[ArmSummary]) -> list[str]:
    peaks = (summary.peaks[kind.key] for kind in _shown_peaks(summaries))
    return [
        *(spread_text(spread.q50, spread, 0) for spread in peaks),
        *mood_cells(summary, summaries),
        _relapse(summary),
    ]


def mood_cells(summary: ArmSummary | CountedSummary, summaries: Summaries) -> list[str]:
    """Return the cells of the rows on mood for one of several arms."""
    days = {day.day: day for day in (*summary.days, summary.endpoint)}
    changes = (days[day].change for day in shown_days(summaries))
    return [
        spread_text(summary.days[0].madrs.mean, summary.days[0].madrs, 1),
        *(spread_text(change.mean, change, 1) for change in changes),
        *(() if _judged_together(summaries) else (f"{summary.endpoint_day:.3g}",)),
        _share(summary.endpoint.response),
        _share(summary.endpoint.remission),
    ]


def _judged_together(summaries: Summaries) -> bool:
    return len({summary.endpoint_day for summary in summaries}) == 1


def shown_days(summaries: Summaries) -> list[float]:
    """Return some days of the course, the last one, and those on which regimens are judged."""
    whole = [day.day for day in summaries[0].days]
    judged = {summary.endpoint_day for summary in summaries}
    shown = {day for day in whole if day in {*SHOWN_DAYS, whole[-1]} | judged}
    return sorted((shown | judged if _judged_together(summaries) else shown) - {0.0})


def spread_text(center: float, spread: Spread, digits: int) -> str:
    """Return a number with the range of 90% of people; alone where everybody has it."""
    middle = number_text(center, digits)
    if max(abs(spread.q05), abs(spread.q95), abs(center)) < NOTHING or spread.q05 == spread.q95 == center:
        return middle
    return f"{middle} ({number_text(spread.q05, 0)} to {number_text(spread.q95, 0)})"


def _share(proportion: Proportion) -> str:
    return (
        f"{100 * proportion.share:.0f} ({100 * proportion.lower_90:.0f} to {100 * proportion.upper_90:.0f})"
    )


def _relapse(summary: ArmSummary) -> str:
    relapse = summary.relapse
    if relapse is None:
        return "not followed"
    if relapse.responders == 0:
        return "no responders"
    never = f">{relapse.observed_days:g}"
    median, lower, upper = (
        never if days is None else f"{days:g}"
        for days in (relapse.median_days, relapse.lower_90, relapse.upper_90)
    )
    return median if median == lower == upper else f"{median} ({lower} to {upper})"
