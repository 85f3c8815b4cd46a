"""What a study says once holds for its other rows: the fall of a response, score of remission, window.

A threshold is written beside one arm and meant for all; a row that names none takes the one that the other
rows of its study, quantity and scale name, if they name only one; a window holds for other scales of the same
time too. Wrong if two arms of a study were judged by different thresholds and only one of them is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemda.trial.rows.arm_row import OutcomeRow
from nemda.trial.rows.text import NUMBER, plain

_GAIN = "fall|threshold|reduction|decrease|improvement|drop"
FALL = rf">=? ?\d\d ?% (?:{_GAIN})|>=? ?\d+[ -]points? (?:{_GAIN})"
SCALE_WORD = r"madrs|ham-?d[ -]?\d*|hdrs[ -]?\d*|hrsd[ -]?\d*|qids\S*|phq-?9|bdi\S*"
_NO_SHARE = r"(?![\d.]* ?(?:%|per ?cent))"
"""The number before is a score and no share ("MADRS less than 50% of baseline")."""
REMISSION = (
    rf"(?:(?:{SCALE_WORD})(?: total)?(?: scores?)?|remission|scores?|total)"
    rf"(?: of| was| is| defined as|:| =)* ?<(?:=?) ?{NUMBER}{_NO_SHARE}|^<=? ?{NUMBER}\b{_NO_SHARE}"
)
WINDOW = r"within \d+ ?(?:wks?|weeks?|days?|d)\b(?! (?:after|of))|(?:at )?any time(?: point)?\b|at some point"
TOLD = "defined so by other rows of the study: "
_KINDS = ((FALL, True), (REMISSION, True), (WINDOW, False))
_RATES = {"response_rate", "remission_rate"}


_LEAST = r"(?:>=?|at least|at minimum) ?"
_SPELLINGS = (
    (rf"\bat least (\d\d) ?% (?=(?:\w+ )?(?:{_GAIN}))", r">=\1% "),
    (rf"\b(\d\d) ?% or (?:more|greater|larger)(?: of)? (?=(?:\w+ )?(?:{_GAIN}))", r">=\1% "),
    (rf"\b({_GAIN})(?: (?:of|by|from baseline|in \S+))* {_LEAST}(\d\d) ?%", r">=\2% \1"),
    (rf"\b({_GAIN})(?: (?:of|by|from baseline|in \S+))* (\d\d) ?% or (?:more|greater)", r">=\2% \1"),
    (rf"(>=? ?\d\d ?%) (?:madrs|\S*ham\S*|score|symptom) (?={_GAIN})", r"\1 "),
    (rf"\b({SCALE_WORD})(?: total)?(?: scores?)?(?: of)? ({NUMBER}) or (?:less|lower|below)", r"\1 <=\2"),
    (
        rf"\b({SCALE_WORD})(?: total)?(?: scores?)? (?:below|under|less than) ({NUMBER}){_NO_SHARE}",
        r"\1 <\2",
    ),
)
"""Thresholds in words, brought to signs ("reduction of at least 30%" to ">=30% reduction")."""


def spelled_note(note: str) -> str:
    """Return a note whose thresholds are written with signs.

    >>> spelled_note("a reduction of at least 30%"), spelled_note("MADRS of 12 or less".lower())
    ('a >=30% reduction', 'madrs <=12')
    """
    for pattern, made in _SPELLINGS:
        note = re.sub(pattern, made, note)
    return note


def with_definitions(rows: Sequence[OutcomeRow]) -> tuple[OutcomeRow, ...]:
    """Return the rows with the definitions that other rows of their study give for them."""
    rows = [row._replace(note=spelled_note(row.note)) for row in rows]
    rates = [row for row in rows if row.quantity in _RATES]
    return tuple(_with(row, rates) if row.quantity in _RATES else row for row in rows)


def _with(row: OutcomeRow, rates: Sequence[OutcomeRow]) -> OutcomeRow:
    note = row.note
    for pattern, same_scale in _KINDS:
        if re.search(pattern, row.note) is not None:
            continue
        others = [one for one in rates if _is_sibling(row, one)]
        if same_scale:
            others = [one for one in others if plain(one.scale) == plain(row.scale)]
        if pattern == WINDOW:
            others = [one for one in others if one.time_h == row.time_h]
        said = _found(pattern, others)
        if len(said) == 1:
            note = f"{note}; {TOLD}{said.pop()}"
    return row._replace(note=note)


def _is_sibling(row: OutcomeRow, other: OutcomeRow) -> bool:
    return (other.study_id, other.quantity) == (row.study_id, row.quantity) and other.position != row.position


def _found(pattern: str, rows: Sequence[OutcomeRow]) -> set[str]:
    found = (re.search(pattern, row.note) for row in rows)
    return {one[0] for one in found if one is not None}
