"""Whose mood is explained: the typical person of a group, one drawn person, or one of a file.

The typical person has every parameter at its typical value and every covariate at its median, with the
sex of most of the group; nobody of the group need be like that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from nemda.errors import PeopleError
from nemda.people import People, people, read_preset

MEDIAN = np.array([0.5])


class Who(NamedTuple):
    """One person [1], how far they are from typical (0 not at all, 1 as drawn), and who that is in words."""

    people: People
    spread_scale: float
    words: str


def typical_person(preset: str = "trd") -> Who:
    """Return the typical person of a preset: medians of covariates, typical parameters.

    Raises
    ------
    PeopleError
        The preset is unknown.
    """
    covariates = read_preset(preset).covariates
    drawn = {name: each for name, each in covariates.items() if each.men is not None}
    female = np.round(drawn["female"].draw(MEDIAN, np.zeros(1)))
    median: dict[str, Any] = {name: float(each.draw(MEDIAN, female)[0]) for name, each in drawn.items()}
    one = people(preset, n=1, seed=1, **median)
    body = f"{'woman' if female[0] else 'man'} of {one['age_y'][0]:.0f} years, {one['weight_kg'][0]:.0f} kg"
    return Who(one, 0.0, f"the typical person of preset {preset} ({body})")


def drawn_person(number: int, preset: str = "trd", seed: int = 1) -> Who:
    """Return person `number` (from 0) of a preset and seed, as `nemda simulate` draws them.

    Raises
    ------
    PeopleError
        The preset is unknown or a number is negative.
    """
    one = people(preset, n=1, seed=seed, first=number)
    return Who(one, 1.0, f"person {number} of preset {preset}, seed {seed}")


def person_of(group: People, number: int) -> Who:
    """Return person `number` (from 0) of people that exist already, for instance read from a file.

    Raises
    ------
    PeopleError
        There is no such person.
    """
    if not 0 <= number < group.n:
        raise PeopleError("No such person.", where="person", expected=f"0 to {group.n - 1}", got=number)
    return Who(group.slice(number, number + 1), 1.0, f"person {number} of {group.preset}")


def copies(one: People, count: int) -> People:
    """Return a person side by side with themselves, for runs that differ in parameters alone."""
    return replace(
        one, n=count, covariates={name: np.repeat(values, count) for name, values in one.covariates.items()}
    )
