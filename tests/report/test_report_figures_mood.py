from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nemda.report.arms import ShownArm, shown_arms
from nemda.report.figures_mood import madrs_figure
from nemda.report.figures_response import change_figure, responder_figure
from nemda.report.look import layout_of, traces_of
from nemda.report.mood import percent_changes, remitters, responders
from nemda.report.sheet import figure_of
from nemda.trial.intervals import wilson
from nemda.trial.results import ArmResult, Observed


def named(figure: Any, name: str, axis: str) -> Any:
    [found] = [t for t in traces_of(figure) if t.name == name and t.xaxis == axis]
    return found


def test_responders_have_lost_half_of_their_score(arms: tuple[ShownArm, ...]) -> None:
    dataset = arms[0].dataset
    lost = -dataset["madrs_change"] / dataset["baseline_madrs"]
    assert responders(arms[0]) == [int(count) for count in (lost >= 0.5).sum("person").values]
    assert remitters(arms[0]) == [int(count) for count in (dataset["madrs"] <= 10).sum("person").values]
    assert responders(arms[0])[0] == 0
    assert max(responders(arms[0])) > max(responders(arms[1]))


def test_the_dashed_line_is_the_mean(arms: tuple[ShownArm, ...], observed: list[Observed]) -> None:
    figure = figure_of(madrs_figure(arms, observed))
    for axis, variable in (("x", "madrs"), ("x2", "madrs_change")):
        mean = named(figure, "Ketamine, mean", axis)
        assert mean.line.dash == "dash"
        np.testing.assert_allclose(mean.y, arms[0].values(variable).mean(axis=0), rtol=5e-4, atol=1e-12)


def test_points_of_two_arms_stand_aside_of_each_other(
    arms: tuple[ShownArm, ...], observed: list[Observed]
) -> None:
    figure = figure_of(madrs_figure(arms, observed))
    ketamine = named(figure, "Ketamine, observed ± SE", "x2").x[0]
    saline = named(figure, "Saline, observed ± 95% CI", "x2").x[0]
    assert ketamine < 2.0 < saline
    assert saline - ketamine == pytest.approx(0.006 * 7, abs=2e-4)  # rounded to 1e-4 days


def test_shares_have_the_interval_of_their_count(
    arms: tuple[ShownArm, ...], observed: list[Observed]
) -> None:
    figure = figure_of(responder_figure(arms, observed))
    line = named(figure, "Ketamine", "x")
    counts = responders(arms[0])
    np.testing.assert_allclose(line.y, 100 * np.array(counts) / arms[0].people)
    band = next(t for t in traces_of(figure) if t.fill == "toself" and t.xaxis == "x")
    expected = [100 * wilson(count, arms[0].people).upper_90 for count in counts]
    np.testing.assert_allclose(band.y[: len(counts)], expected, rtol=5e-4)


def test_only_rates_on_this_scale_are_points(arms: tuple[ShownArm, ...], observed: list[Observed]) -> None:
    marks = [t for t in traces_of(figure_of(responder_figure(arms, observed))) if t.mode == "markers"]
    assert [(mark.name, mark.y) for mark in marks] == [("Ketamine, observed ± 95% CI", (60.0,))]


def test_histograms_count_everybody(arms: tuple[ShownArm, ...]) -> None:
    traces = traces_of(figure_of(change_figure(arms)))
    assert len(traces) == len(arms) * 3  # 24 h, 72 h and the end
    for trace in traces:
        # counts of 40 people in percent need no rounding
        assert sum(trace.y) == pytest.approx(100)
        assert trace.line.shape == "hv"
    first = traces[0]
    change = percent_changes(arms[0])[:, int(np.argmin(np.abs(arms[0].time_h - 48)))]
    for low, high, share in zip(first.x[1:-1], first.x[2:], first.y[1:-1], strict=True):
        assert share == pytest.approx(100 * np.mean((change >= low) & (change < high)))


def test_people_without_symptoms_have_no_percent_change(arms: tuple[ShownArm, ...]) -> None:
    start = arms[0].dataset["baseline_madrs"].copy()
    start[0] = 0.0
    healthy = replace(arms[0], dataset=arms[0].dataset.assign_coords(baseline_madrs=start))
    assert percent_changes(healthy).shape[0] == arms[0].people - 1


def test_more_than_two_arms_get_a_row_each(results: list[ArmResult]) -> None:
    three = shown_arms([*results, replace(results[1], name="Again")])
    for figure, columns in ((figure_of(madrs_figure(three, ())), 2), (figure_of(change_figure(three)), 3)):
        names = [note.text for note in layout_of(figure).annotations]
        assert {f"<b>{arm.name}</b>" for arm in three} <= set(names)
        assert len({t.xaxis for t in traces_of(figure)}) == 3 * columns
    two = figure_of(madrs_figure(three[:2], ()))
    assert len({t.xaxis for t in traces_of(two)}) == 2
