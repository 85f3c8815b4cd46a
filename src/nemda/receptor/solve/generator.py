"""The generator matrix of a scheme under given conditions.

The convention is that of Colquhoun and Hawkes: Q[i, j] is the rate from state i to
state j, Q[i, i] is minus the sum of the rest of its row, and probabilities are row vectors with
dp/dt = p Q. The Jacobian of that equation is the transpose of Q. Rates are compiled once per scheme and
then evaluated for whole batches of conditions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.receptor.scheme.scheme import Scheme, Site
from nemda.receptor.solve.conditions import Conditions


class SiteNumbers(NamedTuple):
    """A fast site with its numbers in place: one entry per ligand."""

    ligands: tuple[str, ...]
    half: tuple[float, ...]
    efficacy: tuple[float, ...]
    hill: tuple[float, ...]


class RateTable(NamedTuple):
    """All steps of a scheme as columns, ready to be evaluated."""

    size: int
    source: Int[ndarray, " step"]
    target: Int[ndarray, " step"]
    constant: Float[ndarray, " step"]
    inverse_slope: Float[ndarray, " step"]
    reference_mv: Float[ndarray, " step"]
    ligands: tuple[tuple[str, ...], ...]
    sites: tuple[tuple[SiteNumbers, float] | None, ...]
    through_pore: tuple[bool, ...]
    fast: tuple[str, float, float] | None


def rate_table(scheme: Scheme) -> RateTable:
    """Return the rates of a scheme with every constant looked up."""
    steps = scheme.steps
    sites = {site.name: _site_numbers(scheme, site) for site in scheme.sites}
    value = {name: constant.value for name, constant in scheme.constants.items()}
    block = scheme.fast_block
    return RateTable(
        size=len(scheme.states),
        source=np.array([scheme.index(step.source) for step in steps], dtype=int),
        target=np.array([scheme.index(step.target) for step in steps], dtype=int),
        constant=np.array([value[step.rate.constant] * step.rate.factor for step in steps], dtype=float),
        inverse_slope=np.array(
            [1 / value[step.rate.slope] if step.rate.slope else 0.0 for step in steps], dtype=float
        ),
        reference_mv=np.array([step.rate.reference_mv for step in steps], dtype=float),
        ligands=tuple(step.rate.ligands for step in steps),
        sites=tuple((sites[step.rate.site], step.rate.power) if step.rate.site else None for step in steps),
        through_pore=tuple(step.rate.through_pore for step in steps),
        fast=None if block is None else (block.ligand, value[block.half], value[block.slope]),
    )


def generator(table: RateTable, at: Conditions) -> Float[ndarray, "*batch state state"]:
    """Return Q (1/s) for every member of the batch: rows are where from, columns where to."""
    voltage = np.asarray(at.voltage_mv, dtype=float)
    shape = (*voltage.shape, table.constant.size)
    rates = np.broadcast_to(table.constant, shape) * np.exp(
        (voltage[..., None] - table.reference_mv) * table.inverse_slope
    )
    free = unblocked(table, at)
    occupied: dict[SiteNumbers, ndarray] = {}
    for step, (ligands, site, pore) in enumerate(
        zip(table.ligands, table.sites, table.through_pore, strict=True)
    ):
        for ligand in ligands:
            rates[..., step] *= at.of(ligand)
        if site is not None:
            numbers, power = site
            if numbers not in occupied:
                occupied[numbers] = site_occupancy(numbers, at)
            rates[..., step] *= occupied[numbers] ** power
        if pore:
            rates[..., step] *= free
    matrix = np.zeros((*voltage.shape, table.size, table.size))
    matrix[..., table.source, table.target] = rates
    diagonal = np.arange(table.size)
    matrix[..., diagonal, diagonal] = -matrix.sum(axis=-1)
    return matrix


def unblocked(table: RateTable, at: Conditions) -> Float[ndarray, "*batch"]:
    """Return p_0, the share of open pores without the fast blocker: 1 / (1 + c / (half exp(slope V)))."""
    if table.fast is None:
        return np.ones_like(at.voltage_mv)
    ligand, half, slope = table.fast
    return np.asarray(1 / (1 + at.of(ligand) / (half * np.exp(slope * at.voltage_mv))))


def site_occupancy(site: SiteNumbers, at: Conditions) -> Float[ndarray, "*batch"]:
    """Return the effective occupancy of a fast site, sum e_j x_j / (1 + sum x_j), x_j = (c_j/K_j)^n_j."""
    relative = [
        (at.of(name) / half) ** hill
        for name, half, hill in zip(site.ligands, site.half, site.hill, strict=True)
    ]
    active = [one * efficacy for one, efficacy in zip(relative, site.efficacy, strict=True)]
    nothing = np.zeros_like(at.voltage_mv)
    return np.asarray(sum(active, start=nothing) / (1 + sum(relative, start=nothing)))


def _site_numbers(scheme: Scheme, site: Site) -> SiteNumbers:
    def number(name: str) -> float:
        return scheme.constants[name].value if name else 1.0

    return SiteNumbers(
        ligands=tuple(ligand.name for ligand in site.ligands),
        half=tuple(number(ligand.half) for ligand in site.ligands),
        efficacy=tuple(number(ligand.efficacy) for ligand in site.ligands),
        hill=tuple(number(ligand.hill) for ligand in site.ligands),
    )
