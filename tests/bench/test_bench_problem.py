"""Every engine is given the same people, doses and times, and no output is lost between segments."""

import numpy as np
import pytest

from nemda.bench.problem import AFTER_SESSION_H, OUTPUT_TIMES, PROTOCOLS, Protocol, problem_of, reported_times
from nemda.regimen import parse, sessions
from nemda.units import HOURS_PER_WEEK

SHORT = Protocol("3d", "0.5 mg/kg ketamine iv over 40 min on days 0, 1", 3 / 7)


@pytest.fixture(scope="module")
def short():
    return problem_of(SHORT, 3)


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=lambda protocol: protocol.name)
def test_times_rise_to_the_end_and_follow_every_dose(protocol):
    regimen, end_h = parse(protocol.sentence), protocol.weeks * HOURS_PER_WEEK
    times = reported_times(regimen, end_h)
    assert times.size == OUTPUT_TIMES
    assert times[0] == 0
    assert times[-1] == end_h
    assert np.all(np.diff(times) > 0)
    near = [start + after for start in sessions(regimen) for after in AFTER_SESSION_H]
    assert len(near) == len(AFTER_SESSION_H) * {"28d": 6, "28d-rhythm": 6, "24w": 24}[protocol.name]
    assert set(near) <= set(times)


def test_every_output_lies_in_one_piece(short):
    seen = [0]
    begins = []
    for piece in short.pieces():
        begin = short.drive.edge_h[piece.segment]
        begins.append(begin)
        assert piece.times_h[0] == 0
        assert np.all(np.diff(piece.times_h) > 0)
        rows = range(piece.first, piece.last)
        np.testing.assert_allclose(
            piece.times_h[1 : 1 + len(rows)] + begin, short.time_h[piece.first : piece.last], rtol=1e-14
        )
        seen += rows
    assert seen == list(range(short.time_h.size))
    assert begins == [edge for edge in short.drive.edge_h if edge < short.time_h[-1]]


def test_a_piece_ends_where_the_next_begins(short):
    pieces = short.pieces()
    ends = [short.drive.edge_h[piece.segment] + piece.times_h[-1] for piece in pieces]
    starts = [short.drive.edge_h[piece.segment] for piece in pieces[1:]]
    np.testing.assert_allclose(ends, [*starts, short.time_h[-1]], rtol=1e-14)


def test_a_part_holds_the_same_people(short):
    part = short.part(1, 3)
    assert part.people == 2
    np.testing.assert_array_equal(part.start, short.start[:, 1:])
    times = np.array([0.5, 30.0])
    np.testing.assert_array_equal(part.drive.at(times), short.drive.at(times)[:, :, 1:])


def test_the_same_people_come_whatever_their_number(short):
    more = problem_of(SHORT, 5)
    np.testing.assert_array_equal(more.constants[:, :3], short.constants)
