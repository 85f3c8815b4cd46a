"""The ladder of effects: the published half-levels lie on the curves of the model."""

import numpy as np
import pytest

from nemda.report.figures_ladder import PUBLISHED, ladder_figure

# a quarter is what half-levels of few people bear; the EEG is the model of the cortex and is tested there
CURVES = {"drug high": PUBLISHED[0][1], "acute pain": PUBLISHED[1][1]}


def test_half_levels_lie_within_a_quarter_of_the_published_ones():
    traces = {trace.name: trace for trace in ladder_figure().data}
    for name, published in CURVES.items():
        half = float(np.interp(50.0, traces[name].y, traces[name].x))
        assert half == pytest.approx(published, rel=0.25)


def test_effects_come_in_the_order_of_the_ladder():
    traces = {trace.name: trace for trace in ladder_figure().data}
    order = ("drug high", "sedated (MOAA/S below 5), people", "acute pain", "unresponsive (MOAA/S 0), people")
    halves = [float(np.interp(50.0, traces[name].y, traces[name].x)) for name in order]
    assert halves == sorted(halves)
