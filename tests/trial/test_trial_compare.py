from __future__ import annotations

import math

import numpy as np
import pytest
from trial_samples import arm, course, observed, trial

from nemda.trial import ArmResult, Observed, compare, published_trial
from nemda.trial.compare import why_not, with_spreads
from nemda.trial.predict import Adjustment, adjusted, adjustment, resample

KETAMINE_MADRS = [10.0, 20.0, 30.0, 12.0]
SALINE_MADRS = [30.0, 20.0, 34.0, 28.0]


def results() -> list[ArmResult]:
    """Return two arms of four people, all starting at 30 points, seen at 24 h."""
    return [
        ArmResult(name, "", course([[30, score] for score in scores], [30] * 4, [0, 24]))
        for name, scores in (("ketamine", KETAMINE_MADRS), ("saline", SALINE_MADRS))
    ]


@pytest.mark.parametrize(
    ("row", "predicted"),
    [
        (observed(quantity="mean"), 18),
        (observed(arm="saline", quantity="mean"), 28),
        (observed(quantity="change_from_baseline"), -12),
        (observed(quantity="response_rate", unit="%"), 50),
        (observed(quantity="remission_rate", unit="%"), 25),
        (observed(arm="saline", quantity="remission_rate", unit="%"), 0),
        (observed(arm="ketamine_vs_saline", quantity="diff_vs_control"), -10),
        (observed(arm="ket_vs_sal", quantity="diff_vs_control"), -10),
    ],
)
def test_each_quantity_is_predicted_from_the_people(row: Observed, predicted: float) -> None:
    found = compare(trial(row), results())
    assert found.not_compared == ()
    assert found.rows[0].predicted == pytest.approx(predicted)
    assert found.rows[0].observed == row.value
    assert (found.rows[0].arm, found.rows[0].unit) == (row.arm, row.unit)


def test_a_mean_with_an_sd_gives_a_second_row() -> None:
    found = compare(trial(observed(dispersion="9.5", dispersion_type="SD")), results())
    assert [row.quantity for row in found.rows] == ["mean", "sd"]
    assert found.rows[1].observed == 9.5
    assert found.rows[1].predicted == pytest.approx(np.std(KETAMINE_MADRS, ddof=1))


@pytest.mark.parametrize(
    "row",
    [
        observed(dispersion="1.5", dispersion_type="SE"),
        observed(dispersion="9 to 12", dispersion_type="SD"),
        observed(quantity="change_from_baseline", dispersion="9.5", dispersion_type="SD"),
        observed(dispersion="9.5", dispersion_type="SD", adjusted=True),
    ],
)
def test_other_spreads_give_none(row: Observed) -> None:
    assert with_spreads([row]) == (row,)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (observed(scale="QIDS"), "QIDS is not simulated"),
        (observed(quantity="odds_ratio", unit="OR response"), "odds ratio"),
        (observed(quantity="null_result"), "no estimate"),
        (observed(quantity="change_from_baseline", unit="Cohen d"), "Cohen d has no simulated counterpart"),
        (observed(quantity="correlation", unit=""), "no unit has no simulated counterpart"),
        (observed(value=None), "no number"),
        (observed(time_h=None), "no time"),
        (observed(arm="ketamine_vs_saline"), "between two arms"),
        (observed(quantity="diff_vs_control"), "between two arms"),
    ],
)
def test_what_cannot_be_predicted_is_returned_with_the_reason(row: Observed, reason: str) -> None:
    assert reason in why_not(row)
    found = compare(trial(row), results())
    assert found.rows == ()
    [left] = found.not_compared
    assert reason in left.note
    assert (left.predicted, left.lower_90, left.upper_90, left.inside) == (None, None, None, None)
    assert found.errors == ()


def test_the_interval_shrinks_with_the_published_number_of_people() -> None:
    widths: list[float] = []
    for n in (10, 1000):
        row = compare(trial(observed(n=n)), results()).rows[0]
        assert row.lower_90 is not None
        assert row.upper_90 is not None
        widths.append(row.upper_90 - row.lower_90)
    # 3.29 standard errors of the mean of people with SD 7.9, sqrt(100) narrower for 100 times the people;
    # quantiles of 2000 draws scatter by 4%
    assert widths[0] == pytest.approx(3.29 * np.std(KETAMINE_MADRS) / math.sqrt(10), rel=0.15)
    assert widths[0] / widths[1] == pytest.approx(10, rel=0.15)


