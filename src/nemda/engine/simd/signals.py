"""The outside signals at all times of a step, from their closed form (`nemda.model.drive`).

    signal_s = level_s + sum_m strength_sm exp(-rate_m elapsed) + rhythms of s
    level_s  = sum_m weight_sm plateau_m               strength_sm = weight_sm amplitude_m

Levels and strengths are set when a segment opens. Only weights that are not zero for everybody are stored, as
pairs in order of signal and mode, and modes with one rate share its exp. A signal that has neither a weight
nor a rhythm stays 0 and is never touched. None of this changes a bit of a sum, so what a group has in common
does not show in a person's numbers. The times of a step are taken in twos, each two as one vector.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import contextmanager

from nemda.engine.simd.functions import decay, waves
from nemda.engine.simd.layout import TWOS, Body, Layout, in_pairs, in_precision
from nemda.engine.tableau import TIMES


def signals_function(layout: Layout) -> str:
    """Return the function `signals`: fills `u` at all times of the trial step, and `slope` at its start."""
    w = Body(layout, wide=True)
    twos = in_pairs(w)
    elapsed = _times(w)
    rate, left, strength = (w.drive_array(name) for name in ("rate", "left", "strength"))
    # one loop for each two times: more at once would not fit into the registers
    for two, time in enumerate(elapsed):
        with w.loop(w.field("decays")) as index:
            gone = decay(twos, w.twice(w.load(rate, index)), time)
            twos.store(gone, left, _rows(w, index)[two])
    pair_decay = w.field("pair_decay")
    with moving_signals(w) as (signal, first, last):
        level = w.twice(w.load(w.array("level"), signal))
        totals, slope = [twos.variable(level) for _ in elapsed], twos.variable(twos.number(0.0))
        with w.loop(last, first) as pair:
            both, index = w.twice(w.load(strength, pair)), w.load(pair_decay, pair, "i64")
            parts = [twos.mul(both, twos.load(left, row)) for row in _rows(w, index)]
            for total, part in zip(totals, parts, strict=True):
                twos.store(twos.add(twos.load(total), part), total)
            fall = twos.mul(w.twice(w.load(rate, index)), parts[0])
            twos.store(twos.sub(twos.load(slope), fall), slope)
        _store_signals(w, signal, [twos.load(total) for total in totals], twos.load(slope))
    _add_rhythms(w, elapsed)
    return w.whole_function("signals")


@contextmanager
def moving_signals(w: Body) -> Generator[tuple[str, str, str]]:
    """Repeat the lines written inside for each signal that moves: its row, its first pair and its end."""
    row, edges = w.field("signal_row"), w.field("signal_pairs")
    with w.loop(w.field("signals")) as place:
        first, last = (w.load(edges, index, "i64") for index in (place, w.int_op("add", place, 1)))
        yield w.load(row, place, "i64"), first, last


def _times(w: Body) -> list[str]:
    """Return the times of the step since the segment began, in twos."""
    twos = in_pairs(w)
    since, trial = (w.twice(w.load(w.array(name))) for name in ("time", "trial"))
    padded = [*TIMES, TIMES[-1]]
    parts = [twos.each([padded[2 * two]] * w.lanes + [padded[2 * two + 1]] * w.lanes) for two in range(TWOS)]
    return [twos.add(since, twos.mul(part, trial)) for part in parts]


def _rows(w: Body, decay_index: str) -> list[str]:
    """Return where what is left of a decay stands, for each two times."""
    first = w.int_op("mul", decay_index, TWOS)
    return [w.int_op("add", first, two) for two in range(TWOS)]


def _store_signals(w: Body, signal: str, totals: list[str], slope: str) -> None:
    narrow, twos = in_precision(w), in_pairs(in_precision(w))
    for two, total in enumerate(totals):
        twos.store(twos.converted(total, w.kind.pair), w.array("u", w.layout.drives * 2 * two), signal)
    first = narrow.converted(in_pairs(w).half(slope, 0), w.kind)
    narrow.store(first, w.array("slope"), signal)


def _add_rhythms(w: Body, elapsed: list[str]) -> None:
    row_of, turning, phase = w.field("rhythm_signal"), w.field("rhythm_turning"), w.drive_array("phase")
    narrow, twos = in_precision(w), in_pairs(w)
    narrow_twos = in_pairs(narrow)
    with w.loop(w.field("rhythms")) as rhythm:
        row = w.load(row_of, rhythm, "i64")
        turn = twos.everywhere(w.load(turning, rhythm, "double"))
        begin = w.twice(w.load(phase, rhythm))
        slope = twos.number(0.0)
        for two, time in enumerate(elapsed):
            cosine, sine = waves(twos, twos.add(begin, twos.mul(turn, time)))
            if two == 0:
                slope = twos.neg(twos.mul(twos.mul(twos.number(2 * math.pi), turn), sine))
            place = w.array("u", w.layout.drives * 2 * two)
            before = twos.converted(narrow_twos.load(place, row), narrow_twos.kind)
            narrow_twos.store(narrow_twos.converted(twos.add(before, cosine), twos.kind), place, row)
        before = w.converted(narrow.load(w.array("slope"), row), narrow.kind)
        after = w.add(before, twos.half(slope, 0))
        narrow.store(narrow.converted(after, w.kind), w.array("slope"), row)
