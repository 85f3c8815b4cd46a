"""How often: a rhythm is a period and the places of the doses in it.

"Twice weekly" means days 0 and 3 of each week, as in the esketamine trials (days 1, 4, 8, 11, ...
counted from 1; NCT03097133) and in Singh 2016 (10.1176/appi.ajp.2016.16010037); "three times
weekly" means days 0, 2 and 4, as in Murrough 2013 (Biol Psychiatry 74:250-256: days 0, 2, 4, 7, 9,
11). More doses per week have no common meaning and are refused; the days can be listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count, takewhile
from types import MappingProxyType
from typing import NamedTuple

DAY_H = Fraction(24)
WEEK_H = Fraction(168)


class Rhythm(NamedTuple):
    """Doses at `offsets_h` (h, rising) of every period of `period_h`."""

    period_h: Fraction
    offsets_h: tuple[Fraction, ...] = (Fraction(0),)

    def slot(self, index: int) -> Fraction:
        """Return the time (h) of the dose with this index, from the start of the rhythm."""
        cycle, place = divmod(index, len(self.offsets_h))
        return cycle * self.period_h + self.offsets_h[place]

    def slots(self) -> Iterator[Fraction]:
        """Return the times of all doses, without end."""
        return map(self.slot, count())

    def slots_before(self, span_h: Fraction) -> tuple[Fraction, ...]:
        """Return the times of the doses in [0, span_h)."""
        return tuple(takewhile(lambda time: time < span_h, self.slots()))

    @property
    def whole_days(self) -> bool:
        """Whether every dose falls on the start of a day."""
        return self.period_h % DAY_H == 0 and all(offset % DAY_H == 0 for offset in self.offsets_h)


_DAYS_OF_WEEK: Mapping[int, tuple[int, ...]] = MappingProxyType({1: (0,), 2: (0, 3), 3: (0, 2, 4)})
_TIMES_PER_DAY = (1, 2, 3, 4, 6)


def weekly(times: int) -> Rhythm | None:
    """Return the rhythm of so many doses per week, or None where it has no common meaning."""
    days = _DAYS_OF_WEEK.get(times)
    return None if days is None else Rhythm(WEEK_H, tuple(day * DAY_H for day in days))


def daily(times: int) -> Rhythm | None:
    """Return so many doses per day, equally spaced, or None where the spacing is not whole hours."""
    return Rhythm(DAY_H / times) if times in _TIMES_PER_DAY else None


NAMED: Mapping[str, Rhythm] = MappingProxyType(
    {
        "daily": Rhythm(DAY_H),
        "weekly": Rhythm(WEEK_H),
        "twice weekly": Rhythm(WEEK_H, (Fraction(0), 3 * DAY_H)),
        "three times weekly": Rhythm(WEEK_H, (Fraction(0), 2 * DAY_H, 4 * DAY_H)),
    }
)
"""Rhythms with a name of their own, in the order in which printing tries them."""