def test_the_number_of_people_is_that_of_the_outcome_then_of_the_arm_then_as_simulated() -> None:
    alike = compare(trial(observed(n=20)), results()).rows[0]
    assert compare(trial(observed()), results()).rows[0] == alike
    arms = (arm(n=None), arm("saline", n=None))
    unknown = compare(trial(observed(), arms=arms), results()).rows[0]
    assert unknown.note == "n not published, interval for 4 people"
    assert alike.note == ""


def test_the_same_seed_gives_the_same_interval_and_another_one_does_not() -> None:
    rows = [compare(trial(observed()), results(), seed).rows[0] for seed in (1, 1, 2)]
    assert rows[0] == rows[1]
    assert rows[0].lower_90 != rows[2].lower_90


def test_an_interval_holds_nine_of_ten_trials() -> None:
    generator = np.random.default_rng(11)
    people = generator.normal(20, 8, size=3000)
    found = resample([people], [25], False, np.random.default_rng(1))
    means = generator.normal(20, 8, size=(4000, 25)).mean(axis=1)
    inside = np.mean((means >= found.lower_90) & (means <= found.upper_90))
    # standard error of the share 0.5%, of the bounds about 1%; the mean of 3000 people is 0.09 off
    assert inside == pytest.approx(0.9, abs=0.03)


def test_an_adjusted_difference_forgets_a_difference_of_baselines() -> None:
    generator = np.random.default_rng(7)
    starts = [generator.normal(center, 5, 4000) for center in (36, 30)]
    # everybody loses 40% of the score, so the arms differ in change only because they start apart
    values = [-0.4 * start + generator.normal(0, 2, start.size) for start in starts]
    to = adjustment(values, starts, [1, 1])
    # slope of 8000 people: standard error 2 / (5 sqrt(8000)) = 0.005
    assert to.slope == pytest.approx(-0.4, abs=0.02)
    assert to.common_baseline == pytest.approx(33, abs=0.3)
    means = [adjusted(value, start, to).mean() for value, start in zip(values, starts, strict=True)]
    # raw difference 0.4 * 6 = 2.4 points; standard error of a difference of adjusted means 0.05
    assert values[1].mean() - values[0].mean() == pytest.approx(2.4, abs=0.3)
    assert means[1] - means[0] == pytest.approx(0, abs=0.2)


def test_without_any_spread_of_baseline_nothing_is_adjusted() -> None:
    start = np.full(3, 30.0)
    assert adjustment([np.array([1.0, 2.0, 3.0])], [start], [1]) == Adjustment(0.0, 30.0)


def test_an_adjusted_outcome_says_so() -> None:
    rows = compare(trial(observed(quantity="change_from_baseline", adjusted=True)), results()).rows
    assert rows[0].note == "adjusted for baseline, as published"
    assert rows[0].predicted == pytest.approx(-12)


def test_errors_are_mean_absolute_gaps_by_kind() -> None:
    rows = (
        observed(value=20.0, dispersion="10", dispersion_type="SD"),
        observed(arm="saline", value=24.0),
        observed(quantity="response_rate", unit="%", value=40.0),
        observed(arm="saline", quantity="response_rate", unit="%", value=20.0),
    )
    points, spread, rates = compare(trial(*rows), results()).errors
    assert points == ("mean scores and changes", "points", pytest.approx((2 + 4) / 2), 2)
    sd = float(np.std(KETAMINE_MADRS, ddof=1))
    assert spread == ("standard deviations", "points", pytest.approx(10 - sd), 1)
    assert rates == ("response and remission", "percentage points", pytest.approx((10 + 20) / 2), 2)


def test_inside_counts_the_edges() -> None:
    everybody_alike = [
        ArmResult(name, "", course([[30, 20]] * 3, [30] * 3, [0, 24])) for name in ("ketamine", "saline")
    ]
    found = compare(trial(observed(value=20.0), observed(value=20.1)), everybody_alike)
    assert [row.inside for row in found.rows] == [True, False]
    assert found.inside == 1


@pytest.mark.parametrize(
    ("study_id", "compared", "left"),
    [("murrough2013", 5, 1), ("daly2018_p1", 45, 0), ("wilkinson2018_ipd", 16, 2)],
)
def test_how_much_of_the_shipped_trials_can_be_compared(study_id: str, compared: int, left: int) -> None:
    rows = with_spreads(published_trial(study_id).observed)
    reasons = [why_not(row) for row in rows]
    assert (reasons.count(""), len(rows) - reasons.count("")) == (compared, left)
