"""The models and the interactions that ``nemda pk`` knows, as tables and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nemda.pk.interactions import interactions
from nemda.pk.levels import DEFAULT
from nemda.pk.published import PublishedModel, published_models, why_not

SHORT = {
    "ketamine": "K", "norketamine": "NK", "hydroxynorketamine": "HNK", "dehydronorketamine": "DHNK",
}  # fmt: skip


def print_models() -> None:
    """Print every model with its site, routes, compounds and limits, then those left out."""
    console = Console(highlight=False)
    both = "K NK HNK DHNK, S and R; venous and arterial; all routes"
    _print_model(console, DEFAULT, both, ("adults; interactions, covariates, every preparation",))
    for model in published_models().values():
        gives = " ".join(SHORT[name] for name in model.compounds) + (", S only" if model.separate_s else "")
        site = model.site + ("" if model.site_stated else "?")
        facts = f"{gives}; {site}; {', '.join(model.routes)}"
        _print_model(console, model.name, facts, (model.population, *limits_of(model)))
    console.print(Text("?: no source says where samples were drawn; venous is assumed.\n", style="dim"))
    console.print(Text("Left out", style="bold"))
    for left in why_not().values():
        console.print(Padding(Text(f"{left.name}: {left.reason}", style="dim"), (0, 0, 0, 2)))


def _print_model(console: Console, name: str, facts: str, who: Sequence[str]) -> None:
    console.print(Text.assemble((f"{name:15}", "bold"), " ", facts), soft_wrap=True)
    console.print(Padding(Text("; ".join(who), style="dim"), (0, 0, 0, 16)))


def limits_of(model: PublishedModel) -> tuple[str, ...]:
    """Return the limits of a published model in words."""
    found = [f"{name} {_span(*limits)}" for name, limits in model.limits.bodies.items()]
    found += [f"{limit.route} {_span(*limit.interval)} {limit.unit}" for limit in model.limits.doses]
    return (*found, *([model.limits.state] if model.limits.state else []))


def _span(low: float, high: float) -> str:
    if math.isinf(high):
        return f"from {low:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def models_json() -> dict[str, Any]:
    """Return the models as one JSON object."""
    return {
        "models": [
            {
                "name": model.name, "title": model.title, "citation": model.citation.text,
                "doi": model.citation.doi, "dated": model.dated, "sample": model.site,
                "sample_stated": model.site_stated, "compounds": list(model.compounds),
                "s_only": model.separate_s, "routes": list(model.routes), "population": model.population,
                "limits": list(limits_of(model)), "effect_site": model.has_effect_site,
            }
            for model in published_models().values()
        ],
        "left_out": [{"name": left.name, "reason": left.reason} for left in why_not().values()],
    }  # fmt: skip


def print_interactions() -> None:
    """Print every interaction: what happens to an oral dose, and what is left of the enzymes."""
    console = Console(highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("taken with ketamine")
    table.add_column("exposure")
    for heading in ("3A4 gut", "3A4 liver", "2B6 liver"):
        table.add_column(heading, justify="right")
    table.add_column("grade")
    for entry in interactions().values():
        numbers = (
            ("direction only", "", "") if entry.activities is None else map("{:.3g}".format, entry.activities)
        )
        table.add_row(entry.name, entry.direction, *numbers, entry.grade)
    console.print(table)
    note = (
        "Activity of CYP3A4 and CYP2B6, 1 is usual; exposure: after an oral dose. Grade A seen, B from a "
        "probe drug, C assumed, F fitted here. Where only a direction is known no number is used."
    )
    console.print(Text(note, style="dim"))


def interactions_json() -> dict[str, Any]:
    """Return the interactions as one JSON object; `activities` is null where only a direction is known."""
    return {
        "interactions": [
            {
                "name": entry.name, "names": list(entry.names), "regimen": entry.regimen,
                "direction": entry.direction, "grade": entry.grade, "source": entry.source,
                "note": entry.note,
                "activities": None if entry.activities is None else entry.activities._asdict(),
            }
            for entry in interactions().values()
        ]
    }  # fmt: skip
