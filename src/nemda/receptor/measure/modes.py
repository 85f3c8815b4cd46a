"""The exact relaxation of a receptor after a change of conditions, mode by mode.

Under constant conditions any observable w (an open probability, an occupancy) follows

    w(t) = w_end + sum_k A_k exp(-t / tau_k),      A_k = (p0 v_k)(u_k w)

with the right and left eigenvectors v_k, u_k of the generator. Fitting exponentials to a noisy record
finds a few of these, those with large amplitudes; their amplitude-weighted mean time constant is what
papers call the weighted tau. Schemes in detailed balance have real modes; where a scheme has not, a
pair of complex ones is reported by its real parts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.solve.conditions import Conditions
from nemda.receptor.solve.generator import generator, rate_table, unblocked

NEGLIGIBLE = 1e-12
"""Eigenvalues this much smaller than the largest are the zero of conservation plus rounding."""


class Relaxation(NamedTuple):
    """Time constants (s, slowest first), their amplitudes, and the end value."""

    time_constant_s: Float[ndarray, " mode"]
    amplitude: Float[ndarray, " mode"]
    end: float

    def at(self, time_s: Float[ndarray, " time"]) -> Float[ndarray, " time"]:
        """Return the value at times since the change (s)."""
        decays = np.exp(-np.asarray(time_s)[:, None] / self.time_constant_s)
        return self.end + decays @ self.amplitude

    @property
    def weighted_s(self) -> float:
        """The amplitude-weighted time constant (s): area over initial height of the decaying part."""
        return float(self.amplitude @ self.time_constant_s / self.amplitude.sum())

    def share_faster_than(self, time_s: float) -> float:
        """Return the share of the amplitude in modes faster than `time_s` (s)."""
        fast = self.time_constant_s < time_s
        return float(self.amplitude[fast].sum() / self.amplitude.sum())


def relaxation(preparation: Preparation, at: Conditions, start: Float[ndarray, " state"]) -> Relaxation:
    """Return how the open probability relaxes from `start` under constant conditions `at`.

    Compounds that scale the response or act at the glycine site at equilibrium change it by a constant
    factor, which is left out.

    Raises
    ------
    ReceptorError
        The conditions are a batch, or the start has another number of states.
    """
    if np.size(at.voltage_mv) != 1 or start.shape != (len(preparation.scheme.states),):
        raise ReceptorError(
            "One condition and one probability for each state are needed.", where="relaxation",
            expected=(len(preparation.scheme.states),), got=start.shape,
        )  # fmt: skip
    table = rate_table(preparation.scheme)
    matrix = generator(table, at).reshape(start.size, start.size)
    free = float(np.reshape(unblocked(table, at), ()))
    weight = free * np.array([state.conductance for state in preparation.scheme.states])
    return modes(matrix, start, weight)


def modes(
    matrix: Float[ndarray, "state state"], start: Float[ndarray, " state"], weight: Float[ndarray, " state"]
) -> Relaxation:
    """Return the relaxation of `weight` . p under the generator `matrix` from the probabilities `start`."""
    values, vectors = np.linalg.eig(matrix)
    amplitude = np.real((start @ vectors) * np.linalg.solve(vectors, weight.astype(complex)))
    speed = -np.real(values)
    resting = speed <= NEGLIGIBLE * np.max(np.abs(values), initial=0.0)
    order = np.argsort(speed[~resting])
    return Relaxation(1 / speed[~resting][order], amplitude[~resting][order], float(amplitude[resting].sum()))
