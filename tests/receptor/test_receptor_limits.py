import warnings

import numpy as np
import pytest

from nemda.receptor.limits import ReceptorClaimWarning, warn_outside_claim, within_claim


def test_therapeutic_levels_over_minutes_are_within():
    claim = within_claim(np.array([0.0, 0.3, 1.0]), shortest_time_s=60.0)
    assert claim.within
    assert claim.reasons == ()


@pytest.mark.parametrize(("drive", "time_s", "count"), [(14.0, 60.0, 1), (0.3, 0.01, 1), (14.0, 0.01, 2)])
def test_outside_says_why(drive, time_s, count):
    claim = within_claim(drive, time_s)
    assert not claim.within
    assert len(claim.reasons) == count


def test_not_a_number_is_outside():
    assert not within_claim(float("nan"), 60.0).within


def test_warning_is_of_its_own_class_and_only_when_needed():
    with pytest.warns(ReceptorClaimWarning, match="14 times"):
        warn_outside_claim(14.0, 60.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_outside_claim(1.5, 1.0)
