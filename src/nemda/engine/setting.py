"""The setting of a course as drives: sessions, what a comparator makes people feel, care, time of day.

A session lasts an hour or as long as its dose, whichever is longer, and its drive integrates to 1, so
that its length does not change what it adds to expectancy. A pill that people take at home, a companion drug
or a placebo by mouth, is no session: the first of them is, and after it one visit a week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from nemda.drugs import find_compound
from nemda.errors import RegimenError
from nemda.mechanism.chain import SETTING_DRIVES
from nemda.model.drive import Drive, Rhythm, constant_drive
from nemda.regimen import Dose, Regimen, sessions

SESSION_H = 1.0
DAY_H = 24.0
VISIT_H = 168.0
"""Hours between visits in a trial of pills (assumed; most rate weekly)."""
SECRETION_PEAK_CLOCK_H = 7.1
"""Cortisol peaks at 8:32 (Debono 2009, PMC2684472, 33 people); secretion 1.4 h before, by which
its time constant in `nemda.mechanism.stress` delays it."""


@dataclass(frozen=True)
class Setting:
    """How people are treated apart from the drug.

    `in_care`: whether the course counts as care (a study, a clinic); without it neither expectancy nor
    care nor the natural course after entry acts. `comparator_felt`: how clearly an active comparator
    is felt, 0 to 1; 0.6 assumes that midazolam is felt about as clearly as ketamine (grade C).
    `day_rhythm`: whether cortisol follows the time of day; `start_clock_h` is the time of day (h after
    midnight) at hour 0 of the course, 9 in the morning if not said (grade C).
    """

    in_care: bool = True
    comparator_felt: float = 0.6
    day_rhythm: bool = False
    start_clock_h: float = 9.0

    def __post_init__(self) -> None:
        if not 0 <= self.start_clock_h < DAY_H:
            raise RegimenError(
                "The time of day at the start is out of range.", where="start_clock_h",
                expected="0 to less than 24 hours after midnight", got=self.start_clock_h,
            )  # fmt: skip


def setting_drive(regimen: Regimen, setting: Setting, people: int) -> Drive:
    """Return the drives of a regimen's setting, in the order of `SETTING_DRIVES`.

    A regimen without doses is no care: session, comparator_felt and in_care are then 0.
    """
    starts = visits(regimen) if setting.in_care else ()
    spans = [(start, start + _length(regimen, start), _felt(regimen, setting, start)) for start in starts]
    edge_h = np.unique([0.0, *(edge for begin, end, _ in spans for edge in (begin, end))])
    level = np.zeros((edge_h.size, len(SETTING_DRIVES)))
    for begin, end, felt in spans:
        inside = (edge_h >= begin) & (edge_h < end)
        level[inside, 0] += 1.0 / (end - begin)
        level[inside, 1] = np.maximum(level[inside, 1], felt)
    level[:, 2] = 1.0 if spans else 0.0
    drive = constant_drive(
        tuple(SETTING_DRIVES),
        tuple(declared.unit for declared in SETTING_DRIVES.values()),
        edge_h,
        np.repeat(level[:, :, None], people, axis=2),
    )
    if not setting.day_rhythm:
        return drive
    peak_h = SECRETION_PEAK_CLOCK_H - setting.start_clock_h
    return replace(drive, rhythms=(Rhythm("day_rhythm", DAY_H, peak_h),))


def visits(regimen: Regimen) -> tuple[float, ...]:
    """Return when (h) someone is with the person: at every supervised dose, and once a week for pills alone.

    From a day before the first supervised dose on, a pill is no visit of its own.
    """
    supervised = tuple(dose for dose in regimen.doses if not _is_pill(dose))
    pills = sessions(replace(regimen, doses=tuple(dose for dose in regimen.doses if _is_pill(dose))))
    begins = min((dose.start_h for dose in supervised), default=math.inf) - DAY_H
    seen: list[float] = []
    for start in pills:
        if start < begins and (not seen or start - seen[-1] >= VISIT_H):
            seen.append(start)
    return tuple(sorted({*sessions(replace(regimen, doses=supervised)), *seen}))


def _is_pill(dose: Dose) -> bool:
    card = find_compound(dose.compound)
    return dose.route == "oral" and (card.kind == "inert" or (card.is_companion and card.kind == "drug"))


def _length(regimen: Regimen, start_h: float) -> float:
    return max([SESSION_H, *(dose.duration_h for dose in regimen.doses if dose.start_h == start_h)])


def _felt(regimen: Regimen, setting: Setting, start_h: float) -> float:
    kinds = {find_compound(dose.compound).kind for dose in regimen.doses if dose.start_h == start_h}
    return setting.comparator_felt if "active comparator" in kinds else 0.0
