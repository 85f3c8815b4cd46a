"""In which unit and with which sign a row gives its number: shares or percent, weeks or days, gains.

The program reckons rates in percent, times to relapse in days, onsets in minutes, and improvement as a fall
of the score; predictions are given back in the row's own unit and sign. Wrong if a prediction is not on
the scale of the number beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.trial.rows.arm_row import OutcomeRow
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.text import has
from nemda.trial.rows.words import words

RATES = {"response_rate", "remission_rate", "relapse_rate", "sustained_response_rate",
         "sustained_remission_rate", "sensitivity_of_4h_response", "abstinence_rate"}  # fmt: skip
SIGNED = {"change_from_baseline", "diff_vs_control", "percent_change"}
PERCENT = 100.0
MINUTES = {
    "h": 1 / 60,
    "hr": 1 / 60,
    "hour": 1 / 60,
    "hours": 1 / 60,
    "d": 1 / 1440,
    "day": 1 / 1440,
    "days": 1 / 1440,
}
FAVORS = (
    r"(?:positive|higher|larger|>? ?0)(?: values?| numbers?| scores?)? "
    r"(?:favou?rs?|favou?ring|=|means?|indicates?|is|are) ?(?:the )?"
    r"(?:active|drug|(?:es|ar)?ketamine|treatment|(?:greater )?improvement|better|benefit)\b"
    r"(?![- ](?:as[- ]usual|placebo|control|comparator|tolera))"
    r"|improvement(?: is| as| =)? positive|sign:? improvement positive"
)
_ACTIVE = r"(?:the )?(?:active|drug|\w*ketamine)"
BETTER = (
    rf"\b(?:favou?rs?|favou?ring|in favou?r of|better (?:with|on|under|for)) {_ACTIVE}\b"
    r"(?![- ](?:as[- ]usual|placebo|control|comparator))"
    rf"|\b{_ACTIVE}(?: group| arm)? (?:is |was |were )?(?:better|superior)\b(?! (?:in |for )?tolera)"
)
"""Words that a positive difference is a gain..."""
NOT_BETTER = r"\b(?:not|neither|nor|never|no (?:\w+ )?(?:evidence|sign|proof|indication)|failed to)\b|n't\b"
"""...unless these stand before them in their clause."""
_CLAUSE = r"[;,|()]|\.(?!\d)|\b(?:but|yet|although|though|however)\b"
GAINS = r"(?:mean )?(?:reductions?|decreases?|improvements?|falls?|drops?)"


class Convention(NamedTuple):
    """A row's number is `factor` times that of the program; notes say what was assumed."""

    factor: float
    notes: tuple[str, ...]


def convention_of(row: OutcomeRow, lower_is_better: bool = True) -> Convention:
    """Return unit and sign of a row; of `lower_is_better` scales an improvement is a negative change.

    Raises
    ------
    NotPredictedError
        The value cannot be such a number in this unit.
    """
    if row.quantity in RATES or row.quantity == "risk_difference":
        return _rate(row)
    if row.quantity == "time_to_relapse":
        return Convention(1 / words().days.get(_first_word(row.unit), 1.0), ())
    if row.quantity == "onset_of_superiority":
        return Convention(MINUTES.get(_first_word(row.unit), 1.0), ())
    if (
        row.quantity in {"odds_ratio", "relative_risk", "hazard_ratio"}
        and row.value is not None
        and row.value <= 0
    ):
        raise NotPredictedError(f"value {row.value:g} is no ratio")
    if row.quantity == "p_value" and row.value is not None and not 0 <= row.value <= 1:
        raise NotPredictedError(f"value {row.value:g} is no probability")
    if row.quantity not in SIGNED or not lower_is_better:
        return Convention(1.0, ())
    said = f"{row.unit} | {row.note}"
    ahead = row.quantity == "diff_vs_control" and row.value is not None and row.value > 0
    if ahead and _is_gain(row.note) and "negative" not in row.note:
        return Convention(-1.0, ("improvement is given as a positive number",))
    gains = has(row.unit, GAINS) and row.value is not None and row.value > 0
    if gains or re.search(FAVORS, said):
        return Convention(-1.0, ("improvement is given as a positive number",))
    if ahead:
        return Convention(1.0, ("a positive difference is read as worse than the comparator",))
    return Convention(1.0, ())


def _is_gain(note: str) -> bool:
    """Return whether some clause of a note says that the drug did better, and does not deny it."""
    return any(
        not re.search(NOT_BETTER, clause[: found.start()])
        for clause in re.split(_CLAUSE, note)
        for found in re.finditer(BETTER, clause)
    )


def _first_word(unit: str) -> str:
    found = re.match(r"[a-z]+", unit)
    return found[0] if found else ""


def _rate(row: OutcomeRow) -> Convention:
    value, unit = row.value, row.unit.strip(". ")
    first = _first_word(unit) or unit
    if first in words().people and "%" not in unit:
        if row.n is None:
            raise NotPredictedError("a count of people without their number n")
        if value is not None and not 0 <= value <= row.n:
            raise NotPredictedError(f"value {value:g} is no count of {row.n} people")
        return Convention(row.n / PERCENT, ())
    least = -1.0 if row.quantity == "risk_difference" else 0.0
    small = value is not None and least <= value <= 1
    if first in words().share and (small or value is None):
        return Convention(1 / PERCENT, ("given as a share of people",))
    if not unit and small and value not in {0.0, 1.0}:
        return Convention(1 / PERCENT, ("no unit is given: a share of people",))
    if value is not None and not least * PERCENT <= value <= PERCENT:
        raise NotPredictedError(f"value {value:g} is no rate in percent")
    return Convention(1.0, ())
