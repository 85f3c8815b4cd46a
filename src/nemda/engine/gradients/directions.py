"""Along which parameters to differentiate, and what each changes.

A parameter of a mechanism is a row of the program's input, exactly. A kinetic parameter acts through the
drives, which are closed forms of it computed by `nemda.pk`: their derivative is a central difference of
fourth order of those closed forms, and everything after them is exact. With a relative step of 0.2% its
truncation and rounding errors are both about 1e-8 of the level's scale.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.gradients.grid import Grid
from nemda.engine.gradients.program import Directions
from nemda.engine.gradients.signals import Signals, signals_on
from nemda.engine.gradients.situation import Situation
from nemda.engine.group import drive_of
from nemda.errors import ParameterError
from nemda.evidence.near import near_matches
from nemda.pk import parameter_table as kinetic_table
from nemda.pk.values import FRACTIONS

RELATIVE_STEP = 2e-3
STENCIL = {-2: 1 / 12, -1: -2 / 3, 1: 2 / 3, 2: -1 / 12}
"""Weights of a central difference of fourth order, by multiple of the step."""


def directions(
    here: Situation, names: Sequence[str], grid: Grid, time_h: Float[ndarray, " time"]
) -> Directions:
    """Return one direction per parameter name.

    Raises
    ------
    ParameterError
        A name is unknown or comes twice, or the parameter moves the edges of the drives, with respect to
        which nothing here can be differentiated.
    """
    table = here.job.parameters
    for name in names:
        if name not in table:
            raise ParameterError(
                "Unknown parameter.", where="parameters", got=name,
                hint=f"names near it: {', '.join(near_matches(name, table))}",
            )  # fmt: skip
    if not names or len(set(names)) != len(names):
        raise ParameterError("Each parameter once, and at least one.", where="parameters", got=list(names))
    rows = {name: row for row, name in enumerate(here.model.parameter_names)}
    moved = np.zeros((len(names), *here.parameters.shape))
    for index, name in enumerate(names):
        if name in rows:
            moved[index, rows[name]] = 1.0
    kinetic = [name for name in names if name in kinetic_table()]
    if not kinetic:
        return Directions(moved, None)
    slopes = {name: signal_slopes(here, name, grid, time_h) for name in kinetic}
    still = Signals(*(np.zeros_like(array) for array in slopes[kinetic[0]]))
    stacked = zip(*(slopes.get(name, still) for name in names), strict=True)
    return Directions(moved, Signals(*(np.stack(arrays) for arrays in stacked)))


def signal_slopes(here: Situation, name: str, grid: Grid, time_h: Float[ndarray, " time"]) -> Signals:
    """Return the derivative of the drives with respect to a kinetic parameter of each person.

    Raises
    ------
    ParameterError
        The parameter moves the edges of the drives, or is a fraction of exactly 1.
    """
    value = here.drawn[name]
    step = RELATIVE_STEP * value * (1.0 - value if name in FRACTIONS else 1.0)
    if np.any(step == 0):
        raise ParameterError(
            "No derivative at the end of a range.", where=name, got=1.0, expected="a fraction below 1"
        )
    return _difference(lambda multiple: _signals(here, name, value + multiple * step, grid, time_h), step)


def _signals(here: Situation, name: str, value: ndarray, grid: Grid, time_h: ndarray) -> Signals:
    drive = drive_of(here.job, here.model, {**here.drawn, name: value}, here.people["weight_kg"])
    if not np.array_equal(drive.edge_h, grid.edge_h):
        raise ParameterError(
            "A parameter that moves the edges of dosing has no derivative here.", where=name,
            hint="compare two simulations with different values instead",
        )  # fmt: skip
    return signals_on(drive, grid, time_h)


def _difference(signals: Callable[[int], Signals], step: Float[ndarray, " person"]) -> Signals:
    terms = [[weight * array for array in signals(multiple)] for multiple, weight in STENCIL.items()]
    return Signals(*(sum(arrays) / step for arrays in zip(*terms, strict=True)))
