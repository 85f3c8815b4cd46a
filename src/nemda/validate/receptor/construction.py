"""Which rows the bench was built from: agreement with them shows that it was built right, nothing more.

A row is one of these if a constant in use, of the receptor or of the compound at it, names the row's work as
its source, or the row itself as its evidence, or is the observed concentration itself. Such rows are marked,
and a second fold error is given without them. Constants of other receptors and of the disputed site count
only where they are in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields

from nemda.receptor.ligand.card import Compound
from nemda.receptor.ligand.library import load_compound
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.library import load_scheme
from nemda.receptor.scheme.scheme import Scheme
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.row import Row
from nemda.validate.receptor.scenario import Scenario

SAME = 1e-3
"""Relative difference below which a constant is the observed number."""


def built_from(
    row: Row, scenario: Scenario, quantity: Quantity, observed_umol: float | None, *, is_shipped: bool
) -> tuple[str, ...]:
    """Return the constants in use that come from the work of a row, or that are its number (umol/L)."""
    found: list[str] = []
    for receptor in scenario.receptors:
        scheme = load_scheme(receptor)
        constants = list(scheme.constants.values())
        for compound in filter(
            None, (scenario.drug, "glycine" if quantity.kind == "glycine_removal" else "")
        ):
            constants += _acting(load_compound(compound), scheme, with_site=scenario.high_affinity_site)
        found += [one.name for one in constants if _is_from(one, row, observed_umol, is_shipped=is_shipped)]
    return tuple(dict.fromkeys(found))


def _is_from(one: Constant, row: Row, observed_umol: float | None, *, is_shipped: bool) -> bool:
    if row.work and one.source == row.work:
        return True
    if is_shipped and re.search(rf"\b{re.escape(row.experiment_id)}\b", one.evidence):
        return True
    is_level = observed_umol is not None and one.unit == "umol/L"
    return is_level and abs(one.value - (observed_umol or 0.0)) <= SAME * abs(one.value)


def _acting(card: Compound, scheme: Scheme, *, with_site: bool) -> list[Constant]:
    """Return the constants of a card's actions at a receptor."""
    sites = card.disputed_sites if with_site else ()
    actions = (*card.apparent_blocks, *card.open_blocks, *card.coagonists, *card.inhibitions, *sites)
    names: list[str] = []
    for action in actions:
        if action.family == scheme.family:
            values = [getattr(action, field.name) for field in fields(action)]
            names += _names(values, scheme.subtype)
    return [card.constants[name] for name in dict.fromkeys(names) if name in card.constants]


def _names(values: Iterable[object], subtype: str) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, Mapping):
            by_subtype = {str(key): str(name) for key, name in value.items()}
            found += [by_subtype.get(subtype, by_subtype.get("any", ""))]
    return found
