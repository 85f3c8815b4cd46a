"""Rules that keep a row out: each has a name, what in the row triggers it, a status and a reason.

A rule looks at text, never at a number or at the row's place, so it holds for tables never seen. A rule
with `unless` falls away as soon as the model has one of those outputs. What would falsify a rule: a row
it keeps out that the chain does predict.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from nemda.validate.biology.conventions import biology_table
from nemda.validate.biology.row import Row
from nemda.validate.outcome import Status

_NOT_PATTERNS = {"status", "why", "unless"}


class Verdict(NamedTuple):
    """Why a row is not predicted, and whether the model should be able to."""

    status: Status
    why: str


def out_of_scope(row: Row, outputs: Collection[str]) -> Verdict | None:
    """Return the verdict of the first rule that keeps a row out, for a model with these outputs."""
    texts = {
        "topic": row.topic, "species": row.species, "subject": row.subject, "compound": row.compound,
        "dose": row.dose, "readout": row.readout, "unit": row.unit, "value": row.value,
        "time": row.time, "readout_or_subject": f"{row.subject}; {row.compound}; {row.readout}",
    }  # fmt: skip
    rules: Mapping[str, dict[str, Any]] = biology_table("scope")
    for name, rule in rules.items():
        if any(output in outputs for output in rule.get("unless", ())):
            continue
        patterns = {key: value for key, value in rule.items() if key not in _NOT_PATTERNS}
        if all(re.search(pattern, texts[key]) for key, pattern in patterns.items()):
            return Verdict(rule["status"], f"rule {name.replace('_', ' ')}: {rule['why']}")
    return None
