"""Courses of protocols, each computed once, and what can be read from them.

All outputs of the chain are kept, so that rows which share a protocol share one integration.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.experiment import Course, run
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.chain import chain
from nemda.mechanism.mood import FELT, Felt, lifted_share
from nemda.validate.biology.protocol import Protocol
from nemda.validate.outcome import NotApplicableError

LENGTHS_H = (24.0, 96.0, 264.0, 504.0, 1008.0)
BEHAVIOR = "behavior"
_BEHAVIOR_NEEDS = ("mood_fast", "mood_slow", "opioid_gate")
_LEVELS = tuple(f"{part}_{place}" for part in ("ketamine", "norketamine", "hydroxynorketamine")
                for place in ("plasma", "brain"))  # fmt: skip


class Arms(NamedTuple):
    """One readout over time (h): everything done, and its control."""

    time_h: Float[ndarray, " time"]
    drug: Float[ndarray, " time"]
    control: Float[ndarray, " time"]

    def mean(self, start_h: float, end_h: float) -> tuple[float, float]:
        """Return the means of both arms over a window."""
        at = np.linspace(start_h, end_h, 41)
        return (
            float(np.interp(at, self.time_h, self.drug).mean()),
            float(np.interp(at, self.time_h, self.control).mean()),
        )


@cache
def known_outputs() -> frozenset[str]:
    """Return every name that a readout may use: states and outputs of the chain, and what comes of them."""
    model = chain()
    own = {*model.state_names, *model.output_names}
    behavior = {BEHAVIOR} if own.issuperset(_BEHAVIOR_NEEDS) else set[str]()
    return frozenset(own | behavior | {"madrs_change", *_LEVELS})


def arms_of(protocol: Protocol, names: tuple[str, ...], *, against_co_drugs: bool = False) -> Arms:
    """Return the sum of some outputs in a protocol and in its control.

    The control has neither doses nor other drugs, or with `against_co_drugs` the same other drugs.

    Raises
    ------
    NemdaError
        The protocol is refused, has no solution, or the species has no such output.
    """
    course = course_of(_rounded(protocol))
    control = course.co_drugs if against_co_drugs else course.vehicle
    if names == (BEHAVIOR,):
        return _behavior(course, against_co_drugs)
    if any(name not in course.drug for name in names):
        where = "a bath" if protocol.bath else f"a {protocol.species}"
        raise NotApplicableError(f"{' and '.join(names)} is no readout of {where}")
    return Arms(
        course.time_h,
        np.sum([course.drug[name] for name in names], axis=0),
        np.sum([control[name] for name in names], axis=0),
    )


@lru_cache(maxsize=1024)
def course_of(protocol: Protocol) -> Course:
    """Return all outputs of a protocol over time.

    Raises
    ------
    NemdaError
        The protocol is refused or has no solution.
    """
    model = chain()
    levels = () if protocol.bath else _LEVELS
    extra = ("madrs_change",) if protocol.species == "human" else levels
    names = (*model.state_names, *model.output_names, *extra)
    return run(protocol.experiment(), times_h(protocol), names)


def times_h(protocol: Protocol) -> Float[ndarray, " time"]:
    """Return the times (h) of a course: fine after the first and the last dose, coarse later."""
    steps = ((0, 0.25, 1 / 120), (0.25, 3, 1 / 12), (3, 12, 0.5), (12, 48, 2.0))
    fine = np.concatenate([np.arange(*step) for step in steps])
    starts = {0.0, protocol.last_dose_h, *(stop for stop in _stops(protocol) if np.isfinite(stop))}
    whole = np.concatenate([np.arange(0, protocol.hours, 6.0), *(start + fine for start in sorted(starts))])
    return np.unique(np.append(whole[whole < protocol.hours], protocol.hours))


def _stops(protocol: Protocol) -> tuple[float, ...]:
    return protocol.washed_h, *(one.stop_h for one in protocol.held)


def _rounded(protocol: Protocol) -> Protocol:
    least = next((length for length in LENGTHS_H if length >= protocol.hours), protocol.hours)
    return protocol._replace(hours=least)


def _behavior(course: Course, against_co_drugs: bool) -> Arms:
    """Return the share of symptoms that the drug takes away, by the mood equation without its scale."""
    control = course.co_drugs if against_co_drugs else course.vehicle
    table = simulation_parameters()
    gain, susceptibility = table["slow_mood_gain"].value, table["drug_susceptibility"].value
    felt = Felt(*(table[name].value for name in FELT))
    at_rest = course.vehicle["mood_slow"]

    def share(arm: dict[str, ndarray]) -> ndarray:
        lift = arm["mood_fast"] + gain * (arm["mood_slow"] - at_rest) * arm["opioid_gate"]
        return np.asarray(lifted_share(lift, susceptibility, felt))

    return Arms(course.time_h, share(dict(course.drug)), share(dict(control)))
