"""Groups of simulated people and their course, each computed once.

They are the people of `nemda simulate`, with what goes together in a person (`nemda.people.together`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.drugs.cards import compounds
from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.people.people import people
from nemda.receptor.limits import ReceptorClaimWarning
from nemda.regimen import Dose, Regimen
from nemda.units import HOURS_PER_WEEK
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.row import Row
from nemda.validate.biology.stressors import stress_of

SEED = 20261122
LENGTHS_WEEKS = (1.0, 2.0, 4.0, 6.0, 9.0, 13.0)
WANTED = (
    "madrs", "madrs_change", "dissociation", "glutamate", "gaba", "bdnf_store", "bdnf_released", "trkb",
    "interleukin6", "kynurenine_balance", "tryptophan", "kynurenine", "kynurenic_acid", "quinolinic_acid",
    "indoleamine_dioxygenase", "glutamate_cycling", "connectivity", "labile_spines", "stable_spines",
    "cortisol", "hebbian_capacity", "raclopride_binding", "striatal_dopamine", "cortical_dopamine",
    "gamma_power", "systolic_rise", "hyperalgesia_area", "ongoing_pain", "analgesia", "blood_flow",
    "limbic_blood_flow", "serum_magnesium", "brain_magnesium", "mtorc1", "phospho_eef2", "ketamine_venous",
    "norketamine_venous", "hydroxynorketamine_venous",
)  # fmt: skip
_COMPARATORS = {"midazolam": 0.045}
"""mg/kg of a comparator over the same time; the others are given as the same amount of nothing."""


class Cohort(NamedTuple):
    """A preset and what each of its people gets; without a compound nobody gets anything.

    `amount_mg_kg` of a gas is percent of the inspired air.
    """

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
        unit = "%" if compounds()[self.compound].is_gas else "mg/kg"
        return Regimen(
            tuple(
                Dose(self.compound, amount, unit, self.route, start, self.duration_h)  # pyright: ignore[reportArgumentType]  checked by Dose
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


def preset_of(row: Row, *, ill: bool = False) -> str:
    """Return the preset of the people whom a row describes, of its patients with `ill`."""
    if not ill and stress_of(row, "human", has_drug=True)[0] == 0:
        return "healthy"
    return "trd" if re.search(r"\btrd\b|resistant|suicidal", row.subject) else "mdd"


@lru_cache(maxsize=48)
def cohort_course(cohort: Cohort) -> CohortCourse:
    """Return the course of a group of people, drawn with a fixed seed.

    Raises
    ------
    NemdaError
        The regimen is refused, or somebody has no solution.
    """
    group = people(cohort.preset, n=int(convention("people_simulated")), seed=SEED)
    job = job_of(cohort.regimen(), group, cohort.weeks)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ReceptorClaimWarning)
        result = run_group(job, group)
    values = {name: result.values[name] for name in WANTED if name in result.values}
    baseline = values["madrs"][:, 0] - values["madrs_change"][:, 0]
    return CohortCourse(result.time_h, values, baseline, _cautions(said))


def _cautions(said: Sequence[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one.message) for one in said))
