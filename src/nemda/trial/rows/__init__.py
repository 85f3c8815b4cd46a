"""Rows of trial tables as simulated arms: what a row says in words becomes doses, people and a setting.

Calibration and validation read the same rows by the same rules, so that a number is fitted exactly as
it is judged. Wrong if two readers would simulate a row differently and neither is told what was assumed.
"""

from nemda.trial.rows.arm_row import ArmRow, OutcomeRow, arm_rows, outcome_rows
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.scenario import Scenario, scenario_of

__all__ = ["ArmRow", "NotPredictedError", "OutcomeRow", "Scenario", "arm_rows", "outcome_rows", "scenario_of"]
