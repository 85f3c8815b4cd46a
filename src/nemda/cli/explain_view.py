"""How an explanation looks in a terminal, and as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.explain.explain import Explanation, Game
from nemda.explain.rows import rows
from nemda.explain.words import CAUTION, HOW, moment_words, points_text, sentences
from nemda.regimen import to_sentence


def print_explanation(explanation: Explanation, written: Sequence[Path]) -> None:
    """Print, for each time looked at, sentences and tables; then what is off, and the paths."""
    console = Console(highlight=False)
    job = explanation.task.job
    console.print(Text(job.regimen.label or to_sentence(job.regimen), style="bold"))
    changes = "".join(f", {name} = {value:g}" for name, value in job.changes)
    console.print(Text(f"{explanation.task.who.words}; parameters {job.parameter_set}{changes}", style="dim"))
    for moment in range(len(explanation.task.at_h)):
        console.print()
        for sentence in sentences(explanation, moment):
            console.print(Text(sentence), soft_wrap=True)
        for game in explanation.games:
            console.print(_game_table(explanation, game, moment))
    if explanation.idle:
        console.print(_idle_table(explanation))
    console.print(Text(HOW, style="dim"), soft_wrap=True)
    console.print(Text(CAUTION, style="dim"), soft_wrap=True)
    if written:
        console.print()
    for path in written:
        console.print(Text.assemble("Wrote  ", (str(path), "bold cyan")), soft_wrap=True)


def to_json(explanation: Explanation, written: Sequence[Path]) -> str:
    """Return the explanation as the text of one JSON object; points of MADRS, negative is better."""
    job = explanation.task.job
    content = {
        "regimen": job.regimen.label or to_sentence(job.regimen),
        "person": explanation.task.who.words,
        "weeks": job.weeks,
        "parameter_set": job.parameter_set,
        "changes": dict(job.changes),
        "baseline_madrs": explanation.baseline,
        "moments": [
            {
                "time_h": time_h,
                "madrs": float(explanation.madrs[place]),
                "change": float(explanation.change[place]),
                "drug": float(explanation.drug[place]),
                "sentences": list(sentences(explanation, number)),
            }
            for number, (time_h, place) in enumerate(
                zip(explanation.task.at_h, explanation.places, strict=True)
            )
        ],
        "shares_exact": {game.name: game.is_exact for game in explanation.games},
        "rows": [row._asdict() for row in rows(explanation)],
        "caution": CAUTION,
        "files": [str(path) for path in written],
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


def _game_table(explanation: Explanation, game: Game, moment: int) -> Table:
    place = explanation.places[moment]
    table = _plain_table(f"{game.title}, {moment_words(explanation.task.at_h[moment])}")
    table.add_column("arrow", min_width=26)
    for name in ("share", "lost", "alone"):
        table.add_column(name, justify="right", min_width=7)
    table.add_column("grade")
    for part in game.parts:
        error = f" ±{part.error[place]:.2f}" if part.error[place] > 0 else ""
        numbers = (float(course[place]) for course in (part.share, part.lost, part.alone))
        share, lost, alone = (points_text(number, 2) for number in numbers)
        last = part is game.parts[-1]
        table.add_row(part.arrow.title, share + error, lost, alone, part.arrow.grade, end_section=last)
    rest = float(game.rest[place])
    if points_text(rest, 2) != "0.00":
        table.add_row("no listed arrow", points_text(rest, 2), "", "", "")
    table.add_row("drug", points_text(float(explanation.drug[place]), 2), "", "", "", style="bold")
    return table


def _idle_table(explanation: Explanation) -> Table:
    table = _plain_table("Off here: what turning it fully on would add")
    table.add_column("arrow", min_width=26)
    for time_h in explanation.task.at_h:
        table.add_column(moment_words(time_h), justify="right", min_width=7)
    table.add_column("grade")
    for idle in explanation.idle:
        added = (points_text(float(idle.added[place]), 2) for place in explanation.places)
        table.add_row(idle.arrow.title, *added, idle.arrow.grade)
    return table


def _plain_table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="", box=box.SIMPLE_HEAD, pad_edge=False,
        padding=(0, 1), header_style="bold",
    )  # fmt: skip
