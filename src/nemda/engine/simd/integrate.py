"""Running a group of people through a compiled program, shared out over threads."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import Kernels
from nemda.engine.lanes import Solution, Tolerance, next_edges
from nemda.engine.simd.layout import Order
from nemda.engine.simd.machine import this_machine
from nemda.engine.simd.program import Program, program
from nemda.model.drive import Drive

SHARES_PER_THREAD = 4
SMALLEST_SHARE = 64
"""People are shared out in parts: small enough to even out the threads, large enough to keep lanes full."""

_ALIGNMENT = 64


def integrate(
    kernels: Kernels,
    start: Float[ndarray, "state person"],
    constants: Float[ndarray, "constant person"],
    drive: Drive,
    time_h: Float[ndarray, " time"],
    scale: Float[ndarray, " state"],
    tolerance: Tolerance,
    threads: int | None = None,
) -> Solution:
    """Return what `nemda.engine.lanes.integrate` returns, to the same tolerance, much faster.

    `threads` is the number of processor cores to use, by default `usable_cores()`. A person's numbers are
    the same bits whatever it is and whoever else is in the group, on one kind of processor.
    """
    compiled = program(kernels.traced, this_machine())
    return carry(compiled, start, constants, drive, time_h, scale, tolerance, threads or usable_cores())


def carry(
    compiled: Program,
    start: Float[ndarray, "state person"],
    constants: Float[ndarray, "constant person"],
    drive: Drive,
    time_h: Float[ndarray, " time"],
    scale: Float[ndarray, " state"],
    tolerance: Tolerance,
    threads: int,
) -> Solution:
    """Return the solution of a group by a program; arguments as for `integrate`."""
    size, people = start.shape
    # in memory one person's course of one state is one run, which is what is written and read together
    courses = np.empty((people, size, time_h.size))
    states = courses.transpose(1, 2, 0)
    steps = np.zeros(people, dtype=np.int64)
    failed = np.zeros(people, dtype=np.int8)
    at_start = int(np.searchsorted(time_h, 0.0, side="right"))
    states[:, :at_start] = start[:, None, :]
    if people and at_start < time_h.size:
        modes = sort_modes(drive)
        numbers = {
            "start": start,
            "constants": compiled.constants.table(constants),
            "rate": drive.rate[modes.decay],
            "weight": drive.weight[modes.signal, modes.mode],
            "amplitude": drive.amplitude,
            "plateau": drive.plateau,
            "begin_h": drive.edge_h,
            "end_h": next_edges(drive),
            "time_h": np.append(time_h, np.inf),
            "scale": scale,
        }
        indices = {
            "fading": modes.fading,
            "decay_of": modes.decay_of,
            "steady": modes.steady,
            "pair_mode": modes.mode,
            "signal_end": modes.signal_end,
        }
        counts = {
            "people": people,
            "modes": drive.rate.shape[0],
            "pairs": modes.mode.size,
            "decays": modes.decay.size,
            "fading_modes": modes.fading.size,
            "steady_modes": modes.steady.size,
            "times": time_h.size,
            "first_output": at_start,
        }
        limits = {"relative": tolerance.relative, "absolute": tolerance.absolute}
        # the compiled code reads memory as it is: the kind and order of the numbers are settled here
        arrays = {name: np.ascontiguousarray(array, np.float64) for name, array in numbers.items()}
        arrays |= {name: np.ascontiguousarray(array, np.int64) for name, array in indices.items()}
        arrays |= {"states": courses, "steps": steps, "failed": failed}
        addresses = {name: array.ctypes.data for name, array in arrays.items()}
        _share_out(compiled, addresses | counts | limits, threads)
    lost = failed.astype(bool)
    courses[lost] = np.nan
    return Solution(states, lost, steps)


def usable_cores() -> int:
    """Return the number of processor cores this process may use; a worker process has but one."""
    if multiprocessing.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Modes(NamedTuple):
    """Where a drive has something.

    Signal and mode of each weight, where the weights of each signal end, the modes that fade and that
    stay, one mode for each rate that differs for anybody, and which of these each fading mode has.
    """

    signal: ndarray
    mode: ndarray
    signal_end: ndarray
    fading: ndarray
    steady: ndarray
    decay: ndarray
    decay_of: ndarray


def sort_modes(drive: Drive) -> Modes:
    """Return which parts of a drive are not zero for everybody, and which have their rates in common."""
    signal, mode = np.nonzero(np.any(drive.weight != 0, axis=2))
    signal_end = np.searchsorted(signal, np.arange(len(drive.names)), side="right")
    used = np.isin(np.arange(drive.rate.shape[0]), mode)
    fades = np.any(drive.rate != 0, axis=1) & np.any(drive.amplitude != 0, axis=(0, 2))
    fading, steady = np.flatnonzero(used & fades), np.flatnonzero(used & ~fades)
    _, first, decay_of = np.unique(drive.rate[fading], axis=0, return_index=True, return_inverse=True)
    return Modes(signal, mode, signal_end, fading, steady, fading[first], decay_of.reshape(-1))


def _share_out(compiled: Program, values: dict[str, int | float], threads: int) -> None:
    """Run all people of an order, in parts that the threads take one after another."""
    people = int(values["people"])
    share = people if threads == 1 else max(SMALLEST_SHARE, -(-people // (threads * SHARES_PER_THREAD)))
    bounds = [(first, min(first + share, people)) for first in range(0, people, share)]
    vectors = compiled.layout.vectors(int(values["modes"]), int(values["pairs"]))
    own = threading.local()

    def run(bound: tuple[int, int]) -> None:
        if not hasattr(own, "work"):
            own.work = np.zeros(vectors * compiled.layout.lanes + _ALIGNMENT)
        address: int = own.work.ctypes.data
        order = Order(**values, next=bound[0], last=bound[1])
        compiled.run(ctypes.addressof(order), address + -address % _ALIGNMENT)

    if len(bounds) == 1:
        run(bounds[0])
        return
    with ThreadPoolExecutor(min(threads, len(bounds))) as pool:
        list(pool.map(run, bounds))
