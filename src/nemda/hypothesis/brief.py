"""The discriminating tests of the literature, run under every fitted explanation.

Each test asks one explanation for a finding that follows if it is right. The verdict of a table entry is read
from predictions at the best fit, by one of the rules below; an explanation that predicts no effect at all
has none to lose, and that is said. Wrong if a verdict changes within the draws of a fit.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.hypothesis.arm import ArmOfStudy, read_arm
from nemda.hypothesis.candidate import Candidate
from nemda.hypothesis.explanation import table_text
from nemda.hypothesis.likelihood import SIGNIFICANT
from nemda.hypothesis.predictor import Question, answers, runs
from nemda.hypothesis.readouts import Readout, readouts
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress

Rule = Literal["ladder", "effect", "kept", "variance"]
LEAST_EFFECT = 0.25
"""An effect below this share of the standard error is none that could be lost."""
KEPT_SHARE = 0.5
"""An effect that falls below this share of itself counts as lost."""
PEOPLE_SD_POINTS = 11.0
"""Standard deviation of MADRS between people after ketamine, about that of Wilkinson 2018 (11.5 to 12.3)."""
LARGEST_VARIANCE_SHARE = 0.07
"""r = -0.26 between the change of IL-6 and improvement (Zhan 2020): 7% of variance."""


@dataclass(frozen=True)
class BriefTest:
    """One test: arms of an experiment, a readout, a rule, and what its own explanation should give."""

    name: str
    of: str
    question: str
    readout: Readout
    rule: Rule
    asked: str
    source: str
    arms: tuple[ArmOfStudy, ...]


@dataclass(frozen=True)
class BriefResult:
    """A test under each explanation: predictions [hypothesis, arm] and the verdicts.

    `met` says whether the explanation that the test belongs to gives what is asked of it; None where it
    was not among those run.
    """

    test: BriefTest
    names: tuple[str, ...]
    predicted: Float[ndarray, "hypothesis arm"]
    verdicts: tuple[str, ...]

    @property
    def met(self) -> bool | None:
        """Whether the explanation passes its own test."""
        if self.test.of not in self.names:
            return None
        return self.verdicts[self.names.index(self.test.of)] == self.test.asked


@cache
def brief_tests() -> tuple[BriefTest, ...]:
    """Return the tests in the order of the file."""
    content = tomllib.loads(table_text("brief"))
    return tuple(_test(name, entry) for name, entry in content.items())


def run_brief(
    found: Sequence[Candidate], *, parameter_set: str = DEFAULT_SET, progress: Progress = SILENT
) -> tuple[BriefResult, ...]:
    """Return every test under every explanation at its best fit."""
    tests = brief_tests()
    asked = [Question(arm, test.readout) for test in tests for arm in test.arms]
    progress.start(runs(asked, len(found)), "tests of the literature")
    predicted = answers(asked, [one.best for one in found], parameter_set=parameter_set, progress=progress)
    progress.finish()
    results: list[BriefResult] = []
    first = 0
    for test in tests:
        values = predicted[:, first : first + len(test.arms)]
        first += len(test.arms)
        verdicts = tuple(verdict(test, row) for row in values)
        results.append(BriefResult(test, tuple(one.name for one in found), values, verdicts))
    return tuple(results)


def verdict(test: BriefTest, values: Float[ndarray, " arm"]) -> str:
    """Return the verdict of a rule on the values of the arms.

    A change is detectable beyond 1.96 standard errors of the readout. Where the model has no solution under
    the parameters the verdict is ``no course``.
    """
    if np.isnan(values).any():
        return "no course"
    detectable = SIGNIFICANT * test.readout.error
    if test.rule == "ladder":
        return _ladder(values, detectable)
    if test.rule == "effect":
        return "effect" if abs(values[-1]) > detectable else "no effect"
    if test.rule == "kept":
        if abs(values[0]) <= LEAST_EFFECT * test.readout.error:
            return "nothing to lose"
        return "kept" if values[-1] / values[0] >= KEPT_SHARE else "lost"
    share = variance_share(values)
    return "at most 7%" if share <= LARGEST_VARIANCE_SHARE else "more than 7%"


def variance_share(values: Float[ndarray, " arm"]) -> float:
    """Return the variance that one SD either way makes, over the variance between people."""
    return float(((values[0] - values[-1]) / 2 / PEOPLE_SD_POINTS) ** 2)


def _ladder(values: ndarray, detectable: float) -> str:
    peak = int(np.argmax(values))
    rises = values[peak] > detectable and 0 < peak < values.size - 1
    if rises and values[peak] - values[-1] > detectable:
        return "inverted U"
    return "rises" if values[-1] > detectable else "falls" if values[-1] < -detectable else "flat"


def _test(name: str, entry: dict[str, Any]) -> BriefTest:
    arms = tuple(read_arm({**entry["base"], **arm}, f"brief.toml: {name}") for arm in entry["arms"])
    return BriefTest(
        name=name,
        of=entry["of"],
        question=entry["question"],
        readout=readouts()[entry["readout"]],
        rule=entry["rule"],
        asked=entry["asked"],
        source=entry["source"],
        arms=arms,
    )
