"""Fitting the two or three numbers of each reading to its trial arms, given the present parameter set.

Maximum a posteriori of binomial counts with wide normal priors, because most readings rest on ten to thirty
people and an arm without a single responder has no maximum likelihood: transfer ~ N(0.5, 1) and weight ~
N(0.5, 1) for shares; transfer ~ N(0, 5), weight ~ N(0, 3), level ~ N(-1, 3) for chances. Standard errors are
those of the curvature at the mode. What would falsify the form: arms that it misses by more than their counts
allow, which the fit returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.simulate import simulate
from nemda.indication.definition import Fitted, Indication, Reading
from nemda.indication.forms import chance_better
from nemda.indication.states import NEEDED, States, judged_h, states_at
from nemda.people import people
from nemda.regimen import parse, sessions
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

PEOPLE, SEED = 120, 20261122
_Loss = Callable[[Float[ndarray, " free"]], float]


class Prior(NamedTuple):
    """Mean and SD of a fitted number before any trial."""

    mean: float
    sd: float


PRIORS: Mapping[str, tuple[Prior, Prior, Prior]] = {
    "share": (Prior(0.5, 1.0), Prior(0.5, 1.0), Prior(0.0, 0.0)),
    "chance": (Prior(0.0, 5.0), Prior(0.0, 3.0), Prior(-1.0, 3.0)),
}


class ArmFit(NamedTuple):
    """Share of an arm that is better: observed, and at the fitted numbers."""

    regimen: str
    observed: float
    predicted: float
    n: int


def calibrated(asked: Indication, reading: Reading) -> tuple[Fitted, tuple[ArmFit, ...]]:
    """Return the fitted numbers of a reading, and each arm beside its prediction."""
    if reading.difference is not None:
        return _from_difference(reading), ()
    states = [_states(arm.regimen, arm.preset, arm.judged_h) for arm in reading.arms]
    priors = PRIORS[asked.form]
    free = [place for place, prior in enumerate(priors) if prior.sd > 0]

    def numbers(x: Float[ndarray, " free"]) -> Fitted:
        values = [prior.mean for prior in priors]
        for place, each in zip(free, x, strict=True):
            values[place] = float(each)
        return Fitted(values[0], 0.0, values[1], 0.0, values[2], 0.0)

    def loss(x: Float[ndarray, " free"]) -> float:
        fitted = numbers(x)
        penalty = sum(
            ((each - priors[place].mean) / priors[place].sd) ** 2 / 2
            for place, each in zip(free, x, strict=True)
        )
        return penalty - sum(
            _log_likelihood(arm.better, arm.n, _share(asked, fitted, state))
            for arm, state in zip(reading.arms, states, strict=True)
        )

    from scipy.optimize import minimize

    found = minimize(loss, [priors[place].mean for place in free], method="Nelder-Mead",
                     options={"xatol": 1e-4, "fatol": 1e-7, "maxiter": 4000})  # fmt: skip
    errors = _standard_errors(loss, found.x)
    fitted = numbers(found.x)
    parts = ("transfer_error", "weight_error", "level_error")
    fitted = fitted._replace(**{parts[p]: float(e) for p, e in zip(free, errors, strict=True)})
    fits = tuple(
        ArmFit(arm.regimen, arm.better / arm.n, _share(asked, fitted, state), arm.n)
        for arm, state in zip(reading.arms, states, strict=True)
    )
    return fitted, fits


def _from_difference(reading: Reading) -> Fitted:
    found = reading.difference
    assert found is not None
    drug = float(_states(found.regimen, found.preset, None).drug.mean())
    return Fitted(found.value / drug, found.standard_error / drug, 0.0, 0.0, 0.0, 0.0)


@lru_cache(maxsize=32)
def _states(sentence: str, preset: str, time_h: float | None) -> States:
    regimen = parse(sentence)
    last_h = sessions(regimen)[-1] if time_h is None else time_h
    end_h = last_h + 2 * HOURS_PER_DAY
    wanted = judged_h(regimen, end_h) if time_h is None else time_h
    result = simulate(
        regimen, people(preset, PEOPLE, SEED), end_h / HOURS_PER_WEEK, variables=NEEDED, visits_h=[wanted]
    )
    return states_at(result, wanted)


def _share(asked: Indication, fitted: Fitted, states: States) -> float:
    return float(chance_better(asked, fitted, states.drug, states.other).mean())


def _log_likelihood(better: float, n: int, share: float) -> float:
    p = min(max(share, 1e-9), 1 - 1e-9)
    return float(better * np.log(p) + (n - better) * np.log(1 - p))


def _standard_errors(loss: _Loss, x: Sequence[float], step: float = 1e-3) -> Float[ndarray, " free"]:
    """Return the roots of the diagonal of the inverse curvature, by central differences."""
    center = np.asarray(x, dtype=float)
    size = center.size
    curvature = np.zeros((size, size))
    unit = np.eye(size) * step
    for i in range(size):
        for j in range(size):
            corners = (loss(center + a * unit[i] + b * unit[j]) * a * b for a in (1, -1) for b in (1, -1))
            curvature[i, j] = sum(corners) / (4 * step * step)
    return np.sqrt(np.diag(np.linalg.inv(curvature)))
