from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nemda.errors import DataError
from nemda.report.arms import ShownArm
from nemda.report.figures import FIRST_HOURS, available_panels, chain_figure, draw_chain
from nemda.report.look import band_outline, layout_of, traces_of, value_range, without_legend
from nemda.report.panels import STAGES
from nemda.report.sheet import figure_of, unkeyed
from nemda.trial.results import ArmResult, Observed

MOOD = [stage for stage in STAGES if stage.key == "mood"]


def lines_of(figure: Any, arm: str, axis: str) -> list[Any]:
    """Return the medians of an arm on one horizontal axis."""
    return [t for t in traces_of(figure) if t.legendgroup == arm and t.xaxis == axis and t.customdata]


def column_axis(row: int, column: int) -> str:
    number = 2 * (row - 1) + column
    return "x" if number == 1 else f"x{number}"


def test_the_chain_has_a_row_for_every_panel_and_two_columns(results: list[ArmResult]) -> None:
    figure = chain_figure(results)
    panels = [panel for stage in STAGES for panel in stage.panels]
    assert {t.xaxis for t in traces_of(figure)} == {
        column_axis(row, column) for row in range(1, len(panels) + 1) for column in (1, 2)
    }
    titles = " ".join(note.text for note in layout_of(figure).annotations)
    assert all(panel.title in titles for panel in panels)


def test_the_median_is_that_of_the_people(results: list[ArmResult]) -> None:
    figure = chain_figure(results, stages=STAGES[:1])
    [venous, arterial] = lines_of(figure, "Ketamine", "x2")
    dataset = results[0].dataset
    for line, name in ((venous, "ketamine_venous"), (arterial, "ketamine_arterial")):
        expected = dataset[name].median("person").values
        # four significant digits are kept
        np.testing.assert_allclose(line.y, expected, rtol=5e-4, atol=1e-30)
        np.testing.assert_allclose(line.x, dataset["time"].values / 24, atol=1e-4)


def test_the_first_hours_count_from_the_first_dose(results: list[ArmResult]) -> None:
    figure = chain_figure(results, stages=STAGES[:1])
    [venous, _] = lines_of(figure, "Ketamine", "x")
    dataset = results[0].dataset
    assert venous.x[0] == 0
    assert venous.x[-1] == FIRST_HOURS
    assert venous.y[0] == 0
    peak = venous.x[int(np.argmax(venous.y))]
    assert peak == pytest.approx(2 / 3, abs=0.1)  # the infusion lasts 40 min
    at_first_dose = dataset["ketamine_venous"].sel(time=slice(24, 24 + FIRST_HOURS)).median("person").values
    np.testing.assert_allclose(venous.y, at_first_dose, rtol=5e-4, atol=1e-30)


def test_bands_hold_the_median_and_hover_tells_them(results: list[ArmResult]) -> None:
    figure = chain_figure(results, stages=MOOD)
    [line] = lines_of(figure, "Ketamine", "x2")
    low, high = np.array(line.customdata).T
    assert np.all(low <= np.array(line.y))
    assert np.all(np.array(line.y) <= high)
    outline = next(t for t in traces_of(figure) if t.fill == "toself" and t.xaxis == "x2")
    assert list(outline.x) == [*line.x, *reversed(line.x)]
    assert list(outline.y) == [*high, *reversed(low)]


def test_published_points_stand_at_their_time_with_their_bars(
    results: list[ArmResult], observed: list[Observed]
) -> None:
    figure = chain_figure(results, observed, stages=MOOD)
    marks = {t.name: t for t in traces_of(figure) if t.mode == "markers" and t.xaxis in {"x8", "x10"}}
    assert set(marks) == {
        "Ketamine, observed ± SD",
        "Ketamine, observed ± SE",
        "Saline, observed ± 95% CI",
    }
    mean = marks["Ketamine, observed ± SD"]
    assert (mean.x, mean.y, mean.error_y.array) == ((2.0,), (17.0,), (10.7,))  # 24 h after day 1
    change = marks["Saline, observed ± 95% CI"]
    assert (change.error_y.arrayminus, change.error_y.array) == ((3.0,), (3.0,))


