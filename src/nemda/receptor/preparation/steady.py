"""Steady state of a prepared receptor: dose-response and I-V curves in one call."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.response import conducting
from nemda.receptor.solve.conditions import Conditions, Level, conditions
from nemda.receptor.solve.generator import generator, rate_table
from nemda.receptor.solve.steady import stationary


def steady_state(
    preparation: Preparation, voltage_mv: Level, concentrations: Mapping[str, Level]
) -> Float[ndarray, "*batch state"]:
    """Return the probabilities that a receptor settles at, starting from rest.

    Voltage (mV) and concentrations (umol/L; gases atm) are numbers or arrays, broadcast to a batch.

    Raises
    ------
    ReceptorError
        A ligand is not one of the preparation, a concentration is negative, or there is no steady state.
    """
    at = _conditions(preparation, voltage_mv, concentrations)
    scheme = preparation.scheme
    return stationary(generator(rate_table(scheme), at), scheme.index(scheme.rest))


def steady_open_probability(
    preparation: Preparation, voltage_mv: Level, concentrations: Mapping[str, Level]
) -> Float[ndarray, "*batch"]:
    """Return the open probability in the steady state, as a current shows it (see `conducting`)."""
    at = _conditions(preparation, voltage_mv, concentrations)
    share = steady_state(preparation, voltage_mv, concentrations)
    return np.asarray(conducting(preparation, rate_table(preparation.scheme), share, at))


def check_ligands(preparation: Preparation, names: frozenset[str]) -> None:
    """Refuse ligands that are not part of a preparation.

    Raises
    ------
    ReceptorError
        A name is not among `preparation.ligands`.
    """
    unknown = sorted(names - preparation.ligands)
    if unknown:
        raise ReceptorError(
            "Unknown ligand in a protocol.", where=f"preparation of {preparation.receptor}",
            got=", ".join(unknown), expected=", ".join(sorted(preparation.ligands)),
            hint="name the compound when preparing the receptor",
        )  # fmt: skip


def _conditions(
    preparation: Preparation, voltage_mv: Level, concentrations: Mapping[str, Level]
) -> Conditions:
    check_ligands(preparation, frozenset(concentrations))
    return conditions(voltage_mv, concentrations)
