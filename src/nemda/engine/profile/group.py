"""Who is dosed: people of a preset or a file, or one body that the caller describes.

Nothing is guessed about a body where it matters: a dose per kilogram and a child need the weight. What is
not said otherwise is neutral and is shown with the result (`nemda.pk.bodies`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError, RegimenError
from nemda.people import People
from nemda.people.checks import whole_number
from nemda.people.population import Population
from nemda.pk.bodies import ADULT_AGE_Y, LIMITS, Bodies
from nemda.regimen import Regimen

DEFAULT_PRESET = "healthy"
DEFAULT_PEOPLE = 500
ONE_BODY = "one body"
OF_PEOPLE = ("weight_kg", "age_y", "female")
"""What virtual people bring; the other properties of a body are those that the caller names."""


@dataclass(frozen=True, eq=False)
class Group:
    """People with their bodies; `typical` people do not differ in their kinetics.

    `given` are the properties of the body that the caller named.
    """

    people: People
    bodies: Bodies
    typical: bool
    given: Mapping[str, float]

    @property
    def n(self) -> int:
        """Number of people."""
        return self.people.n

    def slice(self, start: int, stop: int) -> Group:
        """Return people `start` to ``stop - 1``, unchanged."""
        arrays = {field.name: np.asarray(getattr(self.bodies, field.name)) for field in fields(Bodies)}
        bodies = Bodies(**{name: array[start:stop] for name, array in arrays.items()})
        return replace(self, people=self.people.slice(start, stop), bodies=bodies)

    @property
    def words(self) -> str:
        """Who they are, for readers."""
        named = ", ".join(f"{name} {value:g}" for name, value in self.given.items() if name not in OF_PEOPLE)
        if self.people.preset != ONE_BODY:
            everybody = ", ".join(f"{name} {value:g}" for name, value in self.given.items())
            return f"{self.n} people, {self.people.preset}{everybody and ': ' + everybody}"
        sex = "female" if _first(self.bodies.female) else "male"
        body = f"{sex}, {_first(self.bodies.age_y):g} years, {_first(self.bodies.weight_kg):g} kg"
        who = "one typical person" if self.typical else f"{self.n} people of one body"
        return ", ".join(filter(None, (f"{who}: {body}", named)))


def _first(values: Float[ndarray, " person"] | float) -> float:
    return float(np.ravel(values)[0])


def group_of(
    who: str | People | None, n: int | None, seed: int, body: Mapping[str, float], regimen: Regimen
) -> Group:
    """Return who is dosed.

    With `who` (a preset, or people) the properties in `body` hold for all of them; without it they
    describe one body, typical in its kinetics unless `n` asks for several such people. With neither, 500
    people of the preset ``healthy`` are drawn.

    Raises
    ------
    PeopleError
        A property is unknown or makes no sense, or `n` is given for people who are counted already.
    RegimenError
        A dose per kilogram for a body without a weight.
    """
    given = _checked(body)
    if isinstance(who, People):
        if n is not None:
            raise PeopleError("These people are counted already.", where="n", got=n, hint="leave n out")
        return _of_people(who, given)
    if who is not None or not given:
        size = DEFAULT_PEOPLE if n is None else n
        named: dict[str, object] = {name: value for name, value in given.items() if name in OF_PEOPLE}
        return _of_people(
            Population(who or DEFAULT_PRESET, seed, 0, size, tuple(named.items())).draw(), given
        )
    return _one_body(n, seed, given, regimen)


def _of_people(who: People, given: Mapping[str, float]) -> Group:
    own = {name: who[name] for name in OF_PEOPLE}
    changed = {name: np.full(who.n, value) for name, value in given.items()}
    return Group(who, Bodies(**(own | changed)), typical=False, given=given)


def _one_body(n: int | None, seed: int, given: Mapping[str, float], regimen: Regimen) -> Group:
    size = 1 if n is None else whole_number("n", n, lowest=1)
    if "weight_kg" not in given:
        if any(dose.unit == "mg/kg" for dose in regimen.doses):
            raise RegimenError(
                "A dose in mg/kg needs the weight of the person.", where="weight_kg", got="no weight",
                expected="the weight in kg", hint="add --weight 70, or in Python weight_kg=70",
            )  # fmt: skip
        if given.get("age_y", ADULT_AGE_Y) < ADULT_AGE_Y:
            raise PeopleError(
                "A child's weight cannot be guessed.", where="weight_kg", got="no weight",
                expected="the weight in kg", hint="add --weight 20, or in Python weight_kg=20",
            )  # fmt: skip
    bodies = Bodies(**{name: np.full(size, given.get(name, neutral)) for name, neutral in _neutral().items()})
    nobody = People(ONE_BODY, seed, 0, size, {}, {})
    return Group(nobody, bodies, typical=n is None, given=given)


def _neutral() -> dict[str, float]:
    return {field.name: float(getattr(Bodies, field.name)) for field in fields(Bodies)}


def _checked(body: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in body.items():
        if name not in LIMITS:
            raise PeopleError(
                "Unknown property of a body.", where="body", got=name, expected=", ".join(LIMITS)
            )
        if isinstance(value, str) or np.ndim(value) != 0:
            raise PeopleError("One number for a body.", where=name, got=value, expected=LIMITS[name][2])
        found[name] = float(value)
    if found:
        Bodies(**({"asian": 1.0} if found.get("japanese") and "asian" not in found else {}) | found)
    return found
