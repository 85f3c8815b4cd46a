"""The loop over steps: every lane carries its own person, time, step size and error test.

The rules are those of `nemda.engine.lanes`, line by line; that file is the readable form of this one. Only
times count differently: from the beginning of a lane's segment.
"""

from __future__ import annotations

from nemda.engine.lanes import (
    FIRST_STEP_H,
    GROW,
    MOST_STEPS,
    SAFETY,
    SHRINK,
    SMALLEST_ERROR,
    SMALLEST_STEP_H,
    STEP_EXPONENT,
)
from nemda.engine.simd.functions import exp, log
from nemda.engine.simd.layout import Body, Layout, in_pairs, in_precision
from nemda.engine.simd.people import call_lane, since
from nemda.engine.simd.steps import fill_floor, read_inside
from nemda.engine.simd.writer import Vector

FLUSH_TO_ZERO = 0x8040
"""The bits of an x86 processor's control word that make subnormal results and operands 0."""


def run_function(layout: Layout) -> str:
    """Return the visible function `run`: carries all people of an order to the last output time."""
    w = Body(layout, wide=True)
    pairs = in_pairs(in_precision(w))
    fill_floor(in_precision(w))
    control = _flush_tiny(w) if layout.kind.estimates else ""
    with w.loop(w.lanes) as lane:
        call_lane(w, "open_person", lane)
    with w.repeat() as steps:
        alive = w.compare_whole("sge", _whole(w, "person"), w.whole(0))
        w.leave(steps, w.none(alive))
        time, end, step = (w.load(w.array(name)) for name in ("time", "end", "step"))
        trial = _fit(w, step, w.sub(end, time))
        w.store(trial, w.array("trial"))
        w.call("attempt")
        error = w.load(w.array("error"))
        accepted = w.both(alive, w.compare("ole", error, w.number(1.0)))
        reached = w.add(time, trial)
        hits = w.both(accepted, w.compare("oge", reached, end))
        new_time = w.choose(hits, end, reached)
        _write_outputs(w, accepted, time, new_time, trial)
        both = w.twice(accepted, w.mask)
        with w.loop(layout.rows // 2) as pair:
            new, old = (pairs.load(w.array(name), pair) for name in ("argument", "x"))
            pairs.store(pairs.choose(both, new, old), w.array("x"), pair)
        w.store(w.choose(accepted, new_time, time), w.array("time"))
        new_step = w.choose(alive, _next_step(w, accepted, error, trial, step), step)
        w.store(new_step, w.array("step"))
        count = w.whole_op("add", _whole(w, "accepted"), w.ones(accepted))
        w.store(count, w.array("accepted"), 0, w.integers)
        _events(w, alive, hits, new_step, count)
    if control:
        w.line(f"call void @llvm.x86.sse.ldmxcsr(ptr {control})")
    return w.whole_function("run", visible=True)


def run_declarations(kind: Vector) -> list[str]:
    """Return the declarations of what `run` calls beside the functions of the program."""
    names = ("stmxcsr", "ldmxcsr") if kind.estimates else ()
    return [f"declare void @llvm.x86.sse.{name}(ptr)" for name in names]


def _flush_tiny(w: Body) -> str:
    """Let subnormal numbers be 0 as far as `run`, because the processor is slow on them.

    Returns the address of the control word to go back to.
    """
    before, control = w.slot("i32"), w.slot("i32")
    w.line(f"call void @llvm.x86.sse.stmxcsr(ptr {before})")
    word = w.value(f"or i32 {w.load(before, 0, 'i32')}, {FLUSH_TO_ZERO}")
    w.store(word, control, 0, "i32")
    w.line(f"call void @llvm.x86.sse.ldmxcsr(ptr {control})")
    return before


def _whole(w: Body, name: str) -> str:
    return w.load(w.array(name), 0, w.integers)


def _fit(w: Body, step: str, left: str) -> str:
    """Shorten steps to land on the edge, and never leave a sliver before it."""
    half = w.choose(w.compare("ogt", w.mul(w.number(2.0), step), left), w.mul(left, w.number(0.5)), step)
    return w.choose(w.compare("oge", step, left), left, half)


def _next_step(w: Body, accepted: str, error: str, trial: str, step: str) -> str:
    """Return the step size to try next, from the error of this one."""
    small = w.greatest(error, w.number(SMALLEST_ERROR))
    factor = w.mul(w.number(SAFETY), exp(w, w.mul(w.number(-STEP_EXPONENT), log(w, small))))
    factor = w.least(w.greatest(factor, w.number(SHRINK)), w.number(GROW))
    grown = w.mul(trial, factor)
    kept = w.choose(w.compare("olt", trial, step), step, w.number(0.0))
    return w.choose(accepted, w.greatest(grown, kept), grown)


def _write_outputs(w: Body, accepted: str, time: str, new_time: str, trial: str) -> None:
    """Store the outputs that fall into the accepted step of each lane, by dense output."""
    with w.repeat() as outputs:
        due_time = w.load(w.array("due"))
        due = w.both(accepted, w.compare("ole", due_time, new_time))
        w.leave(outputs, w.none(due))
        read_inside(w, w.least(w.div(w.sub(due_time, time), trial), w.number(1.0)))
        _for_lanes(w, due, "write_output")
        output = w.whole_op("add", _whole(w, "output"), w.ones(due))
        w.store(output, w.array("output"), 0, w.integers)
        w.store(_due_times(w, output), w.array("due"))


def _due_times(w: Body, output: str) -> str:
    """Return when each lane's output is due since its segment began; infinity stands behind the last one."""
    begins, times, segment, vector = w.field("begin_h"), w.field("time_h"), _whole(w, "segment"), "poison"
    for lane in range(w.lanes):
        begin = w.load(begins, w.whole_of_lane(segment, lane), "double")
        time = since(w, w.load(times, w.whole_of_lane(output, lane), "double"), begin)
        vector = w.value(f"insertelement {w.vector} {vector}, double {time}, i64 {lane}")
    return vector


def _events(w: Body, alive: str, hits: str, step: str, count: str) -> None:
    """Take out the people who are done or failed, and open the next segment where an edge was reached."""
    broken = w.compare("olt", step, w.number(SMALLEST_STEP_H))
    tired = w.compare_whole("sge", count, w.whole(MOST_STEPS))
    done = w.compare("oeq", w.load(w.array("due")), w.number(float("inf")))
    ending = w.both(alive, w.either(w.either(broken, tired), done))
    crossing = w.both(hits, w.others(ending))
    with w.when(w.any(crossing)):
        segment = w.whole_op("add", _whole(w, "segment"), w.ones(crossing))
        w.store(segment, w.array("segment"), 0, w.integers)
        shorter = w.choose(crossing, w.least(step, w.number(FIRST_STEP_H)), step)
        w.store(shorter, w.array("step"))
        _for_lanes(w, crossing, "open_segment")
    with w.when(w.any(ending)):
        _for_lanes(w, ending, "close_person")


def _for_lanes(w: Body, mask: str, function: str) -> None:
    """Call a function of one lane for each lane in the mask."""
    with w.loop(w.lanes) as lane, w.when(w.bit_of_lane(mask, lane)):
        call_lane(w, function, lane)
