"""The bodies of the people of a run: what a kinetic model may take into account, one value per person.

Every field has a neutral value, so that naming one covariate changes nothing else. Children are
refused by the package's own model, whose sources studied adults; a model of children is another
model. What would falsify the neutral values: typical levels that differ from those without bodies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError

ADULT_AGE_Y = 18.0

LIMITS: Mapping[str, tuple[float, float, str]] = {
    "weight_kg": (1.0, 400.0, "body weight in kg"),
    "age_y": (0.0, 110.0, "age in years"),
    "female": (0.0, 1.0, "0 man, 1 woman"),
    "asian": (0.0, 1.0, "1 for Asian descent, Japanese included"),
    "japanese": (0.0, 1.0, "1 for Japanese descent"),
    "cyp2b6_activity": (0.01, 20.0, "activity of CYP2B6 in the liver, 1 is normal"),
    "cyp3a4_activity": (0.01, 20.0, "activity of CYP3A4 in liver and gut wall, 1 is normal"),
    "cyp2b6_star6_alleles": (0.0, 2.0, "CYP2B6*6 alleles: 0, 1 or 2"),
    "child_pugh": (0.0, 3.0, "0 healthy liver, 1 class A, 2 class B, 3 class C"),
    "renal": (0.0, 3.0, "0 normal kidneys, 1 mild, 2 moderate, 3 severe impairment"),
    "rhinitis": (0.0, 1.0, "1 for symptomatic allergic rhinitis"),
    "smoker": (0.0, 1.0, "1 for a smoker"),
}
"""Lowest and highest value that makes sense, and its meaning."""

COUNTED = frozenset(
    {"female", "asian", "japanese", "cyp2b6_star6_alleles", "child_pugh", "renal", "rhinitis", "smoker"}
)
"""Fields that are whole numbers."""


@dataclass(frozen=True)
class Bodies:
    """One value per person [person] of everything that a kinetic model may take into account.

    A field may be given as one number for all people; afterwards every field is an array. Meanings
    and limits are those of `LIMITS`.

    Raises
    ------
    PeopleError
        A value is not finite or outside its limits, a class is not a whole number, the lengths
        disagree, or someone is Japanese but not Asian.
    """

    weight_kg: Float[ndarray, " _"] | float = 70.0
    age_y: Float[ndarray, " _"] | float = 40.0
    female: Float[ndarray, " _"] | float = 0.0
    asian: Float[ndarray, " _"] | float = 0.0
    japanese: Float[ndarray, " _"] | float = 0.0
    cyp2b6_activity: Float[ndarray, " _"] | float = 1.0
    cyp3a4_activity: Float[ndarray, " _"] | float = 1.0
    cyp2b6_star6_alleles: Float[ndarray, " _"] | float = 0.0
    child_pugh: Float[ndarray, " _"] | float = 0.0
    renal: Float[ndarray, " _"] | float = 0.0
    rhinitis: Float[ndarray, " _"] | float = 0.0
    smoker: Float[ndarray, " _"] | float = 0.0

    def __post_init__(self) -> None:
        given = {field.name: np.asarray(getattr(self, field.name), dtype=float) for field in fields(self)}
        people = max(array.size for array in given.values())
        for name, array in given.items():
            if array.shape not in {(), (1,), (people,)}:
                raise PeopleError("One value per person.", where=name, expected=(people,), got=array.shape)
            _check(name, array)
            object.__setattr__(self, name, np.array(np.broadcast_to(array, (people,))))
        if np.any(np.asarray(self.japanese) > np.asarray(self.asian)):
            raise PeopleError(
                "Japanese descent is Asian descent.", where="japanese", expected="asian = 1 as well"
            )

    @property
    def people(self) -> int:
        """Number of people."""
        return int(np.size(self.weight_kg))


def _check(name: str, array: ndarray) -> None:
    low, high, meaning = LIMITS[name]
    wrong = ~(np.isfinite(array) & (array >= low) & (array <= high))
    if name in COUNTED:
        wrong |= array != np.rint(array)
    if np.any(wrong):
        person = int(np.argmax(wrong))
        kind = "a whole number" if name in COUNTED else "a number"
        raise PeopleError(
            "A property of a body makes no sense.", where=f"{name}, person {person}",
            expected=f"{kind} from {low:g} to {high:g} ({meaning})", got=float(np.ravel(array)[person]),
        )  # fmt: skip
