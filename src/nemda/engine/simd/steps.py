"""One trial step of Rodas5P in every lane, each with its own time and step size.

The equations of the method and its coefficients are those of `nemda.engine.tableau`.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemda.engine.lanes import REFUSED_ERROR
from nemda.engine.simd.functions import quotient
from nemda.engine.simd.layout import Body, Layout, in_doubles, in_precision
from nemda.engine.tableau import ARGUMENT, COUPLING, DENSE, GAMMA, NODE, STAGES, TIME_SLOPE


def attempt_function(layout: Layout) -> str:
    """Return the function `attempt`: from x, time and trial step to the stages, new states and error.

    The new states are left in `argument`, the scaled error of each lane in `error`.
    """
    w = Body(layout)
    wide = in_doubles(w)
    trial, since = wide.load(w.array("trial")), wide.load(w.array("time"))
    step = w.converted(trial, wide.kind)
    wide.store(since, w.array("elapsed"))
    w.call("signals_and_slopes")
    _call(w, "effects", "u", "c", "v")
    w.store(w.div(w.number(1.0 / GAMMA), step), w.array("g"))
    _call(w, "linearize", "x", "u", "v", "slope", "c", "g", "lu", "drift", "right")
    with w.loop(layout.states) as state:
        drift = w.mul(w.load(w.array("drift"), state), step)
        w.store(drift, w.array("drift"), state)
        right = w.load(w.array("right"), state)
        w.store(w.add(right, w.mul(w.number(TIME_SLOPE[0]), drift)), w.array("right"), state)
        w.store(w.load(w.array("x"), state), w.array("argument"), state)
    _solve(w, 0)
    inverse = w.div(w.number(1.0), step)
    for stage in range(1, STAGES):
        # before the sums of stages: what does not depend on the states fills the time until they are ready
        if NODE[stage] != NODE[stage - 1]:
            elapsed = wide.add(since, wide.mul(wide.number(NODE[stage]), trial))
            wide.store(elapsed, w.array("elapsed"))
            w.call("signals")
            _call(w, "effects", "u", "c", "v")
        with w.loop(layout.states) as state:
            w.store(_argument(w, stage, state), w.array("argument"), state)
            carry = w.mul(combine(w, COUPLING[stage], state), inverse)
            if TIME_SLOPE[stage] != 0:
                carry = w.add(carry, w.mul(w.number(TIME_SLOPE[stage]), w.load(w.array("drift"), state)))
            w.store(carry, w.array("carry"), state)
        _call(w, "rates", "argument", "u", "v", "c", "carry", "right")
        _solve(w, stage)
    _finish(w)
    return w.whole_function("attempt")


def read_inside(w: Body, position: str) -> None:
    """Fill `read` with the states at a fraction of the step per lane (order 4)."""
    narrow = in_precision(w)
    position, w = narrow.converted(position, w.kind), narrow
    rest = w.sub(w.number(1.0), position)
    bent = w.mul(position, rest)
    weights: list[str] = []
    for factors in zip(*DENSE, strict=True):
        first, second, third = (w.number(factor) for factor in factors)
        weights.append(w.mul(bent, w.add(first, w.mul(position, w.add(second, w.mul(position, third))))))
    n = w.layout.states
    with w.loop(n) as state:
        old, new = w.load(w.array("x"), state), w.load(w.array("argument"), state)
        value = w.add(w.mul(rest, old), w.mul(position, new))
        for stage, weight in enumerate(weights):
            value = w.add(value, w.mul(weight, w.load(w.array("stages", stage * n), state)))
        w.store(value, w.array("read"), state)


def combine(w: Body, factors: Sequence[float], state: str) -> str:
    """Return the sum of the first stages, each times its factor, for one state."""
    n = w.layout.states
    total = w.mul(w.number(factors[0]), w.load(w.array("stages"), state))
    for stage, factor in enumerate(factors[1:], start=1):
        total = w.add(total, w.mul(w.number(factor), w.load(w.array("stages", stage * n), state)))
    return total


def _argument(w: Body, stage: int, state: str) -> str:
    if stage < len(ARGUMENT):
        return w.add(w.load(w.array("x"), state), combine(w, ARGUMENT[stage], state))
    last = w.load(w.array("stages", (stage - 1) * w.layout.states), state)
    return w.add(w.load(w.array("argument"), state), last)


def _finish(w: Body) -> None:
    """Write the new states and the largest scaled error of each lane."""
    wide = in_doubles(w)
    relative, absolute = (
        w.converted(wide.everywhere(w.field(name), "double"), wide.kind) for name in ("relative", "absolute")
    )
    scale = w.field("scale")
    worst, total = w.variable(w.number(0.0)), w.variable(w.number(0.0))
    with w.loop(w.layout.states) as state:
        last = w.load(w.array("stages", (STAGES - 1) * w.layout.states), state)
        new = w.add(w.load(w.array("argument"), state), last)
        w.store(new, w.array("argument"), state)
        floor = w.mul(absolute, w.everywhere(w.load(scale, state, w.kind.number)))
        old = w.intrinsic("fabs", w.load(w.array("x"), state))
        size = w.greatest(w.greatest(old, w.intrinsic("fabs", new)), floor)
        allowed = w.add(w.mul(relative, w.mul(new, new)), w.mul(floor, size))
        scaled = quotient(w, w.mul(w.intrinsic("fabs", last), size), allowed)
        w.store(w.greatest(w.load(worst), scaled), worst)
        w.store(w.add(w.load(total), scaled), total)
    # a maximum drops what is not a number, a sum keeps it
    finite = w.compare("olt", w.load(total), w.number(float("inf")))
    error = w.choose(finite, w.load(worst), w.number(REFUSED_ERROR))
    wide.store(wide.converted(error, w.kind), w.array("error"))


def _call(w: Body, name: str, *arrays: str) -> None:
    arguments = ", ".join(f"ptr {w.array(array)}" for array in arrays)
    w.line(f"call void @{name}({arguments})")


def _solve(w: Body, stage: int) -> None:
    target = w.array("stages", stage * w.layout.states)
    w.line(f"call void @solve(ptr {w.array('lu')}, ptr {w.array('right')}, ptr {target})")
