"""Demonstrations with transporters and receptors held at given loads, without kinetics or a person.

The mechanisms of serotonin, noradrenaline, reward, alpha-7 receptors and slow antidepressants alone, as in
the shipped model; what they take from the rest of it (disinhibition, stress) is given like a load. A load is
a level over its half-effective level; one that fades stands for a drug on its way out. Wrong if the same
loads in the whole chain gave another course.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs.names import near_matches
from nemda.engine.beginning import Group, beginning
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.solver import integrate
from nemda.errors import ExperimentError, SolverError
from nemda.mechanism.nicotinic import NICOTINIC
from nemda.mechanism.noradrenaline import NORADRENALINE
from nemda.mechanism.reward import REWARD
from nemda.mechanism.serotonin import SEROTONIN
from nemda.mechanism.slow_antidepressant import SLOW_ANTIDEPRESSANT
from nemda.model.assembly import Model, assemble
from nemda.model.drive import Drive
from nemda.model.mechanism import Declaration, declarations
from nemda.model.parameters import override

MECHANISMS = (SEROTONIN, NORADRENALINE, REWARD, SLOW_ANTIDEPRESSANT, NICOTINIC)
TOLERANCE = Tolerance(1e-6, 1e-9)


class Load(NamedTuple):
    """A signal at `level` from `start_h` to before `stop_h`, halving every `half_life_h` if finite."""

    signal: str
    level: float
    start_h: float = 0.0
    stop_h: float = np.inf
    half_life_h: float = np.inf


@cache
def monoamine_model() -> Model:
    """Return the model of these mechanisms; every input that none of them provides is a signal."""
    kinds = [kind for one in MECHANISMS for kind in (one.states, one.outputs)]
    provided = {name for kind in kinds for name in declarations(kind)}
    wanted: dict[str, Declaration] = {}
    for one in MECHANISMS:
        wanted |= {name: what for name, what in declarations(one.inputs).items() if name not in provided}
    return assemble("monoamines", MECHANISMS, wanted)


def course_under_loads(
    loads: Sequence[Load],
    times_h: Sequence[float] | Float[ndarray, " time"],
    variables: Iterable[str],
    *,
    changes: Mapping[str, float] | None = None,
) -> dict[str, Float[ndarray, " time"]]:
    """Return states, outputs and signals over time (h, rising from 0 on) in one brain under these loads.

    `changes` replaces parameters by name, switches included. Loads of one signal add.

    Raises
    ------
    ExperimentError
        A signal or a variable is unknown, or a load is negative or without duration.
    ParameterError, SolverError
        A change is refused; there is no steady state or no solution.
    """
    model = monoamine_model()
    code = kernels(model)
    times = np.asarray(times_h, dtype=float)
    table = override(model.parameters, dict(changes or {}))
    constants = code.constants_of(np.array([[table[name].value] for name in model.parameter_names]))
    drive = _drive(loads, model)
    start = beginning(Group(model, code, constants), drive, TOLERANCE)
    scale = np.array([declared.scale for declared in model.states.values()])
    solution = integrate(code, start, constants, drive, times, scale, TOLERANCE)
    if solution.failed.any():
        raise SolverError("The loads have no solution.", got=list(loads))
    signals = drive.at(times)
    row = np.empty((len(model.outputs), 1))
    found = dict(zip(model.state_names, solution.states[:, :, 0], strict=True))
    found |= {name: signals[place, :, 0] for place, name in enumerate(model.drive_names)}
    rows = np.empty((len(model.outputs), times.size))
    for place in range(times.size):
        code.outputs(solution.states[:, place], signals[:, place], constants, row)
        rows[:, place] = row[:, 0]
    found |= dict(zip(model.output_names, rows, strict=True))
    return {name: _known(name, found, "variables") for name in variables}


def _known(name: str, found: Mapping[str, ndarray], where: str) -> ndarray:
    if name not in found:
        near = near_matches(name, found)
        raise ExperimentError(
            "Unknown name.", where=where, got=name, expected=", ".join(found),
            hint=f"did you mean {near[0]}?" if near else None,
        )  # fmt: skip
    return found[name]


def _drive(loads: Sequence[Load], model: Model) -> Drive:
    names = model.drive_names
    for load in loads:
        _known(load.signal, dict.fromkeys(names, np.empty(0)), "load")
        if not (load.level >= 0 and 0 <= load.start_h < load.stop_h and load.half_life_h > 0):
            raise ExperimentError(
                "A load is not negative and lasts a while.", where=load.signal, got=tuple(load),
                expected="level >= 0, 0 <= start_h < stop_h, half_life_h > 0",
            )  # fmt: skip
    finite = [time for load in loads for time in (load.start_h, load.stop_h) if np.isfinite(time)]
    edge_h = np.unique([0.0, *finite])
    amplitude = np.zeros((edge_h.size, max(len(loads), 1), 1))
    plateau = np.zeros_like(amplitude)
    weight = np.zeros((len(names), max(len(loads), 1), 1))
    rate = np.zeros((max(len(loads), 1), 1))
    for mode, load in enumerate(loads):
        inside = (edge_h >= load.start_h) & (edge_h < load.stop_h)
        fades = np.isfinite(load.half_life_h)
        rate[mode] = np.log(2) / load.half_life_h if fades else 0.0
        level = load.level * np.exp(-rate[mode] * (edge_h[inside] - load.start_h))
        (amplitude if fades else plateau)[inside, mode, 0] = level
        weight[names.index(load.signal), mode] = 1.0
    units = tuple(declared.unit for declared in model.drives.values())
    return Drive(names, units, edge_h, rate, amplitude, plateau, weight)
