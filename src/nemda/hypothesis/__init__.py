"""Competing explanations of the antidepressant effect: fitted to the same data, ranked, and set apart.

An explanation is a setting of the contested arrows with parameters of its own (`explanation`); targets are
rows of the evidence tables as experiments (`target`); `compare` fits and ranks, `discriminate` searches the
experiments that would tell more, `run_brief` runs the tests that the literature asks for. What would
falsify this room: data made by one explanation that selects another.
"""

from nemda.hypothesis.brief import run_brief
from nemda.hypothesis.candidate import candidates, read_candidates, save_candidates
from nemda.hypothesis.compare import Comparison, compare
from nemda.hypothesis.discriminate import discriminate
from nemda.hypothesis.explanation import Hypothesis, find_hypothesis, hypotheses, mixed_switches
from nemda.hypothesis.target import Target, read_targets, targets

__all__ = [
    "Comparison",
    "Hypothesis",
    "Target",
    "candidates",
    "compare",
    "discriminate",
    "find_hypothesis",
    "hypotheses",
    "mixed_switches",
    "read_candidates",
    "read_targets",
    "run_brief",
    "save_candidates",
    "targets",
]
