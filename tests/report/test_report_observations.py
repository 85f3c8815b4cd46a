from __future__ import annotations

import pytest

from nemda.report.observations import as_point, interval_95, points, rate_point
from nemda.trial.results import Observed


def outcome(dispersion: str, kind: str, value: float | None = -10.0, **fields: object) -> Observed:
    row = Observed("A", 24, "MADRS", "change_from_baseline", value, "points", dispersion, kind, 25)
    return row._replace(**fields)


@pytest.mark.parametrize(
    ("dispersion", "kind", "shown", "below", "above"),
    [
        ("10.5", "SD", "SD", 10.5, 10.5),
        ("2.1", "SE", "SE", 2.1, 2.1),
        ("2.1", "SE (reported +/-)", "SE", 2.1, 2.1),
        ("-12.71 to -3.20", "95%CI", "95% CI", 2.71, 6.8),
        ("3", "95%CI half-width", "95% CI", 3.0, 3.0),
        ("2.1", "+/- (SD or SE not stated)", "", 0.0, 0.0),
        ("3", "95%CI", "", 0.0, 0.0),
        ("-9 to -3", "95%CI", "", 0.0, 0.0),
        ("-15 to -2", "IQR", "", 0.0, 0.0),
        ("", "", "", 0.0, 0.0),
    ],
)
def test_a_bar_is_drawn_only_where_its_meaning_is_known(
    dispersion: str, kind: str, shown: str, below: float, above: float
) -> None:
    point = as_point(outcome(dispersion, kind))
    assert point is not None
    assert (point.kind, point.below, point.above) == (shown, pytest.approx(below), pytest.approx(above))
    assert dispersion in point.text


def test_what_has_no_value_or_time_is_no_point() -> None:
    assert as_point(outcome("1", "SD", value=None)) is None
    assert as_point(outcome("1", "SD", time_h=None)) is None


def test_only_the_asked_outcome_is_drawn() -> None:
    rows = [outcome("1", "SD"), outcome("1", "SD", arm="B"), outcome("1", "SD", scale="HAMD17")]
    assert len(points(rows, "A", "MADRS", "change_from_baseline")) == 1
    assert points(rows, "A", "MADRS", "mean") == []


def test_the_95_interval_follows_from_each_kind() -> None:
    assert interval_95(outcome("2", "SE")) == pytest.approx((-13.92, -6.08), abs=0.001)
    assert interval_95(outcome("10", "SD")) == pytest.approx((-13.92, -6.08), abs=0.001)
    assert interval_95(outcome("10", "SD", n=None)) is None
    assert interval_95(outcome("-14 to -6", "95%CI")) == pytest.approx((-14, -6))
    assert interval_95(outcome("4", "+/- (SD or SE not stated)")) is None
    assert interval_95(outcome("1", "SD", value=None)) is None


def test_a_rate_has_the_interval_of_wilson() -> None:
    row = Observed("A", 24, "MADRS", "response_rate", 50.0, "%", n=10)
    # Wilson for 5 of 10: 23.7 to 76.3 (Wilson 1927, JASA 22:209, formula)
    assert interval_95(row) == pytest.approx((23.66, 76.34), abs=0.01)
    point = rate_point(row)
    assert point is not None
    assert (point.kind, point.below) == ("95% CI", pytest.approx(26.34, abs=0.01))
    bare = rate_point(row._replace(n=None))
    assert bare is not None
    assert bare.kind == ""
