"""The share of NMDA receptors blocked in each cell type, from the levels at the effect site.

The equations are those of `nemda.mechanism.block` at their steady state: receptors fill within seconds to
minutes, levels change over minutes to hours. Relay cells are taken as pyramidal cells (GluN2A and 2B),
reticular cells as parvalbumin cells (rich in GluN2C): an assumption. Falsified by: EEG that lags levels at
the effect site by more than the minutes of the receptors.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.mechanism.block import BLOCK, OCCUPANCIES, Inputs, Parameters, States
from nemda.mechanism.magnesium import MAGNESIUM

BLOCK_OUTPUTS = ("pyramidal_block", "parvalbumin_block", "somatostatin_block")
"""The outputs of the chain that the EEG depends on, in the order of the fields of `Blocks`."""

_POOLS = {
    "parvalbumin_occupancy": "interneuron",
    **{name: name.removesuffix("_occupancy") for name in OCCUPANCIES if name != "parvalbumin_occupancy"},
}


class Blocks(NamedTuple):
    """Share of blocked NMDA receptors (0 to 1) at several levels."""

    pyramidal: Float[ndarray, " level"]
    parvalbumin: Float[ndarray, " level"]
    somatostatin: Float[ndarray, " level"]

    def by_cell(self) -> Float[ndarray, "level cell"]:
        """Return the block of each cell type of `nemda.cortex.populations.CELLS`."""
        return np.stack(
            [self.pyramidal, self.parvalbumin, self.somatostatin, self.pyramidal, self.parvalbumin], axis=1
        )

    def with_rest(self) -> Blocks:
        """Return the same levels with the drug-free state in front of them."""
        return Blocks(*(np.concatenate([[0.0], one]) for one in self))

    @property
    def size(self) -> int:
        """Return how many levels there are."""
        return self.pyramidal.size


def no_block() -> Blocks:
    """Return the drug-free state as one level."""
    return Blocks(*(np.zeros(1) for _ in Blocks._fields))


def checked(blocks: Blocks) -> Blocks:
    """Return the blocks as arrays of one length.

    Raises
    ------
    DataError
        A share is not finite or outside of 0 to 1, or lengths differ.
    """
    arrays = [np.atleast_1d(np.asarray(one, dtype=float)) for one in blocks]
    for name, array in zip(Blocks._fields, arrays, strict=True):
        if array.ndim != 1 or array.shape != arrays[0].shape:
            raise DataError("One share per level.", where=name, expected=arrays[0].shape, got=array.shape)
        wrong = ~(np.isfinite(array) & (array >= 0) & (array <= 1))
        if wrong.any():
            raise DataError(
                "A share of blocked receptors lies between 0 and 1.",
                where=f"{name}[{int(np.argmax(wrong))}]", expected="0 to 1", got=float(array[wrong][0]),
            )  # fmt: skip
    return Blocks(*arrays)


def blocks_of(levels: Mapping[str, Float[ndarray, " time"]]) -> Blocks:
    """Return the steady block under total levels (umol/L) at the effect site, names as in `Inputs`.

    A level that is not given is 0; ``brain_magnesium`` (mmol/L) is normal where not given.

    Raises
    ------
    DataError
        No level is given, or one is unknown.
    """
    unknown = sorted(set(levels) - set(Inputs._fields))
    if unknown or not levels:
        raise DataError(
            "Not a level at the effect site.", where="levels", expected=", ".join(Inputs._fields),
            got=", ".join(unknown) or "no level",
        )  # fmt: skip
    # closed forms end in rounding of either sign
    given = {name: np.maximum(np.asarray(one, dtype=float), 0.0) for name, one in levels.items()}
    nothing = np.zeros(np.broadcast_shapes(*(one.shape for one in given.values())))
    assert MAGNESIUM.table is not None
    rest = {"brain_magnesium": nothing + MAGNESIUM.table["brain_magnesium_normal"].value}
    inputs = Inputs(*(given.get(name, rest.get(name, nothing)) for name in Inputs._fields))
    parameters = _parameters()
    empty = States(*(nothing for _ in States._fields))
    filling = BLOCK.rates(empty, parameters, inputs)
    states = empty._replace(
        **{
            name: _steady(getattr(filling, name) / getattr(parameters, f"unblocking_rate_{pool}"))
            for name, pool in _POOLS.items()
        }
    )
    assert BLOCK.output_equations is not None
    blocked = BLOCK.output_equations(states, parameters, inputs)
    return Blocks(*(np.atleast_1d(getattr(blocked, name)) for name in BLOCK_OUTPUTS))


def _steady(drive: ndarray) -> ndarray:
    """Return the occupancy at which filling, drive (1 - occupancy), equals emptying."""
    return drive / (1 + drive)


@cache
def _parameters() -> Parameters:
    assert BLOCK.table is not None
    return Parameters(*(BLOCK.table[name].value for name in Parameters._fields))
