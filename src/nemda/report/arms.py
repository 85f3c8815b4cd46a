"""Arms as they are drawn: checked, each with a color and the times of its doses.

The colors are those of Okabe and Ito (Color Universal Design, 2008), which people with any common kind
of color vision tell apart. Yellow is left out because it vanishes on white, and black, because it does
on a dark screen; a gray stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import find_compound
from nemda.errors import DataError
from nemda.regimen import Dose, Regimen, parse, sessions
from nemda.trial.results import ArmResult

if TYPE_CHECKING:
    from xarray import Dataset

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
NEEDED_ATTRIBUTES = ("preset", "seed", "parameter_set", "changes", "nemda_version")
UNIT_WORDS = MappingProxyType({"1": "", "point": "points", "umol/L": "µmol/L"})
MIXED = ", or "
_SHARE = re.compile(r"^\d+% ")


@dataclass(frozen=True, eq=False)
class ShownArm:
    """One arm with its color; `regimens` has several entries where the arm pools people."""

    name: str
    sentence: str
    color: str
    dataset: Dataset
    regimens: tuple[Regimen, ...]

    @property
    def people(self) -> int:
        """The number of people."""
        return int(self.dataset.sizes["person"])

    @property
    def time_h(self) -> Float[ndarray, " time"]:
        """The times (h) since the start."""
        return np.asarray(self.dataset["time"].values, dtype=np.float64)

    @property
    def sessions_h(self) -> tuple[float, ...]:
        """The start (h) of every session."""
        return tuple(sorted({start for regimen in self.regimens for start in sessions(regimen)}))

    @property
    def doses(self) -> tuple[Dose, ...]:
        """Every dose that someone in the arm gets."""
        return tuple(dose for regimen in self.regimens for dose in regimen.doses)

    @property
    def first_dose_h(self) -> float:
        """The start (h) of the first session; 0 without doses. Published times count from it."""
        return self.sessions_h[0] if self.sessions_h else 0.0

    @property
    def is_control(self) -> bool:
        """Whether nobody gets a drug whose action is simulated."""
        cards = (find_compound(dose.compound) for dose in self.doses)
        return not any(card.has_kinetics and card.kind == "drug" for card in cards)

    def values(self, variable: str) -> Float[ndarray, "person time"]:
        """Return one variable of everybody."""
        # the bare variable: coordinates take longer to transpose than the numbers
        return np.asarray(self.dataset.variables[variable].transpose("person", "time").values, np.float64)

    def unit(self, variable: str) -> str:
        """Return the unit of a variable; empty where it has none."""
        unit = str(self.dataset[variable].attrs["units"])
        return UNIT_WORDS.get(unit, unit)

    def long_name(self, variable: str) -> str:
        """Return what a variable is, in words."""
        return str(self.dataset[variable].attrs["long_name"])


def shown_arms(arms: Sequence[ArmResult]) -> tuple[ShownArm, ...]:
    """Return the arms with colors and doses.

    Raises
    ------
    DataError
        There are none or more than can be told apart, two have one name, or a dataset is no result of
        a simulation.
    """
    if not 1 <= len(arms) <= len(COLORS):
        raise DataError(
            "The number of arms cannot be shown.", expected=f"1 to {len(COLORS)}", got=len(arms),
            hint="write a report for a part of them",
        )  # fmt: skip
    names = [arm.name for arm in arms]
    if len(set(names)) < len(names):
        raise DataError("Two arms have the same name.", expected="a name of its own for each", got=names)
    return tuple(_shown(arm, color) for arm, color in zip(arms, COLORS, strict=False))


def variables_of(arms: Sequence[ShownArm]) -> frozenset[str]:
    """Return the variables that every arm has."""
    return frozenset.intersection(*(frozenset(map(str, arm.dataset.data_vars)) for arm in arms))


def same_people(a: ShownArm, b: ShownArm) -> bool:
    """Return whether two arms hold the same persons: equal preset, seed, numbers and covariates."""
    first, second = a.dataset, b.dataset
    identity = ("preset", "seed")
    if any(first.attrs[name] != second.attrs[name] for name in identity) or a.people != b.people:
        return False
    own = {"solver_steps", "by_reference_solver"}
    shared = [name for name in first.coords if first[name].dims == ("person",) and name not in own]
    return all(name in second.coords and np.array_equal(first[name], second[name]) for name in shared)


def _shown(arm: ArmResult, color: str) -> ShownArm:
    missing = [name for name in NEEDED_ATTRIBUTES if name not in arm.dataset.attrs]
    lost = {"person", "time"} - {str(name) for name in arm.dataset.dims}
    if missing or lost:
        raise DataError(
            "This is not the result of a simulation.", where=arm.name,
            expected="a dataset from nemda.simulate, with its attributes and dimensions person and time",
            got=f"without {', '.join([*missing, *sorted(lost)])}",
        )  # fmt: skip
    return ShownArm(arm.name, arm.sentence, color, arm.dataset, _regimens(arm.sentence))


def _regimens(sentence: str) -> tuple[Regimen, ...]:
    """Return the regimens of an arm; one that pools people reads "50% saline iv, or 50% midazolam iv"."""
    return tuple(parse(_SHARE.sub("", part)) for part in sentence.split(MIXED))
