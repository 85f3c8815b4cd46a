"""Tables of the page on kinetics, from the data: interactions, preparations, other readings."""

from __future__ import annotations

from making.tables import table
from nemda.drugs import compounds, default_formulation, formulations
from nemda.pk.interactions import interactions
from nemda.pk.readings import readings


def interaction_table() -> str:
    """Return every interaction: what happens to an oral dose, and what is left of the enzymes."""
    rows: list[tuple[str, ...]] = []
    for entry in interactions().values():
        known = entry.activities
        numbers = ("direction only", "", "") if known is None else map("{:.3g}".format, known)
        rows.append(
            (
                f"**{entry.name}**<br><small>{entry.regimen}</small>",
                entry.direction,
                *numbers,
                entry.grade,
                entry.source,
            )
        )
    heads = (
        "taken with ketamine",
        "exposure",
        "CYP3A4 gut",
        "CYP3A4 liver",
        "CYP2B6 liver",
        "grade",
        "source",
    )
    return table(heads, rows)


def formulation_table() -> str:
    """Return every preparation of every route, and for which compounds a dose means it unsaid."""
    dosable = [name for name, card in compounds().items() if card.has_kinetics and card.dosable]
    rows = (
        (
            each.route, f"`{each.key}`", each.meaning,
            ", ".join(name for name in dosable if default_formulation(each.route, name) == each.key),
            each.source,
        )
        for each in formulations().values()
    )  # fmt: skip
    return table(("route", "preparation", "what it is", "meant unsaid for", "source"), rows)


def reading_table() -> str:
    """Return the other readings of contested numbers."""
    rows: list[tuple[str, ...]] = []
    for each in readings().values():
        changed = ", ".join(f"`{name}` = {value:g}" for name, value in each.values.items())
        rows.append((f"`{each.name}`", each.meaning, changed, each.grade, each.source))
    return table(("reading", "what it says", "sets", "grade", "source"), rows)
