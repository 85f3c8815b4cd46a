"""The receptor bench beside published experiments: summary, misses, rows without prediction, assumptions."""

from __future__ import annotations

from functools import cache

from making.tables import number, table, with_unit
from nemda.validate.receptor import RowOutcome, summarize_bench, validate_receptor
from nemda.validate.receptor.conventions import conventions
from nemda.validate.receptor.outcome import FOLDS, independent

outcomes = cache(validate_receptor)


def summary() -> str:
    """Return the summary of all rows, of verified numbers, and of those that gave the bench no constant."""
    verified = [one for one in outcomes() if one.is_numeric and one.is_verified]
    groups = {
        "all": outcomes(),
        "with a number, verified": verified,
        "of these, the bench takes no constant from the work": independent(verified),
    }
    headings = (
        "rows",
        "in table",
        "predicted",
        "mean fold error",
        *(f"within {fold:g}-fold" for fold in FOLDS),
    )
    return table(headings, [_group(name, rows) for name, rows in groups.items()]) + "\n"


def _group(name: str, rows: tuple[RowOutcome, ...] | list[RowOutcome]) -> tuple[str, ...]:
    found = summarize_bench(rows)
    error = "" if found.gmfe is None else f"{found.gmfe:.2f}"
    shares = ("" if share is None else f"{share:.0%}" for share in found.within)
    return name, str(found.rows), str(found.predicted), error, *shares


def every_row() -> str:
    """Return every predicted row with its numbers; a star marks works that gave the bench a constant."""
    headings = ("row", "what was measured", "observed", "predicted", "fold error", "unit")
    return table(headings, [_row(one) for one in outcomes() if one.status == "predicted"]) + "\n"


def _row(one: RowOutcome) -> tuple[str, ...]:
    error = "" if one.fold_error is None else f"{one.fold_error:.2f}"
    return (
        f"`{one.experiment_id}`{' *' if one.built_from else ''}", one.measured,
        "; ".join(number(each.observed) for each in one.numbers),
        "; ".join(number(each.predicted) for each in one.numbers),
        f"**{error}**" if one.is_miss else error, one.unit,
    )  # fmt: skip


def misses() -> str:
    """Return every predicted row that is off by more than 1.5-fold, with the reason."""
    rows = [(f"`{one.experiment_id}`", one.measured, one.reason) for one in outcomes() if one.is_miss]
    return table(("row", "what was measured", "why"), rows) + "\n"


def left_out() -> str:
    """Return the rows without prediction and why, with what the bench finds on a statement."""
    rows = [
        (f"`{one.experiment_id}`", one.measured, one.reason)
        for one in outcomes()
        if one.status != "predicted"
    ]
    return table(("row", "what was measured", "why"), rows) + "\n"


def stated_conventions() -> str:
    """Return what is assumed where a row says nothing."""
    rows = [(each.meaning, with_unit(each.value, each.unit), each.note) for each in conventions().values()]
    return table(("what", "value", "why"), rows) + "\n"
