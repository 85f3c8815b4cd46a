"""Which feasible experiment would separate the explanations best.

For an experiment that measures y with standard error s, each explanation m predicts x_md for each parameter
vector d that the data left it. Two numbers are reported. Separation, in units of error, the mean over pairs

    |mean x_a - mean x_b| / sqrt(s^2 + var x_a + var x_b),

and the information that y gives about which explanation is right, all equally probable beforehand
(Lindley 1956, Annals of Mathematical Statistics 27:986), with p(y | m) = mean over d of N(y; x_md, s):

    I = H[ mean over m of p(y | m) ] - mean over m of H[ p(y | m) ]   in bits, at most log2(number of m).

The list is ordered by information, because a spread within an explanation is no separation and one outlying
explanation is worth little. What would falsify a proposal: an error larger than the one assumed for its
readout (`nemda.hypothesis.readouts`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ExperimentError
from nemda.hypothesis.arm import ArmOfStudy, read_arm
from nemda.hypothesis.candidate import Candidate
from nemda.hypothesis.explanation import table_text
from nemda.hypothesis.predictor import Question, answers, runs
from nemda.hypothesis.readouts import Readout, readouts
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress

VECTORS = 12
"""Parameter vectors per explanation, the best one and draws."""
GRID = 400
TAIL_ERRORS = 5.0
SAME_ERRORS = 0.5
PLAIN = "alone"


@dataclass(frozen=True)
class Feasible:
    """An experiment that could be done: species, condition, arm, and what is read."""

    species: str
    condition: str
    arm: ArmOfStudy
    readout: Readout

    @property
    def is_plain(self) -> bool:
        """Whether the drug is given alone."""
        return self.condition == PLAIN

    @property
    def words(self) -> str:
        """The experiment in a few words."""
        doses = self.arm.experiment.doses
        given = ", ".join(f"{one.compound} {one.amount_mg_kg:g} mg/kg {one.route}" for one in doses)
        longest = max((one.duration_h for one in doses), default=0.0)
        over = f" over {longest:.2g} h" if longest else ""
        condition = "" if self.is_plain else f", {self.condition}"
        return f"{self.species}, {given}{over}{condition}: {self.readout.name} at {self.arm.times_h[-1]:g} h"


@dataclass(frozen=True)
class Proposal:
    """An experiment with what each explanation expects of it.

    `mean` and `spread` [hypothesis] are over the parameter vectors; `apart` names the two explanations
    that it separates best and by how many errors.
    """

    experiment: Feasible
    mean: Float[ndarray, " hypothesis"]
    spread: Float[ndarray, " hypothesis"]
    separation: float
    information_bits: float
    apart: tuple[str, str, float]


@cache
def feasible_experiments() -> tuple[Feasible, ...]:
    """Return every experiment of the feasible set."""
    content = tomllib.loads(table_text("feasible"))
    return tuple(one for species, entry in content.items() for one in _of_species(species, entry))


def discriminate(
    found: Sequence[Candidate],
    *,
    among: Sequence[Feasible] | None = None,
    parameter_set: str = DEFAULT_SET,
    progress: Progress = SILENT,
) -> tuple[Proposal, ...]:
    """Return the feasible experiments by what they would tell, the best first.

    `among` replaces the shipped set. Parameter vectors without a solution are left out, and so is an
    experiment that has none under some explanation.

    Raises
    ------
    ExperimentError
        Fewer than two explanations.
    CancelledError
        The user asked to stop.
    """
    if len(found) < 2:
        raise ExperimentError(
            "Nothing to separate.", where="discriminate", expected="at least two explanations", got=len(found)
        )
    choices = feasible_experiments() if among is None else tuple(among)
    asked = [Question(one.arm, one.readout) for one in choices]
    vectors = [vector for one in found for vector in one.vectors[:VECTORS]]
    edges = np.cumsum([0, *(len(one.vectors[:VECTORS]) for one in found)])
    progress.start(runs(asked, len(vectors)), "searching experiments")
    predicted = answers(asked, vectors, parameter_set=parameter_set, progress=progress)
    progress.finish()
    names = [one.name for one in found]
    proposals: list[Proposal] = []
    for index, one in enumerate(choices):
        columns = [predicted[a:b, index] for a, b in pairwise(edges.tolist())]
        known = [column[~np.isnan(column)] for column in columns]
        if all(column.size for column in known):
            proposals.append(_proposal(one, names, known))
    return tuple(sorted(proposals, key=lambda each: -each.information_bits))


def distinct(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals without those that only repeat a better or simpler one, in the same order.

    One repeats another if species and readout agree and no explanation expects a difference of more than
    half an error between the two; of equally informative ones the one without a co-drug is kept.
    """
    ordered = sorted(
        proposals, key=lambda one: (-round(one.information_bits, 2), not one.experiment.is_plain)
    )
    kept: list[Proposal] = []
    for one in ordered:
        if not any(_repeats(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _repeats(one: Proposal, other: Proposal) -> bool:
    mine, theirs = one.experiment, other.experiment
    if (mine.species, mine.readout.name) != (theirs.species, theirs.readout.name):
        return False
    return bool(np.all(np.abs(one.mean - other.mean) < SAME_ERRORS * mine.readout.error))


def information(predicted: Sequence[Float[ndarray, " draw"]], error: float) -> float:
    """Return the information in bits of one measurement about which explanation is right.

    The entropies are sums over a grid that reaches five errors beyond all predictions.
    """
    low = min(float(one.min()) for one in predicted) - TAIL_ERRORS * error
    high = max(float(one.max()) for one in predicted) + TAIL_ERRORS * error
    points = max(GRID, int(8 * (high - low) / error))
    y = np.linspace(low, high, points)
    density = np.stack([_mixture(y, one, error) for one in predicted])
    step = y[1] - y[0]
    whole = _entropy(density.mean(axis=0), step)
    each = np.mean([_entropy(one, step) for one in density])
    return max(0.0, float(whole - each) / float(np.log(2)))


def _mixture(y: ndarray, predicted: ndarray, error: float) -> ndarray:
    scaled = (y[:, None] - predicted) / error
    return np.mean(np.exp(-(scaled**2) / 2), axis=1) / (error * np.sqrt(2 * np.pi))


def _entropy(density: ndarray, step: float) -> float:
    positive = density[density > 0]
    return float(-np.sum(positive * np.log(positive)) * step)


def _proposal(one: Feasible, names: Sequence[str], predicted: Sequence[ndarray]) -> Proposal:
    error = one.readout.error
    mean = np.array([each.mean() for each in predicted])
    spread = np.array([each.std() for each in predicted])
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    noise = [np.sqrt(error**2 + spread[i] ** 2 + spread[j] ** 2) for i, j in pairs]
    apart = np.array([abs(mean[i] - mean[j]) for i, j in pairs]) / np.array(noise)
    first, second = pairs[int(np.argmax(apart))]
    return Proposal(
        experiment=one,
        mean=mean,
        spread=spread,
        separation=float(apart.mean()),
        information_bits=information(predicted, error),
        apart=(names[first], names[second], float(apart.max())),
    )


def _of_species(species: str, entry: Mapping[str, Any]) -> Iterator[Feasible]:
    for doses in entry["doses"]:
        for condition, change in entry["conditions"].items():
            for name, times in entry["readouts"].items():
                for time_h in times:
                    given = {"species": species, "stress": entry["stress"], "doses": doses, "time_h": time_h}
                    arm = read_arm({**given, **change}, f"feasible.toml: {species}, {condition}")
                    yield Feasible(species, condition, arm, readouts()[name])
