"""From a row of the table to its outcome; nothing that a row may say ends in an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nemda.errors import NemdaError
from nemda.validate.biology.companions import is_companion, judge_companion
from nemda.validate.biology.courses import known_outputs
from nemda.validate.biology.glycine import is_cycloserine, judge_cycloserine
from nemda.validate.biology.injury import is_injury, judge_injury
from nemda.validate.biology.judge import Verdict, judge_directions, modeled
from nemda.validate.biology.numeric import judge_numbers
from nemda.validate.biology.observed import Number, numbers_of
from nemda.validate.biology.outcome import BiologyOutcome, Shown
from nemda.validate.biology.population import judge_people, needs_people
from nemda.validate.biology.reading import UnreadableError, study_of
from nemda.validate.biology.row import Row, row_of
from nemda.validate.biology.scope import out_of_scope
from nemda.validate.biology.series import is_arbitrary, judge_series
from nemda.validate.outcome import NotApplicableError, Status

_ROOMS: tuple[tuple[Callable[[Row], bool], Callable[[Row, Sequence[Number]], Verdict]], ...] = (
    (is_injury, judge_injury),
    (is_cycloserine, judge_cycloserine),
    (is_companion, judge_companion),
    (needs_people, judge_people),
)
"""Which rows are answered outside of one run of the chain, and by what; the first that applies counts."""


def outcome_of(cells: Mapping[str, str], reference: Mapping[str, str] | None = None) -> BiologyOutcome:
    """Return what becomes of a row; a row that cannot be read or predicted says why, and never raises.

    `reference` is the largest row of its series, where its unit means nothing alone.
    """
    row = row_of(cells)
    numbers = numbers_of(row)
    kept_out = out_of_scope(row, known_outputs())
    if kept_out is not None:
        return _left_out(row, numbers, kept_out.status, kept_out.why)
    try:
        verdict = _judged(row, numbers, reference)
    except UnreadableError as error:
        return _left_out(row, numbers, error.status, error.what)
    except NotApplicableError as error:
        return _left_out(row, numbers, "not_applicable", error.what)
    except NemdaError as error:
        details = [str(part) for part in (error.where, error.got) if part is not None]
        return _left_out(row, numbers, "not_applicable", " ".join((error.what, *details)))
    return BiologyOutcome(
        topic=row.topic_text,
        species=row.species,
        readout=row.readout_text,
        status="predicted",
        is_numeric=bool(numbers),
        observed=verdict.observed,
        predicted=verdict.predicted,
        unit=verdict.unit,
        tolerance=verdict.tolerance,
        within=verdict.within,
        sign=verdict.sign,
        distance=verdict.distance,
        verified=row.verified,
        reason="; ".join(dict.fromkeys(note for note in (*verdict.notes, *_cautions(row)) if note)),
    )


def _judged(row: Row, numbers: tuple[Number, ...], reference: Mapping[str, str] | None) -> Verdict:
    for applies, judge in _ROOMS:
        if applies(row):
            return judge(row, numbers)
    modeled(row)
    if len(numbers) == 1 and is_arbitrary(row):
        return judge_series(row, numbers[0], reference)
    study = study_of(row)
    return judge_numbers(row, study, numbers) if numbers else judge_directions(row, study)


def _left_out(row: Row, numbers: tuple[Number, ...], status: Status, why: str) -> BiologyOutcome:
    return BiologyOutcome(
        topic=row.topic_text, species=row.species, readout=row.readout_text, status=status,
        is_numeric=bool(numbers), observed=_shown(row, numbers), predicted=None, unit=row.unit_text,
        tolerance=None, within=None, sign=None, distance=None, verified=row.verified, reason=why,
    )  # fmt: skip


def _shown(row: Row, numbers: tuple[Number, ...]) -> Shown:
    if not numbers:
        return row.value
    return numbers[0].value if len(numbers) == 1 else tuple(one.value for one in numbers)


def _cautions(row: Row) -> tuple[str, ...]:
    """Return what a reader should know of the observation itself."""
    found = {"no": "the observation is from memory", "partial": "part of the observation is from memory"}
    conflict = ("other studies contradict it",) if "conflict" in row.note else ()
    return (found[row.verified], *conflict) if row.verified in found else conflict
