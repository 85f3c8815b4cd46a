"""The receptor under test with a compound of unknown action: what every test of the battery shares.

Only names and concentrations go in and only open probabilities come out. Whether the receptor has a glycine
site is found by leaving glycine out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError
from nemda.receptor.experiment.grid import crossing, decade_times
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run_family
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold

COAGONIST = "glycine"
LADDER = np.geomspace(1e-4, 1e4, 49)
"""Concentrations at which everything is tried (umol/L; atm for gases): six for each decade."""

ABUNDANT = 1e4
"""A saturating agonist or co-agonist in the battery (umol/L)."""

WINDOW_S = 1.0
PEAK_TIMES_S = decade_times(WINDOW_S, 5, 30)


@dataclass(frozen=True)
class Bench:
    """A receptor with a compound: names, the co-agonist if it needs one, half-effects of both agonists.

    `agonist_half` is that of the peak, `coagonist_half` that of the steady response in saturating agonist.
    """

    setup: Setup
    preparation: Preparation
    compound: str
    agonist: str
    needs_coagonist: bool
    agonist_half: float
    coagonist_half: float

    def levels(
        self,
        agonist: float = 0.0,
        coagonist: float = ABUNDANT,
        compound: float | Float[ndarray, "*shape"] = 0.0,
    ) -> dict[str, float | Float[ndarray, "*shape"]]:
        """Return concentrations (umol/L); the compound's own replaces that of a ligand that it is."""
        found: dict[str, float | Float[ndarray, "*shape"]] = {**self.setup.background, self.agonist: agonist}
        if self.needs_coagonist:
            found[COAGONIST] = coagonist
        return {**found, self.compound: compound}


def bench(receptor: Setup, compound: str) -> Bench:
    """Return the bench for a compound at the receptor of a setup.

    Raises
    ------
    ReceptorError
        The receptor has no pore or does not respond to its agonist, or the compound is unknown.
    """
    channel_only(receptor)
    agonist = receptor.scheme.agonist
    needs = _needs_coagonist(receptor, agonist)
    preparation = prepared(receptor, [compound, agonist, *([COAGONIST] if needs else [])])
    extra = {COAGONIST: ABUNDANT} if needs else {}
    alone = prepared(receptor, [agonist, *extra])
    baths = [{**receptor.background, **extra, agonist: float(level)} for level in LADDER]
    start = steady_state(alone, receptor.voltage_mv, {**receptor.background, **extra})
    half = crossing(LADDER, peaks(alone, receptor.voltage_mv, baths, start))
    if half is None:
        raise ReceptorError(
            "The receptor does not respond to its agonist.", where=receptor.scheme.name, got=agonist
        )
    coagonist_half = float("nan")
    if needs:
        levels = {**receptor.background, agonist: ABUNDANT, COAGONIST: LADDER}
        found = crossing(LADDER, steady_open_probability(alone, receptor.voltage_mv, levels))
        coagonist_half = float("nan") if found is None else found
    return Bench(receptor, preparation, compound, agonist, needs, half, coagonist_half)


def peaks(
    preparation: Preparation, voltage_mv: float, baths: list[dict[str, float]], start: Float[ndarray, ...]
) -> Float[ndarray, " bath"]:
    """Return the peak within a second after each bath is applied to receptors in `start`."""
    protocols = [hold(WINDOW_S, voltage_mv, bath) for bath in baths]
    return run_family(preparation, protocols, PEAK_TIMES_S, start).peak()


def _needs_coagonist(receptor: Setup, agonist: str) -> bool:
    try:
        preparation = prepared(receptor, [agonist, COAGONIST])
    except ReceptorError:
        return False
    without: Mapping[str, float] = {**receptor.background, agonist: ABUNDANT, COAGONIST: 0.0}
    full = {**without, COAGONIST: ABUNDANT}
    response = [
        float(steady_open_probability(preparation, receptor.voltage_mv, levels)) for levels in (without, full)
    ]
    return response[0] < 0.5 * response[1]
