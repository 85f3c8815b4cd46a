"""People far out in the tails and protocols nobody would give, each solved fast and by the oracle."""

from contextlib import suppress
from typing import NamedTuple

import numpy as np
from engine_models import Group

from nemda.drugs import TIMED_ROUTES, compounds
from nemda.engine import solver
from nemda.engine.group import drive_of
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.oracle import solve_person
from nemda.engine.rest import rest
from nemda.errors import ParameterError, SolverError
from nemda.mechanism.chain import chain
from nemda.people import people, sample
from nemda.regimen import Dose, Regimen, parse

ACCURACY = 1e-4
"""What the default tolerance promises for every state."""

ORACLE = 1e-7
"""Tolerance of the oracle here: its error is far below the accuracy asked for, and rounding in the closed
form of the drives does not stop it."""

SHIPPED = Tolerance()

TRIES = 20
"""How often a parameter vector is drawn until no part of the model refuses it."""

COURSES = (
    ("0.5 mg/kg ketamine iv over 40 min on days 0, 3", 1.0),
    ("84 mg esketamine nasal on days 0, 3", 1.0),
    ("150 mg ketamine oral daily for 3 days", 1.0),
    ("1 mg/kg ketamine im on days 0, 2", 1.0),
)
"""What the people in the tails get, in turn, and for how many weeks they are followed."""


class Outcome(NamedTuple):
    """The largest scaled error, where it is, and whether the solver reported a failure."""

    error: float
    state: str
    reported: bool

    @property
    def is_right(self):
        return self.reported or self.error <= ACCURACY


def in_the_tail(number, tolerance=SHIPPED):
    """Return the outcome for parameter vector `number`.

    Everything that differs between people is drawn at three times its spread and cut at the plausible
    interval. In every second vector the values that are the same in everybody are moved too, each to
    anywhere between its typical value and a random edge of its interval; a combination that is refused
    is drawn again.
    """
    sentence, weeks = COURSES[number % len(COURSES)]
    one = people("trd", n=1, seed=7, first=number)
    job = Job(parse(sentence), one, weeks, spread_scale=3.0)
    rng = np.random.default_rng([7, number])
    for _ in range(TRIES):
        drawn = sample(job.parameters, one, job.spread_scale)
        for name, parameter in job.parameters.items():
            low, high = parameter.interval
            if parameter.distribution != "none":
                drawn[name] = np.clip(drawn[name], low, high)
            elif number % 2 and parameter.kind == "value":
                edge = (low, high)[rng.integers(2)]
                drawn[name] = parameter.value + rng.random(1) * (edge - parameter.value)
        with suppress(ParameterError):
            return _outcome(job, one, drawn, tolerance)
    return Outcome(np.inf, "refused", reported=True)


def odd_protocol(number):
    """Return the outcome for protocol `number` in one person of the usual kind."""
    regimen, weeks = _protocol(number)
    one = people("trd", n=1, seed=8, first=number)
    job = Job(regimen, one, weeks)
    return _outcome(job, one, sample(job.parameters, one), SHIPPED)


def _protocol(number):
    """Return up to 60 doses of anything by any route: coincident, overlapping, months apart."""
    rng = np.random.default_rng([8, number])
    many = number % 10 == 0
    weeks = 24.0 if many else float(rng.integers(1, 4))
    size = 60 if many else int(rng.integers(1, 16))
    end_h = weeks * 168
    starts = np.sort(rng.uniform(0, end_h - 1, size))
    starts[rng.random(size) < 0.3] = rng.choice(starts)
    if many:
        # a gap of months: nothing from the third week until the last two
        starts = np.where((starts > 500) & (starts < end_h - 336), starts % 500, starts)
    kinds = [card for card in compounds().values() if card.dosable]
    return Regimen(tuple(_dose(rng, kinds[rng.integers(len(kinds))], float(h)) for h in starts)), weeks


def _dose(rng, card, start_h):
    route = str(rng.choice(card.routes))
    length_h = float(rng.choice([0.0, 2 / 60, 40 / 60, 4.0, 24.0])) if route in TIMED_ROUTES else 0.0
    inert = card.kind == "inert"
    amount = 0.0 if inert else float(np.exp(rng.uniform(np.log(0.05), np.log(2.0))))
    if card.is_gas:
        return Dose(card.key, float(rng.uniform(10.0, 70.0)), "%", route, start_h, max(length_h, 40 / 60))
    return Dose(card.key, amount, "mg" if inert else "mg/kg", route, start_h, length_h)


def _outcome(job, one, drawn, tolerance):
    model, code = chain(), kernels(chain())
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    try:
        start = rest(model, code, constants, np.zeros((len(model.drives), 1)))
    except SolverError:
        return Outcome(np.inf, "no rest", reported=True)
    scale = np.array([declared.scale for declared in model.states.values()])
    group = Group(code, start, constants, drive_of(job, model, drawn, one["weight_kg"]), scale)
    return _compared(group, job.times_h, tolerance)


def _error(states, exact, scale):
    """Return the largest error of each state; below a thousandth of its scale a state means nothing."""
    size = np.abs(exact)
    floor = 1e-3 * np.maximum(size.max(axis=1), scale)
    return (np.abs(states - exact) / (size + floor[:, None])).max(axis=1)


def _compared(group, times, tolerance):
    model = chain()
    found = solver.integrate(
        group.kernels, group.start, group.constants, group.drive, times, group.scale, tolerance
    )
    if found.failed[0]:
        return Outcome(np.inf, "failed", reported=True)
    exact = solve_person(
        model, group.kernels, group.start[:, 0], group.constants[:, 0], group.drive, 0, times, ORACLE
    )
    error = _error(found.states[:, :, 0], exact, group.scale)
    # what is not a number fails every comparison with the accuracy
    return Outcome(float(error.max()), model.state_names[int(error.argmax())], reported=False)
