"""Rules that keep a row out of the validation: each has a name, what in the row triggers it, and why.

A rule looks at the text of a row, never at its number or its place in the table, so it holds for
tables never seen. What would falsify a rule: a row it keeps out that rests on data of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from nemda.validate.pk.text import normal


class Rule(NamedTuple):
    """A rule: its name, the column it reads, the pattern that triggers it, and why."""

    name: str
    column: str
    pattern: str
    why: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules, in the order in which they are tried."""
    file = files("nemda.validate.pk").joinpath("tables", "exclusions.toml")
    content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(Rule(name, **entry) for name, entry in content.items())


def excluded_by(cells: Mapping[str, str]) -> Rule | None:
    """Return the first rule that keeps a row out, or None."""
    return next((rule for rule in rules() if re.search(rule.pattern, normal(cells[rule.column]))), None)
