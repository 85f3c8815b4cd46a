"""A simulated arm on another scale: converted person by person, with the error of the cross-walk."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray

from nemda.errors import DataError
from nemda.trial.scales import convert
from nemda.trial.scales.summary import scale_days

MADRS = np.array([[34.0, 20.0], [30.0, 12.0], [26.0, 24.0]])


@pytest.fixture
def arm() -> xarray.Dataset:
    return xarray.Dataset(
        {"madrs": (("person", "time"), MADRS)},
        coords={"time": [0.0, 24.0], "person": [0, 1, 2], "baseline_madrs": ("person", MADRS[:, 0])},
    )


def test_everybody_is_converted_before_the_mean_is_taken(arm: xarray.Dataset) -> None:
    before, after = scale_days(arm, "hamd17", (0.0, 1.0))
    expected = convert(MADRS[:, 1], "madrs", "hamd17")
    assert after.score.mean == pytest.approx(expected.value.mean())
    assert after.change.mean == pytest.approx(after.score.mean - before.score.mean)
    assert (before.day, after.day, before.change.mean, before.response.share) == (0.0, 1.0, 0.0, 0.0)


def test_ratings_scatter_more_than_converted_scores(arm: xarray.Dataset) -> None:
    [_, after] = scale_days(arm, "hamd17", (0.0, 1.0))
    error = convert(MADRS[:, 1], "madrs", "hamd17").error_sd.mean()
    assert after.person_error_sd == pytest.approx(error)
    assert after.rated_sd == pytest.approx(math.sqrt(after.score.sd**2 + error**2))


def test_response_is_judged_on_the_scale_itself(arm: xarray.Dataset) -> None:
    [after] = scale_days(arm, "phq9", (1.0,))
    start, end = (convert(MADRS[:, column], "madrs", "phq9").value for column in (0, 1))
    assert after.response.share == pytest.approx(np.mean(end <= start / 2))


def test_madrs_itself_has_no_error(arm: xarray.Dataset) -> None:
    [after] = scale_days(arm, "madrs", (1.0,))
    assert after.score.mean == pytest.approx(MADRS[:, 1].mean())
    assert (after.person_error_sd, after.rated_sd) == (0.0, after.score.sd)


def test_what_is_not_there_is_refused(arm: xarray.Dataset) -> None:
    with pytest.raises(DataError, match="Unknown scale"):
        scale_days(arm, "hamd", (1.0,))
    with pytest.raises(DataError, match="No output at this time"):
        scale_days(arm, "hamd17", (0.5,))
