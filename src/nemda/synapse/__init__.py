"""One synapse: how timing of spikes changes its strength, and how too much glutamate kills the cell.

`rule` and `change` hold the calcium rule of plasticity, `condition` what magnesium, ketamine and
D-cycloserine make of it, `practice` what repetition does; `load`, `focal` and `ischemia` follow calcium
to injury and its prevention; `hypofunction` says when deep block leaves
vacuoles; `window` is the hypothesis that what is learned in a plastic time lasts.
"""

from nemda.synapse.change import Change, strength_change
from nemda.synapse.condition import Condition, nmda_share
from nemda.synapse.focal import Guard, injected_injury, protection
from nemda.synapse.hypofunction import has_vacuoles, vacuole_window_h
from nemda.synapse.ischemia import Scenario, injury_of_scenario, scenario, scenarios
from nemda.synapse.load import Exposure, dead_share, injury_of_exposures, time_to_death_h
from nemda.synapse.practice import DAILY_SESSION, Practice, practice
from nemda.synapse.rule import CalciumRule, published_rule, published_rules
from nemda.synapse.spikes import SpikePairs
from nemda.synapse.window import learned_change

__all__ = [
    "DAILY_SESSION",
    "CalciumRule",
    "Change",
    "Condition",
    "Exposure",
    "Guard",
    "Practice",
    "Scenario",
    "SpikePairs",
    "dead_share",
    "has_vacuoles",
    "injected_injury",
    "injury_of_exposures",
    "injury_of_scenario",
    "learned_change",
    "nmda_share",
    "practice",
    "protection",
    "published_rule",
    "published_rules",
    "scenario",
    "scenarios",
    "strength_change",
    "time_to_death_h",
    "vacuole_window_h",
]
