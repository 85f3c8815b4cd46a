"""The compounds that come with nemda, by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import resources
from typing import Any

from nemda.errors import ReceptorError
from nemda.receptor.ligand.card import (
    ApparentBlock,
    Coagonist,
    Compound,
    DisputedSite,
    Inhibition,
    OpenBlock,
)
from nemda.receptor.scheme.constant import Constant, read_constants

ACTIONS: Mapping[str, type[Any]] = {
    "apparent_blocks": ApparentBlock,
    "open_blocks": OpenBlock,
    "coagonists": Coagonist,
    "inhibitions": Inhibition,
    "disputed_sites": DisputedSite,
}
HEAD = ("title", "unit", "note")
CONCENTRATION_UNITS = ("umol/L", "atm")


@cache
def compound_names() -> tuple[str, ...]:
    """Return the names of the shipped compounds: "ketamine", "magnesium", ..."""
    folder = resources.files("nemda.receptor") / "ligand"
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(name.removesuffix(".toml") for name in names))


@cache
def load_compound(name: str) -> Compound:
    """Return a compound's card.

    Raises
    ------
    ReceptorError
        No compound has this name, or its card is malformed.
    """
    if name not in compound_names():
        raise ReceptorError(
            "Unknown compound.", where="compound", got=repr(name), expected=", ".join(compound_names())
        )
    file = resources.files("nemda.receptor") / "ligand" / f"{name}.toml"
    return compound_of(name, tomllib.loads(file.read_text(encoding="utf-8")))


def compound_of(name: str, content: Mapping[str, Any]) -> Compound:
    """Return the card that the tables of a file describe.

    Raises
    ------
    ReceptorError
        A table, field or constant is unknown or missing.
    """
    where = f"{name}.toml"
    unknown = sorted(set(content) - {"compound", "constants", *ACTIONS})
    if unknown:
        raise ReceptorError(
            "Unknown table.", where=where, got=", ".join(unknown), expected=", ".join(ACTIONS)
        )
    head = content.get("compound", {})
    if set(head) - set(HEAD) or "title" not in head or head.get("unit") not in CONCENTRATION_UNITS:
        raise ReceptorError(
            "A compound needs a title and a unit.", where=where, expected="title, unit (umol/L or atm), note",
            got=dict(head),
        )  # fmt: skip
    constants = read_constants(content.get("constants", {}), where)
    actions = {
        table: tuple(
            _action(ACTIONS[table], entry, constants, f"{where}: {table}") for entry in content[table]
        )
        for table in ACTIONS
        if table in content
    }
    return Compound(
        name=name, title=head["title"], unit=head["unit"], note=head.get("note", ""), constants=constants,
        **actions,
    )  # fmt: skip


def unverified_of(compound: Compound) -> tuple[Constant, ...]:
    """Return the constants of a compound that were not read in their source."""
    return tuple(constant for constant in compound.constants.values() if not constant.verified)


def _action(kind: type[Any], entry: Mapping[str, Any], constants: Mapping[str, Constant], where: str) -> Any:
    allowed = {field.name for field in fields(kind)}
    if set(entry) - allowed:
        raise ReceptorError(
            "Unknown field.", where=where, expected=", ".join(sorted(allowed)),
            got=", ".join(sorted(set(entry) - allowed)),
        )  # fmt: skip
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    for key, value in given.items():
        if key in {"family", "subtypes", "closed_access"}:
            continue
        for constant in value.values() if isinstance(value, Mapping) else (value,):
            if constant not in constants:
                raise ReceptorError(
                    "Unknown constant.", where=f"{where}.{key}", got=constant, expected=", ".join(constants)
                )
    try:
        return kind(**given)
    except TypeError as error:
        raise ReceptorError("Missing field.", where=where, got=str(error)) from error
