"""The shipped scales and cross-walks, read from ``links.toml`` and the evidence table of scales."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from nemda.errors import DataError
from nemda.evidence.near import near_matches
from nemda.evidence.tables import scales as scale_facts
from nemda.trial.scales.link import Link, Scale

REPEATED = {"14": 18.0, "15": 19.0}
"""The official table gives 18-19 for both."""
CEILING = "27"
"""Of QIDS-SR16: its band of HAM-D17 goes up to the end of that scale."""


@cache
def scales() -> Mapping[str, Scale]:
    """Return every scale by name."""
    return MappingProxyType({name: Scale(name, **entry) for name, entry in _content()["scale"].items()})


@cache
def links() -> tuple[Link, ...]:
    """Return every cross-walk, the usual one of two scales before other readings.

    Raises
    ------
    DataError
        A cross-walk does not rise, or does not join the ends of its scales.
    """
    return tuple(_link(entry) for entry in _content()["link"])


def find_scale(name: str) -> Scale:
    """Return a scale by name.

    Raises
    ------
    DataError
        The name is unknown.
    """
    if name not in scales():
        near = near_matches(name, scales())
        raise DataError(
            "Unknown scale.", where="scale", expected=", ".join(scales()), got=name,
            hint=f"did you mean {' or '.join(near)}?" if near else None,
        )  # fmt: skip
    return scales()[name]


def _content() -> dict[str, Any]:
    with (files("nemda.trial.scales") / "links.toml").open("rb") as stream:
        return tomllib.load(stream)


def _link(entry: Mapping[str, Any]) -> Link:
    fields = dict(entry)
    start, end = scales()[fields.pop("from")], scales()[fields.pop("to")]
    table = fields.pop("evidence", None)
    if table is not None:
        fields["knots"] = _official(table, start.most)
        fields["grades"] = ["A"] * len(fields["knots"])
    knots = tuple((float(low), float(high)) for low, high in fields.pop("knots"))
    return Link(start, end, knots, tuple(fields.pop("grades")), **fields)


def _official(table: str, most: float) -> list[tuple[float, float]]:
    """Return the official table with its bands, turned round: score of the band, score of the row."""
    found: list[tuple[float, float]] = []
    for fact in scale_facts():
        if fact.row_type == "crosswalk" and fact.scale == table:
            low, _, high = fact.text("value").partition("-")
            middle = (float(low) + float(high or low)) / 2
            score = float(low) if fact.key == CEILING else REPEATED.get(fact.key, middle)
            found.append((score, float(fact.key)))
    return [*found, (most, found[-1][1])]
