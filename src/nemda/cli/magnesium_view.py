"""How a plan of magnesium looks in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.magnesium.absorption import Range
from nemda.magnesium.chain import for_chain
from nemda.magnesium.run import Outcome, excreted_mg_day, store_change_mg, usual_intake
from nemda.report.magnesium_page import balance_table, meal_table, page_warnings
from nemda.report.tables import Table as PageTable

SAMPLES = 97
"""Times of the courses in JSON, evenly over the plan."""


def print_outcome(outcome: Outcome) -> None:
    """Print meals, balance and warnings of a plan."""
    console = Console(highlight=False)
    console.print(Text(outcome.plan.title, style="bold"))
    for shown in (meal_table(outcome), balance_table(outcome)):
        console.print(_rich(shown))
    for warning in page_warnings(outcome):
        console.print(Text(f"! {warning}", style="yellow"), soft_wrap=True)
    for note in outcome.notes:
        console.print(Text(f"- {note}", style="dim"), soft_wrap=True)


def _rich(shown: PageTable) -> Table:
    table = Table(title=shown.caption, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in shown.columns:
        table.add_column(column.text, justify="right" if column.is_number else "left")
    for row in shown.rows:
        table.add_row(*map(Text, row))
    return table


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return a plan that was carried out: balance, meals, courses, warnings, what the chain is given."""
    plan, found = outcome.plan, outcome.course
    person = asdict(plan.person)
    person["conditions"] = sorted(plan.person.conditions)
    chosen = np.linspace(0.0, plan.hours, SAMPLES)
    courses = {
        "serum_mmol_l": outcome.serum, "brain_mmol_l": outcome.brain, "absorbed_mg": found.absorbed,
        "infused_mg": found.infused, "urine_mg": found.excreted, "body_mg": found.body_mg,
        "open_at_minus_70_mv": outcome.open_resting, "open_at_minus_20_mv": outcome.open_depolarized,
    }  # fmt: skip
    if outcome.published_serum is not None:
        courses["published_serum_mmol_l"] = outcome.published_serum
    link = for_chain(outcome)
    return {
        "title": plan.title,
        "person": person,
        "days": plan.days,
        "usual_intake_mg": usual_intake(plan),
        "diet_mg": plan.diet_mg,
        "supplement_mg": plan.supplement_mg,
        "absorbed_mg_day": _range(outcome.absorbed_mg_day),
        "urine_mg_day": excreted_mg_day(outcome),
        "body_change_mg": store_change_mg(outcome),
        "references": outcome.references._asdict(),
        "probability_inadequate": outcome.inadequate,
        "phq9_change": {"reading": plan.mood, **_range(outcome.phq9)},
        "barrier": plan.barrier,
        "meals": [
            {
                "time_h": one.meal.time_h,
                "magnesium_mg": one.meal.magnesium_mg,
                "absorbed_mg": _range(one.absorbed.mg),
                "fraction": _range(one.absorbed.fraction),
                "phytate_ratio": _range(one.absorbed.phytate_ratio),
                "items": [item._asdict() for item in one.meal.items],
            }
            for one in outcome.meals
        ],
        "time_h": _rounded(chosen),
        **{name: _rounded(np.interp(chosen, found.time_h, values)) for name, values in courses.items()},
        "rules": [hit._asdict() for hit in outcome.screening.hits],
        "asked": list(outcome.screening.unknown),
        "separations": [{**one._asdict(), "sentence": one.sentence} for one in outcome.separations],
        "conflicts": list(outcome.conflicts),
        "notes": list(outcome.notes),
        "chain": {"changes": dict(link.changes), "steps": [step._asdict() for step in link.steps]},
    }


def _range(number: Range) -> dict[str, float]:
    return {"value": number.value, "low": number.low, "high": number.high}


def _rounded(values: Iterable[float]) -> list[float]:
    return [float(f"{float(one):.6g}") for one in values]
