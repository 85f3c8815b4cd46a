"""One trial step of Rodas5P in every lane, each with its own time and step size.

The equations of the method and its coefficients are those of `nemda.engine.tableau`.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemda.engine.lanes import REFUSED_ERROR
from nemda.engine.simd.layout import Body, Layout
from nemda.engine.tableau import ARGUMENT, COUPLING, DENSE, GAMMA, NODE, STAGES, TIME_SLOPE


def attempt_function(layout: Layout) -> str:
    """Return the function `attempt`: from x, time and trial step to the stages, new states and error.

    The new states are left in `argument`, the scaled error of each lane in `error`.
    """
    w = Body(layout)
    step = w.load(w.array("trial"))
    since = w.sub(w.load(w.array("time")), w.load(w.array("begin")))
    w.store(since, w.array("elapsed"))
    w.call("signals_and_slopes")
    w.store(w.div(w.number(1.0 / GAMMA), step), w.array("g"))
    _call(w, "linearize", "x", "u", "slope", "c", "g", "lu", "drift", "right")
    with w.loop(layout.states) as state:
        drift = w.mul(w.load(w.array("drift"), state), step)
        w.store(drift, w.array("drift"), state)
        right = w.load(w.array("right"), state)
        w.store(w.add(right, w.mul(w.number(TIME_SLOPE[0]), drift)), w.array("right"), state)
        w.store(w.load(w.array("x"), state), w.array("argument"), state)
    _solve(w, 0)
    inverse = w.div(w.number(1.0), step)
    for stage in range(1, STAGES):
        with w.loop(layout.states) as state:
            w.store(_argument(w, stage, state), w.array("argument"), state)
            carry = w.mul(combine(w, COUPLING[stage], state), inverse)
            if TIME_SLOPE[stage] != 0:
                carry = w.add(carry, w.mul(w.number(TIME_SLOPE[stage]), w.load(w.array("drift"), state)))
            w.store(carry, w.array("carry"), state)
        if NODE[stage] != NODE[stage - 1]:
            w.store(w.add(since, w.mul(w.number(NODE[stage]), step)), w.array("elapsed"))
            w.call("signals")
        _call(w, "rates", "argument", "u", "c", "carry", "right")
        _solve(w, stage)
    _finish(w)
    return w.whole_function("attempt")


def bend_function(layout: Layout) -> str:
    """Return the function `bend`: the part of the dense output that all times within a step share."""
    w = Body(layout)
    for row, factors in enumerate(DENSE):
        target = w.array("bend", row * layout.states)
        with w.loop(layout.states) as state:
            w.store(combine(w, factors, state), target, state)
    return w.whole_function("bend")


def read_inside(w: Body, position: str) -> None:
    """Fill `read` with the states at a fraction of the step per lane (order 4)."""
    rest = w.sub(w.number(1.0), position)
    n = w.layout.states
    bends = [w.array("bend", row * n) for row in range(len(DENSE))]
    with w.loop(n) as state:
        first, second, third = (w.load(bend, state) for bend in bends)
        inner = w.add(first, w.mul(position, w.add(second, w.mul(position, third))))
        new = w.mul(position, w.add(w.load(w.array("argument"), state), w.mul(rest, inner)))
        w.store(w.add(w.mul(rest, w.load(w.array("x"), state)), new), w.array("read"), state)


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
    relative = w.everywhere(w.field("relative"))
    absolute = w.everywhere(w.field("absolute"))
    scale = w.field("scale")
    worst, total = w.variable(w.number(0.0)), w.variable(w.number(0.0))
    with w.loop(w.layout.states) as state:
        last = w.load(w.array("stages", (STAGES - 1) * w.layout.states), state)
        new = w.add(w.load(w.array("argument"), state), last)
        w.store(new, w.array("argument"), state)
        size = w.greatest(w.intrinsic("fabs", w.load(w.array("x"), state)), w.intrinsic("fabs", new))
        floor = w.mul(absolute, w.everywhere(w.load(scale, state, "double")))
        scaled = w.div(w.intrinsic("fabs", last), w.add(w.mul(relative, size), floor))
        w.store(w.greatest(w.load(worst), scaled), worst)
        w.store(w.add(w.load(total), scaled), total)
    # a maximum drops what is not a number, a sum keeps it
    finite = w.compare("olt", w.load(total), w.number(float("inf")))
    w.store(w.choose(finite, w.load(worst), w.number(REFUSED_ERROR)), w.array("error"))


def _call(w: Body, name: str, *arrays: str) -> None:
    arguments = ", ".join(f"ptr {w.array(array)}" for array in arrays)
    w.line(f"call void @{name}({arguments})")


def _solve(w: Body, stage: int) -> None:
    target = w.array("stages", stage * w.layout.states)
    w.line(f"call void @solve(ptr {w.array('lu')}, ptr {w.array('right')}, ptr {target})")