def test_a_point_in_the_first_hours_is_in_both_columns(results: list[ArmResult]) -> None:
    early = [Observed("Ketamine", 4, "MADRS", "mean", 20.0, "points", "8", "SD", 9)]
    figure = chain_figure(results, early, stages=MOOD)
    marks = [t for t in traces_of(figure) if t.mode == "markers"]
    assert [(t.xaxis, t.x) for t in marks] == [("x7", (4.0,)), ("x8", (round(28 / 24, 4),))]


def test_every_arm_is_once_in_the_legend(results: list[ArmResult], observed: list[Observed]) -> None:
    figure = chain_figure(results, observed)
    names = [t.name for t in traces_of(figure) if t.showlegend]
    assert len(names) == len(set(names))
    assert {"Ketamine", "Saline"} <= set(names)


def test_axes_hold_everything_drawn(results: list[ArmResult], observed: list[Observed]) -> None:
    figure = chain_figure(results, observed, spaghetti=5)
    layout = layout_of(figure)
    for trace in traces_of(figure):
        low, high = layout[trace.yaxis.replace("y", "yaxis")].range
        heights = [y for y in trace.y if y is not None]
        assert low <= min(heights)
        assert max(heights) <= high


def test_doses_are_marked(results: list[ArmResult]) -> None:
    shapes = layout_of(chain_figure(results, stages=STAGES[:1])).shapes
    spans = [(s.x0, s.x1) for s in shapes if s.type == "rect"]
    assert spans == [(0.0, round(40 / 60, 3))]
    assert [s.x0 for s in shapes if s.xref == "x2"] == [1.0, 3.0]


def test_single_people_are_the_first_ones(results: list[ArmResult]) -> None:
    figure = chain_figure(results, stages=MOOD, spaghetti=3)
    thin = [t for t in traces_of(figure) if t.line.width == 0.7 and t.xaxis == "x8"]
    assert len(thin) == len(results)
    values = results[0].dataset["madrs"].values
    steps = values.shape[1] + 1
    for person in range(3):
        drawn = thin[0].y[person * steps : (person + 1) * steps]
        np.testing.assert_allclose(drawn[:-1], values[person], rtol=5e-4)
        assert drawn[-1] is None


@pytest.mark.parametrize("wrong", [-1, 41])
def test_more_people_than_there_are_cannot_be_drawn(results: list[ArmResult], wrong: int) -> None:
    with pytest.raises(DataError, match=f"(?s)0 to 40.*{wrong}"):
        chain_figure(results, spaghetti=wrong)


def test_missing_variables_leave_their_panels_out(arms: tuple[ShownArm, ...]) -> None:
    less = [replace(arm, dataset=arm.dataset[["ketamine_venous", "glutamate"]]) for arm in arms]
    assert [panel.title for panel in available_panels(less)] == ["Prefrontal extracellular glutamate"]
    with pytest.raises(DataError, match="no variable of the chain"):
        draw_chain(less, (), STAGES[:1], 0)


def test_a_value_that_is_not_finite_is_never_drawn(results: list[ArmResult]) -> None:
    broken = results[0].dataset.copy(deep=True)
    broken["glutamate"].values[0, 0] = np.nan
    with pytest.raises(DataError, match="glutamate of Ketamine"):
        chain_figure([replace(results[0], dataset=broken)])


@pytest.mark.parametrize("plain_data", [False, True])
def test_a_page_with_a_key_of_its_own_needs_no_legend(arms: tuple[ShownArm, ...], plain_data: bool) -> None:
    plain = draw_chain(arms, (), STAGES[:1], 0)
    figure = figure_of(plain)
    tall = layout_of(figure).height
    inner = tall - layout_of(figure).margin.t - layout_of(figure).margin.b
    layout = layout_of(figure_of(unkeyed(plain)) if plain_data else without_legend(figure))
    assert not layout.showlegend
    assert layout.height < tall
    assert layout.height - layout.margin.t - layout.margin.b == inner


def test_an_outline_closes() -> None:
    x, y = band_outline([0, 1], [1, 2], [3, 4])
    assert (x, y) == ([0, 1, 1, 0], [3, 4, 2, 1])


def test_an_axis_of_one_value_has_room() -> None:
    low, high = value_range([{"y": [2.0, 2.0]}])
    assert low < 2 < high
    assert value_range([{"y": [0.0, 10.0]}]) == [0.0, 10.5]
