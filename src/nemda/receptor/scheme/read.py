"""Schemes from TOML files; docs/reference/scheme-format.md describes the format.

A reader sees the file as it stands in a paper: states, constants with source, transitions there and
back. Everything unknown, missing or inconsistent is refused with the place in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nemda.errors import ReceptorError
from nemda.receptor.scheme.check import check_scheme
from nemda.receptor.scheme.constant import read_constants
from nemda.receptor.scheme.scheme import (
    Cycle,
    FastBlock,
    Rate,
    Scheme,
    Site,
    SiteLigand,
    State,
    Transition,
)

TABLES = ("scheme", "states", "constants", "transitions", "cycles", "sites", "fast_block")
HEAD = ("name", "title", "family", "subtype", "kind", "agonist", "rest", "source", "temperature_c", "note")
PLAIN = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "float | None": (int, float, type(None)),
}
"""Python types of the plain fields, by their annotation."""
HEAD_NEEDED = ("name", "title", "family", "kind", "agonist", "rest", "source")


def read_scheme(file: str | Path | Traversable) -> Scheme:
    """Return the scheme in a TOML file, checked.

    Raises
    ------
    ReceptorError
        The file cannot be read, a table or field is unknown or missing, or `check_scheme` refuses it.
    """
    path = Path(file) if isinstance(file, str) else file
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReceptorError("Cannot read the scheme file.", where=str(path), got=str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise ReceptorError("The scheme file is not TOML.", where=path.name, got=str(error)) from error
    scheme = scheme_of(content, path.name)
    check_scheme(scheme)
    return scheme


def scheme_of(content: Mapping[str, Any], where: str) -> Scheme:
    """Return the scheme that the tables of a file describe, not yet checked as a whole.

    Raises
    ------
    ReceptorError
        A table or field is unknown, missing or of the wrong type.
    """
    _known(content, TABLES, where, needed=("scheme", "states", "constants", "transitions"))
    head = _table(content["scheme"], f"{where}: scheme")
    _known(head, HEAD, f"{where}: scheme", needed=HEAD_NEEDED)
    states = tuple(
        _build(State, entry, f"{where}: states {number}", needed=("name", "meaning"))
        for number, entry in enumerate(_list(content["states"], f"{where}: states"), start=1)
    )
    transitions = tuple(
        _transition(entry, f"{where}: transitions {number}")
        for number, entry in enumerate(_list(content["transitions"], f"{where}: transitions"), start=1)
    )
    fast = content.get("fast_block")
    return _build(
        Scheme,
        {
            "subtype": "",
            **head,
            "states": states,
            "constants": read_constants(_table(content["constants"], f"{where}: constants"), where),
            "transitions": transitions,
            "cycles": tuple(_cycle(entry, f"{where}: cycles") for entry in content.get("cycles", [])),
            "sites": tuple(_site(entry, f"{where}: sites") for entry in content.get("sites", [])),
            "fast_block": None
            if fast is None
            else _build(FastBlock, fast, f"{where}: fast_block", needed=("ligand", "half", "slope")),
        },
        f"{where}: scheme",
        needed=HEAD_NEEDED,
    )


def _transition(entry: Any, where: str) -> Transition:
    table = _table(entry, where)
    _known(table, ("from", "to", "forward", "back", "irreversible"), where, needed=("from", "to", "forward"))
    for end in ("from", "to"):
        if not isinstance(table[end], str):
            raise ReceptorError("A state is named by a text.", where=f"{where}.{end}", got=repr(table[end]))
    place = f"{where} ({table['from']} to {table['to']})"
    back, irreversible = table.get("back"), table.get("irreversible", "")
    if back is None and not irreversible:
        raise ReceptorError(
            "Missing reverse rate.", where=place, expected="back = { constant = ... }",
            hint="give the rate of the way back, or irreversible = \"why there is none\"",
        )  # fmt: skip
    return Transition(
        source=table["from"],
        target=table["to"],
        forward=_rate(table["forward"], f"{place}.forward"),
        back=None if back is None else _rate(back, f"{place}.back"),
        irreversible=irreversible,
    )


def _rate(entry: Any, where: str) -> Rate:
    table = dict(_table(entry, where))
    if "ligands" in table:
        table["ligands"] = tuple(_list(table["ligands"], f"{where}.ligands"))
    return _build(Rate, table, where, needed=("constant",))


def _cycle(entry: Any, where: str) -> Cycle:
    table = _table(entry, where)
    _known(table, ("states", "detailed_balance"), where, needed=("states", "detailed_balance"))
    return Cycle(tuple(_list(table["states"], where)), bool(table["detailed_balance"]))


def _site(entry: Any, where: str) -> Site:
    table = _table(entry, where)
    _known(table, ("name", "ligands"), where, needed=("name", "ligands"))
    ligands = tuple(
        _build(SiteLigand, ligand, f"{where}.{table['name']}", needed=("name", "half"))
        for ligand in _list(table["ligands"], where)
    )
    return Site(str(table["name"]), ligands)


def _build(kind: type[Any], entry: Any, where: str, needed: tuple[str, ...]) -> Any:
    table = _table(entry, where)
    _known(table, tuple(field.name for field in fields(kind) if field.init), where, needed=needed)
    for field in fields(kind):
        expected = PLAIN.get(str(field.type))
        value = table.get(field.name)
        if expected is None or field.name not in table:
            continue
        if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
            raise ReceptorError(
                "Wrong type of value.", where=f"{where}.{field.name}", expected=field.type, got=repr(value)
            )
    return kind(**table)


def _known(
    table: Mapping[str, Any], allowed: tuple[str, ...], where: str, needed: tuple[str, ...] = ()
) -> None:
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        raise ReceptorError(
            "Unknown field.", where=where, expected=", ".join(allowed), got=", ".join(unknown)
        )
    missing = [name for name in needed if name not in table]
    if missing:
        raise ReceptorError("Missing field.", where=where, expected=", ".join(missing))


def _table(entry: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise ReceptorError("Expected a table of fields.", where=where, got=repr(entry))
    return entry


def _list(entry: Any, where: str) -> list[Any]:
    if not isinstance(entry, list):
        raise ReceptorError("Expected a list.", where=where, got=repr(entry))
    return list(entry)
