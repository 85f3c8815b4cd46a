"""No wrong result goes unreported, however odd the person or the protocol.

A few cases run always, all of them with the slow tests (some seven minutes of one core).
"""

import pytest
from engine_tails import ACCURACY, in_the_tail, odd_protocol

from nemda.engine.lanes import Tolerance


def cases(count, always):
    """Return case numbers from 0 on, all but a few of them slow."""
    return [
        pytest.param(number, marks=[] if number in always else pytest.mark.slow) for number in range(count)
    ]


@pytest.mark.parametrize("number", cases(200, always=range(6)))
def test_people_in_the_tails_are_right_or_reported(number):
    outcome = in_the_tail(number)
    assert outcome.is_right, outcome


@pytest.mark.parametrize("number", cases(50, always=range(1, 5)))
def test_odd_protocols_are_right_or_reported(number):
    outcome = odd_protocol(number)
    assert outcome.is_right, outcome


def test_a_wrong_result_would_be_noticed():
    # a thousand times the shipped tolerance cannot keep the shipped promise
    outcome = in_the_tail(2, Tolerance(2e-2, 1e-4))
    assert not outcome.reported
    assert outcome.error > 10 * ACCURACY
    assert not outcome.is_right
