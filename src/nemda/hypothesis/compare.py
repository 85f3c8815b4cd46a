"""The comparison: every explanation fitted to the same targets, ranked, with what the data cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ExperimentError
from nemda.hypothesis.criteria import Standing, aicc, left_out, standings, winners_without
from nemda.hypothesis.explanation import Hypothesis, chosen_hypotheses, of_the_chain
from nemda.hypothesis.likelihood import expected_sign
from nemda.hypothesis.posterior import Posterior, posteriors
from nemda.hypothesis.target import Target, targets
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress

DRAWS = 64
ROUNDS = 6
SEED = 20131
FEW_EFFECTIVE = 20.0
UNINFORMED = 0.2
ENTANGLED = 0.7


@dataclass(frozen=True)
class Estimate:
    """A fitted parameter: at the best draw, its 90% interval, and the share of prior variance removed."""

    name: str
    value: float
    low: float
    high: float
    informed: float


@dataclass(frozen=True)
class Fitted:
    """An explanation after the fit.

    `predicted` and `residual` are at the best draw, one per target; a residual is in standard errors, that
    of a sign is the distance of the prediction from the nearest change that a study would most
    probably report so. `pointwise` is the log density of each target left out.
    """

    hypothesis: Hypothesis
    estimates: tuple[Estimate, ...]
    predicted: Float[ndarray, " target"]
    agrees: tuple[bool, ...]
    pointwise: Float[ndarray, " target"]
    log_likelihood: float
    aicc: float
    elpd: float
    standing: Standing
    effective: float
    entangled: tuple[tuple[str, str, float], ...]
    draws: Float[ndarray, "draw free"]

    @property
    def changes(self) -> dict[str, float]:
        """Switches and fitted parameters, as ``nemda simulate --change`` takes them."""
        fitted = {one.name: one.value for one in self.estimates}
        return of_the_chain({**self.hypothesis.switches, **fitted})


@dataclass(frozen=True)
class Comparison:
    """The explanations, the best first, and the targets they were held to."""

    targets: tuple[Target, ...]
    ranked: tuple[Fitted, ...]
    without_source: dict[str, str]
    parameter_set: str
    seed: int

    @property
    def decisive(self) -> tuple[tuple[str, float], ...]:
        """Sources by how much they speak for the best against the second, the strongest first."""
        if len(self.ranked) < 2:
            return ()
        apart = self.ranked[0].pointwise - self.ranked[1].pointwise
        totals: dict[str, float] = {}
        for target, gain in zip(self.targets, apart, strict=True):
            totals[target.source] = totals.get(target.source, 0.0) + float(gain)
        return tuple(sorted(totals.items(), key=lambda item: -abs(item[1])))

    @property
    def unexplained(self) -> tuple[Target, ...]:
        """Targets that no explanation gets right at its best draw."""
        return tuple(
            target
            for index, target in enumerate(self.targets)
            if not any(fitted.agrees[index] for fitted in self.ranked)
        )

    @property
    def silent(self) -> tuple[Target, ...]:
        """Targets on which all explanations do equally well or badly, so that they decide nothing."""
        spread = np.ptp([fitted.pointwise for fitted in self.ranked], axis=0)
        return tuple(target for target, one in zip(self.targets, spread, strict=True) if one < SAME)


SAME = 0.1


def compare(
    names: Sequence[str] = (),
    *,
    held_to: Sequence[Target] | None = None,
    draws: int = DRAWS,
    rounds: int = ROUNDS,
    seed: int = SEED,
    parameter_set: str = DEFAULT_SET,
    progress: Progress = SILENT,
) -> Comparison:
    """Return every explanation fitted to the targets and ranked by what it predicts of data left out.

    `held_to` replaces the shipped targets; `draws` parameter vectors per round and hypothesis.

    Raises
    ------
    ExperimentError
        A name is unknown, fewer than two targets, or too few draws.
    CancelledError
        The user asked to stop; nothing is kept.
    """
    asked = tuple(targets() if held_to is None else held_to)
    if len(asked) < 2 or draws < 8 or rounds < 1:
        raise ExperimentError(
            "There is too little to compare on.", where="compare",
            expected="at least 2 targets, 8 draws and 1 round",
            got=f"{len(asked)} targets, {draws} draws, {rounds} rounds",
        )  # fmt: skip
    chosen = chosen_hypotheses(names, parameter_set)
    found = posteriors(
        chosen, asked, draws=draws, rounds=rounds, seed=seed, parameter_set=parameter_set, progress=progress
    )
    pointwise = np.stack([left_out(one) for one in found])
    sources = [target.source for target in asked]
    stand = standings(pointwise, sources, seed)
    fits = [_fitted(*pair, asked) for pair in zip(found, pointwise, stand, strict=True)]
    winners = winners_without(pointwise, sources)
    return Comparison(
        targets=asked,
        ranked=tuple(sorted(fits, key=lambda fitted: -fitted.elpd)),
        without_source={source: chosen[index].name for source, index in winners.items()},
        parameter_set=parameter_set,
        seed=seed,
    )


def imagined(asked: Sequence[Target], predicted: Float[ndarray, " target"]) -> tuple[Target, ...]:
    """Return the targets as they would have been seen if these predictions were the truth (no noise)."""
    return tuple(
        replace(
            target,
            observed=expected_sign(float(value), target.error)
            if isinstance(target.observed, str)
            else float(value),
        )
        for target, value in zip(asked, predicted, strict=True)
    )


def _fitted(posterior: Posterior, pointwise: ndarray, standing: Standing, asked: Sequence[Target]) -> Fitted:
    best = posterior.best
    predicted = posterior.predicted[best]
    free = posterior.hypothesis.free
    total = float(posterior.log_likelihood[best].sum())
    return Fitted(
        hypothesis=posterior.hypothesis,
        estimates=_estimates(posterior),
        predicted=predicted,
        agrees=tuple(agrees(target, value) for target, value in zip(asked, predicted.tolist(), strict=True)),
        pointwise=pointwise,
        log_likelihood=total,
        aicc=aicc(total, len(free), len(asked)),
        elpd=float(pointwise.sum()),
        standing=standing,
        effective=posterior.effective,
        entangled=_entangled(posterior),
        draws=posterior.resampled(RESAMPLED, SEED),
    )


RESAMPLED = 24
"""Draws kept of each explanation, for experiments to come."""


def agrees(target: Target, predicted: float) -> bool:
    """Return whether a prediction has the sign that was seen, or lies within two errors of the number."""
    if isinstance(target.observed, str):
        return expected_sign(predicted, target.error) == target.observed
    return abs(predicted - target.observed) <= 2 * target.error


def _estimates(posterior: Posterior) -> tuple[Estimate, ...]:
    found: list[Estimate] = []
    for index, one in enumerate(posterior.hypothesis.free):
        z = posterior.z[:, index]
        order = np.argsort(z)
        reached = np.cumsum(posterior.weight[order])
        low, high = (z[order][np.searchsorted(reached, share).clip(max=z.size - 1)] for share in (0.05, 0.95))
        mean = posterior.weight @ z
        variance = float(posterior.weight @ (z - mean) ** 2)
        value, bottom, top = one.value(np.array([z[posterior.best], low, high])).tolist()
        found.append(Estimate(one.name, value, bottom, top, max(0.0, 1 - variance)))
    return tuple(found)


def _entangled(posterior: Posterior) -> tuple[tuple[str, str, float], ...]:
    """Return the pairs of parameters whose correlation is beyond `ENTANGLED`."""
    z, weight = posterior.z, posterior.weight
    away = z - weight @ z
    covariance = (away.T * weight) @ away
    deviation = np.sqrt(np.diag(covariance))
    correlation = covariance / np.maximum(np.outer(deviation, deviation), 1e-12)
    names = [one.name for one in posterior.hypothesis.free]
    return tuple(
        (names[i], names[j], float(correlation[i, j]))
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if abs(correlation[i, j]) > ENTANGLED
    )
