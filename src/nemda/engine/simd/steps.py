"""One trial step of Rodas5P in every lane, each with its own time and step size.

The equations of the method and its coefficients are those of `nemda.engine.tableau`. What is done to every
state alike is done to two states at once. A stage is summed up, completed by the rates and solved where it
stays, because memory that is near is scarce.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemda.engine.lanes import REFUSED_ERROR
from nemda.engine.simd.functions import quotient
from nemda.engine.simd.layout import TWOS, Body, Layout, in_doubles, in_pairs, in_precision
from nemda.engine.tableau import ARGUMENT, COUPLING, DENSE, GAMMA, NODE, STAGES, TIME_SLOPE, TIMES

AHEAD = len(ARGUMENT) - 1
"""At this stage, the last with a sum of its own for the argument, what later ones take from the stages before
it is summed up too and waits in their places, so that each stage is loaded less often."""


def attempt_function(layout: Layout) -> str:
    """Return the function `attempt`: from x, time and trial step to the stages, new states and error.

    The new states are left in `argument`, the scaled error of each lane in `error`.
    """
    w = Body(layout)
    wide, pairs = in_doubles(w), in_pairs(w)
    step = w.converted(wide.load(w.array("trial")), wide.kind)
    w.call("signals")
    call_effects(w, "moving")
    w.store(w.div(w.number(1.0 / GAMMA), step), w.array("g"))
    u, v = _outside(w, 0)
    slopes = (w.array(name) for name in ("slope", "c", "w"))
    _call(w, "effect_slopes", w.field("moving"), u, *slopes)
    others = (w.array(name) for name in ("slope", "w", "c", "g", "lu", "drift", "stages"))
    _call(w, "linearize", w.array("x"), u, v, *others)
    steps, inverse = (w.twice(value) for value in (step, w.div(w.number(1.0), step)))
    with pairs.loop(layout.rows // 2) as pair:
        drift = pairs.mul(pairs.load(w.array("drift"), pair), steps)
        pairs.store(drift, w.array("drift"), pair)
        right = pairs.load(w.array("stages"), pair)
        right = pairs.add(right, pairs.mul(pairs.number(TIME_SLOPE[0]), drift))
        pairs.store(right, w.array("stages"), pair)
        pairs.store(pairs.load(w.array("x"), pair), w.array("argument"), pair)
    _call(w, "solve", w.array("lu"), stage_of(w, 0))
    for stage in range(1, STAGES):
        with pairs.loop(layout.rows // 2) as pair:
            pairs.store(_argument(pairs, stage, pair), w.array("argument"), pair)
            carry = pairs.mul(_coupling(pairs, stage, pair), inverse)
            if TIME_SLOPE[stage] != 0:
                drift = pairs.load(w.array("drift"), pair)
                carry = pairs.add(carry, pairs.mul(pairs.number(TIME_SLOPE[stage]), drift))
            pairs.store(carry, stage_of(w, stage), pair)
            if stage == AHEAD:
                for later in range(AHEAD + 1, STAGES):
                    pairs.store(combine(pairs, COUPLING[later][:AHEAD], pair), stage_of(w, later), pair)
        time = TIMES.index(NODE[stage])
        _call(w, "rates", w.array("argument"), *_outside(w, time), w.array("c"), stage_of(w, stage))
        _call(w, "solve", w.array("lu"), stage_of(w, stage))
    _finish(w)
    return w.whole_function("attempt")


def read_inside(w: Body, position: str) -> None:
    """Fill `read` with the states at a fraction of the step per lane (order 4)."""
    narrow = in_precision(w)
    position, w, pairs = narrow.converted(position, w.kind), narrow, in_pairs(narrow)
    rest = w.sub(w.number(1.0), position)
    bent = w.mul(position, rest)
    weights: list[str] = []
    for factors in zip(*DENSE, strict=True):
        first, second, third = (w.number(factor) for factor in factors)
        weights.append(w.mul(bent, w.add(first, w.mul(position, w.add(second, w.mul(position, third))))))
    position, rest, *weights = (w.twice(value) for value in (position, rest, *weights))
    with pairs.loop(w.layout.rows // 2) as pair:
        old, new = pairs.load(w.array("x"), pair), pairs.load(w.array("argument"), pair)
        value = pairs.add(pairs.mul(rest, old), pairs.mul(position, new))
        for stage, weight in enumerate(weights):
            value = pairs.add(value, pairs.mul(weight, pairs.load(stage_of(w, stage), pair)))
        pairs.store(value, w.array("read"), pair)


def stage_of(w: Body, stage: int) -> str:
    """Return the address of one stage."""
    return w.array("stages", stage * w.layout.rows)


def combine(w: Body, factors: Sequence[float], row: str) -> str:
    """Return the sum of the first stages, each times its factor, for one row."""
    first = w.mul(w.number(factors[0]), w.load(stage_of(w, 0), row))
    return _plus(w, first, factors[1:], 1, row)


def _plus(w: Body, total: str, factors: Sequence[float], first: int, row: str) -> str:
    """Return the total and stages from the first on, each times its factor."""
    for stage, factor in enumerate(factors, start=first):
        total = w.add(total, w.mul(w.number(factor), w.load(stage_of(w, stage), row)))
    return total


def fill_floor(w: Body) -> None:
    """Write the size of error that is accepted of each state whatever its value; 1 in a row of no state."""
    wide = in_doubles(w)
    absolute = w.converted(wide.everywhere(w.field("absolute"), "double"), wide.kind)
    scale = w.field("scale")
    with w.loop(w.layout.states) as state:
        size = w.everywhere(w.load(scale, state, w.kind.number))
        w.store(w.mul(absolute, size), w.array("floor"), state)
    for row in range(w.layout.states, w.layout.rows):
        w.store(w.number(1.0), w.array("floor", row))


def _coupling(w: Body, stage: int, row: str) -> str:
    if stage <= AHEAD:
        return combine(w, COUPLING[stage], row)
    return _plus(w, w.load(stage_of(w, stage), row), COUPLING[stage][AHEAD:], AHEAD, row)


def _argument(w: Body, stage: int, row: str) -> str:
    if stage < len(ARGUMENT):
        # the small parts first: added to a large state one by one each would be rounded with it
        return w.add(w.load(w.array("x"), row), combine(w, ARGUMENT[stage], row))
    return w.add(w.load(w.array("argument"), row), w.load(stage_of(w, stage - 1), row))


def _finish(w: Body) -> None:
    """Write the new states and the largest scaled error of each lane."""
    wide, pairs = in_doubles(w), in_pairs(w)
    relative = w.twice(w.converted(wide.everywhere(w.field("relative"), "double"), wide.kind))
    worst, total = pairs.variable(pairs.number(0.0)), pairs.variable(pairs.number(0.0))
    with pairs.loop(w.layout.rows // 2) as pair:
        last, floor = pairs.load(stage_of(w, STAGES - 1), pair), pairs.load(w.array("floor"), pair)
        new = pairs.add(pairs.load(w.array("argument"), pair), last)
        pairs.store(new, w.array("argument"), pair)
        old = pairs.intrinsic("fabs", pairs.load(w.array("x"), pair))
        size = pairs.greatest(pairs.greatest(old, pairs.intrinsic("fabs", new)), floor)
        allowed = pairs.add(pairs.mul(relative, pairs.mul(new, new)), pairs.mul(floor, size))
        scaled = quotient(pairs, pairs.mul(pairs.intrinsic("fabs", last), size), allowed)
        pairs.store(pairs.greatest(pairs.load(worst), scaled), worst)
        pairs.store(pairs.add(pairs.load(total), scaled), total)
    worst, total = pairs.load(worst), pairs.load(total)
    # a maximum drops what is not a number, a sum keeps it
    largest = w.greatest(pairs.half(worst, 0), pairs.half(worst, 1))
    every = w.add(pairs.half(total, 0), pairs.half(total, 1))
    finite = w.compare("olt", every, w.number(float("inf")))
    error = w.choose(finite, largest, w.number(REFUSED_ERROR))
    wide.store(wide.converted(error, w.kind), w.array("error"))


def call_effects(w: Body, groups: str) -> None:
    """Compute the groups of effects named by a field of the order at all times: each, or those that move."""
    which = w.field(groups)
    for two in range(TWOS):
        u, v = _outside(w, 2 * two)
        _call(w, "effects", which, u, w.array("c"), v)


def _outside(w: Body, time: int) -> tuple[str, str]:
    """Return the addresses of the signals and effects at one time of the step; two times share a row."""
    two, part = divmod(time, 2)
    rows = {"u": w.layout.drives, "v": w.layout.effects}
    u, v = (w.array(name, 2 * count * two + part) for name, count in rows.items())
    return u, v


def _call(w: Body, name: str, *addresses: str) -> None:
    w.line(f"call void @{name}({', '.join(f'ptr {address}' for address in addresses)})")
