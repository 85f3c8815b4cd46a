"""The validation of trials: read the tables, simulate every arm once, predict every row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from nemda.errors import NemdaError
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress, stop_if_cancelled
from nemda.trial.rows.arm_row import arm_rows, outcome_rows
from nemda.trial.rows.course import Course, SimulationSettings, course_of
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.request import Refused, Request, requests_of
from nemda.trial.rows.scenario import Scenario
from nemda.trial.rows.variation import Variation, variation_of
from nemda.validate.reading import observations
from nemda.validate.trials.outcome import TrialOutcomeRow
from nemda.validate.trials.predict import predicted_row, refused_row

PEOPLE = 300
PEOPLE_PER_DRAW = 60
"""People per arm under each posterior draw: only the difference from the best parameters is used."""
SEED = 20131


class TrialValidation(NamedTuple):
    """Rows in input order; `as_new` the same rows predicted without any study's own deviation."""

    rows: tuple[TrialOutcomeRow, ...]
    as_new: tuple[TrialOutcomeRow, ...]


class _Simulated(NamedTuple):
    courses: Mapping[Scenario, Course]
    refused: Mapping[Scenario, str]
    small: Mapping[Scenario, Course]
    draws: tuple[Mapping[Scenario, Course], ...]


def validate_trials(
    arms: Path | None = None,
    outcomes: Path | None = None,
    *,
    parameter_set: str = DEFAULT_SET,
    people: int = PEOPLE,
    as_new: bool = False,
    progress: Progress = SILENT,
) -> TrialValidation:
    """Return the outcome of every row of the shipped tables, or of files with the same columns.

    With `as_new` no study's own deviation is used even where the calibration has one.

    Raises
    ------
    DataError
        A file cannot be read as such a table.
    CancelledError
        The user asked to stop.
    """
    found, times = requests_of(
        outcome_rows(observations("trial_outcomes", outcomes)), arm_rows(observations("trial_arms", arms))
    )
    variation = variation_of(parameter_set)
    simulated = _simulate(times, variation, parameter_set, people, progress)
    progress.start(len(found), "outcomes of trials")
    known: list[TrialOutcomeRow] = []
    new: list[TrialOutcomeRow] = []
    for one in found:
        stop_if_cancelled(progress, "nothing: the summary needs all rows")
        known.append(_row(one, simulated, variation, not as_new))
        is_known = not as_new and known[-1].known
        new.append(_row(one, simulated, variation, False) if is_known else known[-1])
        progress.advance()
    progress.finish()
    differs = any(row.known for row in known)
    return TrialValidation(tuple(known), tuple(new) if differs else ())


def _simulate(
    times: Mapping[Scenario, tuple[float, ...]], variation: Variation, parameter_set: str, people: int,
    progress: Progress,
) -> _Simulated:  # fmt: skip
    settings = SimulationSettings(people, SEED, parameter_set)
    few = settings._replace(n=min(PEOPLE_PER_DRAW, people))
    courses: dict[Scenario, Course] = {}
    refused: dict[Scenario, str] = {}
    small: dict[Scenario, Course] = {}
    draws: tuple[dict[Scenario, Course], ...] = tuple({} for _ in variation.draws)
    progress.start(len(times), "arms of trials")
    for scenario, wanted in times.items():
        stop_if_cancelled(progress, "nothing: the summary needs all rows")
        try:
            courses[scenario] = course_of(scenario, wanted, settings)
            small[scenario] = course_of(scenario, wanted, few)
            for draw, changes in zip(draws, variation.draws, strict=True):
                draw[scenario] = course_of(scenario, wanted, few._replace(changes=changes))
        except NotPredictedError as error:
            refused[scenario] = error.what
        progress.advance()
    progress.finish()
    return _Simulated(courses, refused, small, draws)


def _row(one: Request | Refused, simulated: _Simulated, variation: Variation, known: bool) -> TrialOutcomeRow:
    if isinstance(one, Refused):
        return refused_row(one, variation)
    reasons = [simulated.refused[p.scenario] for p in one.planned if p.scenario in simulated.refused]
    if reasons:
        return refused_row(Refused(one.row, one.arms[0], reasons[0]), variation)
    try:
        return predicted_row(one, simulated.courses, simulated.draws, simulated.small, variation, known, SEED)
    except NemdaError as error:  # one row that cannot be counted must not end the others
        return refused_row(
            Refused(one.row, one.arms[0], f"{error.what} {error.got or ''}".strip()), variation
        )
