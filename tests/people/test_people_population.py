import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import PeopleError
from nemda.people import people
from nemda.people.population import drawn, population

WHOLE = people("trd", n=300, seed=9, first=40, weight_kg=(80, 12))
DESCRIBED = population("trd", n=300, seed=9, first=40, weight_kg=(80, 12))


@given(st.integers(0, 299), st.integers(1, 300))
def test_a_part_is_the_same_people_as_in_the_whole(start, size):
    stop = min(start + size, 300)
    part = DESCRIBED.slice(start, stop)
    assert len(part) == stop - start
    # bit for bit: People compares its arrays exactly
    assert part.draw() == WHOLE.slice(start, stop)


def test_people_far_out_cost_no_memory():
    far = population("trd", n=10**12, seed=1).slice(10**12 - 3, 10**12)
    assert far.draw() == people("trd", n=3, seed=1, first=10**12 - 3)


def test_a_description_travels():
    assert pickle.loads(pickle.dumps(DESCRIBED)) == DESCRIBED
    assert drawn(DESCRIBED) == drawn(WHOLE) == WHOLE


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "nobody"},
        {"n": 0},
        {"seed": -1},
        {"first": -1},
        {"shoe_size": 40},
        {"weight_kg": -70},
    ],
)
def test_bad_input_is_refused_before_anybody_is_drawn(wrong):
    with pytest.raises(PeopleError):
        population(**wrong)


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (-1, 3), (5, 301), (7, 6)])
def test_a_part_outside_is_refused(start, stop):
    with pytest.raises(PeopleError, match="Not a slice"):
        DESCRIBED.slice(start, stop)
