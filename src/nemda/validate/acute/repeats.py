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
from nemda.validate.acute.people import NUMBERS
from nemda.validate.acute.row import AcuteRow
from nemda.validate.outcome import NotApplicableError

INTERVAL_H = 84.0
"""Twice a week, where a row does not say (grade C)."""

REPEATED = re.compile(
    r"(?:cadss|dissoc).*(?:infusion|session|dose|treatment) (\d+) "
    r"(?:vs\.?|versus|relative to|compared with|/) "
    r"(?:infusion |session |dose |treatment )?(?:1\b|(?:the )?first)|"
    rf"(?:cadss|dissoc)\w*.*(?:change|fall|decline|decrease|reduction).*(?:over|across|after|by) (?:the )?"
    rf"(\d+|{'|'.join(NUMBERS)}) (?:infusions|sessions|doses|treatments)"
)


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_LATER = re.compile(
    rf"\b(?:({'|'.join(ORDINALS)})|(\d+)(?:st|nd|rd|th)) (?:infusion|session|dose|treatment)\b|"
    r"\b(?:infusion|session|treatment) (?:no\. ?|number )?(\d+)\b"
)


def session_number(row: AcuteRow) -> int:
    """Return which session of a course a row speaks of, 1 where it does not say."""
    found = _LATER.search(row.effect)
    if found is None or REPEATED.search(row.effect):
        return 1
    return ORDINALS.index(found[1]) + 1 if found[1] else int(found[2] or found[3])


def repeated_change(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return the change (%) of the highest mean CADSS from the first to a later session."""
    found = REPEATED.search(row.effect)
    if found is None or not arms:
        raise NotApplicableError(f"no session is read in {row.effect!r}")
    later = found[1] or found[2]
    change = change_by(NUMBERS.get(later) or int(later), arms[0])
    if (row.value or 0.0) > 0 and re.search(r"fall|decline|decrease|reduction", row.effect):
        return Prediction(-change, "decrease", (f"sessions every {INTERVAL_H:g} h",))
    return Prediction(
        change, "decrease" if change < 0 else "no change", (f"sessions every {INTERVAL_H:g} h",)
    )


def later_score(row: AcuteRow, arms: Sequence[Course], first: Prediction) -> Prediction:
    """Return the CADSS of the session that a row speaks of, from that of the first one."""
    later = session_number(row)
    if later < 2 or first.value is None or "cadss" not in row.effect:
        return first
    kept = 1 + change_by(later, arms[0]) / 100
    return first._replace(
        value=first.value * kept, notes=(*first.notes, f"session {later}, every {INTERVAL_H:g} h")
    )


def change_by(later: int, arm: Course) -> float:
    """Return the change (%) of the highest mean CADSS of a course from its first to a later session."""
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
    return 100 * (last / first - 1)
