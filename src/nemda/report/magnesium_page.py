"""One HTML file of a plan of magnesium: figure, meals, balance, warnings with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nemda._version import __version__
from nemda.evidence.citations import find_citation
from nemda.evidence.show import NOT_LITERATURE, source_keys
from nemda.magnesium.absorption import Range
from nemda.magnesium.meals import Item
from nemda.magnesium.parameters import magnesium_parameters
from nemda.magnesium.run import Outcome, excreted_mg_day, store_change_mg, usual_intake
from nemda.report.figures_magnesium import plan_figure
from nemda.report.levels_page import write_figure_page
from nemda.report.tables import Column, Table

CLOSING = (
    "Absorbed amounts carry ten points of fraction to either side and the least and most phytate seen. "
    "Serum says little about cells and nothing about the brain."
)


def write_magnesium_page(outcome: Outcome, path: Path) -> Path:
    """Write a plan that was carried out as one self-contained HTML page and return its path.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    plan, person = outcome.plan, outcome.plan.person
    sex = "woman" if person.is_female else "man"
    lead = (
        f"A {sex} of {person.age_y:g} years, {person.weight_kg:g} kg, eGFR {person.egfr_ml_min:g} mL/min; "
        f"{usual_intake(plan):g} mg a day before; {plan.days} days; nemda {__version__}."
    )
    return write_figure_page(
        path,
        figure=plan_figure(outcome),
        title=plan.title,
        lead=lead,
        alt=f"Magnesium absorbed and excreted, serum and open NMDA pores: {plan.title}",
        caption="From above: what was given, what went through, serum, NMDA pores left open at rest.",
        tables=[meal_table(outcome), balance_table(outcome), notes_table(outcome)],
        warnings=page_warnings(outcome),
        closing=CLOSING,
        works=_works(),
    )


def meal_table(outcome: Outcome) -> Table:
    """Return the meals of day 1 (a plan of one day: all) with what each yields."""
    rows = tuple(
        (
            f"{one.meal.time_h:.1f} h",
            _words(one.meal.items),
            f"{one.meal.magnesium_mg:.0f}",
            span(one.absorbed.mg),
            f"{100 * one.absorbed.fraction.value:.0f}",
            f"{one.absorbed.phytate_ratio.value:.2f}",
        )
        for one in outcome.meals
        if one.meal.time_h < 24
    )
    heads = (
        Column("time"),
        Column("what"),
        Column("magnesium, mg", is_number=True),
        Column("absorbed, mg", is_number=True),
        Column("absorbed, %", is_number=True),
        Column("phytate per magnesium", is_number=True),
    )
    return Table("Meals of the first day.", heads, rows)


def balance_table(outcome: Outcome) -> Table:
    """Return intake, absorption, urine, serum and what a reference intake says."""
    refs, serum = outcome.references, outcome.serum
    rows = [
        ("food and water, mg/day", f"{outcome.plan.diet_mg:.0f}"),
        ("supplements, most on one day, mg", f"{outcome.plan.supplement_mg:.0f}"),
        ("absorbed, mg/day", span(outcome.absorbed_mg_day)),
        ("in urine, mg/day", f"{excreted_mg_day(outcome):.0f}"),
        ("change of the body's magnesium, mg", f"{store_change_mg(outcome):+.0f}"),
        ("serum, lowest to highest, mmol/L", f"{serum.min():.2f} to {serum.max():.2f}"),
        (
            "recommended intake (RDA), mg/day",
            "none" if refs.recommended_mg is None else f"{refs.recommended_mg:g}",
        ),
    ]
    if outcome.inadequate is not None:
        rows.append(("chance that such an intake is below this person's need", f"{outcome.inadequate:.0%}"))
    change = outcome.phq9
    words = (
        "none" if change.value == 0 else f"at most {change.value:.1f} ({change.low:.1f} to {change.high:.1f})"
    )
    rows.append((f"PHQ-9 (reading: {outcome.plan.mood})", words))
    return Table("Balance.", (Column(""), Column("value", is_number=True)), tuple(rows))


def page_warnings(outcome: Outcome) -> tuple[str, ...]:
    """Return every warning in words: rules that fire, times too close, interactions, scenario."""
    found = [f"{hit.condition}: {hit.action} ({hit.citation})." for hit in outcome.screening.hits]
    found += outcome.conflicts
    found += [f"{one.sentence} ({one.severity}; {one.citation}.)" for one in outcome.separations]
    if outcome.scenario.note:
        found.append(f"Scenario {outcome.scenario.name}: {outcome.scenario.note}.")
    if outcome.published_serum is not None:
        found.append(
            "The published model of the infusion was made in pregnant women; the body here is not one."
        )
    return tuple(dict.fromkeys(found))


def notes_table(outcome: Outcome) -> Table:
    """Return what was assumed: which food of the table a word stands for, what was not seen or not said."""
    rows = tuple((note,) for note in outcome.notes)
    return Table("What was assumed.", (Column("assumption"),), rows)


def _words(items: Sequence[Item]) -> str:
    return ", ".join(f"{item.name} {item.amount:.3g} {item.unit}" for item in items)


def span(number: Range) -> str:
    """Return a number with its range as text."""
    return f"{number.value:.0f} ({number.low:.0f}–{number.high:.0f})"


def _works() -> list[object]:
    keys = [key for one in magnesium_parameters().values() for key in source_keys(one.source)]
    return [find_citation(key) for key in dict.fromkeys(keys) if key not in NOT_LITERATURE]
