"""Figures of magnesium hold what was computed."""

import numpy as np
import pytest

from nemda.magnesium.infusion import infusion_models
from nemda.report.figures_magnesium import (
    absorption_figure,
    balance_figure,
    day_figure,
    infusion_figure,
    intake_figure,
    store_figure,
)
from nemda.report.look import traces_of


def named(figure):
    return {trace.name: np.asarray(trace.y, dtype=float) for trace in traces_of(figure)}


def test_the_day_shows_sums_serum_and_pores():
    lines = named(day_figure())
    assert {"eaten", "absorbed", "in urine", "serum", "pores open at -70 mV"} == lines.keys()
    assert lines["eaten"][-1] > lines["absorbed"][-1] > 0
    assert lines["serum"].min() > 0.75
    assert np.ptp(lines["pores open at -70 mV"]) == 0, "the barrier is closed"


def test_absorption_shows_the_measured_meals_within_the_band():
    figure = absorption_figure()
    curve = next(trace for trace in traces_of(figure) if trace.name == "model")
    for trace in traces_of(figure):
        if trace.mode == "markers":
            expected = np.interp(trace.x, curve.x, curve.y)
            assert np.abs(expected - np.asarray(trace.y)).max() < 10


def test_every_published_model_is_drawn():
    lines = named(infusion_figure())
    assert len(lines) == len(infusion_models()) + 1


@pytest.mark.parametrize("draw", [balance_figure, store_figure, intake_figure])
def test_lines_are_numbers(draw):
    for trace in traces_of(draw()):
        shown = trace.x if trace.orientation == "h" else trace.y
        assert np.isfinite(np.asarray(shown, dtype=float)).all()
