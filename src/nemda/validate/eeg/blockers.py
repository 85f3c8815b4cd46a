"""Blockers of NMDA receptors other than ketamine, given to people: block by the whole chain, then the cortex.

Their kinetics in people and their affinities are those of the drug cards. The mean of the block of a few
simulated healthy people goes into the cortex.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.blocks import BLOCK_OUTPUTS, Blocks
from nemda.drugs.cards import compounds
from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.people import people
from nemda.receptor.limits import ReceptorClaimWarning
from nemda.regimen import Dose, Regimen
from nemda.units import HOURS_PER_WEEK, MINUTES_PER_HOUR
from nemda.validate.biology.dosing import amounts_mg_kg, route_of
from nemda.validate.eeg.conventions import blocker_names, convention
from nemda.validate.eeg.row import EEGRow
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER

SEED = 20261122


def other_blocker(row: EEGRow) -> str | None:
    """Return the card of a blocker other than ketamine; None where a row has none.

    Raises
    ------
    NotApplicableError
        It is given together with ketamine.
    """
    text = row.shared.compound
    found = next((name for name, pattern in blocker_names().items() if re.search(pattern, text)), None)
    if found is not None and "ketamine" in text:
        raise NotApplicableError("two blockers of NMDA receptors at once, of which no row has been checked")
    return found


def regimen_of(row: EEGRow, compound: str) -> tuple[Regimen, float, str, tuple[str, ...]]:
    """Return the regimen, how long (h) it lasts, the route and what was assumed.

    Raises
    ------
    NotApplicableError
        No dose is read.
    """
    length, assumed = convention("rate_length") / MINUTES_PER_HOUR, ()
    if compounds()[compound].is_gas:
        percent = re.search(rf"({NUMBER})(?:\s*-\s*({NUMBER}))?\s*(?:%|percent|vol)", row.shared.dose)
        if percent is None:
            raise NotApplicableError(f"no share of the inspired air is read in {row.shared.dose!r}")
        values = [float(one) for one in percent.groups() if one]
        said = re.search(rf"(?:over|for)\s+({NUMBER})\s*(min|h)", row.shared.dose)
        if said is not None:
            length = float(said[1]) / (MINUTES_PER_HOUR if said[2] == "min" else 1.0)
        else:
            assumed = (f"inhaled for {length * MINUTES_PER_HOUR:g} min, because no length is said",)
        dose = Dose(compound, float(np.mean(values)), "%", "inhaled", 0.0, length)
        return Regimen((dose,)), length, "inhaled", assumed
    amounts, assumed = amounts_mg_kg(row.shared, "human")
    if not amounts or not re.search(r"\d\s*(?:m|u)g", row.shared.dose):
        raise NotApplicableError(f"no dose is read in {row.shared.dose!r}")
    route, length, more = route_of(row.shared, "human")
    dose = Dose(compound, amounts[-1], "mg/kg", route, 0.0, length)  # pyright: ignore[reportArgumentType]  checked by Dose
    return Regimen((dose,)), length, route, (*assumed, *more)


@lru_cache(maxsize=16)
def _course(regimen: Regimen) -> tuple[ndarray, ndarray]:
    group = people("healthy", n=round(convention("blocker_people")), seed=SEED)
    job = job_of(regimen, group, convention("blocker_length") / HOURS_PER_WEEK)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReceptorClaimWarning)
        result = run_group(job, group)
    return result.time_h, np.stack([result.values[name].mean(axis=0) for name in BLOCK_OUTPUTS])


def simulated_blocks(regimen: Regimen, times_h: Float[ndarray, " time"]) -> Blocks:
    """Return the block at times (h), mean over the simulated people.

    Raises
    ------
    NotApplicableError
        A time is after the week that is simulated.
    NemdaError
        The regimen is refused.
    """
    if times_h.max() > convention("blocker_length"):
        raise NotApplicableError("more than a week after a blocker other than ketamine")
    clock, rows = _course(regimen)
    return Blocks(*(np.clip(np.interp(times_h, clock, row), 0.0, 1.0) for row in rows))
