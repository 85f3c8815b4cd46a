"""The validation of magnesium: every row of the table with its outcome."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from nemda.errors import NemdaError
from nemda.progress import SILENT, Progress
from nemda.validate.biology.outcome import BiologyOutcome, Shown
from nemda.validate.each import each_row
from nemda.validate.magnesium.body import predict_body
from nemda.validate.magnesium.brain import predict_brain
from nemda.validate.magnesium.effects import predict_effects
from nemda.validate.magnesium.gut import predict_gut
from nemda.validate.magnesium.lookup import predict_lookup
from nemda.validate.magnesium.population import predict_population
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import Interval, Row, interval_of, row_of
from nemda.validate.outcome import Status
from nemda.validate.reading import observations

TABLE = "magnesium"
PREDICTORS = (predict_lookup, predict_gut, predict_population, predict_body, predict_brain, predict_effects)
SECTIONS = (
    "absorption", "csf", "food", "form", "intake", "iv_pk", "kinetics", "mood", "oxalate", "phytate", "pool",
    "preclinical", "receptor", "reference_intake", "toxicity", "unit",
)  # fmt: skip
SET_A_CONSTANT = "used to set a constant"
"""How the reason of a row begins that agrees by construction."""
DIRECTIONS: tuple[tuple[str, int], ...] = (
    (r"\bequal and higher\b", 1),
    (r"\bequal\b|no rise|no change|no effect|\bnull\b|none|same|unchanged", 0),
    (r"\bhigher\b|\bbest\b|improves|\brises?\b|^up\b|hours|weeks|days|months|brain mg down|present", 1),
    (r"poorer|\blower\b|falls?|cuts|worse|\blow\b|\bdown\b", -1),
)
"""What words of a value mean, the first that fits; an improvement and an increase are 1."""


def validate_magnesium(file: Path | None = None, progress: Progress = SILENT) -> tuple[BiologyOutcome, ...]:
    """Return the outcome of every row of the shipped table, or of a file with the same columns.

    The topic of an outcome is the section, its species the population or condition, its readout the item.

    Raises
    ------
    DataError
        The file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    rows = observations(TABLE, file)
    return each_row(rows, lambda cells: outcome_of(row_of(cells), cells), "facts on magnesium", progress)


def outcome_of(row: Row, cells: Mapping[str, str]) -> BiologyOutcome:
    """Return what becomes of one row."""
    ruled = _scope(row)
    if ruled is not None:
        return _left_out(row, cells, *ruled)
    try:
        found = next((one for predict in PREDICTORS if (one := predict(row)) is not None), None)
    except UnpredictableError as error:
        return _left_out(row, cells, error.status, error.what)
    except NemdaError as error:
        return _left_out(row, cells, "not_applicable", error.what)
    if found is None:
        if row.section not in SECTIONS:
            why = f"no such topic: {cells['section']!r}; topics are {', '.join(SECTIONS)}"
            return _left_out(row, cells, "not_applicable", why)
        return _left_out(
            row, cells, "missing", "no rule keeps this row out and nothing in the room predicts it"
        )
    return _judged(row, cells, found)


@cache
def _rules() -> Mapping[str, Mapping[str, str]]:
    file = files("nemda.validate.magnesium") / "tables" / "scope.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _scope(row: Row) -> tuple[Status, str] | None:
    texts = row._asdict()
    for name, rule in _rules().items():
        patterns = {key: text for key, text in rule.items() if key not in {"status", "why"}}
        if all(re.search(pattern, str(texts[key])) for key, pattern in patterns.items()):
            status: Status = "missing" if rule["status"] == "missing" else "not_applicable"
            return status, f"rule {name.replace('_', ' ')}: {rule['why']}"
    return None


def _judged(row: Row, cells: Mapping[str, str], found: Prediction) -> BiologyOutcome:
    note = f"{SET_A_CONSTANT}; {found.note}" if found.fitted else found.note
    if found.direction is not None:
        seen = 0 if "no change" in row.use else _direction(row.value)
        if seen is None:
            return _left_out(row, cells, "not_applicable", f"the value is no direction: {row.value!r}")
        right = seen == found.direction
        return _outcome(
            row, cells, row.value, _word(found.direction), None, right, right, note, numeric=False
        )
    if row.number is None:
        return _left_out(row, cells, "not_applicable", f"the value is no number: {row.value!r}")
    observed = found.observed or (row.number,)
    if len(observed) != len(found.numbers):
        observed = (row.number,)
    intervals = [interval_of(row, one) for one in observed]
    pairs = list(zip(found.numbers, observed, strict=False))
    inside = all(each.holds(one) for each, (one, _) in zip(intervals, pairs, strict=False))
    sign = all((one > 0) == (seen > 0) for one, seen in pairs) if _is_change(row) else None
    return _outcome(
        row, cells, _shown(observed), _shown(found.numbers), intervals[0], inside, sign, note, numeric=True
    )


def _is_change(row: Row) -> bool:
    is_named = re.search(r"\brises?\b|\bfalls?\b|\bchange with\b|^order effect", row.item) is not None
    return row.number is not None and (row.number < 0 or is_named)


def _direction(text: str) -> int | None:
    return next((sign for pattern, sign in DIRECTIONS if re.search(pattern, text)), None)


def _word(direction: int) -> str:
    return {1: "higher", 0: "no difference", -1: "lower"}[direction]


def _shown(numbers: tuple[float, ...]) -> Shown:
    return numbers[0] if len(numbers) == 1 else numbers


def _left_out(row: Row, cells: Mapping[str, str], status: Status, why: str) -> BiologyOutcome:
    return BiologyOutcome(
        cells["section"], cells["population_or_condition"], cells["item"], status, row.is_numeric,
        row.number if row.is_numeric else cells["value"], None, cells["unit"], None, None, None, None,
        row.verified, why,
    )  # fmt: skip


def _outcome(
    row: Row, cells: Mapping[str, str], observed: Shown, predicted: Shown, interval: Interval | None,
    within: bool, sign: bool | None, note: str, *, numeric: bool,
) -> BiologyOutcome:  # fmt: skip
    tolerance = distance = None
    if interval is not None:
        low, high = (end if math.isfinite(end) else None for end in interval)
        tolerance = (low, high)
        if (
            low is not None
            and high is not None
            and isinstance(observed, float)
            and isinstance(predicted, float)
        ):
            distance = 2 * (predicted - observed) / (high - low) if high > low else None
    return BiologyOutcome(
        cells["section"], cells["population_or_condition"], cells["item"], "predicted", numeric, observed,
        predicted, cells["unit"], tolerance, within, sign, distance, row.verified, note,
    )  # fmt: skip
