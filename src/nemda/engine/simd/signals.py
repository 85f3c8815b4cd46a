"""The outside signals at one time per lane, from their closed form (`nemda.model.drive`).

    signal_s = level_s + sum_m strength_sm exp(-rate_m elapsed) + rhythms of s
    level_s  = sum_m weight_sm plateau_m               strength_sm = weight_sm amplitude_m

Levels and strengths are set when a segment opens. Only weights that are not zero for everybody are stored, as
pairs in order of signal and mode, and modes with one rate share its exp. None of this changes a bit of a sum,
so what a group has in common does not show in a person's numbers. A step ends where the next one begins, so
its last decays are kept.
"""

from __future__ import annotations

import math
from collections.abc import Generator

from nemda.engine.simd.functions import decay, waves
from nemda.engine.simd.layout import Body, Layout, in_precision


def signals_function(layout: Layout) -> str:
    """Return the function `signals`: fills `u` at `elapsed`, the time since the segment began."""
    w = Body(layout, wide=True)
    rate, left, elapsed = w.drive_array("rate"), w.drive_array("left"), w.load(w.array("elapsed"))
    with w.loop(w.field("decays")) as index:
        w.store(decay(w, w.load(rate, index), elapsed), left, index)
    for pair, index, total, _ in _signals(w, slopes=False):
        w.store(w.add(w.load(total), w.mul(pair, w.load(left, index))), total)
    _add_rhythms(w, slopes=False)
    return w.whole_function("signals")


def signals_and_slopes_function(layout: Layout) -> str:
    """Return the function `signals_and_slopes`: fills `u` and `slope` at the beginning of a step.

    It reads what is left of each decay from `left_at_start`.
    """
    w = Body(layout, wide=True)
    rate, left = w.drive_array("rate"), w.drive_array("left_at_start")
    for pair, index, total, slope in _signals(w, slopes=True):
        part = w.mul(pair, w.load(left, index))
        w.store(w.add(w.load(total), part), total)
        w.store(w.sub(w.load(slope), w.mul(w.load(rate, index), part)), slope)
    _add_rhythms(w, slopes=True)
    return w.whole_function("signals_and_slopes")


def keep_decays(w: Body, accepted: str) -> None:
    """Let the decays at the end of a step be those at the beginning of the next, where it was accepted."""
    left, kept = w.drive_array("left"), w.drive_array("left_at_start")
    with w.loop(w.field("decays")) as index:
        w.store(w.choose(accepted, w.load(left, index), w.load(kept, index)), kept, index)


def _signals(w: Body, *, slopes: bool) -> Generator[tuple[str, str, str, str]]:
    """Yield in a loop for each signal: a strength, its decay, and where the signal and its slope add up."""
    strength, pair_decay = w.drive_array("strength"), w.field("pair_decay")
    signal_end = w.field("signal_end")
    start: str | int = 0
    for signal in range(w.layout.drives):
        stop = w.load(signal_end, signal, "i64")
        total, slope = w.variable(w.load(w.array("level"), signal)), w.variable(w.number(0.0))
        with w.loop(stop, start) as pair:
            yield w.load(strength, pair), w.load(pair_decay, pair, "i64"), total, slope
        _store_narrow(w, w.load(total), "u", signal)
        if slopes:
            _store_narrow(w, w.load(slope), "slope", signal)
        start = stop


def _store_narrow(w: Body, value: str, name: str, row: str | int) -> None:
    narrow = in_precision(w)
    narrow.store(narrow.converted(value, w.kind), w.array(name), row)


def _add_rhythms(w: Body, *, slopes: bool) -> None:
    row_of, turning, phase = w.field("rhythm_signal"), w.field("rhythm_turning"), w.drive_array("phase")
    elapsed = w.load(w.array("elapsed"))
    with w.loop(w.field("rhythms")) as rhythm:
        row = w.load(row_of, rhythm, "i64")
        turn = w.everywhere(w.load(turning, rhythm, "double"))
        cosine, sine = waves(w, w.add(w.load(phase, rhythm), w.mul(turn, elapsed)))
        _add_narrow(w, cosine, "u", row)
        if slopes:
            _add_narrow(w, w.neg(w.mul(w.mul(w.number(2 * math.pi), turn), sine)), "slope", row)


def _add_narrow(w: Body, value: str, name: str, row: str) -> None:
    before = w.converted(in_precision(w).load(w.array(name), row), w.layout.kind)
    _store_narrow(w, w.add(before, value), name, row)
