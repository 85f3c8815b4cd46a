"""Running a group of people through a job: sample, rest, drive, integrate, read out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from nemda.engine.beginning import Group, beginning
from nemda.engine.job import Job
from nemda.engine.kernels import Kernels, kernels
from nemda.engine.oracle import solve_person
from nemda.engine.setting import setting_drive
from nemda.engine.solver import integrate
from nemda.errors import SolverError
from nemda.mechanism.block import OCCUPANCIES
from nemda.mechanism.chain import chain
from nemda.mechanism.mood import MADRS_MAXIMUM, lasting_share, score
from nemda.mechanism.mood import Parameters as MoodParameters
from nemda.model.assembly import Model
from nemda.model.drive import Drive, join
from nemda.people import People, sample
from nemda.pk import effect_drive, ng_per_ml, plasma_drive
from nemda.pk.companion import companion_signals
from nemda.receptor.limits import SHORTEST_TIME_S, warn_outside_claim

PLASMA = (
    "ketamine_venous",
    "ketamine_arterial",
    "norketamine_venous",
    "norketamine_arterial",
    "hydroxynorketamine_venous",
    "hydroxynorketamine_arterial",
)


@dataclass(frozen=True)
class GroupResult:
    """Everything about a group over time.

    `values` maps a variable to [person, time]; `solver` counts steps per person and marks who needed
    the reference solver.
    """

    people: People
    time_h: Float[ndarray, " time"]
    values: Mapping[str, Float[ndarray, "person time"]]
    steps: Int[ndarray, " person"]
    by_reference: Bool[ndarray, " person"]


def run_group(job: Job, people: People) -> GroupResult:
    """Return the course of these people under a job.

    A person whose fast solution fails is solved again by the reference solver; if that fails too, or
    any value is not finite, the group is refused by name rather than returned.

    Raises
    ------
    SolverError
        No steady state, or no solution, for some person.
    """
    return run_drawn(job, people, sample(job.parameters, people, job.spread_scale), chain())


def run_drawn(job: Job, people: People, drawn: Mapping[str, ndarray], model: Model) -> GroupResult:
    """Return what `run_group` does, for people whose parameters are known, by name [person], in any model.

    A model of one's own needs the states and outputs of the shipped one that the score reads.

    Raises
    ------
    SolverError
        As for `run_group`.
    """
    code = kernels(model)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    weight_kg = people["weight_kg"]
    drive = drive_of(job, model, drawn, weight_kg)
    start = beginning(Group(model, code, constants), drive, job.accuracy)
    scale = np.array([declared.scale for declared in model.states.values()])
    times = job.times_h
    solution = integrate(code, start, constants, drive, times, scale, job.accuracy, job.numbers)
    states = solution.states
    for person in np.flatnonzero(solution.failed):
        states[:, :, person] = solve_person(
            model, code, start[:, person], constants[:, person], drive, int(person), times
        )
    values = dict(zip(model.state_names, np.swapaxes(states, 1, 2), strict=True))
    _warn_beyond_claim(values)
    values |= _algebraic(model, code, states, constants, drive, times)
    plasma = plasma_drive(job.regimen, weight_kg, drawn)
    levels = dict(zip(plasma.names, plasma.at(times), strict=True))
    for name in PLASMA:
        values[name] = ng_per_ml(levels[name].T, name.rpartition("_")[0])
    values |= mood_values(drawn, people, start, model, values, values["in_care"] * times)
    _refuse_not_finite(values, people, times)
    return GroupResult(people, times, values, solution.steps, solution.failed)


def drive_of(job: Job, model: Model, drawn: Mapping[str, ndarray], weight_kg: ndarray) -> Drive:
    """Return all outside signals of a group, in the order of the model's drives.

    Nobody gets a protocol of an experiment, or a co-drug that is not in the regimen: those signals are 0.
    """
    parts = [
        effect_drive(job.regimen, weight_kg, drawn),
        companion_signals(job.regimen, weight_kg, drawn, model.drive_names),
        setting_drive(job.regimen, job.setting, weight_kg.size),
    ]
    return in_model_order(join([part for part in parts if part is not None]), model)


def in_model_order(drive: Drive, model: Model) -> Drive:
    """Return a drive with exactly the model's signals, in its order; one that `drive` lacks is 0.

    Signals that are 0 have no modes, so they cost the solver nothing but their place.
    """
    weight = np.zeros((len(model.drives), *drive.weight.shape[1:]))
    for row, name in enumerate(model.drive_names):
        if name in drive.names:
            weight[row] = drive.weight[drive.names.index(name)]
    units = tuple(declared.unit for declared in model.drives.values())
    return replace(drive, names=model.drive_names, units=units, weight=weight)


TOGETHER = 16_000
"""So many numbers of an output are computed at once: fewer cost calls, more leave the cache (measured)."""


def _algebraic(
    model: Model, code: Kernels, states: ndarray, constants: ndarray, drive: Drive, times: ndarray
) -> dict[str, ndarray]:
    signals = drive.at(times)
    # [output, time, person]: some times together, in place: as many as the processor's cache holds
    result = np.empty((len(model.outputs), times.size, states.shape[2]))
    together = max(1, TOGETHER // states.shape[2])
    for first in range(0, times.size, together):
        some = slice(first, first + together)
        code.outputs(states[:, some], signals[:, some], constants, result[:, some])
    named = dict(zip(model.output_names, np.swapaxes(result, 1, 2), strict=True))
    return named | {name: signals[i].T for i, name in enumerate(model.drive_names)}


def mood_values(
    drawn: Mapping[str, ndarray],
    people: People,
    start: ndarray,
    model: Model,
    values: Mapping[str, ndarray],
    in_care_h: ndarray,
) -> dict[str, ndarray]:
    """Return MADRS, its change and the shares of its parts [person, time] from states and signals by name.

    ``lasting_share`` is that of the lift by the drug which rests on regained connectivity.
    """
    parameters = MoodParameters(*(drawn[name][:, None] for name in MoodParameters._fields))
    slow_at_rest = start[model.state_names.index("mood_slow")][:, None]
    baseline = people["baseline_madrs"][:, None]
    regained = values["mood_slow"] - slow_at_rest
    result = score(
        parameters,
        baseline,
        values["mood_fast"],
        regained,
        values["opioid_gate"],
        values["expectancy"],
        values["care"],
        in_care_h,
        values["monoamine_share"],
    )
    madrs = np.clip(result.madrs, 0.0, MADRS_MAXIMUM)
    slow = parameters.slow_mood_gain * regained * values["opioid_gate"]
    lasting = lasting_share(values["mood_fast"], slow)
    return {"madrs": madrs, "madrs_change": madrs - baseline, "lasting_share": lasting} | {
        name: np.broadcast_to(share, madrs.shape)
        for name, share in result._asdict().items()
        if name != "madrs"
    }


def _warn_beyond_claim(values: Mapping[str, ndarray]) -> None:
    """Warn when drug blocks so much that the slow-time occupancy of `nemda.receptor` misses its speed.

    While block settles, occupancy is x / (1 + x) at x half-blocking concentrations.
    """
    most = max(float(values[pool].max()) for pool in OCCUPANCIES)
    warn_outside_claim(most / (1 - most), SHORTEST_TIME_S)


def _refuse_not_finite(values: Mapping[str, ndarray], people: People, times: ndarray) -> None:
    for name, array in values.items():
        bad = ~np.isfinite(array)
        if bad.any():
            person, time = (int(index[0]) for index in np.nonzero(bad))
            raise SolverError(
                "A value is not finite.", where=f"{name}, person {people.first + person}",
                got=f"hour {times[time]:g}", hint="look at this person's parameters",
            )  # fmt: skip
