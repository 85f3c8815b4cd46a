"""A regimen in words that read back as the same doses: ``parse(to_sentence(r)).doses == r.doses``.

Doses of one treatment are gathered and their times written as the shortest schedule that is exact:
a rhythm, listed days, or listed hours. Treatments, and doses of one treatment that overlap, stand
side by side with "and". Numbers are printed so that they read back to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from nemda.drugs import compounds
from nemda.regimen.dose import ONE_INSTANT_H, Dose, Regimen, Treatment
from nemda.regimen.measures import HOURS, count_text, duration_text, number_text
from nemda.regimen.rhythm import DAY_H, NAMED, WEEK_H, Rhythm
from nemda.regimen.sentence import NO_TREATMENT

_FEW = 3
"""Fewer doses than this are listed: "on days 0, 7" says more than "weekly for 2 weeks"."""


def to_sentence(regimen: Regimen) -> str:
    """Return the regimen as one sentence; `parse` turns it back into the same doses."""
    plans = [
        " ".join(filter(None, (treatment_text(treatment), _times_text(times))))
        for treatment, layers in _layers(regimen).items()
        for times in layers
    ]
    return " and ".join(plans) if plans else NO_TREATMENT


def treatment_text(treatment: Treatment) -> str:
    """Return what is given, without when: ``"0.5 mg/kg ketamine iv over 40 min"``."""
    compound = compounds()[treatment.compound]
    parts = [compound.base_name, treatment.route, *filter(None, [treatment.formulation])]
    if compound.kind != "inert":
        parts.insert(0, f"{number_text(treatment.amount)} {treatment.unit}")
    if treatment.duration_h > 0:
        parts.append(f"over {duration_text(treatment.duration_h)}")
    elif treatment.route == "iv":
        parts.append("bolus")
    return " ".join(parts)


def _layers(regimen: Regimen) -> dict[Treatment, list[list[float]]]:
    """Return the start times of each treatment, split so that no dose in a list overlaps the next."""
    layers: dict[Treatment, list[list[float]]] = {}
    for dose in regimen.doses:
        lists = layers.setdefault(dose.treatment, [])
        for times in lists:
            if _follows(times[-1], dose):
                times.append(dose.start_h)
                break
        else:
            lists.append([dose.start_h])
    return layers


def _follows(earlier_h: float, dose: Dose) -> bool:
    gap = dose.start_h - earlier_h
    return gap > 0 and gap >= dose.duration_h - ONE_INSTANT_H / 2


def _times_text(times: Sequence[float]) -> str:
    if tuple(times) == (0.0,):
        return ""
    days = [count_text(time, HOURS["day"]) for time in times]
    if len(times) >= _FEW and (rhythm := _rhythm_text(times)):
        return rhythm
    if all(day is not None for day in days):
        return f"on day{'s' if len(days) > 1 else ''} {', '.join(filter(None, days))}"
    return f"at {', '.join(map(number_text, times))} h"


def _rhythm_text(times: Sequence[float]) -> str | None:
    spacing = Fraction(times[1]) - Fraction(times[0])
    for text, rhythm in (*NAMED.items(), (_every_text(spacing), Rhythm(spacing))):
        begin = Fraction(times[0])
        if text and all(float(begin + rhythm.slot(i)) == time for i, time in enumerate(times)):
            return f"{text}{_length_text(rhythm, len(times))}{_begin_text(times[0])}"
    return None


def _every_text(spacing: Fraction) -> str | None:
    for unit in ("weeks", "days", "h", "min"):
        number = spacing / HOURS[unit]
        if number.denominator == 1:
            return f"every {number} {unit}"
    return None


def _length_text(rhythm: Rhythm, doses: int) -> str:
    cycles, rest = divmod(doses, len(rhythm.offsets_h))
    span = rhythm.period_h * cycles
    if rest == 0 and span % WEEK_H == 0:
        weeks = span // WEEK_H
        return f" for {weeks} week{'s' if weeks > 1 else ''}"
    if rest == 0 and span % DAY_H == 0:
        return f" for {span // DAY_H} days"
    return f", {doses} doses"


def _begin_text(begin_h: float) -> str:
    if begin_h == 0:
        return ""
    day = count_text(begin_h, HOURS["day"])
    return f" starting on day {day}" if day is not None else f" starting at {number_text(begin_h)} h"
