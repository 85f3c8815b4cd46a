"""Hierarchical calibration of the clinical terms to published trials: drug, expectancy, course, durability.

Means, standard deviations, rates, hazards and times to relapse are fitted together, each with its
sampling error, with a deviation of its own for every study and priors on every parameter.
"""

from nemda.fit.trials.data import Target, targets
from nemda.fit.trials.run import TrialFit, fit_trials

__all__ = ["Target", "TrialFit", "fit_trials", "targets"]
