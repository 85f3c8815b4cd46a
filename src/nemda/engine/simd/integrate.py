"""Running a group of people through a compiled program, shared out over threads."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import Kernels
from nemda.engine.lanes import Solution, Tolerance, next_edges
from nemda.engine.precision import DOUBLE, Precision
from nemda.engine.simd.layout import DRIVE_ROWS, Order
from nemda.engine.simd.machine import this_machine
from nemda.engine.simd.program import Program, program
from nemda.errors import ModelError
from nemda.model.drive import Drive

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
    precision: Precision = DOUBLE,
    room: Float[ndarray, "person state time"] | None = None,
) -> Solution:
    """Return what `nemda.engine.lanes.integrate` returns, to the same tolerance, much faster.

    `threads` is the number of processor cores to use, by default `usable_cores()`. A person's numbers are
    the same bits whatever it is and whoever else is in the group, on one kind of processor. The states are
    written into `room` if it is given; whoever runs many groups saves the time that the operating system
    takes to hand over new memory.
    """
    compiled = program(kernels.traced, this_machine(), precision.bits)
    cores = threads or usable_cores()
    return carry(compiled, start, constants, drive, time_h, scale, tolerance, cores, room)


def carry(
    compiled: Program,
    start: Float[ndarray, "state person"],
    constants: Float[ndarray, "constant person"],
    drive: Drive,
    time_h: Float[ndarray, " time"],
    scale: Float[ndarray, " state"],
    tolerance: Tolerance,
    threads: int,
    room: Float[ndarray, "person state time"] | None = None,
) -> Solution:
    """Return the solution of a group by a program; arguments as for `integrate`.

    Raises
    ------
    ModelError
        The numbers do not belong to the program's model, or not to the same people; or the room for the
        states has another shape, kind or order.
    """
    _refuse_strangers(compiled, start, constants, drive, scale)
    size, people = start.shape
    # in memory one person's course of one state is one run, which is what is written and read together
    shape = (people, size, time_h.size)
    courses = np.empty(shape) if room is None else _refuse_other_room(room, shape)
    states = courses.transpose(1, 2, 0)
    steps = np.zeros(people, dtype=np.int64)
    failed = np.zeros(people, dtype=np.int8)
    if people:
        parts = parts_of(drive)
        in_precision = {
            "start": start,
            "constants": compiled.constants.table(constants),
            "scale": scale,
        }
        wide = {
            "rate": drive.rate[parts.decay],
            "weight": drive.weight[parts.signal, parts.mode],
            "amplitude": drive.amplitude,
            "plateau": drive.plateau,
            "rhythm_turning": parts.turning,
            "phase": parts.phase,
            "begin_h": drive.edge_h,
            "end_h": next_edges(drive),
            "time_h": np.append(time_h, np.inf),
        }
        indices = {
            "pair_mode": parts.mode,
            "pair_decay": parts.pair_decay,
            "signal_pairs": parts.signal_pairs,
            "signal_row": parts.moving,
            "moving": np.array([group.moves(parts.moving) for group in compiled.groups]),
            "every": np.ones(len(compiled.groups)),
            "rhythm_signal": parts.rhythm_signal,
        }
        counts = {
            "people": people,
            "signals": parts.moving.size,
            "modes": drive.rate.shape[0],
            "pairs": parts.mode.size,
            "decays": parts.decay.size,
            "rhythms": len(drive.rhythms),
            "times": time_h.size,
            "first_output": int(np.searchsorted(time_h, 0.0, side="right")),
            "next": 0,
        }
        limits = {"relative": tolerance.relative, "absolute": tolerance.absolute}
        # the compiled code reads memory as it is: the kind and order of the numbers are settled here
        kind = np.dtype(f"f{compiled.layout.kind.bits // 8}")
        arrays = {name: np.ascontiguousarray(array, kind) for name, array in in_precision.items()}
        arrays |= {name: np.ascontiguousarray(array, np.float64) for name, array in wide.items()}
        arrays |= {name: np.ascontiguousarray(array, np.int64) for name, array in indices.items()}
        arrays |= {"states": courses, "steps": steps, "failed": failed}
        addresses = {name: array.ctypes.data for name, array in arrays.items()}
        _share_out(compiled, addresses | counts | limits, threads)
    lost = failed.astype(bool)
    courses[lost] = np.nan
    return Solution(states, lost, steps)


def _refuse_strangers(
    compiled: Program, start: ndarray, constants: ndarray, drive: Drive, scale: ndarray
) -> None:
    """Refuse arrays of the wrong shape: machine code would read whatever lies behind them."""
    layout, people = compiled.layout, start.shape[1]
    expected = (layout.states, people, compiled.given, people, layout.drives, people, layout.states)
    got = (*start.shape, *constants.shape, len(drive.names), drive.people, scale.size)
    if got != expected:
        raise ModelError(
            "The numbers do not belong to this model or to the same people.",
            where="states, people; constants, people; signals, people; scales", expected=expected, got=got,
        )  # fmt: skip


def _refuse_other_room(room: ndarray, shape: tuple[int, ...]) -> ndarray:
    """Return the room, or refuse one that machine code would overrun."""
    fits = (
        room.shape == shape and room.dtype == np.float64 and room.flags.c_contiguous and room.flags.writeable
    )
    if not fits:
        raise ModelError(
            "The room for the states has another form.",
            where="person, state, time", expected=f"{shape}, float64, contiguous",
            got=f"{room.shape}, {room.dtype}",
        )  # fmt: skip
    return room


def usable_cores() -> int:
    """Return the number of processor cores this process may use; a worker process has but one."""
    if multiprocessing.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Parts(NamedTuple):
    """Where a drive has something.

    `signal`, `mode` of each weight that is not zero for everybody, a pair. `moving`: the signals that have a
    pair or a rhythm; `signal_pairs` is where the pairs of each begin, and where the last ones end. `decay`:
    one mode for each rate that differs for anybody; `pair_decay`: which of these a pair has. `rhythm_signal`,
    `turning` (turns per hour) and `phase` [segment, rhythm] (turns at the beginning of a segment) of each
    rhythm.
    """

    signal: ndarray
    mode: ndarray
    moving: ndarray
    signal_pairs: ndarray
    decay: ndarray
    pair_decay: ndarray
    rhythm_signal: ndarray
    turning: ndarray
    phase: ndarray


def parts_of(drive: Drive) -> Parts:
    """Return which parts of a drive are not zero for everybody, and which have their decay in common.

    What is left out adds 0, so a person's numbers do not depend on the others.
    """
    signal, mode = np.nonzero(np.any(drive.weight != 0, axis=2))
    # a mode that fades for nobody may have any decay: its strength is 0
    fades = np.any(drive.amplitude != 0, axis=(0, 2))
    fades[:1] |= not fades.any()
    fading = np.flatnonzero(fades)
    decays: dict[bytes, int] = {}
    decay_of_mode = np.zeros(fades.size, dtype=np.int64)
    decay_of_mode[fading] = [decays.setdefault(row.tobytes(), len(decays)) for row in drive.rate[fading]]
    _, first = np.unique(decay_of_mode[fading], return_index=True)
    rhythms = drive.rhythms
    turning = np.array([1.0 / rhythm.period_h for rhythm in rhythms])
    rhythmic = np.array([drive.names.index(rhythm.signal) for rhythm in rhythms], dtype=np.int64)
    moving = np.union1d(signal, rhythmic)
    since_peak = drive.edge_h[:, None] - np.array([rhythm.peak_h for rhythm in rhythms])
    return Parts(
        signal=signal,
        mode=mode,
        moving=moving,
        signal_pairs=np.append(np.searchsorted(signal, moving), signal.size),
        decay=fading[first],
        pair_decay=decay_of_mode[mode],
        rhythm_signal=rhythmic,
        turning=turning,
        phase=(since_peak * turning) % 1.0,
    )


def _share_out(compiled: Program, values: dict[str, int | float], threads: int) -> None:
    """Run all people of an order; threads take one person after another, so that none waits for another."""
    layout = compiled.layout
    workspace = layout.bytes({count: int(values[count]) for count, _ in DRIVE_ROWS.values()})
    order = Order(**values)

    def run() -> None:
        # memory of its own, which the thread that uses it is the first to touch
        work = np.zeros(workspace + _ALIGNMENT, dtype=np.int8)
        address: int = work.ctypes.data
        compiled.run(ctypes.addressof(order), address + -address % _ALIGNMENT)

    others = min(threads, -(-int(values["people"]) // layout.kind.lanes)) - 1
    if others == 0:
        run()
        return
    with ThreadPoolExecutor(others) as pool:
        helpers = [pool.submit(run) for _ in range(others)]
        run()
        for helper in helpers:
            helper.result()
