"""Pictures of long-term risk, indications and the coupling of the EEG: what is drawn is what was found."""

import numpy as np
import pytest

from nemda.cortex import eeg
from nemda.indication.predict import Outcome, Range
from nemda.plan.compare import Compared, Measure
from nemda.regimen import parse
from nemda.report.figures_compare import shared_words
from nemda.report.figures_coupling import coupling_figure, states_figure
from nemda.report.figures_indication import readings_figure
from nemda.report.figures_risk import findings_figure
from nemda.risk import exposure_of, recreational, risk_profile


def texts(figure):
    return [note["text"] for note in figure.to_dict()["layout"]["annotations"]]


@pytest.mark.parametrize(
    "exposure",
    [exposure_of(parse("84 mg esketamine nasal weekly for 8 weeks"), months=24), recreational(2.0, 36.0)],
)
def test_every_finding_has_a_line_with_its_number_or_none(exposure):
    figure = findings_figure(exposure)
    findings = risk_profile(exposure)
    shown = figure.to_dict()["data"][0]["x"]
    known = [one.estimate.mean for one in findings if one.estimate is not None]
    assert list(shown) == pytest.approx(known)
    words = texts(figure)
    assert words.count("no number") == len(findings) - len(known)
    assert any(exposure.setting.capitalize() in one for one in words)
    assert any("no advice" in one for one in words)


def outcome(name, reading, better, gained):
    return Outcome(name, reading, "people", 24.0, "scale", better, None, gained, "better", "now", "points",
                   "low", "a sentence", ("key",))  # fmt: skip


def test_readings_stand_beside_the_arms_of_their_trial():
    found = [
        outcome("ptsd", "civilians", Range(0.78, 0.5, 0.88), None),
        outcome("ptsd", "veterans", Range(0.02, 0.0, 0.19), None),
    ]
    traces = {one["name"]: one for one in readings_figure(found).to_dict()["data"]}
    assert list(traces["this regimen, simulated"]["x"]) == pytest.approx([78.0, 2.0])
    assert list(traces["its trial: drug"]["x"]) == pytest.approx([66.7], abs=0.1)
    assert list(traces["its trial: control"]["x"]) == pytest.approx([20.0])
    assert "evidence grade low" in texts(readings_figure(found))[0]


def test_a_difference_stands_beside_that_of_its_trial():
    found = [outcome("alcohol", "randomized", None, Range(11.0, 2.0, 20.0))]
    traces = {one["name"]: one for one in readings_figure(found).to_dict()["data"]}
    assert list(traces["its trial: drug"]["x"]) == pytest.approx([10.1])
    assert "its trial: control" not in traces


def test_coupling_and_states_are_those_of_the_course():
    course = eeg("1.5 mg/kg ketamine iv", np.array([0.0, 5.0, 240.0]) / 60)
    coupling = coupling_figure(course.blocks, course.time_h, "hours", course.cortex)
    for trace in coupling.to_dict()["data"]:
        assert trace["y"][0] == pytest.approx(100.0, abs=0.5)
    alpha = coupling.to_dict()["data"][0]["y"]
    assert alpha[1] < 70 < alpha[2]
    states = states_figure(course, 1).to_dict()["data"]
    assert list(states[0]["y"]) == pytest.approx(100 * course.alternation.slow_share, rel=1e-3)
    assert set(np.unique(states[1]["y"])) == {0.0, 1.0}


def test_words_of_a_measure_hold_for_courses_of_every_length():
    def ended(day):
        response = Measure("response", f"response, day {day}", "%", "benefit", True, 50.0, 40.0, 60.0)
        return Compared("a regimen", 10, (response,))

    assert shared_words([ended(18), ended(18)], "response") == "response, day 18"
    assert shared_words([ended(18), ended(25)], "response") == "response, 24 h after the last session"
