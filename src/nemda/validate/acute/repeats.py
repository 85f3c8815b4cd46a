"""Predictions on repetition: how much of the CADSS a later session still has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nemda.engine.simulate import simulate
from nemda.regimen import Regimen
from nemda.units import HOURS_PER_WEEK
from nemda.validate.acute.groups import WATCHED_H, Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

INTERVAL_H = 84.0
"""Twice a week, where a row does not say (grade C)."""

REPEATED = re.compile(
    r"(?:cadss|dissoc).*(?:infusion|session|dose|treatment) (\d+) "
    r"(?:vs\.?|versus|relative to|compared with|/) "
    r"(?:infusion |session |dose |treatment )?(?:1\b|(?:the )?first)"
)


def repeated_change(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the change (%) of the highest mean CADSS from the first to a later session."""
    found = REPEATED.search(row.effect)
    if found is None or not arms:
        raise NotApplicableError(f"no session is read in {row.effect!r}")
    later, arm = int(found[1]), arms[0]
    doses = tuple(
        replace(d, start_h=d.start_h + place * INTERVAL_H)
        for place in range(later)
        for d in arm.regimen.doses
    )
    starts = (0.0, (later - 1) * INTERVAL_H)
    weeks = (starts[-1] + arm.end_h + WATCHED_H) / HOURS_PER_WEEK
    result = simulate(Regimen(doses), arm.people, weeks, variables=["dissociation"])
    mean = result["dissociation"].mean("person")
    first, last = (float(mean.sel(time=slice(start, start + WATCHED_H)).max()) for start in starts)
    change = 100 * (last / first - 1)
    return Prediction(
        change, "decrease" if change < 0 else "no change", (f"sessions every {INTERVAL_H:g} h",)
    )
