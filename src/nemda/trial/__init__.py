"""Virtual trials: arms, endpoints, published trials as data, and observed beside predicted.

What would falsify this room: a published trial whose numbers, entered here, come out different from the
evidence tables, or an interval that fails to hold the share of simulated trials that it promises.
"""

from nemda.trial.compare import Comparison, compare
from nemda.trial.definition import Arm, Share, Trial
from nemda.trial.planned import PlannedArm, arms_of_regimens, arms_of_trial
from nemda.trial.published import published_trial
from nemda.trial.reading import read_plan, read_trial_file
from nemda.trial.results import ArmResult, ComparisonRow, Observed
from nemda.trial.run import Run, run, run_trial
from nemda.trial.settings import RunSettings
from nemda.trial.summary import ArmSummary, summarize
from nemda.trial.writing import write_trial_file

__all__ = [
    "Arm",
    "ArmResult",
    "ArmSummary",
    "Comparison",
    "ComparisonRow",
    "Observed",
    "PlannedArm",
    "Run",
    "RunSettings",
    "Share",
    "Trial",
    "arms_of_regimens",
    "arms_of_trial",
    "compare",
    "published_trial",
    "read_plan",
    "read_trial_file",
    "run",
    "run_trial",
    "summarize",
    "write_trial_file",
]
