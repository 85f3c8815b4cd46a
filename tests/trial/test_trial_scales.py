"""Cross-walks: published pairs, rising both ways, round trips, errors carried along, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.evidence.citations import find_citation
from nemda.evidence.show import source_keys
from nemda.trial.scales import Link, Scale, convert, links, on_scale, scales

NAMES = ("madrs", "hamd17", "qids_sr16", "phq9")
PAIRS = [(start, end) for start in NAMES for end in NAMES if start != end]


@pytest.mark.parametrize(
    ("start", "end", "score", "expected"),
    [
        ("hamd17", "madrs", 10, 13), ("hamd17", "madrs", 20, 26), ("hamd17", "madrs", 30, 39),
        ("hamd17", "madrs", 40, 52.5), ("qids_sr16", "madrs", 5, 7.5), ("madrs", "qids_sr16", 31.9, 17.6),
        ("phq9", "madrs", 1, 1), ("phq9", "madrs", 15, 24), ("phq9", "madrs", 27, 48),
        ("qids_sr16", "hamd17", 5, 7), ("qids_sr16", "hamd17", 21, 26.5),
    ],
)  # fmt: skip
def test_published_pairs(start: str, end: str, score: float, expected: float) -> None:
    assert float(convert(score, start, end).value) == pytest.approx(expected)


def test_pairs_that_were_not_used_agree_within_the_error_of_a_group() -> None:
    # Carmody 2006b: HAM-D17 of 7 is MADRS of 8 or 9; Jiang 2009: means 23.0 and 29.1 of 5000 people
    assert float(convert(7, "hamd17", "madrs").value) == pytest.approx(8.5, abs=1.0)
    assert float(convert(29.1, "madrs", "hamd17").value) == pytest.approx(23.0, abs=1.0)
    # Rush 2003: HAM-D17 is roughly 1.3 times QIDS-SR16 ("roughly": a tenth)
    assert float(convert(15.0, "qids_sr16", "hamd17").value) == pytest.approx(1.3 * 15, rel=0.1)
    # Kim 2024, linked changes: PHQ-9 13 points down is MADRS 23 down (from 27: 21.6 by the totals)
    fall = convert(24.0, "phq9", "madrs").value - convert(11.0, "phq9", "madrs").value
    assert float(fall) == pytest.approx(23, abs=2)


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_more_on_one_scale_is_not_less_on_another(start: str, end: str) -> None:
    score = np.linspace(0, scales()[start].most, 400)
    assert (np.diff(convert(score, start, end).value) >= 0).all()


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_ends_meet_or_stand_for_the_rest(start: str, end: str) -> None:
    assert float(convert(0.0, start, end).value) == 0
    top = float(convert(scales()[start].most, start, end).value)
    # from the ceiling of a scale the way back gives the lowest score that reaches the ceiling
    assert top <= scales()[end].most
    assert float(convert(top, end, start).value) <= scales()[start].most


@given(score=st.floats(0, 48), end=st.sampled_from(("hamd17", "qids_sr16", "phq9")))
def test_there_and_back_again(score: float, end: str) -> None:
    # up to 48, from where PHQ-9 is at its ceiling; straight lines invert to rounding
    there = convert(score, "madrs", end).value
    assert float(convert(there, end, "madrs").value) == pytest.approx(score, abs=1e-9)


def test_the_error_is_that_of_two_correlated_ratings() -> None:
    error = float(convert(20.0, "madrs", "hamd17").error_sd)
    assert error == pytest.approx(11.0 * math.sqrt(2 * 0.07) * 10 / 13)
    # simulated ratings of people with that spread and correlation scatter as said (20000: 1% standard error)
    draw = np.random.default_rng(5)
    common = draw.standard_normal((2, 20_000))
    madrs = 11.0 * common[0]
    other = 11.0 * (0.93 * common[0] + math.sqrt(1 - 0.93**2) * common[1])
    assert np.std(madrs - other) * 10 / 13 == pytest.approx(error, rel=0.03)


@given(error=st.floats(0, 20), score=st.floats(1, 47))
def test_errors_add_as_squares(error: float, score: float) -> None:
    plain = convert(score, "madrs", "phq9").error_sd
    slope = next(link for link in links() if link.end.name == "phq9").slope(np.array(score))
    carried = convert(score, "madrs", "phq9", error_sd=error).error_sd
    assert float(carried) == pytest.approx(math.hypot(float(plain), float(slope) * error))
    assert float(carried) >= float(plain)


def test_two_steps_have_the_errors_of_both() -> None:
    value, error = convert(12.0, "phq9", "hamd17")
    madrs = convert(12.0, "phq9", "madrs")
    assert float(value) == float(convert(madrs.value, "madrs", "hamd17").value)
    assert float(error) == pytest.approx(math.hypot(madrs.error_sd * 10 / 13, 11 * math.sqrt(0.14) * 10 / 13))


def test_two_readings_differ_and_are_both_there() -> None:
    usual = float(convert(32.0, "madrs", "qids_sr16").value)
    other = float(convert(32.0, "madrs", "qids_sr16", reading="liu2014").value)
    assert other - usual == pytest.approx(1.86, abs=0.02)
    assert float(convert(7.5, "madrs", "qids_sr16", reading="liu2014").value) == 5.0
    # the second step has no such reading and keeps the usual one
    through = float(convert(20.0, "qids_sr16", "phq9", reading="liu2014").value)
    assert through == pytest.approx(float(convert(33.0, "madrs", "phq9").value))


@pytest.mark.parametrize(
    ("score", "start", "end", "words"),
    [
        (61.0, "madrs", "hamd17", "outside its scale"), (-1.0, "phq9", "madrs", "outside its scale"),
        (float("nan"), "madrs", "phq9", "outside its scale"), (10.0, "madrs", "bdi", "Unknown scale"),
        (10.0, "hamd", "madrs", "hamd17"),
    ],
)  # fmt: skip
def test_refusals(score: float, start: str, end: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        convert(score, start, end)


def test_refuses_an_unknown_reading_and_a_negative_error() -> None:
    with pytest.raises(DataError, match="No such cross-walk"):
        convert(10.0, "madrs", "phq9", reading="liu2014")
    with pytest.raises(DataError, match="not negative"):
        convert(10.0, "madrs", "phq9", error_sd=-1)


def test_a_cross_walk_that_falls_is_refused() -> None:
    a, b = Scale("a", "A", 10.0), Scale("b", "B", 10.0)
    rest = ("A", "A", "A"), "kim2024", "", 1.0, 0.5, "A", "kim2024", ""
    with pytest.raises(DataError, match="must rise"):
        Link(a, b, ((0.0, 0.0), (5.0, 11.0), (10.0, 10.0)), *rest)
    with pytest.raises(DataError, match="joins the ends"):
        Link(a, b, ((0.0, 0.0), (5.0, 6.0), (9.0, 10.0)), *rest)


def test_every_link_names_its_sources() -> None:
    for link in links():
        for key in (*source_keys(link.source), *source_keys(link.error_source)):
            assert find_citation(key).key == key


def test_a_result_on_another_scale_keeps_its_labels() -> None:
    madrs = xarray.DataArray([[33.0, 26.0], [13.0, 0.0]], dims=("person", "time"), name="madrs")
    array = on_scale(xarray.Dataset({"madrs": madrs}), "hamd17")
    assert array.name == "hamd17"
    assert array.dims == ("person", "time")
    assert array.values[1].tolist() == [10.0, 0.0]
    assert "HAM-D17" in array.attrs["long_name"]
    with pytest.raises(DataError, match="no MADRS"):
        on_scale(xarray.Dataset(), "hamd17")
