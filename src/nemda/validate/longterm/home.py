"""Predictions on treatment at home: what people tell who are not asked.

In a clinic somebody asks for complaints after a session; at home people tell those that trouble them. So an
adverse event at home is read as a severe complaint (assumed, grade C), in any of the sessions that the row
names.
"""

from __future__ import annotations

import numpy as np

from nemda.mechanism.complaints import complaints, course_share, session_chance
from nemda.regimen import sessions
from nemda.validate.acute.groups import Who, course
from nemda.validate.longterm.course import plan_in
from nemda.validate.longterm.judge import Prediction
from nemda.validate.longterm.row import LongRow
from nemda.validate.outcome import NotApplicableError


def adverse_events(row: LongRow) -> Prediction:
    """Return the share (%) of people at home who tell of an adverse event in the sessions of a row.

    Raises
    ------
    NotApplicableError
        The row speaks of no treatment at home, or asks for no share.
    """
    regimen, preset, notes, is_at_home = plan_in(row)
    if not is_at_home:
        raise NotApplicableError("adverse events of any kind outside of a long trial, and not at home")
    if row.unit != "%":
        raise NotApplicableError(f"a share of people cannot be in {row.unit!r}")
    starts = sessions(regimen)
    first = type(regimen)(tuple(dose for dose in regimen.doses if dose.start_h == starts[0]))
    peak = course(first, 0.0, Who(preset), None).values["active_level"].max(axis=1)
    free = [
        1 - one.severe_share * course_share(session_chance(one, peak), len(starts))
        for one in complaints().values()
        if one.severe_share is not None
    ]
    told = "at home people tell what is severe, assumed"
    return Prediction(100 * float(1 - np.prod(free)), (*notes, told))
