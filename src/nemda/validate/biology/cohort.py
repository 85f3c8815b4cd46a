"""Groups of simulated people and their course, each computed once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.engine.dataset import variable_attributes
from nemda.engine.simulate import simulate
from nemda.people.people import people
from nemda.receptor.limits import ReceptorClaimWarning
from nemda.regimen import Dose, Regimen
from nemda.units import HOURS_PER_WEEK
from nemda.validate.biology.conventions import convention

SEED = 20261122
LENGTHS_WEEKS = (1.0, 2.0, 4.0, 6.0, 9.0, 13.0)
WANTED = (
    "madrs", "madrs_change", "dissociation", "glutamate", "gaba", "bdnf_store", "bdnf_released", "trkb",
    "mtorc1", "interleukin6", "kynurenine_balance", "tryptophan", "kynurenine", "kynurenic_acid",
    "quinolinic_acid", "indoleamine_dioxygenase", "glutamate_cycling", "connectivity", "labile_spines",
    "stable_spines",
    "cortisol", "hebbian_capacity", "ketamine_venous", "norketamine_venous", "hydroxynorketamine_venous",
)  # fmt: skip
_COMPARATORS = {"midazolam": 0.045}
"""mg/kg of a comparator over the same time; the others are given as the same amount of nothing."""


class Cohort(NamedTuple):
    """A preset and what each of its people gets; without a compound nobody gets anything."""

    preset: str
    compound: str = ""
    amount_mg_kg: float = 0.0
    route: str = "iv"
    duration_h: float = 0.0
    starts_h: tuple[float, ...] = ()
    weeks: float = 1.0

    def lasting(self, hours: float) -> Cohort:
        """Return the same people for at least so long, in one of a few lengths."""
        least = max(hours / HOURS_PER_WEEK, self.weeks)
        return self._replace(weeks=next((one for one in LENGTHS_WEEKS if one >= least), least))

    def regimen(self) -> Regimen:
        """Return the regimen.

        Raises
        ------
        RegimenError
            A compound or route is refused.
        """
        if not self.compound:
            return Regimen(())
        amount = _COMPARATORS.get(self.compound, self.amount_mg_kg)
        return Regimen(
            tuple(
                Dose(self.compound, amount, "mg/kg", self.route, start, self.duration_h)  # pyright: ignore[reportArgumentType]  checked by Dose
                for start in self.starts_h
            )
        )


class CohortCourse(NamedTuple):
    """Variables over time as [person, time], and the score at entry [person]."""

    time_h: Float[ndarray, " time"]
    values: Mapping[str, Float[ndarray, "person time"]]
    baseline: Float[ndarray, " person"]
    cautions: tuple[str, ...] = ()

    def at(self, name: str, hours: float) -> Float[ndarray, " person"]:
        """Return a variable of everybody at a time, by straight lines between outputs."""
        right = int(np.clip(np.searchsorted(self.time_h, hours), 1, self.time_h.size - 1))
        low, high = self.time_h[right - 1], self.time_h[right]
        share = float(np.clip((hours - low) / (high - low), 0.0, 1.0))
        rows = self.values[name]
        return (1 - share) * rows[:, right - 1] + share * rows[:, right]

    def responds(self, hours: float, share: float) -> Bool[ndarray, " person"]:
        """Return who has lost at least so large a share of the score at entry."""
        return self.at("madrs_change", hours) <= -share * self.baseline


@lru_cache(maxsize=64)
def cohort_course(cohort: Cohort) -> CohortCourse:
    """Return the course of a group of people, drawn with a fixed seed.

    Raises
    ------
    NemdaError
        The regimen is refused, or somebody has no solution.
    """
    known = variable_attributes()
    names = [name for name in WANTED if name in known]
    group = people(cohort.preset, n=int(convention("people_simulated")), seed=SEED)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ReceptorClaimWarning)
        result = simulate(cohort.regimen(), group, cohort.weeks, variables=names)
    values = {name: np.asarray(result[name].transpose("person", "time")) for name in names}
    baseline = values["madrs"][:, 0] - values["madrs_change"][:, 0]
    return CohortCourse(np.asarray(result["time"], dtype=float), values, baseline, _cautions(said))


def _cautions(said: Sequence[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one.message) for one in said))
