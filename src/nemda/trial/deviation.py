"""How trials of one treatment differ from each other, and what that does to a score.

Claim: trials differ in how strongly the drug works, in how much of that lasts, and in what all of their arms
lose. A drug that lifts at once and one whose lift stays are told apart, because series of infusions that
begin alike end unlike (13 to 68% responders in zheng2019, 50% at once in trials of one infusion).
Form: MADRS = baseline exp(-e^d (fast + e^b lasting) - beside) (1 - other - c), with d, b and c the
deviations of a trial; `fast` and `lasting` are the lift of symptoms (the negative log of what is left) by the
NMDA drug, in proportion to what rests on the circuit and on regained connectivity, `beside` that by drugs at
monoamine transporters, which trials of ketamine start in both arms. Falsified by: series of infusions
whose ends follow from their beginnings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Array = Float[ndarray, "*any"]
MOST_SHARE = 1 - 1e-9
"""A drug share is kept below 1, so that its lift is finite."""


class Deviation(NamedTuple):
    """A trial's deviations: of the log of the drug effect, of the log of its lasting part, of what all lose.

    Also their standard deviations, or one array of each.
    """

    drug: Any
    lasting: Any
    other: Any


NAMES = Deviation._fields
NO_DEVIATION = Deviation(0.0, 0.0, 0.0)


class Lift(NamedTuple):
    """Lift of symptoms by its parts, arrays of one shape."""

    fast: Array
    lasting: Array
    beside: Array

    def part(self, *index: Any) -> Lift:
        """Return the same parts of every array."""
        return Lift(*(array[index] for array in self))

    def under(self, deviation: Deviation, effect: float = 1.0) -> Array:
        """Return the lift under a trial's deviations, and with an effect of all drugs (1 as simulated)."""
        drug = np.exp(deviation.drug) * (self.fast + np.exp(deviation.lasting) * self.lasting)
        return effect * (drug + self.beside)


LIFTED = ("drug_share", "lasting_share", "monoamine_share")


def lift_of(values: Mapping[str, Array]) -> Lift:
    """Return the lift from simulated shares by name, those of `LIFTED`."""
    whole = -np.log1p(-np.minimum(values["drug_share"], MOST_SHARE))
    beside = -np.log1p(-np.minimum(values["monoamine_share"], MOST_SHARE))
    lasting = (whole - beside) * values["lasting_share"]
    return Lift(whole - beside - lasting, lasting, beside)
