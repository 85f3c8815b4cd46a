"""The kinetics beside published levels: summary, misses, what is not predicted, and what is assumed."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache

from making.tables import number, table, with_unit
from nemda.validate.outcome import Outcome
from nemda.validate.pk import GROUPS, validate_pk
from nemda.validate.pk.conventions import conventions
from nemda.validate.summary import FOLDS, Summary, summarize, summarize_by

MISS = 1.5
"""Rows that are off by more than this factor are listed."""

outcomes = cache(validate_pk)


def summary() -> str:
    """Return the summary of all rows, of observed and model-based ones, and of each route and compound."""
    kinds = summarize_by(outcomes(), "kind")
    rows = [_row("all", summarize(outcomes())), *(_row(f"{name} rows", each) for name, each in kinds.items())]
    for kind in GROUPS:
        rows += [_row(f"{kind}: {name}", each) for name, each in summarize_by(outcomes(), kind).items()]
    headings = (
        "rows",
        "in table",
        "predicted",
        "average fold error",
        "bias",
        *(f"within {f:g}-fold" for f in FOLDS),
    )
    return table(headings, rows) + "\n"


def _row(name: str, found: Summary) -> tuple[str, ...]:
    numbers = ("" if value is None else f"{value:.2f}" for value in (found.aafe, found.bias))
    shares = ("" if share is None else f"{share:.0%}" for share in found.within)
    return name, str(found.rows), str(found.predicted), *numbers, *shares


def worst() -> str:
    """Return every predicted row that is off by more than `MISS`, the worst first."""
    misses = [each for each in outcomes() if abs(_log(each)) > math.log(MISS)]
    headings = (
        "study",
        "compound",
        "route",
        "quantity",
        "observed",
        "predicted",
        "predicted / observed",
        "to know",
    )
    return table(headings, map(_miss, sorted(misses, key=lambda each: -abs(_log(each))))) + "\n"


def _log(outcome: Outcome) -> float:
    return math.log(outcome.fold_error or 1.0)


def _miss(outcome: Outcome) -> tuple[str, ...]:
    return (
        f"`{outcome.study_id}`", outcome.group("compound"), outcome.group("route"),
        f"{outcome.quantity}, {outcome.unit}", number(outcome.observed or math.nan),
        number(outcome.predicted or math.nan), number(outcome.fold_error or math.nan), outcome.reason,
    )  # fmt: skip


def left_out() -> str:
    """Return why rows are not predicted, and how many for each reason."""
    reasons = Counter((each.study_id, each.reason) for each in outcomes() if each.status != "predicted")
    rows = [(f"`{study}`", str(count), reason) for (study, reason), count in reasons.items()]
    return table(("study", "rows", "reason"), rows) + "\n"


def stated_conventions() -> str:
    """Return what is assumed where a row says nothing."""
    rows = [(each.meaning, with_unit(each.value, each.unit), each.note) for each in conventions().values()]
    return table(("what", "value", "why"), rows) + "\n"
