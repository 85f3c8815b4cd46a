from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ModelError
from nemda.model.drive import Drive, Rhythm, constant_drive, join


def decaying(edge_h=(0.0, 2.0), people=3):
    rng = np.random.default_rng(1)
    segments = len(edge_h)
    return Drive(
        names=("a", "b"),
        units=("umol/L", "umol/L"),
        edge_h=np.array(edge_h),
        rate=rng.uniform(0.1, 2.0, (4, people)),
        amplitude=rng.normal(size=(segments, 4, people)),
        plateau=rng.normal(size=(segments, 4, people)),
        weight=rng.normal(size=(2, 4, people)),
    )


def test_the_formula():
    drive = decaying()
    z = drive.plateau[1] + drive.amplitude[1] * np.exp(-drive.rate * 1.5)
    expected = np.array([(drive.weight[s] * z).sum(axis=0) for s in range(2)])
    # one sum of four products
    np.testing.assert_allclose(drive.at(np.array([3.5]))[:, 0], expected, rtol=1e-13)


def test_a_time_at_an_edge_belongs_to_the_new_segment():
    drive = decaying()
    assert list(drive.segment_of(np.array([0.0, 1.999, 2.0, 9.0]))) == [0, 0, 1, 1]


@given(st.lists(st.floats(0.01, 30.0), max_size=5))
def test_finer_edges_change_nothing(extra):
    drive = decaying()
    edges = np.unique([0.0, 2.0, *extra])
    times = np.linspace(0, 40, 97)
    # amplitudes are carried by one more exponential
    np.testing.assert_allclose(drive.on_edges(edges).at(times), drive.at(times), rtol=1e-10, atol=1e-12)


def test_joined_drives_keep_their_signals():
    first = decaying()
    level = np.arange(6.0).reshape(2, 1, 3)
    second = constant_drive(("c",), ("1",), np.array([0.0, 5.0]), level)
    joined = join([first, second])
    times = np.linspace(0, 10, 41)
    assert joined.names == ("a", "b", "c")
    np.testing.assert_allclose(joined.at(times)[:2], first.at(times), rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(joined.at(np.array([4.99, 5.0]))[2], level[:, 0])


def test_a_rhythm_adds_its_cosine_whatever_the_edges():
    rhythm = Rhythm("b", 24.0, 8.5)
    drive = replace(decaying(), rhythms=(rhythm,))
    times = np.linspace(0, 60, 181)
    added = drive.at(times) - decaying().at(times)
    np.testing.assert_allclose(added[1], np.cos(2 * np.pi * (times - 8.5) / 24)[:, None] * np.ones(3))
    assert not added[0].any()
    finer = drive.on_edges(np.array([0.0, 2.0, 7.0, 31.0]))
    # amplitudes are carried by one more exponential
    np.testing.assert_allclose(finer.at(times), drive.at(times), rtol=1e-10, atol=1e-12)
    step = 1e-5  # h; central differences of a cosine are then right to 1e-11
    slope = (rhythm.at(times + step) - rhythm.at(times - step)) / (2 * step)
    np.testing.assert_allclose(rhythm.slope(times), slope, atol=1e-9)


def test_joining_keeps_rhythms():
    level = np.zeros((1, 1, 3))
    second = replace(
        constant_drive(("day",), ("1",), np.zeros(1), level), rhythms=(Rhythm("day", 24.0, 0.0),)
    )
    assert join([decaying(), second]).rhythms == second.rhythms


@pytest.mark.parametrize("rhythm", [Rhythm("c", 24.0, 0.0), Rhythm("a", 0.0, 0.0)])
def test_a_rhythm_of_no_signal_or_period_is_refused(rhythm):
    with pytest.raises(ModelError, match="rhythm"):
        replace(decaying(), rhythms=(rhythm,))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"edge_h": np.array([0.5, 2.0])}, "start at 0"),
        ({"edge_h": np.array([0.0, 0.0])}, "start at 0"),
        ({"units": ("1",)}, "shape"),
    ],
)
def test_malformed_drives_are_refused(change, message):
    good = vars(decaying())
    with pytest.raises(ModelError, match=message):
        Drive(**(good | change))


def test_the_same_signal_twice_and_different_people_are_refused():
    with pytest.raises(ModelError, match="same signal"):
        join([decaying(), decaying()])
    other = constant_drive(("c",), ("1",), np.array([0.0]), np.zeros((1, 1, 2)))
    with pytest.raises(ModelError, match="numbers of people"):
        join([decaying(), other])


def test_negative_times_are_refused():
    with pytest.raises(ModelError, match="time 0"):
        decaying().at(np.array([-1.0]))
