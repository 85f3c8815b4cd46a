from __future__ import annotations

from nemda.engine.dataset import MAIN_VARIABLES, variable_attributes
from nemda.report.panels import STAGES

# In every result but in no panel: parts of what is shown, or seen in the panel beside.
NOT_SHOWN = {"mood_fast", "expectancy", "care", "dissociation_tolerance"}


def shown() -> list[str]:
    return [name for stage in STAGES for panel in stage.panels for name in panel.variables]


def test_every_panel_shows_variables_that_every_result_holds() -> None:
    assert set(shown()) <= set(MAIN_VARIABLES)


def test_every_main_variable_is_shown_once() -> None:
    assert len(shown()) == len(set(shown()))
    assert set(MAIN_VARIABLES) - set(shown()) == NOT_SHOWN


def test_a_quantity_without_unit_says_what_it_is_relative_to() -> None:
    for stage in STAGES:
        for panel in stage.panels:
            units = {variable_attributes()[name]["units"] for name in panel.variables}
            assert len(units) == 1
            assert (units == {"1"}) == bool(panel.plain_unit)


def test_two_lines_of_a_panel_can_be_told_apart() -> None:
    for stage in STAGES:
        for panel in stage.panels:
            assert len({line.dash for line in panel.lines}) == len(panel.lines)
            assert len(panel.lines) == 1 or all(line.key for line in panel.lines)


def test_stages_have_keys_of_their_own() -> None:
    assert len({stage.key for stage in STAGES}) == len(STAGES)
