"""The mean of an output over people, and its derivative with respect to typical values and spreads.

Each person's parameter is the typical value moved by the person's own deviate (`nemda.people.sampling`),
so the derivative of the mean is the mean of the derivatives times how the person's value follows the
typical one. Deviates stay, as they do between two simulations of the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.gradients.gradient import Output, frozen_grid, gradient
from nemda.engine.gradients.grid import Grid
from nemda.engine.gradients.library import jax_library
from nemda.engine.job import Job
from nemda.errors import ParameterError
from nemda.model.parameters import Parameter
from nemda.people import People, sample

GROUP = 64
"""People differentiated together; more need more memory and are no faster."""

SPREAD = ".spread"


@dataclass(frozen=True)
class PopulationGradient:
    """Means over people and their derivatives; `parameters` are names, or ``NAME.spread``.

    `error` [person] as in `nemda.engine.gradients.gradient.Gradient`.
    """

    outputs: tuple[Output, ...]
    parameters: tuple[str, ...]
    mean: Float[ndarray, " output"]
    derivative: Float[ndarray, "output parameter"]
    error: Float[ndarray, " person"]


def population_gradient(
    job: Job,
    people: People,
    outputs: Sequence[Output],
    parameters: Sequence[str],
    *,
    grid: Grid | None = None,
) -> PopulationGradient:
    """Return the mean of each output over people and its derivative with respect to typical parameters.

    Arguments as for `nemda.engine.gradients.gradient.gradient`; a name followed by ``.spread`` means the
    standard deviation between people on the scale of the parameter's distribution.

    Raises
    ------
    NemdaError
        As for `gradient`, or the spread of a parameter that does not vary.
    """
    jax_library()
    names = tuple(dict.fromkeys(key.removesuffix(SPREAD) for key in parameters))
    until_h = max((time for _, time in outputs), default=0.0)
    steps = frozen_grid(job, people, until_h) if grid is None and people.n > GROUP else grid
    pieces = [
        (kept, gradient(job, group, outputs, names, grid=steps), follows(job, group, parameters))
        for group, kept in groups(people)
    ]
    place = [names.index(key.removesuffix(SPREAD)) for key in parameters]
    slopes = [(found.derivative[:, place] * follow)[..., kept] for kept, found, follow in pieces]
    return PopulationGradient(
        outputs=tuple(outputs),
        parameters=tuple(parameters),
        mean=_joined([found.value[:, kept] for kept, found, _ in pieces]).mean(axis=-1),
        derivative=_joined(slopes).mean(axis=-1),
        error=_joined([found.error[kept] for kept, found, _ in pieces]),
    )


def follows(job: Job, people: People, keys: Sequence[str]) -> Float[ndarray, "parameter person"]:
    """Return how each person's parameter changes with its typical value, or for ``NAME.spread`` its spread.

    Raises
    ------
    ParameterError
        The spread of a parameter that does not vary was asked for.
    """
    drawn = sample(job.parameters, people, job.spread_scale)
    return np.array([_follows(job, key, drawn) for key in keys])


def _follows(job: Job, key: str, drawn: Mapping[str, ndarray]) -> Float[ndarray, " person"]:
    parameter = job.parameters[key.removesuffix(SPREAD)]
    value = drawn[parameter.name]
    of_spread = key.endswith(SPREAD)
    if parameter.distribution == "none":
        if of_spread:
            raise ParameterError("This parameter does not vary between people.", where="parameters", got=key)
        return np.ones_like(value)
    shift, slope, typical_slope = _on_its_scale(parameter, value)
    return slope * shift / parameter.spread if of_spread else slope / typical_slope


def _on_its_scale(parameter: Parameter, value: ndarray) -> tuple[ndarray, ndarray, float]:
    """Return the move of each value on its distribution's scale, and d value / d move there and at 0."""
    typical = parameter.value
    if parameter.distribution == "lognormal":
        return np.log(value / typical), value, typical
    if parameter.distribution == "normal":
        return value - typical, np.ones_like(value), 1.0
    from scipy.special import logit

    return logit(value) - logit(typical), value * (1 - value), typical * (1 - typical)


def groups(people: People, most: int = GROUP) -> Iterator[tuple[People, slice]]:
    """Yield groups of equal size and which of each count: the last one reaches back over the one before.

    Equal sizes share one compiled program.
    """
    size = min(most, people.n)
    for start in range(0, people.n, size):
        first = min(start, people.n - size)
        yield people.slice(first, first + size), slice(start - first, size)


def _joined(parts: Sequence[ndarray]) -> ndarray:
    return np.concatenate(parts, axis=-1)
