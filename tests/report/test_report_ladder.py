"""The ladder of effects: the published half-levels lie on the curves of the model."""

import numpy as np
import pytest

from nemda.report.figures_ladder import ladder_figure, published

CURVES = {"drug high": "drug high", "acute pain": "acute pain", "EEG slowing": "slowing of the EEG"}


def test_half_levels_lie_within_a_quarter_of_the_published_ones_and_that_of_slowing_within_a_sixth():
    traces = {trace.name: trace for trace in ladder_figure().data}
    for one in published():
        curve = traces[CURVES[one.effect]]
        # a quarter is what half-levels of few people bear; the slowing of the EEG is fitted to within a sixth
        tolerance = 0.16 if one.effect == "EEG slowing" else 0.25
        assert float(np.interp(50.0, curve.y, curve.x)) == pytest.approx(one.level, rel=tolerance)


def test_published_half_levels_are_those_of_the_tables():
    high, pain, slowing = published()
    assert (high.level, high.around, high.source) == (pytest.approx(0.3), 0.0, "Simons 2022")
    assert (pain.level, pain.around) == (pytest.approx(1.45), pytest.approx(0.25))
    assert slowing.around == pytest.approx(slowing.level / 2)  # SD 0.4 of 0.8 ug/mL
    assert slowing.level == pytest.approx(800 / 237.7, rel=0.01)  # 0.8 ug/mL of a molar mass of 237.7 g/mol


def test_effects_come_in_the_order_of_the_ladder():
    traces = {trace.name: trace for trace in ladder_figure().data}
    order = ("drug high", "sedated (MOAA/S below 5), people", "acute pain", "unresponsive (MOAA/S 0), people")
    halves = [float(np.interp(50.0, traces[name].y, traces[name].x)) for name in order]
    assert halves == sorted(halves)
