"""What each outcome row needs: its measure, its arms as scenarios, and how many people stand behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nemda.trial.rows.arm_row import ArmRow, OutcomeRow
from nemda.trial.rows.compounds import NOT_SIMULATED
from nemda.trial.rows.conduct import is_pooled, with_shared_words
from nemda.trial.rows.course import look_times
from nemda.trial.rows.definitions import with_definitions
from nemda.trial.rows.measure import RELAPSE_HORIZON_H, SIX_WEEKS_H, Measure, measure_of
from nemda.trial.rows.reading_scales import is_nasal_esketamine
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import Planned, Scenario, pool, scenario_of
from nemda.trial.rows.scenario_beside import pills_of_study
from nemda.trial.rows.study import (
    ALL_RESPONDERS,
    ENRICHED,
    Reference,
    partner_of,
    references_of,
    with_comparator,
)
from nemda.trial.rows.text import plain
from nemda.trial.rows.times import time_in_note
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

TWO_ARMS = {"diff_vs_control", "null_result", "odds_ratio", "relative_risk", "risk_difference", "nnt",
            "hazard_ratio", "p_value", "onset_of_superiority", "fraction_of_6wk_effect"}  # fmt: skip
CONTRASTS = TWO_ARMS - {"p_value", "onset_of_superiority", "fraction_of_6wk_effect"}
"""Quantities that compare an arm with the comparator of its study even where the row names none."""
POOLED_PEOPLE = 300
"""People per arm where a pooled analysis gives no number (assumed)."""
TRIAL_PEOPLE = 30
"""The same where a trial gives none (assumed)."""
USUAL_COURSE_H = 4 * HOURS_PER_WEEK
"""How long a rhythm without an end lasts in a study none of whose outcomes has a time (assumed)."""
JUDGED_AFTER = r"relapse|sustained|hazard"
"""Quantities that are looked for after a course: for these, drugs ahead of a session are given with it."""
IN_REMISSION = r"(?<!not )(?:\b(?:in|after|achieved|stable|sustained) remission\b|\bremitters?\b)"
"""How an arm says that only people in remission went on to randomized withdrawal."""
ALL_STEPS, STEP = r"(?:all|any) (?:steps?|levels?)|cumulative", r"\b(?:step|level) \d"
"""How an outcome names every step of a sequence of treatments, and how an arm is one of them."""


class Request(NamedTuple):
    """An outcome row with everything to predict it: first the arm, then its comparator if it has one."""

    row: OutcomeRow
    arms: tuple[ArmRow, ...]
    planned: tuple[Planned, ...]
    measure: Measure
    subgroup: str
    sizes: tuple[int, ...]
    trials: int
    notes: tuple[str, ...]


class Refused(NamedTuple):
    """An outcome row without a prediction, and why."""

    row: OutcomeRow
    arm: ArmRow | None
    reason: str


def requests_of(
    outcomes: Sequence[OutcomeRow], arms: Sequence[ArmRow]
) -> tuple[tuple[Request | Refused, ...], Mapping[Scenario, tuple[float, ...]]]:
    """Return a request (or the reason for none) for every row, and the times (h) wanted of each scenario."""
    by_study: dict[str, list[ArmRow]] = defaultdict(list)
    for arm in arms:
        by_study[arm.study_id].append(arm)
    by_study = defaultdict(list, {name: list(with_shared_words(each)) for name, each in by_study.items()})
    ends = _ends(outcomes)
    found = tuple(
        _request(row, tuple(by_study[row.study_id]), ends.get(row.study_id, HOURS_PER_DAY))
        for row in with_definitions(outcomes)
    )
    wanted: dict[Scenario, set[float]] = defaultdict(set)
    for one in found:
        if isinstance(one, Request):
            for planned in one.planned:
                wanted[planned.scenario] |= {planned.scenario.begins_h + t for t in times_of(one, planned)}
    times = {
        scenario: look_times(max(each), tuple(each), scenario.sessions_h) for scenario, each in wanted.items()
    }
    return found, times


def times_of(request: Request, planned: Planned) -> tuple[float, ...]:
    """Return all times (h after the first session of the study) at which a row reads an arm."""
    after = planned.course_h[-1] + HOURS_PER_DAY if planned.course_h else HOURS_PER_DAY
    return (0.0, HOURS_PER_DAY, after, request.measure.time_h, *request.measure.looks_h)


def _ends(outcomes: Sequence[OutcomeRow]) -> dict[str, float]:
    """Return how long each study is followed (h): to its last time, as assumed where an outcome has none."""
    ends: dict[str, float] = {}
    assumed: dict[str, float] = {}
    for row in outcomes:
        if row.time_h is not None:
            end_h = max(row.time_h, SIX_WEEKS_H) if row.quantity == "fraction_of_6wk_effect" else row.time_h
            ends[row.study_id] = max(ends.get(row.study_id, 0.0), end_h)
        elif (said := time_in_note(row.note)) is not None:
            ends[row.study_id] = max(ends.get(row.study_id, 0.0), said[0])
        elif row.quantity in {"relapse_rate", "hazard_ratio"}:
            assumed[row.study_id] = RELAPSE_HORIZON_H
        else:
            assumed.setdefault(row.study_id, USUAL_COURSE_H)
    return {**assumed, **ends}


def _request(row: OutcomeRow, arms: tuple[ArmRow, ...], end_h: float) -> Request | Refused:
    arm: ArmRow | None = None
    try:
        _check(row)
        steps = _steps(row, arms)
        reference = Reference(steps[0], None, "") if steps else references_of(row, arms)
        if row.quantity in CONTRASTS:
            reference = with_comparator(reference, arms)
        arm = reference.arm
        rows = steps or _arm_rows(row, reference)
        until_h = max(end_h, HOURS_PER_DAY)
        pills, ahead = pills_of_study(arms), not (re.search(JUDGED_AFTER, row.quantity) or reference.subgroup)

        def plan(each: ArmRow) -> Planned:
            return scenario_of(_checked(each), until_h, partner_of(each, arms), pills, ahead)

        planned = tuple(plan(each) for each in rows)
        if reference.pooled:
            together = [plan(each) for each in reference.pooled]
            planned = (pool(together, [each.n or 1 for each in reference.pooled]), *planned[1:])
        _check_contrast(planned)
        nasal = any(is_nasal_esketamine(each.compound, each.route) for each in arms)
        measure = _of_course(measure_of(row, arm, planned[0], nasal), planned[0])
    except NotPredictedError as error:
        return Refused(row, arm, error.what)
    told = (*reference.notes, *measure.notes, *(note for each in planned for note in each.notes))
    sizes = tuple(_size(row, each, len(rows)) for each in rows)
    if reference.pooled:
        people = sum(each.n or TRIAL_PEOPLE for each in reference.pooled)
        sizes = (min(row.n if row.n and len(rows) == 1 else people, POOLED_PEOPLE), *sizes[1:])
    subgroup, told_of = _subgroup(reference, planned[0], arm)
    told = (*told, *told_of)
    return Request(row, rows, planned, measure, subgroup, sizes, _trials(arms), tuple(dict.fromkeys(told)))


def _subgroup(reference: Reference, planned: Planned, arm: ArmRow) -> tuple[str, tuple[str, ...]]:
    """Return the part of the people that a row means; only who is well goes on to randomized withdrawal."""
    if reference.subgroup or planned.enriched or planned.conduct.induction_d <= 0:
        return reference.subgroup or (ENRICHED if planned.enriched else ""), ()
    if re.search(IN_REMISSION, f"{arm.population} | {arm.design} | {arm.arm.lower()}"):
        return "remitters", ("only people in remission after the course are counted",)
    return ALL_RESPONDERS, ("only people who respond to the course are counted (assumed)",)


def _of_course(measure: Measure, planned: Planned) -> Measure:
    """Return a measure without the relapse of randomized withdrawal where no course came before.

    A course that only begins later than a pill has no relapse score of its own.
    """
    if planned.conduct.induction_d > 0 or measure.relapse_score is None:
        return measure
    notes = tuple(note for note in measure.notes if not note.startswith("relapse: back in the moderate band"))
    return measure._replace(relapse_score=None, notes=notes)


def _check_contrast(planned: tuple[Planned, ...]) -> None:
    """Refuse the comparison of two arms that differ only in what is not simulated."""
    if len(planned) != 2 or planned[0].scenario != planned[1].scenario:
        return
    told = [note for one in planned for note in one.notes if NOT_SIMULATED in note]
    if told:
        name, _, reason = told[0].partition(f" beside it {NOT_SIMULATED}")
        raise NotPredictedError(f"the arms differ only in what is not simulated: {name}{reason}")


def _check(row: OutcomeRow) -> None:
    """Refuse a row with a cell that is no number, by study, row and field."""
    if row.faults:
        where = f"study {row.study_id!r}, row {row.position + 1} of the outcomes"
        raise NotPredictedError(f"{where}: {', '.join(row.faults)}")


def _checked(arm: ArmRow) -> ArmRow:
    """Return an arm whose cells can all be read."""
    if arm.faults:
        where = f"study {arm.study_id!r}, row {arm.position + 1} of the arms ({arm.arm})"
        raise NotPredictedError(f"{where}: {', '.join(arm.faults)}")
    return arm


def _steps(row: OutcomeRow, arms: tuple[ArmRow, ...]) -> tuple[ArmRow, ...]:
    """Return every step of a sequence where a rate speaks of all of them, else nothing."""
    if row.quantity not in {"response_rate", "remission_rate"} or not re.fullmatch(ALL_STEPS, plain(row.arm)):
        return ()
    return tuple(arm for arm in arms if re.search(STEP, plain(arm.arm)))


def _arm_rows(row: OutcomeRow, reference: Reference) -> tuple[ArmRow, ...]:
    if row.quantity in TWO_ARMS:
        if reference.comparator is None:
            raise NotPredictedError("a comparison without a named comparator")
        return reference.arm, reference.comparator
    return (reference.arm,)


def _size(row: OutcomeRow, arm: ArmRow, groups: int) -> int:
    n = (row.n if groups == 1 else None) or arm.n
    if n is None and row.n is not None:
        n = max(1, row.n // groups)
    if n is None:
        n = POOLED_PEOPLE if is_pooled(arm) else TRIAL_PEOPLE
    return min(n, POOLED_PEOPLE)


def _trials(arms: Sequence[ArmRow]) -> int:
    """Return how many trials stand behind a study, whichever of its arms says so; differences average out."""
    counted = [
        re.search(r"(\d+)(?: \S+){0,2} (?:rcts|trials|studies)", f"{arm.population} {arm.note}")
        for arm in arms
        if is_pooled(arm)
    ]
    return max([1, *(int(found[1]) for found in counted if found)])
