"""A small model for tests of gradients, whose solution is known, and its program on frozen steps."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nemda.engine.gradients.course import case_of
from nemda.engine.gradients.grid import Grid
from nemda.engine.gradients.library import double_precision
from nemda.engine.gradients.pilot import freeze
from nemda.engine.gradients.program import Directions, program
from nemda.engine.gradients.signals import signals_on
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.rest import rest
from nemda.model.assembly import assemble
from nemda.model.drive import Drive
from nemda.model.maths import Value, hill
from nemda.model.mechanism import Declaration, Mechanism, signal, state
from nemda.model.parameters import Parameter


class States(NamedTuple):
    amount: Value = state("1", "drug, without any at rest", start=0.0)
    tone: Value = state("1", "made and removed at rest", start=1.0)
    echo: Value = state("1", "follows the tone nonlinearly", start=0.5)


class Rates(NamedTuple):
    elimination: Value
    production: Value
    removal: Value
    gain: Value
    exponent: Value
    switch: Value


class Push(NamedTuple):
    push: Value = signal("umol/L", "dose rate")


def equations(states, parameters, inputs):
    p = parameters
    return States(
        inputs.push - p.elimination * states.amount,
        p.production - p.removal * states.tone * (1 + p.gain * states.amount),
        hill(states.tone, 1.0, p.exponent)
        + hill(inputs.push, p.gain, p.exponent)
        - states.echo
        + p.switch * states.amount**2,
    )


NAMES = Rates._fields
VALUES = np.array([[0.7], [2.0], [1.6], [0.8], [1.3], [0.0]])
TABLE = {
    name: Parameter(name, 1.0, "1", "for the test", (-1e9, 1e9), "C", "assumption", note="for the test")
    for name in NAMES
}
PART = Mechanism(
    name="part", claim="for the test", states=States, parameters=Rates, inputs=Push, rates=equations,
    table=TABLE,
)  # fmt: skip
MODEL = assemble("for gradients", [PART], {"push": Declaration("umol/L", "dose rate")})


def infusion(people=1, level=1.5, until_h=1.0, fading=0.0):
    """Return a dose rate that is constant until an hour and zero after, plus a part that fades from it."""
    shape = (2, 1, people)
    plateau, amplitude = np.zeros(shape), np.zeros(shape)
    plateau[0], amplitude[0] = level, fading
    return Drive(
        ("push",), ("umol/L",), np.array([0.0, until_h]), np.full((1, people), 0.9), amplitude, plateau,
        np.ones((1, 1, people)),
    )  # fmt: skip


def even_grid(drive, until_h, steps):
    """Return a number of equal steps in each segment."""
    ends = [*drive.edge_h[1:], until_h]
    parts = [np.linspace(a, b, steps + 1) for a, b in zip(drive.edge_h, ends, strict=True)]
    return Grid(
        drive.edge_h,
        np.concatenate([part[:-1] for part in parts]),
        np.concatenate([np.diff(part) for part in parts]),
        np.repeat(np.arange(len(parts)), steps),
    )


@dataclass(frozen=True)
class Small:
    """The small model for people with the given parameters [parameter, person]."""

    parameters: np.ndarray
    drive: Drive
    tolerance: Tolerance

    @property
    def constants(self):
        return kernels(MODEL).constants_of(self.parameters)

    @property
    def rest(self):
        people = self.parameters.shape[1]
        return rest(MODEL, kernels(MODEL), self.constants, np.zeros((1, people)))

    def frozen(self, until_h):
        return freeze(MODEL, self.rest, self.constants, self.drive, until_h, self.tolerance)

    def run(self, way, read, times, grid):
        """Return values, slopes with respect to all parameters (none for way "value"), and errors."""
        people = self.parameters.shape[1]
        time_h = np.array(times)
        case = case_of(MODEL, self.rest, grid, time_h, self.tolerance, np.zeros(people))
        arguments = (self.parameters, signals_on(self.drive, grid, time_h), case)
        moved = np.repeat(np.eye(len(NAMES))[:, :, None], people, axis=2)
        with double_precision():
            code = getattr(program(MODEL, read), way)
            found = code(*arguments) if way == "value" else code(*arguments, Directions(moved, None))
        return [np.asarray(array) for array in found]


def small(people=1, tolerance=1e-6, spread=0.0, **drive):
    rng = np.random.default_rng(3)
    parameters = VALUES * np.exp(spread * rng.normal(size=(len(NAMES), people)))
    parameters[NAMES.index("exponent")] = np.maximum(parameters[NAMES.index("exponent")], 1.05)
    return Small(parameters, infusion(people, **drive), Tolerance(tolerance, tolerance * 1e-2))
