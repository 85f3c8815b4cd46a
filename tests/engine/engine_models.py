"""Small models and groups for tests of the two forms of the solver, and both forms by one signature."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nemda.engine import lanes
from nemda.engine.group import drive_of
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.rest import rest
from nemda.engine.simd.integrate import carry
from nemda.engine.simd.machine import this_machine
from nemda.engine.simd.program import program
from nemda.mechanism.chain import chain
from nemda.model.assembly import assemble
from nemda.model.drive import Drive
from nemda.model.maths import Value, exp
from nemda.model.mechanism import Declaration, Mechanism, signal, state
from nemda.model.parameters import Parameter
from nemda.people import people, sample
from nemda.regimen import parse


class Group(NamedTuple):
    """Everything that `integrate` asks for besides times and tolerance."""

    kernels: object
    start: np.ndarray
    constants: np.ndarray
    drive: Drive
    scale: np.ndarray

    def part(self, index):
        """Return some of the people, in the given order."""
        chosen = {
            name: getattr(self.drive, name)[..., index] for name in ("rate", "amplitude", "plateau", "weight")
        }
        return self._replace(
            start=self.start[:, index],
            constants=self.constants[:, index],
            drive=replace(self.drive, **chosen),
        )


def portable(group, time_h, tolerance, threads=1):
    del threads
    return lanes.integrate(
        group.kernels, group.start, group.constants, group.drive, time_h, group.scale, tolerance
    )


def compiled(group, time_h, tolerance, threads=1, machine=None, bits=64):
    code = program(group.kernels.traced, machine or this_machine(), bits)
    return carry(code, group.start, group.constants, group.drive, time_h, group.scale, tolerance, threads)


BOTH = [portable, compiled]


class Two(NamedTuple):
    first: Value = state("1", "the first", start=1.0)
    second: Value = state("1", "the second", start=1.0)


class Rates(NamedTuple):
    pace: Value
    pull: Value


class Push(NamedTuple):
    push: Value = signal("1", "what acts from outside")


def hunt(states, parameters, inputs):
    """Return a nonlinear oscillation that an outside signal disturbs."""
    p = parameters
    meeting = states.first * states.second
    return Two(
        p.pace * (states.first - meeting + inputs.push),
        p.pace * (meeting - states.second * (1 + p.pull * inputs.push)),
    )


def follow(states, parameters, inputs):
    """Return first following the signal linearly, and second growing until it explodes when pull is large."""
    p = parameters
    return Two(inputs.push - p.pace * states.first, p.pull * states.second * states.second)


def relax(states, parameters, inputs):
    """Return one fast and one slow state that both follow the signal through an exponential."""
    p = parameters
    return Two(
        p.pace * (exp(-inputs.push) - states.first),
        p.pull * (states.first - states.second) / (1 + states.second**3),
    )


def small_model(rates):
    table = {
        name: Parameter(name, 1.0, "1", "for the test", (-1e9, 1e9), "C", "assumption", note="for the test")
        for name in Rates._fields
    }
    part = Mechanism(
        name="part", claim="for the test", states=Two, parameters=Rates, inputs=Push, rates=rates, table=table
    )
    return assemble(rates.__name__, [part], {"push": Declaration("1", "what acts from outside")})


def small_group(rates, pace, pull, drive, start=(1.5, 0.8)):
    code = kernels(MODELS[rates])
    constants = code.constants_of(np.array([pace, pull], dtype=float))
    states = np.repeat(np.array(start)[:, None], constants.shape[1], axis=1)
    return Group(code, states, constants, drive, np.ones(2))


MODELS = {rates: small_model(rates) for rates in (hunt, follow, relax)}


def fading_push(edge_h, amplitude, rate, plateau):
    """Return a drive of one mode; `amplitude` and `plateau` [segment, person], `rate` [person]."""
    amplitude, plateau = np.asarray(amplitude, dtype=float), np.asarray(plateau, dtype=float)
    people_count = amplitude.shape[1]
    return Drive(
        names=("push",),
        units=("1",),
        edge_h=np.asarray(edge_h, dtype=float),
        rate=np.asarray(rate, dtype=float)[None],
        amplitude=amplitude[:, None],
        plateau=plateau[:, None],
        weight=np.ones((1, 1, people_count)),
    )


def shipped_group(n, sentence="0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4", weeks=1.0, seed=11):
    """Return the shipped model for some people, and the times that a simulation reports."""
    group = people("trd", n=n, seed=seed)
    job = Job(parse(sentence), group, weeks=weeks)
    model, code = chain(), kernels(chain())
    drawn = sample(job.parameters, group)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    drive = drive_of(job, model, drawn, group["weight_kg"])
    start = rest(model, code, constants, np.zeros((len(model.drives), n)))
    scale = np.array([declared.scale for declared in model.states.values()])
    return Group(code, start, constants, drive, scale), job.times_h


def error_of(found, exact):
    """Return the largest error of each state and person, relative where the state is not small."""
    size = np.abs(exact) + 1e-3 * np.abs(exact).max(axis=1, keepdims=True)
    return (np.abs(found - exact) / np.where(size > 0, size, 1)).max(axis=1)
