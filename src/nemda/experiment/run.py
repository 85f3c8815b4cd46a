"""Running experiments: the typical animal or person, the vehicle beside it, on the shipped engine.

Arms and parameter variants are columns of one integration. A phase with other parameters is a second
integration that begins in the states the first one ended in. Wrong if a phase that changes nothing
changes a number by more than the tolerance of the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs.names import near_matches
from nemda.engine.beginning import Group, beginning
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.oracle import solve_person
from nemda.engine.solver import integrate
from nemda.errors import ExperimentError, SolverError
from nemda.experiment.conditions import parameters_of, values_of
from nemda.experiment.course import ARMS, Course
from nemda.experiment.definition import Experiment
from nemda.experiment.outcome import mood_of, outputs_of
from nemda.experiment.signals import drive_of, later, named
from nemda.mechanism.chain import chain
from nemda.mechanism.sets import DEFAULT_SET
from nemda.model.drive import Drive
from nemda.model.parameters import override

TOLERANCE = Tolerance(2e-6, 1e-9)
"""Ten times finer than in populations: differences between arms are small, and there are few of them."""


def run(
    experiment: Experiment,
    times_h: Sequence[float] | Float[ndarray, " time"],
    variables: Iterable[str],
    *,
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
) -> Course:
    """Return variables of an experiment over time, with its vehicle control and its co-drugs alone.

    `variables` are states, outputs and signals of the chain; of people also ``madrs`` and ``madrs_change``
    (points, of a typical patient); of animals also total levels such as ``ketamine_plasma`` and
    ``ketamine_brain`` (umol/L). `changes` replaces typical values of parameters, switches included.

    Raises
    ------
    ExperimentError
        A variable is unknown or a time is outside the experiment.
    ParameterError
        A change or the genotype is refused.
    SolverError
        No steady state or no solution.
    """
    return sweep(experiment, times_h, variables, [changes or {}], parameter_set=parameter_set)[0]


def sweep(
    experiment: Experiment,
    times_h: Sequence[float] | Float[ndarray, " time"],
    variables: Iterable[str],
    changes: Sequence[Mapping[str, float]],
    *,
    parameter_set: str = DEFAULT_SET,
    by_reference: bool = True,
) -> list[Course]:
    """Return the course under each of several changes of parameters, from one integration; see `run`.

    Without `by_reference` a change on which the fast solver fails is refused (`SolverError`) instead of
    solved slowly, for searches that try parameters far out.
    """
    times = _checked_times(experiment, times_h)
    wanted = tuple(variables)
    cases = len(changes)
    tables = [parameters_of(experiment, change, parameter_set) for change in changes]
    first = values_of(tables, len(ARMS))
    drive, levels = drive_of(experiment, chain(), first)
    found: dict[str, list[ndarray]] = {}
    state: ndarray | None = None
    starts = [0.0, *(phase.start_h for phase in experiment.phases)]
    ends = [*starts[1:], np.inf]
    rest: ndarray | None = None
    for phase, (start_h, end_h) in enumerate(zip(starts, ends, strict=True)):
        if phase > 0:
            now = experiment.phases[phase - 1].changes
            tables = [override(table, now) for table in tables]
        inside = times[(times >= start_h) & (times < end_h)]
        asked = np.append(inside, end_h) if np.isfinite(end_h) else inside
        values = values_of(tables, len(ARMS))
        if state is None:
            state = rest = _beginning(values, drive)
        states = _integrated(values, state, later(drive, start_h), asked - start_h, by_reference)
        kept = states[:, : inside.size]
        piece = outputs_of(values, kept, drive, inside)
        if experiment.species == "human":
            assert rest is not None
            piece |= mood_of(values, rest, piece, inside)
        for name, rows in piece.items():
            found.setdefault(name, []).append(rows)
        if np.isfinite(end_h):
            state = states[:, -1]
        if end_h > times[-1]:
            break
    rows = {name: np.concatenate(pieces, axis=1) for name, pieces in found.items()} | named(levels, times)
    _check_known(wanted, rows)
    return [
        Course(
            experiment,
            times,
            *({name: rows[name][case * len(ARMS) + arm] for name in wanted} for arm in range(len(ARMS))),
        )
        for case in range(cases)
    ]


def _checked_times(experiment: Experiment, times_h: Sequence[float] | ndarray) -> ndarray:
    times = np.asarray(times_h, dtype=float)
    if times.ndim != 1 or times.size == 0 or np.any(np.diff(times) <= 0):
        raise ExperimentError("Times rise, and there is at least one.", where="times_h", got=times.tolist())
    if not (times[0] >= 0 and times[-1] <= experiment.hours):
        raise ExperimentError(
            "A time is outside the experiment.", where="times_h",
            expected=f"0 to {experiment.hours:g} h", got=f"{times[0]:g} to {times[-1]:g} h",
        )  # fmt: skip
    return times


def _check_known(wanted: tuple[str, ...], rows: Mapping[str, ndarray]) -> None:
    for name in wanted:
        if name not in rows:
            near = near_matches(name, rows)
            raise ExperimentError(
                "Unknown variable.", where="variables", got=name,
                hint=f"did you mean {near[0]}?" if near else "nemda model lists the variables of the chain",
            )  # fmt: skip


def _constants(values: Mapping[str, ndarray]) -> ndarray:
    return kernels(chain()).constants_of(np.array([values[name] for name in chain().parameter_names]))


def _beginning(values: Mapping[str, ndarray], drive: Drive) -> ndarray:
    return beginning(Group(chain(), kernels(chain()), _constants(values)), drive, TOLERANCE)


def _integrated(
    values: Mapping[str, ndarray], start: ndarray, drive: Drive, time_h: ndarray, by_reference: bool
) -> ndarray:
    """Return the states [state, time, column]; a column the fast solver fails on goes to the reference."""
    model, code = chain(), kernels(chain())
    constants = _constants(values)
    scale = np.array([declared.scale for declared in model.states.values()])
    solution = integrate(code, start, constants, drive, time_h, scale, TOLERANCE)
    if not by_reference and solution.failed.any():
        raise SolverError("The fast solver failed.", where=f"column {int(np.argmax(solution.failed))}")
    for column in np.flatnonzero(solution.failed):
        solution.states[:, :, column] = solve_person(
            model, code, start[:, column], constants[:, column], drive, int(column), time_h
        )
    return solution.states
