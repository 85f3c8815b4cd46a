"""The drives where a frozen grid needs them: at the nodes of every step and at the requested times.

They are computed once, outside the differentiated program, and are inputs of it. So derivatives with
respect to kinetic parameters pass through these values, not through the modes they are summed from: modes
of two nearly equal people may differ in order and sign while the signals do not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.engine.gradients.grid import Grid
from nemda.engine.gradients.step import NODES
from nemda.model.drive import Drive

LEVEL_UNIT = "umol/L"
SMALLEST_LEVEL = 1e-30
"""Levels are at least this (less than one molecule in a body): powers of 0, and of what rounding leaves
below it, have no slope."""


class Signals(NamedTuple):
    """Drives [step, node, drive, person] and slopes [step, drive, person], those of the drug-free step first.

    `at_times` [drive, time, person] are the drives at the requested times; slopes are per hour.
    """

    nodes: Float[ndarray, "step node drive person"]
    slopes: Float[ndarray, "step drive person"]
    at_times: Float[ndarray, "drive time person"]


def signals_on(drive: Drive, grid: Grid, time_h: Float[ndarray, " time"]) -> Signals:
    """Return the drives in a drug-free step, on a grid, and at times (h)."""
    since = grid.begin_h - grid.edge_h[grid.segment]
    elapsed = since[:, None] + np.array(NODES) * grid.length_h[:, None]
    value, _ = within(drive, np.repeat(grid.segment, len(NODES)), elapsed.ravel())
    _, slope = within(drive, grid.segment, since)
    nodes = value.reshape(*elapsed.shape, *value.shape[1:])
    still = np.broadcast_to(np.maximum(_floor(drive), 0.0), nodes[:1].shape)
    return Signals(
        nodes=np.concatenate([still, nodes]),
        slopes=np.concatenate([np.zeros_like(slope[:1]), slope]),
        at_times=np.maximum(drive.at(time_h), _floor(drive)[:, None]),
    )


def within(
    drive: Drive, segment: Int[ndarray, " moment"], elapsed_h: Float[ndarray, " moment"]
) -> tuple[Float[ndarray, "moment drive person"], Float[ndarray, "moment drive person"]]:
    """Return drives and slopes at moments given by their segment and the time since it began.

    The end of a segment still belongs to it here, unlike in `Drive.at`.
    """
    value = np.empty((segment.size, len(drive.names), drive.people))
    slope = np.empty_like(value)
    for own in np.unique(segment):
        rows = segment == own
        fading = drive.amplitude[own] * np.exp(-drive.rate * elapsed_h[rows, None, None])
        value[rows] = np.einsum("smp,kmp->ksp", drive.weight, drive.plateau[own] + fading)
        slope[rows] = np.einsum("smp,kmp->ksp", drive.weight, -drive.rate * fading)
    return np.maximum(value, _floor(drive)), slope


def _floor(drive: Drive) -> Float[ndarray, "drive 1"]:
    return np.where(np.array(drive.units) == LEVEL_UNIT, SMALLEST_LEVEL, -np.inf)[:, None]
