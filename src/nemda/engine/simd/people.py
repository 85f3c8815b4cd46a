"""Bringing people into lanes and taking them out: the parts of the loop that work on one lane.

A lane that has finished its person takes the next one, so that no lane waits for its neighbors. What a
lane holds never depends on who is beside it.
"""

from __future__ import annotations

from nemda.engine.lanes import FIRST_STEP_H
from nemda.engine.simd.layout import Body, Layout
from nemda.engine.simd.writer import exact

LANE_ARGUMENTS = "ptr noalias %order, ptr noalias %work, i64 %lane"


class LaneBody(Body):
    """A function that takes the order, the workspace and the number of a lane."""

    def set(self, name: str, value: str | float, kind: str = "double") -> None:
        """Set this lane's number in an array of the fixed part."""
        text = value if isinstance(value, str) else exact(value)
        self.store(text, self.array(name), "%lane", kind)

    def get(self, name: str, kind: str = "double") -> str:
        """Return this lane's number in an array of the fixed part."""
        return self.load(self.array(name), "%lane", kind)

    def copy_column(self, source: str, person: str, target: str, rows: str | int) -> None:
        """Copy one person's column of an array to this lane."""
        place = self.at(target, "%lane", "double")
        column = self.at(source, person, "double")
        people = self.field("people")
        with self.loop(rows) as row:
            number = self.load(column, self.int_op("mul", row, people), "double")
            self.store(number, place, self.int_op("mul", row, self.lanes), "double")

    def lane_function(self, name: str) -> str:
        """Return the function that takes the order, the workspace and a lane."""
        return self.function(name, LANE_ARGUMENTS, "#0")


def open_person_function(layout: Layout) -> str:
    """Return the function `open_person`: puts the next person into a lane, or leaves the lane idle."""
    w = LaneBody(layout)
    person = w.field("next")
    w.set("person", "-1", "i64")
    w.set("time", 0.0)
    w.set("begin", 0.0)
    w.set("step", 1.0)
    w.set("end", float("inf"))
    w.set("due", float("inf"))
    with w.when(w.value(f"icmp slt i64 {person}, {w.field('last')}")):
        w.set_field("next", w.int_op("add", person, 1))
        w.set("person", person, "i64")
        w.set("segment", "0", "i64")
        w.set("accepted", "0", "i64")
        w.set("step", FIRST_STEP_H)
        first = w.field("first_output")
        w.set("output", first, "i64")
        w.set("due", w.load(w.field("time_h"), first, "double"))
        w.copy_column(w.field("start"), person, w.array("x"), layout.states)
        w.copy_column(w.field("constants"), person, w.array("c"), layout.constants)
        w.copy_column(w.field("rate"), person, w.drive_array("rate"), w.field("decays"))
        w.copy_column(w.field("weight"), person, w.drive_array("weight"), w.field("pairs"))
        call_lane(w, "open_segment", "%lane")
    return w.lane_function("open_person")


def open_segment_function(layout: Layout) -> str:
    """Return the function `open_segment`: starts a lane at the beginning of its segment of the drive."""
    w = LaneBody(layout)
    segment = w.get("segment", "i64")
    begin = w.load(w.field("begin_h"), segment, "double")
    w.set("begin", begin)
    w.set("time", begin)
    w.set("end", w.load(w.field("end_h"), segment, "double"))
    modes = w.field("modes")
    rows = w.int_op("mul", segment, modes)
    column = w.int_op("add", w.int_op("mul", rows, w.field("people")), w.get("person", "i64"))
    for name in ("amplitude", "plateau"):
        w.copy_column(w.field(name), column, w.drive_array(name), modes)
    return w.lane_function("open_segment")


def close_person_function(layout: Layout) -> str:
    """Return the function `close_person`: reports a lane's person and takes the next one."""
    w = LaneBody(layout)
    person = w.get("person", "i64")
    w.store(w.get("accepted", "i64"), w.field("steps"), person, "i64")
    missing = w.value(f"icmp slt i64 {w.get('output', 'i64')}, {w.field('times')}")
    w.store(w.value(f"zext i1 {missing} to i8"), w.field("failed"), person, "i8")
    call_lane(w, "open_person", "%lane")
    return w.lane_function("close_person")


def write_output_function(layout: Layout) -> str:
    """Return the function `write_output`: stores a lane's states at the time that is due."""
    w = LaneBody(layout)
    output = w.get("output", "i64")
    times = w.field("times")
    first = w.int_op("mul", w.get("person", "i64"), w.int_op("mul", times, layout.states))
    target = w.at(w.field("states"), w.int_op("add", first, output), "double")
    source = w.at(w.array("read"), "%lane", "double")
    with w.loop(layout.states) as state:
        number = w.load(source, w.int_op("mul", state, w.lanes), "double")
        w.store(number, target, w.int_op("mul", state, times), "double")
    return w.lane_function("write_output")


def call_lane(w: Body, name: str, lane: str) -> None:
    """Call a function of one lane."""
    w.line(f"call void @{name}(ptr %order, ptr %work, i64 {lane})")
