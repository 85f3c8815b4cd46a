"""The caption of mood says where teeth a week apart come from, and only where people take pills."""

from __future__ import annotations

import pytest

from nemda.engine.simulate import simulate
from nemda.people import people
from nemda.report.arms import shown_arms
from nemda.report.sections import PILLS, mood_section
from nemda.trial.results import ArmResult


@pytest.mark.parametrize(
    ("sentence", "has_teeth"),
    [("placebo oral daily for 2 weeks", True), ("placebo nasal twice weekly for 2 weeks", False)],
)
def test_teeth_of_pills_are_explained(sentence: str, has_teeth: bool) -> None:
    result = simulate(sentence, people("trd", n=4, seed=1), 3)
    section = mood_section(shown_arms([ArmResult("arm", sentence, result)]), (), 0)
    figure = section.blocks[0].figure
    assert figure is not None
    assert (PILLS in figure.caption) == has_teeth
    assert ("The teeth a week apart are these visits" in figure.caption) == has_teeth
