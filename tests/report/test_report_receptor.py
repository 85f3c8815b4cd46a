"""Figures of the receptor bench: every experiment draws, with units on its axes and its own numbers."""

import numpy as np
import pytest

from nemda.receptor.classify.classify import classify
from nemda.receptor.experiment.agonist_jump import agonist_jump, desensitization, paired_pulses
from nemda.receptor.experiment.application import application_order
from nemda.receptor.experiment.compare import compare
from nemda.receptor.experiment.competition import competition
from nemda.receptor.experiment.dose_response import steady_dose_response
from nemda.receptor.experiment.glycine import glycine_removal
from nemda.receptor.experiment.hill import Cells
from nemda.receptor.experiment.iv_curve import steady_iv
from nemda.receptor.experiment.pulse_openings import openings_per_pulse
from nemda.receptor.experiment.setup import Setup
from nemda.receptor.experiment.synaptic import synaptic_train
from nemda.receptor.experiment.trapping import trapping
from nemda.receptor.experiment.voltage_jump import voltage_jump
from nemda.receptor.experiment.washout import washout_experiment
from nemda.report.look import layout_of, traces_of
from nemda.report.receptor.doses import comparison_figure, competition_figure, dose_response_figure
from nemda.report.receptor.frame import names_of
from nemda.report.receptor.pulses import (
    classification_figure,
    openings_figure,
    train_figure,
    trapping_figure,
)
from nemda.report.receptor.times import (
    application_figure,
    desensitization_figure,
    glycine_figure,
    jump_figure,
    paired_pulses_figure,
    washout_figure,
)
from nemda.report.receptor.voltages import iv_figure, voltage_jump_figure

BENCH = Setup("nmda.2a")

FIGURES = {
    "dose": lambda: dose_response_figure([steady_dose_response(BENCH, "ketamine", cells=Cells(draws=20))]),
    "comparison": lambda: comparison_figure(compare(BENCH, ["ketamine", "memantine"])),
    "competition": lambda: competition_figure(competition(BENCH, "glycine", "7_chlorokynurenate", (1.0,))),
    "iv": lambda: iv_figure(steady_iv(BENCH, {"control": {}, "magnesium": {"magnesium": 1000.0}})),
    "jump of voltage": lambda: voltage_jump_figure(voltage_jump(BENCH, "ketamine", 10.0, duration_s=1.0)),
    "washout": lambda: washout_figure(washout_experiment(BENCH, "ketamine", 1.0)),
    "jump": lambda: jump_figure(agonist_jump(BENCH)),
    "desensitization": lambda: desensitization_figure(desensitization(BENCH)),
    "paired": lambda: paired_pulses_figure(paired_pulses(Setup("ampa.fast"), 0.1)),
    "application": lambda: application_figure(application_order(BENCH, "ketamine", 3.0, apply_s=5.0)),
    "glycine": lambda: glycine_figure(glycine_removal(Setup("nmda.2b"))),
    "train": lambda: train_figure(synaptic_train(BENCH, "ketamine", 3.0, count=5)),
    "trapping": lambda: trapping_figure(trapping(BENCH, "ketamine", 10.0, retests=3)),
    "openings": lambda: openings_figure(openings_per_pulse(BENCH, "ketamine", (10.0,), channels=20)),
    "classification": lambda: classification_figure(classify("nmda.2a", "ketamine")),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_experiment_draws_with_named_axes_and_finite_numbers(name):
    figure = FIGURES[name]()
    layout = layout_of(figure)
    assert layout.xaxis.title.text
    assert name == "classification" or layout.yaxis.title.text
    assert traces_of(figure)
    assert all(names_of(figure))
    for trace in traces_of(figure):
        for axis in (trace.x, trace.y):
            values = [value for value in axis if not isinstance(value, str)]
            assert np.all(np.isfinite(values))
    assert figure.to_html(full_html=False, include_plotlyjs=False)


def test_a_dose_response_shows_curve_fit_interval_and_half_effect():
    result = steady_dose_response(BENCH, "ketamine", cells=Cells(draws=20))
    points, fitted, interval = traces_of(dose_response_figure([result]))
    assert points.y == pytest.approx(result.relative)
    assert np.interp(0.5, fitted.y[::-1], np.log(fitted.x[::-1])) == pytest.approx(np.log(0.71), abs=0.01)
    assert tuple(interval.x) == tuple(result.fit.half_interval)
    assert "0.71" in points.name


def test_currents_are_drawn_inward_negative_with_their_unit():
    result = steady_iv(BENCH)
    (control,) = traces_of(iv_figure(result))
    assert control.y[0] < 0 < control.y[-1]
    assert "(pA)" in layout_of(iv_figure(result)).yaxis.title.text
