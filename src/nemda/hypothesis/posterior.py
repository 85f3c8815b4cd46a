"""What the targets leave of a hypothesis: adaptive importance sampling, all hypotheses in step.

With few parameters and predictions that come in batches, drawing many parameter vectors at once and moving
the proposal toward what fits beats a chain of single steps (adaptive multiple importance sampling, Cornuet,
Marin, Mira & Robert 2012, Scandinavian Journal of Statistics 39:798). The first round is the prior;
each later one a Student t (5 degrees of freedom) around the weighted draws so far, tempered until enough
of them count. All rounds are kept, each draw weighed against the mixture of all proposals:

    weight = prior(z) likelihood(z) / mean over rounds of proposal_r(z).

Wrong if the effective number of draws is small: then the ranking is noise, and the comparison says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.hypothesis.explanation import Hypothesis
from nemda.hypothesis.likelihood import log_likelihood
from nemda.hypothesis.predictor import integrations, predictions
from nemda.hypothesis.target import Target
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress

DEGREES = 5.0
WIDER = 1.3
"""Proposals are this much wider in variance than the draws they follow, so that tails are covered."""
LEAST_VARIANCE = 0.01


@dataclass(frozen=True)
class Posterior:
    """Weighted draws of a hypothesis: standardized parameters, predictions, and log likelihoods.

    `weight` sums to 1; `effective` is 1 / sum of squared weights, the number of draws that count.
    """

    hypothesis: Hypothesis
    z: Float[ndarray, "draw free"]
    predicted: Float[ndarray, "draw target"]
    log_likelihood: Float[ndarray, "draw target"]
    weight: Float[ndarray, " draw"]

    @property
    def effective(self) -> float:
        """The number of draws that count."""
        return float(1 / np.sum(self.weight**2))

    @property
    def best(self) -> int:
        """The draw with the highest product of prior and likelihood."""
        return int(np.argmax(self.log_likelihood.sum(axis=1) + _log_prior(self.z)))

    def resampled(self, n: int, seed: int) -> Float[ndarray, "draw free"]:
        """Return `n` draws with equal weights."""
        random = np.random.default_rng(seed)
        return self.z[random.choice(self.weight.size, n, p=self.weight)]


@dataclass
class _Cloud:
    """Draws of one hypothesis so far, and the proposals they came from."""

    z: list[ndarray] = field(default_factory=list[ndarray])
    predicted: list[ndarray] = field(default_factory=list[ndarray])
    likelihood: list[ndarray] = field(default_factory=list[ndarray])
    proposals: list[tuple[ndarray, ndarray] | None] = field(
        default_factory=list["tuple[ndarray, ndarray] | None"]
    )

    def log_weight(self) -> ndarray:
        z = np.concatenate(self.z)
        log_target = np.concatenate(self.likelihood).sum(axis=1) + _log_prior(z)
        each = [_log_proposal(z, proposal) for proposal in self.proposals]
        return log_target - (np.logaddexp.reduce(each, axis=0) - np.log(len(each)))


def posteriors(
    hypotheses: Sequence[Hypothesis],
    targets: Sequence[Target],
    *,
    draws: int,
    rounds: int,
    seed: int,
    parameter_set: str = DEFAULT_SET,
    progress: Progress = SILENT,
) -> tuple[Posterior, ...]:
    """Return the posterior of each hypothesis; `draws` per round, more where more parameters are free.

    Raises
    ------
    CancelledError
        The user asked to stop.
    """
    random = np.random.default_rng(seed)
    clouds = [_Cloud() for _ in hypotheses]
    sizes = [draws * max(1, round(len(one.free) / 4)) for one in hypotheses]
    progress.start(rounds * integrations(targets, sum(sizes)), "fitting the explanations")
    for _ in range(rounds):
        fresh = [
            _drawn(cloud, len(one.free), size, random)
            for cloud, one, size in zip(clouds, hypotheses, sizes, strict=True)
        ]
        fitted = [change for one, z in zip(hypotheses, fresh, strict=True) for change in one.changes(z)]
        predicted = predictions(targets, fitted, parameter_set=parameter_set, progress=progress)
        edges = np.cumsum([0, *sizes])
        for index, cloud in enumerate(clouds):
            rows = predicted[edges[index] : edges[index + 1]]
            cloud.z.append(fresh[index])
            cloud.predicted.append(rows)
            cloud.likelihood.append(log_likelihood(targets, rows))
    progress.finish()
    return tuple(_finished(cloud, one) for cloud, one in zip(clouds, hypotheses, strict=True))


def _finished(cloud: _Cloud, hypothesis: Hypothesis) -> Posterior:
    return Posterior(
        hypothesis,
        np.concatenate(cloud.z),
        np.concatenate(cloud.predicted),
        np.concatenate(cloud.likelihood),
        _normalized(cloud.log_weight()),
    )


def _drawn(cloud: _Cloud, free: int, size: int, random: np.random.Generator) -> ndarray:
    """Return draws of the next round, and note their proposal: None is the prior."""
    if not cloud.z:
        cloud.proposals.append(None)
        return random.standard_normal((size, free))
    z = np.concatenate(cloud.z)
    weight = _tempered(cloud.log_weight(), least=max(30.0, 6.0 * free))
    center = weight @ z
    spread = WIDER * ((z - center).T * weight) @ (z - center) + LEAST_VARIANCE * np.eye(free)
    cloud.proposals.append((center, spread))
    stretch = np.sqrt(DEGREES / random.chisquare(DEGREES, size))
    return center + stretch[:, None] * (random.standard_normal((size, free)) @ np.linalg.cholesky(spread).T)


def _tempered(log_weight: ndarray, least: float) -> ndarray:
    """Return the weights to the highest power at which at least so many draws count."""
    low, high = 0.0, 1.0
    if 1 / np.sum(_normalized(log_weight) ** 2) >= least:
        return _normalized(log_weight)
    for _ in range(30):
        middle = (low + high) / 2
        enough = 1 / np.sum(_normalized(middle * log_weight) ** 2) >= least
        low, high = (middle, high) if enough else (low, middle)
    return _normalized(low * log_weight)


def _normalized(log_weight: ndarray) -> ndarray:
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum()


def _log_prior(z: ndarray) -> ndarray:
    return -0.5 * np.sum(z**2, axis=1) - 0.5 * z.shape[1] * np.log(2 * np.pi)


def _log_proposal(z: ndarray, proposal: tuple[ndarray, ndarray] | None) -> ndarray:
    """Return the log density of the prior, or of the Student t around a center with this spread."""
    if proposal is None:
        return _log_prior(z)
    center, spread = proposal
    free = center.size
    root = np.linalg.cholesky(spread)
    away = np.linalg.solve(root, (z - center).T)
    constant = math.lgamma((DEGREES + free) / 2) - math.lgamma(DEGREES / 2)
    constant -= 0.5 * free * math.log(DEGREES * math.pi) + float(np.log(np.diag(root)).sum())
    return constant - 0.5 * (DEGREES + free) * np.log1p(np.sum(away**2, axis=0) / DEGREES)
