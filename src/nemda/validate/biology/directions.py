"""Words for directions: increase, decrease, no change, blocked, kept, and how often each is told.

The words are data (`tables/directions.toml`); of two that overlap the longer counts, so that "no
significant increase" is no increase.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

Direction: TypeAlias = Literal[
    "increase", "decrease", "no change", "blocked", "not blocked", "reversed", "needed", "no increase",
    "attenuated",
]  # fmt: skip
DIRECTIONS = get_args(Direction)


class Said(NamedTuple):
    """A direction and where in a text it stands."""

    direction: Direction
    start: int
    end: int


@cache
def _patterns() -> tuple[tuple[Direction, re.Pattern[str]], ...]:
    file = files("nemda.validate.biology").joinpath("tables", "directions.toml")
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        (name, re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"))
        for name in DIRECTIONS
        for pattern in content[name.replace(" ", "_")]["words"]
    )


def directions_in(text: str) -> tuple[Said, ...]:
    """Return the directions that a normal text says, in order; overlapping ones give the longest."""
    found = [
        Said(direction, match.start(), match.end())
        for direction, pattern in _patterns()
        for match in pattern.finditer(text)
    ]
    kept: list[Said] = []
    for said in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(said.end <= other.start or said.start >= other.end for other in kept):
            kept.append(said)
    return tuple(sorted(kept, key=lambda one: one.start))
