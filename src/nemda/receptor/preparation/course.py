"""The course of a prepared receptor through a protocol."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.scheme.scheme import Scheme


@dataclass(frozen=True)
class Course:
    """Probabilities of all states over time, for a batch of protocols of the same timing.

    `open_probability` is what a current shows: multiply it by the number of channels, the unitary
    conductance and V - E. `final` is the state of each member at the end, the start of a further run.
    """

    preparation: Preparation
    time_s: Float[ndarray, " time"]
    voltage_mv: Float[ndarray, "batch time"]
    probability: Float[ndarray, "batch time state"]
    open_probability: Float[ndarray, "batch time"]
    final: Float[ndarray, "batch state"]

    @property
    def scheme(self) -> Scheme:
        """The scheme whose states the last axis of `probability` runs over."""
        return self.preparation.scheme

    def occupancy(self, state: str) -> Float[ndarray, "batch time"]:
        """Return the probability of one state.

        Raises
        ------
        ReceptorError
            The scheme has no such state.
        """
        if state not in self.scheme.state_names:
            raise ReceptorError(
                "Unknown state.",
                where=self.scheme.name,
                got=state,
                expected=", ".join(self.scheme.state_names),
            )
        return self.probability[..., self.scheme.index(state)]

    def held(self, blocker: str) -> Float[ndarray, "batch time"]:
        """Return the share of receptors that hold a blocker as a state of the scheme (0 if none can)."""
        holding = np.array([state.holds == blocker for state in self.scheme.states])
        return self.probability[..., holding].sum(axis=-1)

    @property
    def gate_open(self) -> Float[ndarray, "batch time"]:
        """Probability that the gate is open, the pore blocked or not."""
        names = self.preparation.gating.open_states
        inside = np.array([state.name.split("+")[0] in names for state in self.scheme.states])
        return self.probability[..., inside].sum(axis=-1)

    def peak(self) -> Float[ndarray, " batch"]:
        """Return the largest open probability at the sampled times."""
        return self.open_probability.max(axis=-1)
