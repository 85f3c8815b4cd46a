"""The outside signals at one time per lane, from their closed form (`nemda.model.drive`).

    z_m = plateau_m + amplitude_m exp(-rate_m elapsed)        signal_s = sum_m weight_sm z_m

Only weights that are not zero for everybody are stored, as pairs in order of signal and mode; modes with
one rate share its exp, and modes with rate 0 need none. None of this changes a bit of a sum, so what a
group has in common does not show in a person's numbers.
"""

from __future__ import annotations

from nemda.engine.simd.functions import exp
from nemda.engine.simd.layout import Body, Layout


def signals_function(layout: Layout, *, slopes: bool) -> str:
    """Return the function `signals`, or `signals_and_slopes` that also fills the slopes in time.

    It reads the time since the segment began from `elapsed` and fills `u`.
    """
    w = Body(layout)
    names = ("rate", "decay", "amplitude", "plateau", "mode", "mode_slope")
    arrays = {name: w.drive_array(name) for name in names}
    elapsed = w.load(w.array("elapsed"))
    with w.loop(w.field("decays")) as decay:
        rate = w.load(arrays["rate"], decay)
        w.store(exp(w, w.neg(w.mul(rate, elapsed))), arrays["decay"], decay)
    fading, decay_of = w.field("fading"), w.field("decay_of")
    with w.loop(w.field("fading_modes")) as index:
        mode, decay = w.load(fading, index, "i64"), w.load(decay_of, index, "i64")
        fade = w.mul(w.load(arrays["amplitude"], mode), w.load(arrays["decay"], decay))
        w.store(w.add(w.load(arrays["plateau"], mode), fade), arrays["mode"], mode)
        if slopes:
            w.store(w.neg(w.mul(w.load(arrays["rate"], decay), fade)), arrays["mode_slope"], mode)
    steady = w.field("steady")
    with w.loop(w.field("steady_modes")) as index:
        mode = w.load(steady, index, "i64")
        level = w.add(w.load(arrays["plateau"], mode), w.load(arrays["amplitude"], mode))
        w.store(level, arrays["mode"], mode)
        if slopes:
            w.store(w.number(0.0), arrays["mode_slope"], mode)
    _sum_modes(w, arrays["mode"], "u")
    if slopes:
        _sum_modes(w, arrays["mode_slope"], "slope")
    return w.whole_function("signals_and_slopes" if slopes else "signals")


def _sum_modes(w: Body, modes: str, target: str) -> None:
    weight, pair_mode, signal_end = w.drive_array("weight"), w.field("pair_mode"), w.field("signal_end")
    start: str | int = 0
    for signal in range(w.layout.drives):
        stop = w.load(signal_end, signal, "i64")
        total = w.variable(w.number(0.0))
        with w.loop(stop, start) as pair:
            term = w.mul(w.load(weight, pair), w.load(modes, w.load(pair_mode, pair, "i64")))
            w.store(w.add(w.load(total), term), total)
        w.store(w.load(total), w.array(target, signal))
        start = stop
