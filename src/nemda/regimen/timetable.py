"""From the schedule of a phase to the times of its doses.

"Then" puts phases one after the other. A phase with a length ("for 4 weeks") ends there; one with a
number of doses ends where its next dose would have been due; one with listed days has no end of its
own and the next phase keeps the same calendar. In every case a later phase starts with its first
dose after the last one already given: "56 mg on day 0 then 84 mg twice weekly for 4 weeks" gives 84
mg on days 3, 7, 10, 14, 17, 21 and 24, which is how the esketamine label counts its first 4 weeks. Steps of
one pump need no schedule: an infusion without one starts when the last dose before "then" ends.
Spans are half-open: "daily for 3 days" is days 0, 1 and 2.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count, islice
from typing import NamedTuple

from nemda.regimen.draft import Draft, HourList, Hours, Often
from nemda.regimen.rhythm import DAY_H, Rhythm
from nemda.regimen.tokens import Cursor

MOST_DOSES = 10_000
"""More doses than this in one phase is taken for a slip (a dose every minute for weeks)."""

_ORIGIN = (Fraction(0),)


class Clock(NamedTuple):
    """Where a phase stands: zero of its rhythm, start and end of the last dose before it (all h)."""

    base_h: Fraction = Fraction(0)
    last_h: Fraction | None = None
    end_h: Fraction = Fraction(0)

    def is_new(self, time_h: Fraction) -> bool:
        """Return whether a time lies after every dose given so far."""
        return self.last_h is None or time_h > self.last_h


def times_of(
    cursor: Cursor, draft: Draft, clock: Clock, lasting: Fraction, *, pump: bool
) -> tuple[tuple[Fraction, ...], Clock]:
    """Return the times (h) of the doses of one phase, and the clock for the phase after it.

    Each dose lasts `lasting` (h). `pump` says that the phase is given by a pump, so that an infusion may
    follow on without a schedule.

    Raises
    ------
    RegimenError
        The schedule is missing, endless, contradicts itself, or goes back in time.
    """
    if pump and lasting > 0 and _follows_on(draft, clock):
        times, base = (clock.end_h,), clock.base_h
    elif draft.often is not None:
        times, base = _repeated(cursor, draft, draft.often, clock)
    else:
        times, base = _listed(cursor, draft, clock), clock.base_h
    if len(times) > MOST_DOSES:
        raise cursor.fault(
            cursor.peek(), f"More than {MOST_DOSES} doses.", expected="a schedule that ends sooner"
        )
    return times, Clock(base, times[-1], times[-1] + lasting)


def _follows_on(draft: Draft, clock: Clock) -> bool:
    """Return whether the phase comes after "then" and says nothing of when."""
    schedule = (draft.often, draft.days, draft.times, draft.span, draft.number, draft.begin)
    return clock.last_h is not None and all(part is None for part in schedule)


def _listed(cursor: Cursor, draft: Draft, clock: Clock) -> tuple[Fraction, ...]:
    listed = draft.days or draft.times
    if draft.span is not None:
        raise cursor.fault(
            draft.span.token, "A length without a rhythm.",
            expected="how often, as in 'twice weekly for 3 weeks'",
            hint="the length of an infusion is written 'over 40 min'",
        )  # fmt: skip
    if draft.begin is not None and listed is not None:
        raise cursor.fault(
            draft.begin.token, "A second schedule in one phase.", expected="only the listed times"
        )
    if listed is None and draft.begin is None and clock.last_h is not None:
        raise cursor.fault(
            cursor.peek(), "When, after 'then'?", expected="a schedule, as in 'weekly for 4 weeks'"
        )
    days = draft.days.hours if draft.days else _ORIGIN
    hours = draft.times.hours if draft.times else (draft.begin.hours,) if draft.begin else _ORIGIN
    if draft.days and draft.times:
        _check_within_a_day(cursor, draft.times)
    times = tuple(day + hour for day in days for hour in hours)
    if draft.number is not None and draft.number.number != len(times):
        raise cursor.fault(
            draft.number.token, "The number of doses does not fit the schedule.",
            expected=f"{len(times)} as listed" if listed else "how often, as in 'twice weekly'",
        )  # fmt: skip
    if not clock.is_new(times[0]):
        token = listed.token if listed else cursor.peek()
        raise cursor.fault(
            token, "'then' cannot go back in time.", expected="days after the last dose before 'then'",
            hint="listed days count from the start of the whole regimen; join with 'and' to run side by side",
        )  # fmt: skip
    return times


def _repeated(
    cursor: Cursor, draft: Draft, often: Often, clock: Clock
) -> tuple[tuple[Fraction, ...], Fraction]:
    if draft.span is None and draft.number is None:
        meant_length = draft.duration is not None and draft.duration.hours >= DAY_H
        raise cursor.fault(
            often.token, "A schedule without an end.", expected="as in 'for 4 weeks' or '8 doses'",
            hint="'over' is the length of one infusion" if meant_length else None,
        )  # fmt: skip
    rhythm = often.rhythm if draft.times is None else _within_days(cursor, often, draft.times)
    base = draft.begin.hours if draft.begin else clock.base_h
    if draft.begin is not None and not clock.is_new(base + rhythm.slot(0)):
        raise cursor.fault(draft.begin.token, "'then' cannot go back in time.", expected="a later start")
    if draft.span is not None:
        return _in_span(cursor, draft, draft.span, rhythm, base, clock), base + draft.span.hours
    number = min(draft.number.number if draft.number else 0, MOST_DOSES + 1)
    skipped = 0 if clock.last_h is None else max(0, (clock.last_h - base) // rhythm.period_h)
    slots = (base + rhythm.slot(index) for index in count(skipped * len(rhythm.offsets_h)))
    times = tuple(islice(filter(clock.is_new, slots), number + 1))
    return times[:-1], times[-1]


def _in_span(
    cursor: Cursor, draft: Draft, span: Hours, rhythm: Rhythm, base: Fraction, clock: Clock
) -> tuple[Fraction, ...]:
    if span.hours * len(rhythm.offsets_h) > MOST_DOSES * rhythm.period_h:
        raise cursor.fault(span.token, f"More than {MOST_DOSES} doses.", expected="a shorter schedule")
    slots = (base + slot for slot in rhythm.slots_before(span.hours))
    times = tuple(time for time in slots if clock.is_new(time))
    if not times:
        raise cursor.fault(span.token, "No dose falls within this length.", expected="a longer schedule")
    if draft.number is not None and draft.number.number != len(times):
        raise cursor.fault(
            draft.number.token, "The number of doses does not fit the schedule.",
            expected=f"{len(times)} doses in {span.token.text!r}",
        )  # fmt: skip
    return times


def _within_days(cursor: Cursor, often: Often, times: HourList) -> Rhythm:
    if not often.rhythm.whole_days:
        raise cursor.fault(
            times.token, "Times of day need a schedule in whole days.",
            expected=f"no 'at' beside {often.token.text!r}, or 'daily at 09:00 and 21:00'",
        )  # fmt: skip
    _check_within_a_day(cursor, times)
    offsets = tuple(day + hour for day in often.rhythm.offsets_h for hour in times.hours)
    return Rhythm(often.rhythm.period_h, offsets)


def _check_within_a_day(cursor: Cursor, times: HourList) -> None:
    if times.hours[-1] >= DAY_H:
        raise cursor.fault(times.token, "A time of day beyond 24 h.", expected="times within the day")
