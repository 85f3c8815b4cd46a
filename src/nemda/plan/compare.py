"""Benefit beside burden across regimens: mood, what a session costs, and the exposure a course adds up to.

Every regimen is given to the same people, so that a difference is the regimen's. The numbers are those of a
simulated group: research and teaching, never advice for a patient, and no score weighs one thing against
another, because how much a point of depression is worth in hours of nausea is the person's to say. What would
falsify it: a ranking that turns around when other people are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nemda.engine.pressure import session_readings
from nemda.engine.simulate import simulate
from nemda.errors import DataError, RegimenError
from nemda.evidence.near import near_matches
from nemda.mechanism.complaints import complaints, session_chance
from nemda.people import People
from nemda.plan.monitoring import KETAMINES, MonitoringPlan, first_session, monitoring_plan
from nemda.progress import SILENT, Progress
from nemda.regimen import Regimen, sessions
from nemda.risk import Exposure, exposure_of
from nemda.risk.bladder import bladder
from nemda.risk.exposure import continued
from nemda.trial import RunSettings, arms_of_regimens
from nemda.trial.intervals import wilson
from nemda.trial.run import run
from nemda.trial.summary import ArmSummary
from nemda.units import HOURS_PER_WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS = (1, 7, 28)
"""Days after the first dose on which mood is compared."""

FOLLOWED_WEEKS = 4.0
"""So long people are followed after the last session."""

MINUTES_PER_HOUR = 60.0
YEAR_MONTHS = 12.0
FIRST_SESSION_H = 4.0


class Measure(NamedTuple):
    """One quantity of a regimen.

    `low` and `high` hold 90% of people, for shares 90% of what so many people leave unsure, for risks 90% of
    what is not known; None where there is no number. `group` is benefit, session or course.
    """

    key: str
    words: str
    unit: str
    group: str
    more_is_better: bool
    value: float | None
    low: float | None
    high: float | None


class Compared(NamedTuple):
    """A regimen with its measures, always the same in the same order."""

    name: str
    people: int
    measures: tuple[Measure, ...]

    def measure(self, key: str) -> Measure:
        """Return a measure by key.

        Raises
        ------
        DataError
            There is none of this name.
        """
        found = {one.key: one for one in self.measures}
        if key not in found:
            near = near_matches(key, found)
            raise DataError(
                "Unknown measure of a comparison.", where=self.name, expected=", ".join(found), got=repr(key),
                hint=f"did you mean {' or '.join(map(repr, near))}?" if near else "use one of these names",
            )  # fmt: skip
        return found[key]


def compare_regimens(
    regimens: Sequence[Regimen],
    group: People,
    *,
    parameter_set: str | None = None,
    progress: Progress = SILENT,
) -> tuple[Compared, ...]:
    """Return every regimen with its benefit, the burden of a session, and the exposure of a course.

    Raises
    ------
    RegimenError
        Fewer than two regimens, or two that are the same.
    NemdaError
        A regimen is refused, or somebody has no solution.
    """
    if len(regimens) < 2 or len(set(regimens)) < len(regimens):
        raise RegimenError(
            "A comparison needs regimens that differ.",
            where="compare",
            expected="two or more",
            got=[each.label for each in regimens],
        )
    last_h = max((start for each in regimens for start in sessions(each)), default=0.0)
    weeks = max(math.ceil(last_h / HOURS_PER_WEEK) + FOLLOWED_WEEKS, DAYS[-1] / 7)
    settings = RunSettings(weeks) if parameter_set is None else RunSettings(weeks, parameter_set)
    done = run(arms_of_regimens(regimens, group), settings, progress=progress)
    try:
        return tuple(
            _compared(regimen, summary, group, settings)
            for regimen, summary in zip(regimens, done.summaries, strict=True)
        )
    finally:
        done.close()


def _compared(regimen: Regimen, summary: ArmSummary, group: People, settings: RunSettings) -> Compared:
    drugged = any(dose.compound in KETAMINES for dose in regimen.doses)
    plan = monitoring_plan(regimen, group, parameter_set=settings.parameter_set) if drugged else None
    exposure = exposure_of(regimen, float(np.median(group["weight_kg"]))) if drugged else None
    return Compared(
        summary.name,
        group.n,
        (
            *_benefit(summary),
            *_session(regimen, summary, group, plan, settings),
            *_course(regimen, plan, exposure),
        ),
    )


def _benefit(summary: ArmSummary) -> list[Measure]:
    found: list[Measure] = []
    for day in DAYS:
        change = next(each.change for each in summary.days if each.day == day)
        words = f"MADRS change, day {day}"
        found.append(
            Measure(f"madrs_{day}", words, "points", "benefit", False, change.mean, change.q05, change.q95)
        )
    response = summary.endpoint.response
    found.append(
        Measure(
            "response",
            f"response, day {summary.endpoint_day:g}",
            "%",
            "benefit",
            True,
            *(100 * each for each in response),
        )
    )
    again = summary.relapse
    known = (None, None, None) if again is None else (again.median_days, again.lower_90, again.upper_90)
    found.append(Measure("relapse", "half of responders relapsed", "days after", "benefit", True, *known))
    return found


def _session(
    regimen: Regimen, summary: ArmSummary, group: People, plan: MonitoringPlan | None, settings: RunSettings
) -> list[Measure]:
    cadss = summary.peaks["dissociation"]
    found = [
        Measure("cadss", "CADSS, highest", "points", "session", False, cadss.mean, cadss.q05, cadss.q95),
    ]
    first = _first(regimen, group, settings) if plan is not None else {}
    highest, nausea = first.get("systolic"), first.get("nausea")
    pressure = (
        (None, None, None)
        if highest is None
        else (float(np.mean(highest)), *(float(q) for q in np.quantile(highest, (0.05, 0.95))))
    )
    found.append(Measure("systolic", "systolic pressure, highest", "mmHg", "session", False, *pressure))
    for key, words, share in (
        ("severe", "systolic pressure of 180 or more", None if plan is None else plan.severe_share),
        ("sedated", "sedated, MOAA/S below 5", None if plan is None else plan.sedated_share),
        ("nausea", "nausea", None if nausea is None else float(np.mean(nausea))),
    ):
        found.append(Measure(key, words, "% of first sessions", "session", False, *_share(share, group.n)))
    return found


def _first(regimen: Regimen, group: People, settings: RunSettings) -> Mapping[str, np.ndarray]:
    """Return everybody's highest systolic pressure (mmHg) and chance of nausea in the first session."""
    doses = first_session(regimen)
    last_h = max(dose.duration_h for dose in doses) + FIRST_SESSION_H
    result = simulate(
        Regimen(doses),
        group,
        last_h / HOURS_PER_WEEK,
        variables=["systolic_rise", "diastolic_rise", "active_level"],
        visits_h=np.arange(0.0, last_h, 1 / 12),
        parameter_set=settings.parameter_set,
    )
    values = {
        name: np.asarray(result[name].transpose("person", "time"))
        for name in ("systolic_rise", "diastolic_rise", "active_level")
    }
    pressure = session_readings(group, values["systolic_rise"], values["diastolic_rise"], exact=True)
    chance = session_chance(complaints()["nausea"], values["active_level"].max(axis=1))
    return {"systolic": pressure.systolic.max(axis=1), "nausea": chance}


