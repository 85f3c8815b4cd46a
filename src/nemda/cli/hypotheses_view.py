"""How explanations look in a terminal: the list, a run, the ranking, the proposals, the tests."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted, number_text
from nemda.hypothesis.brief import BriefResult
from nemda.hypothesis.compare import FEW_EFFECTIVE, UNINFORMED, Comparison, Fitted
from nemda.hypothesis.discriminate import Proposal
from nemda.hypothesis.explanation import Finding, Hypothesis
from nemda.hypothesis.target import Target
from nemda.hypothesis.trial_run import HypothesisRun

FEW = 8
"""So many of a long list are shown."""


def print_list(known: Sequence[Hypothesis]) -> None:
    """Print every explanation."""
    console = Console(highlight=False)
    for one in known:
        on = [f"{name.removesuffix('_switch')} {value:g}" for name, value in one.switches.items() if value]
        console.print(Text.assemble((one.name, "bold"), f"  {one.claim}"), soft_wrap=True)
        _line(console, "on", ", ".join(on) or "shares are fitted")
        _line(console, "fitted", ", ".join(each.name for each in one.free))
        _findings(console, "for", one.supports)
        _findings(console, "against", one.opposes)
        _line(console, "test", one.test)


def print_run(run: HypothesisRun) -> None:
    """Print a run and the options that repeat it."""
    console = Console(highlight=False)
    console.print(Text(f"{run.name}: {run.regimen}", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("hour", "change of MADRS", "responders"):
        table.add_column(heading, justify="right")
    for moment, change, share in zip(run.time_h, run.madrs_change, run.response, strict=True):
        table.add_row(f"{moment:g}", number_text(change, 1), f"{share:.0%}")
    console.print(table)
    console.print(Text(f"{counted(run.people, 'person')}; the same with nemda simulate and", style="dim"))
    console.print(Text(run.options, style="dim"), soft_wrap=True)


def print_comparison(comparison: Comparison, every_target: bool) -> None:
    """Print the ranking, what the data cannot tell, and on request every target."""
    console = Console(highlight=False)
    sources = len({target.source for target in comparison.targets})
    heading = f"{counted(len(comparison.targets), 'target')} from {counted(sources, 'source')}"
    console.print(Text(f"Explanations held to {heading}", style="bold"))
    console.print(_ranking(comparison.ranked))
    note = (
        "elpd: log predictive density of data left out, higher is better; difference to the best with its "
        "90% interval over sources drawn anew; best: share of such draws in which it wins."
    )
    console.print(Text(note, style="dim"), soft_wrap=True)
    _print_doubts(console, comparison)
    if every_target:
        console.print(_targets(comparison))


def print_proposals(proposals: Sequence[Proposal], names: Sequence[str], searched: int) -> None:
    """Print the experiments that would tell most, with what each explanation expects."""
    console = Console(highlight=False)
    console.print(Text(f"{counted(searched, 'feasible experiment')} searched", style="bold"))
    for rank, one in enumerate(proposals, start=1):
        readout = one.experiment.readout
        first, second, errors = one.apart
        console.print(Text.assemble(f"{rank:2d}  ", (one.experiment.words, "bold")), soft_wrap=True)
        facts = (
            f"{one.information_bits:.2f} bits, {one.separation:.1f} errors apart on average; farthest "
            f"{first} and {second} ({errors:.1f}); error {readout.error:.2g} {_unit(readout.unit)}"
        )
        console.print(Text(f"    {facts}", style="dim"), soft_wrap=True)
        expected = "  ".join(f"{name} {value:.2f}" for name, value in zip(names, one.mean, strict=True))
        console.print(Text(f"    {expected}"), soft_wrap=True)


def print_brief(results: Sequence[BriefResult]) -> None:
    """Print the tests of the literature: question, verdicts, and whether each explanation passes its own."""
    console = Console(highlight=False)
    console.print(Text("\nTests of the literature", style="bold"))
    for one in results:
        state = {True: "as it should", False: "not as it should", None: "not among those fitted"}[one.met]
        title = f"{one.test.of}: {one.test.question}"
        console.print(Text.assemble((title, "bold"), f"  asked: {one.test.asked}; {state}"), soft_wrap=True)
        for name, verdict, row in zip(one.names, one.verdicts, one.predicted, strict=True):
            values = " ".join(number_text(float(value), 2) for value in row)
            console.print(Text(f"    {name:20s} {verdict:16s} {values}", style="dim"), soft_wrap=True)


def _line(console: Console, label: str, text: str) -> None:
    console.print(Text(f"    {label:8s} {text}", style="dim"), soft_wrap=True)


def _findings(console: Console, label: str, findings: Sequence[Finding]) -> None:
    for one in findings:
        _line(console, label, f"{one.text} ({', '.join(one.sources)})")


def _ranking(ranked: Sequence[Fitted]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("explanation")
    for heading in ("elpd", "difference", "90%", "best", "AICc", "fits", "free"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in ranked:
        stand = one.standing
        table.add_row(
            one.hypothesis.name, number_text(one.elpd, 1), number_text(stand.difference, 1),
            f"{stand.low:.0f} to {number_text(stand.high, 0)}", f"{stand.best_share:.0%}",
            number_text(one.aicc, 0), f"{sum(one.agrees)}/{len(one.agrees)}", str(len(one.hypothesis.free)),
        )  # fmt: skip
    return table


def _print_doubts(console: Console, comparison: Comparison) -> None:
    best = comparison.ranked[0]
    others = sorted(
        {source for source, name in comparison.without_source.items() if name != best.hypothesis.name}
    )
    lines = [
        "decided by " + ", ".join(f"{source} ({gain:+.1f})" for source, gain in comparison.decisive[:FEW]),
        f"another explanation is best without {', '.join(others)}"
        if others
        else "the best stays the best whichever single source is left out",
        _named("explained by none", comparison.unexplained),
        _named("the same under all", comparison.silent),
    ]
    for one in comparison.ranked[:3]:
        weak = [each.name for each in one.estimates if each.informed < UNINFORMED]
        if weak:
            lines.append(f"{one.hypothesis.name}: the data say little on {', '.join(weak)}")
        for first, second, correlation in one.entangled:
            lines.append(
                f"{one.hypothesis.name}: {first} and {second} cannot be told apart ({correlation:+.2f})"
            )
    thin = [one.hypothesis.name for one in comparison.ranked if one.effective < FEW_EFFECTIVE]
    if thin:
        lines.append(
            f"few effective draws (below {FEW_EFFECTIVE:g}) for {', '.join(thin)}: take more --draws"
        )
    for line in filter(None, lines):
        console.print(Text(f"  {line}"), soft_wrap=True)


def _named(label: str, found: Sequence[Target]) -> str:
    if not found:
        return ""
    names = ", ".join(target.name for target in found[:FEW])
    more = f" and {len(found) - FEW} more" if len(found) > FEW else ""
    return f"{label} ({len(found)}): {names}{more}"


def _targets(comparison: Comparison) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("target")
    table.add_column("seen", justify="right")
    for one in comparison.ranked[:4]:
        table.add_column(one.hypothesis.name, justify="right")
    for index, target in enumerate(comparison.targets):
        seen = target.observed if isinstance(target.observed, str) else f"{target.observed:g}"
        cells = [
            Text(number_text(float(one.predicted[index]), 2), style="" if one.agrees[index] else "red")
            for one in comparison.ranked[:4]
        ]
        table.add_row(target.name, seen, *cells)
    return table


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit
