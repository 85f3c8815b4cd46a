import numpy as np
import pytest

from nemda.errors import ReceptorError
from nemda.receptor.protocol.builders import (
    coapplication,
    concentration_ramp,
    hold,
    jump,
    preapplication,
    ramp,
    steps,
    train,
    voltage_step,
    washout,
)
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.protocol.segment import Segment


def levels(protocol):
    return [dict(segment.concentrations) for segment in protocol.segments]


def test_a_jump_is_three_stretches():
    one = jump(0.1, 0.001, 0.5, -70.0, {"glutamate": 1000.0}, {"magnesium": 1000.0})
    assert [segment.duration_s for segment in one.segments] == [0.1, 0.001, 0.5]
    assert levels(one)[1] == {"magnesium": 1000.0, "glutamate": 1000.0}
    assert levels(one)[0] == levels(one)[2] == {"magnesium": 1000.0}
    assert one.duration_s == pytest.approx(0.601)
    assert one.ligands == {"glutamate", "magnesium"}


def test_a_train_repeats_at_its_frequency():
    one = train(3, 10.0, -60.0, background={"ketamine": 1.0})
    assert len(one.segments) == 6
    assert one.edges_s[::2] == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert levels(one)[0] == {"ketamine": 1.0, "glutamate": 1000.0}
    assert one.segments[0].duration_s == 1e-3


def test_washes_and_applications():
    drug, agonist = {"ketamine": 10.0}, {"glutamate": 1000.0}
    assert levels(washout(1, 2, -70, agonist, drug)) == [{**agonist, **drug}, agonist]
    assert levels(coapplication(1, 2, -70, agonist, drug)) == [{**agonist, **drug}, {}]
    assert levels(preapplication(1, 2, -70, agonist, drug)) == [drug, {**agonist, **drug}]
    assert levels(preapplication(1, 2, -70, agonist, drug, drug_stays=False)) == [drug, agonist]
    assert [s.voltage_mv for s in voltage_step(1, 2, 3, -70, 40, {}).segments] == [-70, 40, -70]


def test_ramps_are_linear():
    voltage = ramp(2.0, -100.0, 100.0, {}).segments[0]
    assert voltage.is_ramp
    assert voltage.voltage_at(0.5) == pytest.approx(-50.0)
    level = concentration_ramp(10.0, -70.0, {"ketamine": 2.0}, {"magnesium": 5.0}).segments[0]
    assert level.concentration_at("ketamine", 5.0) == pytest.approx(1.0)
    assert level.concentration_at("magnesium", 5.0) == pytest.approx(2.5)
    assert level.concentration_at("zinc", 5.0) == 0.0


def test_joined_protocols_and_their_grid():
    joined = hold(1.0, -70.0) + hold(2.0, 0.0)
    assert joined.grid(4) == pytest.approx([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3])
    assert np.all(np.diff(train(5, 40.0, -70.0).grid(7)) > 0)


def test_a_protocol_cannot_be_changed():
    given = {"glutamate": 1.0}
    segment = Segment(1.0, -70.0, given)
    given["glutamate"] = 99.0
    assert segment.concentrations["glutamate"] == 1.0
    with pytest.raises(TypeError):
        segment.concentrations["glutamate"] = 2.0
    with pytest.raises(AttributeError):
        segment.duration_s = 3.0


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Segment(1.0, -0.07), r"looks like volts[\s\S]*-70"),
        (lambda: Segment(1.0, -70.0, end_voltage_mv=0.04), "end_voltage_mv"),
        (lambda: Segment(1.0, 900.0), "beyond what a membrane bears"),
        (lambda: Segment(1.0, float("nan")), "beyond what a membrane bears"),
        (lambda: Segment(0.0, -70.0), "duration must be positive"),
        (lambda: Segment(1.0, -70.0, {"ketamine": -1.0}), "concentration of ketamine"),
        (lambda: Segment(1.0, -70.0, {}, end_concentrations={"zinc": -1.0}), "concentration of zinc"),
        (lambda: Protocol(()), "at least one segment"),
        (lambda: train(0, 1.0, -70.0), "at least one pulse"),
        (lambda: train(3, 1000.0, -70.0, pulse_s=0.001), "Pulses overlap"),
        (lambda: steps([1.0, 2.0], [-70.0], {}), "One voltage for each duration"),
    ],
)
def test_slips_are_refused(build, says):
    with pytest.raises(ReceptorError, match=says):
        build()


def test_zero_millivolts_are_allowed():
    assert Segment(1.0, 0.0).voltage_mv == 0.0