def _share(share: float | None, n: int) -> tuple[float | None, float | None, float | None]:
    if share is None:
        return None, None, None
    _, low, high = wilson(round(share * n), n)
    return 100 * share, 100 * min(low, share), 100 * max(high, share)


def _course(regimen: Regimen, plan: MonitoringPlan | None, exposure: Exposure | None) -> list[Measure]:
    starts = sessions(regimen)
    ready = None if plan is None else plan.all_ready
    hours = (None, None, None)
    if ready is not None and ready.median_min is not None:
        late = None if ready.by_95_min is None else ready.by_95_min
        hours = (
            len(starts) * ready.median_min / MINUTES_PER_HOUR,
            None,
            None if late is None else len(starts) * late / MINUTES_PER_HOUR,
        )
    weekly = None if exposure is None else exposure.mg_per_week
    urinary = None if exposure is None else bladder(continued(exposure, YEAR_MONTHS)).attributable
    return [
        Measure("visits", "visits", "", "course", False, float(len(starts)), None, None),
        Measure("hours", "hours in the clinic, all visits", "h", "course", False, *hours),
        Measure("weekly", "ketamine reaching the body", "mg a week", "course", False, weekly, None, None),
        Measure(
            "urinary",
            "urinary symptoms added by a year at this rate",
            "%",
            "course",
            False,
            *((None, None, None) if urinary is None else (100 * each for each in urinary)),
        ),
    ]
