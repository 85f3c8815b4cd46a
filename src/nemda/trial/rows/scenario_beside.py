"""Doses of what people get beside a treatment, laid on the doses of its sessions.

A drug given `lead_h` before a session moves the whole course later by that time, so that no dose lies before
hour 0. One that people already take begins with the dose that its levels have built up to, the dose over
1 - exp(-k interval), k being clearance over volume. Arms of the same study that do not get it get a placebo
at the same times, because a pill is a visit (`nemda.engine.setting`). Wrong where a study gave none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from nemda.pk.companion import companion_card
from nemda.regimen import Dose, Regimen
from nemda.regimen.dose import Unit
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.compounds_beside import Beside, beside_of
from nemda.trial.rows.refusal import NotPredictedError
from nemda.units import HOURS_PER_DAY

SUSPENSION_EVERY_H = 28 * HOURS_PER_DAY


class Pills(NamedTuple):
    """When pills are taken, whatever is in them: before each session, or daily, and how often a day."""

    lead_h: float
    per_day: int
    from_h: float


def pills_of(others: Sequence[Beside]) -> tuple[Pills, ...]:
    """Return when the drugs beside that are simulated are swallowed."""
    return tuple(
        dict.fromkeys(
            Pills(one.lead_h, one.per_day, one.from_h)
            for one in others
            if not one.reason and one.route == "oral"
        )
    )


def pills_of_study(arms: Sequence[ArmRow]) -> tuple[Pills, ...]:
    """Return when pills are taken beside the treatment in any arm of a study."""
    found: list[Pills] = []
    for arm in arms:
        try:
            found += pills_of(beside_of(arm)[1])
        except NotPredictedError:
            continue  # its own rows tell why
    return tuple(dict.fromkeys(found))


def lead_of(pills: Sequence[Pills]) -> float:
    """Return by how much (h) the sessions of a study lie after its first pill."""
    return max([0.0, *(one.lead_h for one in pills)])


def with_beside(
    regimen: Regimen, others: Sequence[Beside], placebos: Sequence[Pills], days: Sequence[float],
    begins_h: float, lead_h: float, end_h: float,
) -> Regimen:  # fmt: skip
    """Return a regimen with the drugs beside, or with `placebos` at their times.

    `days` are those of the sessions after `begins_h`, which already holds `lead_h`.
    """
    starts = [begins_h + day * HOURS_PER_DAY for day in days] or [begins_h]
    added: list[Dose] = []
    for one in others:
        if not one.reason:
            added += _doses(one, starts, begins_h - lead_h, end_h)
    for pills in placebos:
        times = _times(pills, starts, begins_h - lead_h, end_h)
        added += [Dose("placebo", 0.0, "mg", "oral", time) for time in times]
    return Regimen((*regimen.doses, *added))


def _doses(one: Beside, starts: Sequence[float], first_h: float, end_h: float) -> list[Dose]:
    unit: Unit = "mg/kg" if one.per_kg else "mg"
    if one.route == "im":
        count = max(1, math.ceil((end_h - first_h) / SUSPENSION_EVERY_H))
        times = [first_h + SUSPENSION_EVERY_H * index for index in range(count)]
        return [Dose(one.kind.card, one.amount, unit, "im", time) for time in times]
    times = _times(Pills(one.lead_h, one.per_day, one.from_h), starts, first_h, end_h)
    amounts = [one.amount] * len(times)
    if one.background and times:
        amounts[0] *= built_up(one.kind.card, HOURS_PER_DAY / one.per_day)
    return [
        Dose(one.kind.card, amount, unit, one.route, time)
        for amount, time in zip(amounts, times, strict=True)
    ]


def _times(pills: Pills, starts: Sequence[float], first_h: float, end_h: float) -> list[float]:
    if not pills.per_day:
        return [max(start - pills.lead_h, 0.0) for start in starts]
    step = HOURS_PER_DAY / pills.per_day
    begins = first_h + pills.from_h
    return [begins + step * index for index in range(max(1, math.ceil((end_h - begins) / step)))]


def built_up(key: str, every_h: float) -> float:
    """Return how many doses are in the body at steady state, just after one: 1 / (1 - exp(-k interval))."""
    numbers = companion_card(key).kinetics
    volume = numbers["volume"].value + (
        numbers["peripheral_volume"].value if "peripheral_volume" in numbers else 0
    )
    return 1.0 / -math.expm1(-numbers["clearance"].value / volume * every_h)
