"""Validation against trials: every outcome row of the tables beside what the model predicts for it.

Wrong if the shares inside the 90% intervals are far from 90% for studies that no calibration has seen.
"""

from nemda.validate.trials.outcome import TrialOutcomeRow
from nemda.validate.trials.run import validate_trials
from nemda.validate.trials.summary import TrialSummary, summarize_trials

__all__ = ["TrialOutcomeRow", "TrialSummary", "summarize_trials", "validate_trials"]
