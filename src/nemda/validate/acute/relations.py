"""Predictions on what goes together in people: how much dissociation in a session and mood afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nemda.engine.simulate import simulate
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import NO_CORRELATION, AcuteRow
from nemda.validate.outcome import NotApplicableError

USUAL_DAY = 1.0
"""When mood is rated where a row does not say (days): nearly all are rated a day after the dose (grade C)."""

MOOD = re.compile(r"madrs|ham-?d|hdrs|bdi|qids|mood|depress|antidepress|response|improve")
CORRELATED = re.compile(r"correl|associat|predict|regression|mediat")


def dissociation_and_mood(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the correlation over people of the highest CADSS and the change of MADRS.

    The change is negative where mood improves, so a negative correlation says that more dissociation goes
    with more improvement.

    Raises
    ------
    NotApplicableError
        The row correlates other things, or in another unit.
    """
    if not (MOOD.search(row.effect) and re.search(r"cadss|dissoc", row.effect)):
        raise NotApplicableError("only dissociation and mood are correlated here")
    if row.value is not None and not re.search(r"\b(?:r|rho|correlation)\b", row.unit):
        raise NotApplicableError(f"a relation in {row.unit!r} is not predicted, only a correlation")
    said = re.search(r"day (\d+)", row.effect)
    day = float(said[1]) if said else USUAL_DAY
    found: list[float] = []
    for arm in arms:
        end_h = arm.end_h + day * HOURS_PER_DAY
        result = simulate(
            arm.regimen, arm.people, end_h / HOURS_PER_WEEK, variables=["madrs_change"],
            visits_h=[end_h * (1 - 1e-12)],
        )  # fmt: skip
        change = np.asarray(result["madrs_change"].transpose("person", "time"))[:, -1]
        found.append(float(np.corrcoef(arm.values["dissociation"].max(axis=1), change)[0, 1]))
    value = float(np.mean(found))
    direction = "no change" if abs(value) < NO_CORRELATION else "increase" if value > 0 else "decrease"
    return Prediction(value, direction, (f"CADSS at its highest, MADRS on day {day:g}",))
