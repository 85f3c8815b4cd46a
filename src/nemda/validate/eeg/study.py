"""What a row gave to whom, as levels of block at the times at which it looked.

People and macaques get the kinetics of people, rats and mice their own. A course of several times stands for
a window, over which changes are averaged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex import EEG, Blocks, blocks_of, no_block, spectra
from nemda.cortex.levels import animal_levels, person_levels
from nemda.cortex.parameters import Cortex, macaque, rodent, typical_cortex
from nemda.cortex.spectrum import unstable_modes
from nemda.pk.rodent import ANIMAL_ROUTES, Animal, AnimalDose
from nemda.regimen import Dose, Regimen
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR
from nemda.validate.biology.cohort import Cohort, preset_of
from nemda.validate.biology.dosing import amounts_mg_kg, dose_times, numbers_in, route_of
from nemda.validate.eeg.blockers import other_blocker, regimen_of, simulated_blocks
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.infusion import rated_dose
from nemda.validate.eeg.late import late_eeg
from nemda.validate.eeg.peak import around_peak_min
from nemda.validate.eeg.reading import State, state_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.window import SHORTEST_MIN, LastingError, lasting_h, said_min
from nemda.validate.outcome import NotApplicableError

NO_DOSE = ("", "none", "0", "0 mg/kg", "saline", "placebo", "vehicle", "n/a")
POINTS = 13
"""Times of a window."""
_MACAQUE = r"macaque|monkey"
DAILY = 14
"""Daily doses: nothing of one is left at the next, so that more would change nothing."""


class Study(NamedTuple):
    """EEG of each dose of a row over its window, after the last of several doses, and what was assumed.

    Without drug `eegs` is one level without block; of a `lasting` study it is that of new synapses alone.
    """

    eegs: tuple[EEG, ...]
    later: EEG | None
    assumed: tuple[str, ...]
    state: State
    lasting: bool = False


def is_macaque(row: EEGRow) -> bool:
    """Return whether a row is of macaques, who get the kinetics of people and stays of their own."""
    return re.search(_MACAQUE, row.shared.species) is not None


def animal_of(row: EEGRow) -> Animal | None:
    """Return the rodent of a row, or None for people and macaques.

    Raises
    ------
    NotApplicableError
        Another species.
    """
    species = row.shared.species
    if re.search(r"\brats?\b", species):
        return "rat"
    if re.search(r"\bmouse\b|\bmice\b", species):
        return "mouse"
    if is_macaque(row) or re.search(r"human|people|patient|volunteer|\bmen\b", species):
        return None
    raise NotApplicableError(f"no species whose levels are known is read in {species!r}")


def compound_of(row: EEGRow) -> str:
    """Return which ketamine was given.

    Raises
    ------
    NotApplicableError
        None was.
    """
    text = row.shared.compound
    if re.search(r"r\s*,\s*s-?ketamine|racemic|rac-ketamine", text):
        return "ketamine"
    if re.search(r"esketamine|\bs\W{0,2}-?\s?ketamine|s\(\+\)", text):
        return "esketamine"
    if re.search(r"arketamine|\br\W{0,2}-?\s?ketamine", text):
        return "arketamine"
    if "ketamine" in text:
        return "ketamine"
    raise NotApplicableError(f"no ketamine, and the cortex has no action of another drug: {text!r}")


def study_of(row: EEGRow, cortex: Cortex | None = None) -> Study:
    """Return the study of a row, made with the typical cortex where none is given.

    Raises
    ------
    NotApplicableError
        Species, compound or dose cannot be read, or the row looks long after the drug.
    """
    found = _study(row, typical_cortex() if cortex is None else cortex)
    if found.state != "baseline" and min(
        float(one.alternation.slow_share.min()) for one in found.eegs
    ) > convention("silent_share"):
        raise NotApplicableError("a level at which the model's network is silent, where nothing is claimed")
    return found


def _study(row: EEGRow, human: Cortex) -> Study:
    state = state_of(row)
    if re.search(r"knock-?out|\bko\b|\bcre\b.*(?:fl/fl|flox)", row.shared.species):
        return _knockout(row, human)
    animal = animal_of(row)
    cortex = rodent(human) if animal is not None else macaque(human) if is_macaque(row) else human
    if state == "baseline" and (row.shared.dose in NO_DOSE or "ketamine" not in row.shared.compound):
        return Study((spectra(no_block(), cortex=cortex),), None, (), state)
    other = other_blocker(row) if animal is None else None
    if other is not None:
        return _other(row, other, state, cortex)
    compound = compound_of(row)
    level = _stated_level(row, compound)
    if level is not None:
        return Study((spectra(level, cortex=cortex),), None, (), state)
    late = lasting_h(row, state, starts_of(row))
    if late is not None:
        if animal is not None:
            raise LastingError("a change that outlasts the drug is in the EEG model of people only")
        return _late(row, compound, state, late, cortex)
    if animal is None:
        return _person(row, compound, state, cortex)
    return _animal(row, animal, compound, state, cortex)


def starts_of(row: EEGRow) -> tuple[float, ...]:
    """Return the times (h) of a row's doses; daily doses of which no number is said are a fortnight's."""
    starts = dose_times(row.shared)
    if len(starts) == 1 and re.search(r"/\s*d(?:ay)?\b|daily|per day", row.shared.dose):
        return tuple(HOURS_PER_DAY * day for day in range(DAILY))
    return starts


def _knockout(row: EEGRow, cortex: Cortex) -> Study:
    if not re.search(r"\bpv|parvalbumin", row.shared.species):
        raise NotApplicableError("a genotype that the model has no cell type for")
    nothing = np.zeros(1)
    lost = Blocks(nothing, np.ones(1), nothing)
    if unstable_modes(cortex, lost).any():
        raise NotApplicableError(
            "without NMDA receptors of parvalbumin and reticular cells the model has no stable rest"
        )
    assumed = ("receptors lost in parvalbumin cells count as blocked, in the reticular thalamus as well",)
    return Study((spectra(lost, cortex=cortex, alternates=False),), None, assumed, "subanesthetic")


def _stated_level(row: EEGRow, compound: str) -> Blocks | None:
    """Return the block at a level that the row states (ng/mL, ug/mL, umol/L, total in plasma)."""
    from nemda.pk.molar import ng_per_ml

    found = re.search(
        r"([\d.]+(?:\s*-\s*[\d.]+)?)\s*(ng/ml|ug/ml|mg/l|umol/l|um)\b",
        f"{row.concentration}; {row.shared.dose}",
    )
    if found is None:
        return None
    number = numbers_in(found[1])[0]
    per_umol = float(ng_per_ml(np.ones(1), "ketamine")[0])
    scale = {"ng/ml": 1 / per_umol, "ug/ml": 1e3 / per_umol, "mg/l": 1e3 / per_umol}.get(found[2], 1.0)
    return steady_blocks(compound, np.array([number * scale]))


def steady_blocks(compound: str, total: Float[ndarray, " level"]) -> Blocks:
    """Return the block under held total levels (umol/L) of a ketamine."""
    part = {"ketamine": 0.5, "esketamine": 1.0, "arketamine": 0.0}[compound]
    return blocks_of({"ketamine_s_effect": total * part, "ketamine_r_effect": total * (1 - part)})


def _person(row: EEGRow, compound: str, state: State, cortex: Cortex) -> Study:
    rated = rated_dose(row)
    if rated is not None:
        window = said_min(row, rated.length_h, (0.0,)) or _usual_min(state, rated.length_h)
        assumed = (*rated.assumed, "kinetics of people") if is_macaque(row) else rated.assumed
        return Study((_over(rated.regimen(compound), *window, 0.0, cortex),), None, assumed, state)
    amounts, duration_h, route, assumed = _given_to_people(row, compound, state)
    starts = starts_of(row)
    window = said_min(row, duration_h, starts)
    if window is None and route != "iv" and state != "recovery":
        one = Regimen((Dose(compound, amounts[-1], "mg/kg", route, 0.0, duration_h),))  # pyright: ignore[reportArgumentType]  checked by Dose
        window = around_peak_min(lambda times: _held(one, times))
    start_min, stop_min = window or _usual_min(state, duration_h)
    eegs: list[EEG] = []
    for amount in amounts:
        regimen = Regimen(tuple(Dose(compound, amount, "mg/kg", route, at, duration_h) for at in starts))  # pyright: ignore[reportArgumentType]  checked by Dose
        eegs.append(_over(regimen, start_min, stop_min, 0.0, cortex))
    later = None
    if len(starts) > 1:
        regimen = Regimen(tuple(Dose(compound, amounts[-1], "mg/kg", route, at, duration_h) for at in starts))  # pyright: ignore[reportArgumentType]  checked by Dose
        later = _over(regimen, start_min, stop_min, starts[-1], cortex)
    if is_macaque(row):
        assumed = (*assumed, "kinetics of people")
    return Study(tuple(eegs), later, assumed, state)


def _late(row: EEGRow, compound: str, state: State, window_h: tuple[float, float], cortex: Cortex) -> Study:
    if rated_dose(row) is not None:
        raise LastingError("a dose given as a rate, after which spines are not followed")
    amounts, duration_h, route, assumed = _given_to_people(row, compound, state)
    preset = preset_of(row.shared, ill=re.search(r"\bmdd\b|\btrd\b|depress", row.shared.species) is not None)
    eegs = tuple(
        late_eeg(Cohort(preset, compound, amount, route, duration_h, starts_of(row)), window_h, cortex)
        for amount in amounts
    )
    grown = float(np.mean([one.spines.mean() for one in eegs]))
    first, last = (f"{one:.0f}" for one in window_h)
    when = first if first == last else f"{first} to {last}"
    note = f"by {grown - 1:+.1%} of spines, {when} h after the first dose"
    return Study(eegs, None, (*assumed, note), state, lasting=True)


def _over(regimen: Regimen, start_min: float, stop_min: float, from_h: float, cortex: Cortex) -> EEG:
    times = from_h + np.linspace(start_min, stop_min, POINTS) / MINUTES_PER_HOUR
    return spectra(_held(regimen, times), times, cortex=cortex)


def _held(regimen: Regimen, times: Float[ndarray, " time"]) -> Blocks:
    return _blocks_at(regimen, tuple(float(one) for one in times))


@lru_cache(maxsize=256)
def _blocks_at(regimen: Regimen, times: tuple[float, ...]) -> Blocks:
    """Return the block of the typical person; kept, because a fit asks for the same hundreds of times."""
    levels = person_levels(regimen, np.array(times))
    return blocks_of({name: rows[0] for name, rows in levels.items()})


def _other(row: EEGRow, compound: str, state: State, cortex: Cortex) -> Study:
    regimen, length_h, route, assumed = regimen_of(row, compound)
    if lasting_h(row, state, (0.0,)) is not None:
        raise LastingError("spines are not followed after a blocker other than ketamine")
    window = said_min(row, length_h, (0.0,))
    if window is None and route not in {"iv", "inhaled"} and state != "recovery":
        window = around_peak_min(lambda times: simulated_blocks(regimen, times))
    times = np.linspace(*(window or _usual_min(state, length_h)), POINTS) / MINUTES_PER_HOUR
    eeg = spectra(simulated_blocks(regimen, times), times, cortex=cortex)
    blocked = (
        f"{compound.replace('_', ' ')} blocks {float(eeg.blocks.parvalbumin.mean()):.1%} in interneurons"
    )
    return Study((eeg,), None, (*assumed, blocked), state)


def _given_to_people(
    row: EEGRow, compound: str, state: State
) -> tuple[tuple[float, ...], float, str, tuple[str, ...]]:
    """Return amounts (mg/kg), length of the infusion (h), route and what was assumed."""
    shared = row.shared
    usual = convention("anesthetic_dose" if state in {"anesthetic", "recovery"} else "subanesthetic_dose")
    assumed: tuple[str, ...] = ()
    stated = replace(shared, dose=re.sub(r"^after .*", "", shared.dose))
    try:
        amounts, assumed = amounts_mg_kg(stated, "human")
        if not re.search(r"\d\s*mg", f"{stated.dose} {stated.compound}"):
            raise NotApplicableError("no number")
    except NotApplicableError:
        amounts, assumed = (usual,), (f"{usual:g} mg/kg, because the row says no number",)
    if "as printed" in shared.dose and max(amounts) < convention("doubtful_share") * usual:
        amounts, assumed = (
            (usual,),
            (f"{usual:g} mg/kg, because the row doubts the {max(amounts):g} that is printed",),
        )
    route, duration_h, more = route_of(shared, "human")
    at_once = re.search(r"bolus|induction|injection", shared.dose) or (
        state in {"anesthetic", "recovery"} and not re.search(r"\bover\b|infusion", shared.dose)
    )
    if at_once and "as printed" not in shared.dose:
        return amounts, 0.0, route, assumed
    kept = tuple(one for one in more if route != "iv" or "40 min" in one)
    return amounts, duration_h, route, (*assumed, *kept)


def _usual_min(state: State, duration_h: float) -> tuple[float, float]:
    """Return start and stop (min since the dose) of the window in which people are looked at."""
    if state == "recovery":
        start = convention("recovery_start") + duration_h * MINUTES_PER_HOUR
        return start, 2 * start
    if duration_h > 0:
        stop = duration_h * MINUTES_PER_HOUR
        return convention("infusion_skipped") * stop, stop
    return convention("first_look"), convention("anesthetic_window")


def _animal(row: EEGRow, animal: Animal, compound: str, state: State, cortex: Cortex) -> Study:
    rated = rated_dose(row, animal)
    if rated is not None:
        _known_route(rated.route, animal)
        window = said_min(row, rated.length_h, (0.0,)) or _usual_min(state, rated.length_h)
        clock = np.linspace(*window, POINTS) / MINUTES_PER_HOUR
        levels = animal_levels(animal, rated.animal_doses(compound), clock)
        return Study((spectra(blocks_of(levels), clock, cortex=cortex),), None, rated.assumed, state)
    amounts, assumed = _given_to_animals(row, animal, state)
    route, _, more = route_of(row.shared, animal)
    _known_route(route, animal)
    starts = starts_of(row)
    usual = convention("usual_animal_time")
    start_min, stop_min = said_min(row, 0.0, starts) or (usual, usual + SHORTEST_MIN)
    points = POINTS if stop_min > start_min + SHORTEST_MIN else 2
    times = np.linspace(start_min, stop_min, points) / MINUTES_PER_HOUR

    def over(amount: float, from_h: float) -> EEG:
        doses = [AnimalDose(compound, amount, route, at) for at in starts]  # pyright: ignore[reportArgumentType]  checked above
        return spectra(blocks_of(animal_levels(animal, doses, from_h + times)), from_h + times, cortex=cortex)

    eegs = tuple(over(amount, 0.0) for amount in amounts)
    later = over(amounts[-1], starts[-1]) if len(starts) > 1 else None
    return Study(eegs, later, (*assumed, *more), state)


def _given_to_animals(row: EEGRow, animal: Animal, state: State) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return amounts (mg/kg) and what was assumed."""
    text = re.sub(r"^<=?\s*|<=?\s*(?=\d)", "", row.shared.dose)
    try:
        amounts, assumed = amounts_mg_kg(replace(row.shared, dose=text), animal)
    except NotApplicableError:
        amounts, assumed = (), ()
    if amounts and re.search(r"\d\s*mg", f"{text} {row.shared.compound}"):
        return amounts, assumed
    usual = convention("anesthetic_rat_dose" if state == "anesthetic" else "dissociative_rat_dose")
    return (usual,), (f"{usual:g} mg/kg, because the row says no number",)


def _known_route(route: str, animal: Animal) -> None:
    """Refuse a route by which no animal's kinetics are known.

    Raises
    ------
    NotApplicableError
        It is one of people alone.
    """
    if route not in ANIMAL_ROUTES:
        raise NotApplicableError(f"no kinetics of a {animal} after a {route} dose are shipped")
