"""Bringing people into lanes and taking them out: the parts of the loop that work on one lane.

A lane that has finished its person takes the next one, so that no lane waits for its neighbors. What a
lane holds never depends on who is beside it.
"""

from __future__ import annotations

from nemda.engine.lanes import FIRST_STEP_H
from nemda.engine.simd.layout import Body, Layout, in_precision
from nemda.engine.simd.signals import moving_signals
from nemda.engine.simd.steps import call_effects

OUTPUTS_AHEAD = 8
"""Results lie far apart in memory not touched before: the next piece is fetched while steps are taken."""
LANE_ARGUMENTS = "ptr noalias %order, ptr noalias %work, i64 %lane"


class LaneBody(Body):
    """A function that takes the order, the workspace and the number of a lane."""

    def set(self, name: str, value: str | float) -> None:
        """Set this lane's number in a wide array of the fixed part."""
        text = value if isinstance(value, str) else self.exact(value)
        self.store(text, self.array(name), "%lane", "double")

    def get_whole(self, name: str) -> str:
        """Return this lane's whole number in an array of the fixed part."""
        return self.load(self.array(name), "%lane", "i64")

    def set_whole(self, name: str, value: str | int) -> None:
        """Set this lane's whole number in an array of the fixed part."""
        self.store(str(value), self.array(name), "%lane", "i64")

    def copy_column(self, source: str, person: str, target: str, rows: str | int, columns: str) -> None:
        """Copy one column of an array with so many columns to this lane."""
        number = self.kind.number
        place = self.at(target, "%lane", number)
        column = self.at(source, person, number)
        with self.loop(rows) as row:
            value = self.load(column, self.int_op("mul", row, columns), number)
            self.store(value, place, self.int_op("mul", row, self.lanes), number)

    def lane_function(self, name: str) -> str:
        """Return the function that takes the order, the workspace and a lane."""
        return self.function(name, LANE_ARGUMENTS, "#0")


def open_person_function(layout: Layout) -> str:
    """Return the function `open_person`: puts the next person into a lane, or leaves the lane idle."""
    w = LaneBody(layout, wide=True)
    # all threads take people from one order
    person = w.value(f"atomicrmw add ptr {w.field_address('next')}, i64 1 monotonic")
    w.set_whole("person", -1)
    w.set("time", 0.0)
    w.set("step", 1.0)
    w.set("end", float("inf"))
    w.set("due", float("inf"))
    with w.when(w.value(f"icmp slt i64 {person}, {w.field('people')}")):
        w.set_whole("person", person)
        w.set_whole("segment", 0)
        w.set_whole("accepted", 0)
        w.set("step", FIRST_STEP_H)
        w.set_whole("output", w.field("first_output"))
        people, narrow = w.field("people"), in_precision(w)
        narrow.copy_column(w.field("start"), person, w.array("x"), layout.states, people)
        narrow.copy_column(w.field("constants"), person, w.array("c"), layout.constants, people)
        w.copy_column(w.field("rate"), person, w.drive_array("rate"), w.field("decays"), people)
        w.copy_column(w.field("weight"), person, w.drive_array("weight"), w.field("pairs"), people)
        with w.loop(w.field("first_output")) as output:
            _write_states(narrow, "x", person, output)
        call_lane(w, "open_segment", "%lane")
        call_effects(w, "every")
    return w.lane_function("open_person")


def open_segment_function(layout: Layout) -> str:
    """Return the function `open_segment`: starts a lane at the beginning of its segment of the drive."""
    w = LaneBody(layout, wide=True)
    segment, person = w.get_whole("segment"), w.get_whole("person")
    begin, end = (w.load(w.field(name), segment, "double") for name in ("begin_h", "end_h"))
    w.set("time", 0.0)
    w.set("end", since(w, end, begin))
    w.set("due", since(w, w.load(w.field("time_h"), w.get_whole("output"), "double"), begin))
    rhythms = w.field("rhythms")
    w.copy_column(w.field("phase"), w.int_op("mul", segment, rhythms), w.drive_array("phase"), rhythms, "1")
    _set_strengths(w, segment, person)
    return w.lane_function("open_segment")


def _set_strengths(w: LaneBody, segment: str, person: str) -> None:
    """Set what a lane's signals are made of in its segment: their levels, and the strength of each pair."""
    modes, people, pair_mode = w.field("modes"), w.field("people"), w.field("pair_mode")
    amplitude, plateau = w.field("amplitude"), w.field("plateau")
    lane = [w.at(w.drive_array(name), "%lane", "double") for name in ("weight", "strength")]
    before = w.int_op("mul", segment, modes)
    level = w.slot("double")
    with moving_signals(w) as (signal, first, last):
        w.store(w.exact(0.0), level, 0, "double")
        with w.loop(last, first) as pair:
            row = w.int_op("add", before, w.load(pair_mode, pair, "i64"))
            place = w.int_op("add", w.int_op("mul", row, people), person)
            here = w.int_op("mul", pair, w.lanes)
            weight = w.load(lane[0], here, "double")
            steady, fading = (w.load(array, place, "double") for array in (plateau, amplitude))
            w.store(w.value(f"fmul double {weight}, {fading}"), lane[1], here, "double")
            part = w.value(f"fmul double {weight}, {steady}")
            w.store(w.value(f"fadd double {w.load(level, 0, 'double')}, {part}"), level, 0, "double")
        here = w.at(w.array("level"), signal)
        w.store(w.load(level, 0, "double"), w.at(here, "%lane", "double"), 0, "double")


def close_person_function(layout: Layout) -> str:
    """Return the function `close_person`: reports a lane's person and takes the next one."""
    w = LaneBody(layout, wide=True)
    person = w.get_whole("person")
    w.store(w.get_whole("accepted"), w.field("steps"), person, "i64")
    missing = w.value(f"icmp slt i64 {w.get_whole('output')}, {w.field('times')}")
    w.store(w.value(f"zext i1 {missing} to i8"), w.field("failed"), person, "i8")
    call_lane(w, "open_person", "%lane")
    return w.lane_function("close_person")


def write_output_function(layout: Layout) -> str:
    """Return the function `write_output`: stores a lane's states at the time that is due."""
    w = LaneBody(layout)
    _write_states(w, "read", w.get_whole("person"), w.get_whole("output"))
    return w.lane_function("write_output")


def _write_states(w: LaneBody, name: str, person: str, output: str) -> None:
    """Store a lane's states, from an array of the workspace, as one output of a person."""
    times, number = w.field("times"), w.kind.number
    first = w.int_op("mul", person, w.int_op("mul", times, w.layout.states))
    target = w.at(w.field("states"), w.int_op("add", first, output), "double")
    source = w.at(w.array(name), "%lane", number)
    with w.loop(w.layout.states) as state:
        value = w.load(source, w.int_op("mul", state, w.lanes), number)
        wide = value if number == "double" else w.value(f"fpext float {value} to double")
        place = w.at(target, w.int_op("mul", state, times), "double")
        w.store(wide, place, 0, "double")
        w.prefetch(w.at(place, OUTPUTS_AHEAD, "double"))


def since(w: Body, time: str, begin: str) -> str:
    """Return a time since the beginning of a segment."""
    return w.value(f"fsub double {time}, {begin}")


def call_lane(w: Body, name: str, lane: str) -> None:
    """Call a function of one lane."""
    w.line(f"call void @{name}(ptr %order, ptr %work, i64 {lane})")
