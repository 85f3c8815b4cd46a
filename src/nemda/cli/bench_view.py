"""How a run of the benchmark looks in a terminal: the machine, one row per engine, then what it means."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.bench.accuracy import WANTED_ERROR
from nemda.bench.measure import Measured
from nemda.bench.result import Result

BUSY = 0.5
"""Load per core above which a measurement is called doubtful."""


def print_result(result: Result) -> None:
    """Print a result."""
    console = Console(highlight=False)
    _print_heading(console, result)
    console.print(_table(result))
    for each in result.engines:
        if each.missing:
            text = f"{each.engine.name}: not installed. {each.engine.hint}"
            console.print(Text(text, style="dim"), soft_wrap=True)
        elif each.failure:
            console.print(Text(f"{each.engine.name}: {each.failure}", style="yellow"), soft_wrap=True)
        elif each.runs[0].unsolved:
            text = f"{each.engine.name}: {each.runs[0].unsolved} of {each.people} people not solved"
            console.print(Text(text, style="yellow"), soft_wrap=True)
    _print_summary(console, result)


def print_series(results: Sequence[Result]) -> None:
    """Print one row for each of several runs: how many times as fast as each peer ours is."""
    peers = dict.fromkeys(
        each.engine.name
        for result in results
        for each in result.engines
        if each.complete and not each.engine.ours
    )
    title = "All runs: how many times as fast as each peer"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column("protocol")
    for heading in ("people", "cores", "people/s", "error", *peers):
        table.add_column(heading, justify="right")
    for result in results:
        ours = result.ours
        if ours is None:
            continue
        known = {each.engine.name: each for each in result.engines if each.complete}
        ratios = [
            f"{ours.people_per_s / known[peer].people_per_s:.3g}" if peer in known else "not measured"
            for peer in peers
        ]
        table.add_row(
            result.protocol.name, str(result.people), str(result.threads), f"{ours.people_per_s:.0f}",
            f"{ours.runs[0].error:.1e}", *ratios,
        )  # fmt: skip
    Console(highlight=False).print(table)


def _print_heading(console: Console, result: Result) -> None:
    console.print(Text(f"{result.people} people, {result.protocol.sentence}", style="bold"), soft_wrap=True)
    cores = "1 core" if result.threads == 1 else f"{result.threads} cores"
    facts = (
        f"{result.protocol.weeks:g} weeks, {result.states} states at {result.times} times; error of "
        f"{result.compared} compared people at most {WANTED_ERROR:g}; per core, on {cores}; "
        f"medians of {result.rounds} rounds"
    )
    machine = result.machine
    loads = [load for load in (machine.load, result.load_after) if load is not None]
    busy = f"; load {', '.join(f'{load:.1f}' for load in loads)}" if loads else ""
    console.print(Text(facts, style="dim"), soft_wrap=True)
    console.print(
        Text(f"{machine.processor}, {machine.cores} cores, {machine.system}{busy}", style="dim"),
        soft_wrap=True,
    )
    if machine.load is not None and machine.load / machine.cores > BUSY:
        console.print(Text("The machine was busy before the run: repeat it when it is idle.", style="yellow"))


def _table(result: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("engine")
    for heading in ("people/s", "ratio", "by CPU", "people", "wall s", "CPU s", "error", "MiB", "build s"):
        table.add_column(heading, justify="right")
    for each in result.engines:
        if each.complete:
            table.add_row(*_row(each, result))
    return table


def _row(each: Measured, result: Result) -> list[str]:
    assert each.built is not None, "a complete measurement was built"
    ours = result.ours
    ratio = "" if ours is None else f"{ours.people_per_s / each.people_per_s:.3g}"
    by_cpu = "" if ours is None else f"{ours.people_per_cpu_s / each.people_per_cpu_s:.3g}"
    memory = "" if each.peak_memory_mib is None else f"{each.peak_memory_mib:.0f}"
    return [
        each.engine.name,
        f"{each.people_per_s / result.threads:.4g}",
        ratio,
        by_cpu,
        str(each.people),
        f"{statistics.median(run.wall_s for run in each.runs):.3g}",
        f"{statistics.median(run.cpu_s for run in each.runs):.3g}",
        f"{each.runs[0].error:.1e}",
        memory,
        f"{each.built.seconds:.1f}",
    ]


def _print_summary(console: Console, result: Result) -> None:
    ours, peer = result.ours, result.best_peer
    if ours is None:
        console.print(Text("No engine of ours was measured.", style="yellow"))
        return
    if peer is None or result.ratio_to_best_peer is None:
        console.print(Text("No peer was measured: there is nothing to compare with.", style="yellow"))
    else:
        times = f"{result.ratio_to_best_peer:.1f} times"
        text = (
            f"{ours.engine.name} runs {times} as many people as {peer.engine.name}, the best peer measured."
        )
        console.print(Text(text, style="bold"))
    console.print(
        f"Results of {result.results_gib:.2f} GiB stand in memory that is there before the clock starts; new "
        f"memory takes {result.results_gib * result.fresh_memory:.2f} s on this system.",
        soft_wrap=True,
    )
    if result.bound is not None and result.share_of_bound is not None and result.operations is not None:
        console.print(
            f"Bound of the arithmetic: {result.operations / 1e6:.1f} million operations per person, "
            f"{result.bound:.0f} people/s; {ours.engine.name} reaches {result.share_of_bound:.0%} of it.",
            soft_wrap=True,
        )
