"""Lists of the magnesium room in a terminal and as JSON: foods, salts, intake of surveyed groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.magnesium.absorption import Range
from nemda.magnesium.foods import FoodFact
from nemda.magnesium.forms import Form
from nemda.magnesium.person import Person
from nemda.magnesium.population import intake_groups, share_below, share_inadequate, with_sampling_error
from nemda.magnesium.reference import references


def foods_json(found: Iterable[FoodFact]) -> list[dict[str, Any]]:
    """Return foods with magnesium and phytate per 100 g (waters: per liter as mg per 100 mL times 10)."""
    return [
        {
            "name": one.name, "group": one.group, "state": one.state, "food_id": one.food_id,
            "magnesium_mg_per_100g": round(100 * one.magnesium_mg_per_g, 3),
            "phytate_mg_per_100g": _pair(one), "rich_in_oxalate": one.rich_in_oxalate,
            "citation_key": one.citation_key,
        }
        for one in found
    ]  # fmt: skip


def print_foods(found: Iterable[FoodFact]) -> None:
    """Print foods in a table."""
    table = _table(
        ("food", ""),
        ("group", ""),
        ("Mg, mg/100 g", "right"),
        ("phytate, mg/100 g", "right"),
        ("oxalate", ""),
    )
    for one in found:
        pair = _pair(one)
        phytate = "" if pair is None else f"{pair[0]:.0f} to {pair[1]:.0f}"
        table.add_row(
            Text(one.name),
            one.group,
            f"{100 * one.magnesium_mg_per_g:.3g}",
            phytate,
            "rich" if one.rich_in_oxalate else "",
        )
    Console(highlight=False).print(table)


def forms_json(found: Mapping[str, Form]) -> list[dict[str, Any]]:
    """Return salts with their share of magnesium (%) and uptake beside a soluble salt."""
    return [
        {
            "name": one.name, "formula": one.formula, "elemental_percent": round(100 * one.elemental, 2),
            "uptake": round(one.factor, 3), "note": one.note,
        }
        for one in found.values()
    ]  # fmt: skip


def print_forms(found: Mapping[str, Form]) -> None:
    """Print salts in a table."""
    table = _table(("salt", ""), ("formula", ""), ("Mg, %", "right"), ("uptake", "right"), ("why", ""))
    for one in found.values():
        table.add_row(
            one.name, one.formula, f"{100 * one.elemental:.1f}", f"{one.factor:.2f}", Text(one.note)
        )
    Console(highlight=False).print(table)


def intake_json(people: int) -> list[dict[str, Any]]:
    """Return each surveyed group: median, mean, spread of the log, share below the EAR of those over 30."""
    content: list[dict[str, Any]] = []
    for group in intake_groups():
        average = references(Person(is_female=group.is_female)).average_mg or 0.0
        share: Range = with_sampling_error(share_below(group.median_mg, group.sigma, average), people)
        content.append(
            {
                "group": group.name, "median_mg": group.median_mg, "mean_mg": group.mean_mg,
                "sigma": round(group.sigma, 4), "average_requirement_mg": average,
                "share_below": share.value, "share_below_low": share.low, "share_below_high": share.high,
                "share_inadequate": share_inadequate(group.median_mg, group.sigma, average),
                "people": people, "citation": group.citation,
            }
        )  # fmt: skip
    return content


def print_intake(content: Iterable[Mapping[str, Any]]) -> None:
    """Print intake by group."""
    table = _table(
        ("group", ""),
        ("median, mg", "right"),
        ("mean, mg", "right"),
        ("EAR, mg", "right"),
        ("below EAR", "right"),
        ("95% of such surveys", "right"),
        ("below own need", "right"),
    )
    for one in content:
        table.add_row(
            one["group"],
            f"{one['median_mg']:.0f}",
            f"{one['mean_mg']:.0f}",
            f"{one['average_requirement_mg']:.0f}",
            f"{one['share_below']:.0%}",
            f"{one['share_below_low']:.0%} to {one['share_below_high']:.0%}",
            f"{one['share_inadequate']:.0%}",
        )
    Console(highlight=False).print(table)


def _pair(one: FoodFact) -> tuple[float, float] | None:
    low, high = one.phytate_low_mg_per_g, one.phytate_high_mg_per_g
    if low is None or high is None:
        return None
    return round(100 * low, 1), round(100 * high, 1)


def _table(*columns: tuple[str, Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, justify in columns:
        table.add_column(heading, justify=justify or "left")
    return table
