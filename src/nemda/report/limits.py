"""What the model gets wrong or does not contain, read from ``limits.toml``.

It is data, so that a limit can be added without touching code, and shown in full in every report, so
that nobody has to find it out.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nemda.errors import DataError
from nemda.evidence.citations import find_citation

FIELDS = frozenset({"area", "title", "text", "means", "sources"})
OPTIONAL = frozenset({"works"})


class Work(NamedTuple):
    """A work that a limit rests on; `doi` is empty where none is known."""

    text: str
    doi: str


class Limit(NamedTuple):
    """One limit: what is so, what it means for a reader, and the works behind it."""

    area: str
    title: str
    text: str
    means: str
    works: tuple[Work, ...]


@cache
def limits() -> tuple[Limit, ...]:
    """Return the known limits of the shipped model, in the order of the chain.

    Raises
    ------
    DataError
        An entry lacks a field, has an unknown one, or cites an unknown work.
    """
    with (files("nemda.report") / "limits.toml").open("rb") as stream:
        return parse_limits(tomllib.load(stream)["limit"])


def parse_limits(entries: list[dict[str, object]]) -> tuple[Limit, ...]:
    """Return the limits of a table that is read already.

    Raises
    ------
    DataError
        As for `limits`.
    """
    return tuple(_limit(entry) for entry in entries)


def _limit(entry: dict[str, object]) -> Limit:
    keys = frozenset(entry)
    if not FIELDS <= keys <= FIELDS | OPTIONAL:
        raise DataError(
            "A limit has other fields than it should.", where=str(entry.get("title", "limits.toml")),
            expected=sorted(FIELDS), got=sorted(keys),
        )  # fmt: skip
    sources, further = entry["sources"], entry.get("works", [])
    if not isinstance(sources, list) or not isinstance(further, list):
        raise DataError("Sources of a limit are a list.", where=str(entry["title"]), got=(sources, further))
    known = [find_citation(str(key)) for key in sources]
    works = [*(Work(work.text, work.doi) for work in known), *(Work(*map(str, pair)) for pair in further)]
    text = {name: str(entry[name]) for name in ("area", "title", "text", "means")}
    return Limit(**text, works=tuple(works))
