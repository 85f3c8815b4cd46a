from __future__ import annotations

from nemda.report.figures_trial import arm_words, compared, comparison_figure, quantity_words
from nemda.report.look import layout_of, traces_of
from nemda.trial.results import ComparisonRow, Observed


def test_only_what_was_predicted_is_compared(
    comparison: list[ComparisonRow], observed: list[Observed]
) -> None:
    rows = compared(comparison, observed)
    assert [row.label for row in rows] == [
        "Ketamine, 24 h: MADRS mean score",
        "Saline, 24 h: MADRS change from baseline",
        "Ketamine, 24 h: MADRS response",
    ]
    assert [row.is_inside for row in rows] == [True, False, True]
    assert rows[1].published == (-8.0, -2.0)


def test_an_interval_comes_from_its_own_outcome(
    comparison: list[ComparisonRow], observed: list[Observed]
) -> None:
    other_time = [row._replace(time_h=48) for row in observed]
    assert all(row.published is None for row in compared(comparison, other_time))


def test_each_unit_has_a_panel_and_each_row_a_label(
    comparison: list[ComparisonRow], observed: list[Observed]
) -> None:
    rows = compared(comparison, observed)
    figure = comparison_figure(rows)
    layout = layout_of(figure)
    assert [layout.xaxis.title.text, layout.xaxis2.title.text] == ["points", "%"]
    assert layout.yaxis.ticktext == (rows[0].label, rows[1].label)
    marks = [t for t in traces_of(figure) if t.marker.symbol in {"circle", "x"} and t.x]
    assert [(mark.marker.symbol, mark.x) for mark in marks] == [
        ("circle", (17.0,)),
        ("x", (-5.0,)),
        ("circle", (60.0,)),
    ]
    low, high = layout.yaxis.range
    assert low > high  # the first row stands on top


def test_words_for_what_the_tables_call_things() -> None:
    assert arm_words("ketamine_vs_saline") == "ketamine minus saline"
    assert quantity_words("change_from_baseline") == "change from baseline"
    assert quantity_words("time_to_relapse") == "time to relapse"
