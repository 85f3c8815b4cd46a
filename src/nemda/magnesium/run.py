"""A plan carried out: meals absorbed, serum and stores over time, brain, receptors, warnings.

Refused before anything is computed where a rule bars magnesium for the person (supplements and infusions
only). The person starts in balance with the usual intake; without one, with the
surveyed median of the sex, and the outcome says so. What would falsify it:
urine that does not carry away what a healthy person absorbs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.magnesium.absorption import Range, absorbed_daily
from nemda.magnesium.barrier import brain_course
from nemda.magnesium.course import Course, Infusion, Uptake, course
from nemda.magnesium.day import meals_of
from nemda.magnesium.forms import find_form
from nemda.magnesium.infusion import find_infusion_model, serum_course
from nemda.magnesium.meals import Absorbed, Meal, absorbed
from nemda.magnesium.mood import phq9_change
from nemda.magnesium.parameters import value
from nemda.magnesium.plan import Plan
from nemda.magnesium.reference import References, probability_inadequate, references
from nemda.magnesium.safety import Screening, refuse_unsafe, screen
from nemda.magnesium.scenarios import Scenario, factors, scenario
from nemda.magnesium.separations import Separation, is_known, separations, too_close
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.magnesium.synapse import DEPOLARIZED_MV, RESTING_MV, open_share
from nemda.units import HOURS_PER_DAY

MILLIGRAMS_PER_GRAM = 1000.0


class EatenMeal(NamedTuple):
    """A meal and what it yields."""

    meal: Meal
    absorbed: Absorbed


class Outcome(NamedTuple):
    """What became of a plan.

    Arrays follow `course.time_h`: `serum` and `brain` in mmol/L with the scenario in them, `open_resting` and
    `open_depolarized` the shares of NMDA pores that magnesium leaves free. `published_serum` is that of the
    plan's published model (None without one). `meals` are those of day 1 to the last, in order.
    """

    plan: Plan
    meals: tuple[EatenMeal, ...]
    course: Course
    serum: Float[ndarray, " time"]
    brain: Float[ndarray, " time"]
    open_resting: Float[ndarray, " time"]
    open_depolarized: Float[ndarray, " time"]
    published_serum: Float[ndarray, " time"] | None
    references: References
    inadequate: float | None
    usual_absorbed_mg: float
    screening: Screening
    separations: tuple[Separation, ...]
    conflicts: tuple[str, ...]
    phq9: Range
    scenario: Scenario
    notes: tuple[str, ...]

    @property
    def absorbed_mg_day(self) -> Range:
        """Return what is absorbed a day (mg) with its range, over all days."""
        parts = [one.absorbed.mg for one in self.meals]
        return Range(*(sum(part[end] for part in parts) / self.plan.days for end in range(3)))


def run(plan: Plan) -> Outcome:
    """Return what becomes of a plan.

    Raises
    ------
    UnsafeMagnesiumError
        A supplement or an infusion is barred for this person.
    """
    drips = _infusions(plan)
    screening = screen(
        plan.person, supplement_mg=plan.supplement_mg, diet_mg=plan.diet_mg or None,
        with_ketamine_iv=bool(drips) and plan.ketamine_order != "ketamine alone",
    )  # fmt: skip
    if plan.supplement_mg > 0 or drips:
        refuse_unsafe(_without_review_of_order(screening), "Magnesium as a supplement or an infusion")
    meals = tuple(EatenMeal(meal, absorbed(meal)) for meal in _all_meals(plan))
    usual = _usual(plan)
    found = course(
        plan.person, plan.hours, [Uptake(one.meal.time_h, one.absorbed.mg.value) for one in meals], drips,
        usual_absorbed_mg_day=usual,
    )  # fmt: skip
    happening = scenario(plan.scenario, (plan.scenario_day - 1) * HOURS_PER_DAY)
    on_serum, on_brain = factors(happening, found.time_h)
    serum = found.serum * on_serum
    brain = brain_course(found.time_h, found.serum, plan.barrier) * on_brain
    refs = references(plan.person)
    intake = plan.diet_mg + plan.supplement_mg
    model = find_infusion_model(plan.infusion_model) if plan.infusion_model else None
    return Outcome(
        plan, meals, found, serum, brain,
        np.asarray(open_share(brain, RESTING_MV)), np.asarray(open_share(brain, DEPOLARIZED_MV)),
        None if model is None else serum_course(model, drips, found.time_h),
        refs, None if refs.average_mg is None else probability_inadequate(intake, refs.average_mg), usual,
        screening, _separations(plan, bool(drips)), _conflicts(plan, meals),
        phq9_change(plan.hours, plan.supplement_mg, plan.mood), happening, _notes(meals, plan),
    )  # fmt: skip


def _without_review_of_order(screening: Screening) -> Screening:
    # That magnesium and ketamine into a vein are in no guideline is a warning of a simulation, not a refusal.
    return Screening(
        tuple(hit for hit in screening.hits if hit.variable != "iv_mg_planned"), screening.unknown
    )


def _infusions(plan: Plan) -> tuple[Infusion, ...]:
    share = find_form("sulfate").elemental
    return tuple(
        Infusion(start, start + one.over_h, one.sulfate_g * MILLIGRAMS_PER_GRAM * share)
        for one in plan.infusions
        for start in [(one.day - 1) * HOURS_PER_DAY + one.at_h]
    )


def _all_meals(plan: Plan) -> list[Meal]:
    found: list[Meal] = []
    for day in range(1, plan.days + 1):
        start = (day - 1) * HOURS_PER_DAY
        plates = {meal.time_h: list(meal.items) for meal in meals_of(plan.diet, start)} if plan.diet else {}
        for one in plan.supplements:
            if one.from_day <= day <= one.to_day:
                plates.setdefault(start + one.at_h, []).append(one.item)
        found += [Meal(time, tuple(items)) for time, items in sorted(plates.items())]
    return found


def usual_intake(plan: Plan) -> float:
    """Return what was eaten a day before day 1 (mg): as planned, else the survey's median of the sex."""
    if plan.usual_intake_mg is not None:
        return plan.usual_intake_mg
    return value("usual_intake_women" if plan.person.is_female else "usual_intake_men")


def _usual(plan: Plan) -> float:
    return float(absorbed_daily(usual_intake(plan)))


def _separations(plan: Plan, has_drip: bool) -> tuple[Separation, ...]:
    routes = ["oral"] if plan.supplement_mg > 0 or plan.diet else []
    routes += ["iv"] if has_drip else []
    found = [one for drug in plan.medicines for route in routes for one in separations(drug.name, route)]
    return tuple(dict.fromkeys(found))


def _conflicts(plan: Plan, meals: Sequence[EatenMeal]) -> tuple[str, ...]:
    times = sorted({one.meal.time_h % HOURS_PER_DAY for one in meals if one.meal.supplement_mg > 0})
    found: list[str] = []
    for drug in plan.medicines:
        for rule in separations(drug.name):
            for at_h in drug.at_h:
                close = ", ".join(_clock(time) for time in too_close(rule, at_h, times))
                if close:
                    pair = f"{drug.name} at {_clock(at_h)} lies too close to magnesium at {close}"
                    found.append(f"{pair}: {rule.sentence}")
    return tuple(found)


def _clock(hours: float) -> str:
    minutes = round(60 * hours)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _notes(meals: Sequence[EatenMeal], plan: Plan) -> tuple[str, ...]:
    notes = [note for one in meals for note in one.absorbed.notes]
    unknown = (drug.name for drug in plan.medicines if not is_known(drug.name))
    notes += [f"{name}: no rule of its own; the general one is used" for name in unknown]
    if plan.usual_intake_mg is None:
        notes.append(
            f"usual intake not said: {usual_intake(plan):g} mg a day before day 1 (a survey's median)"
        )
    return tuple(dict.fromkeys(notes))


def excreted_mg_day(found: Outcome) -> float:
    """Return magnesium in urine a day (mg), averaged over the plan."""
    return float(found.course.excreted[-1]) / found.plan.days


def store_change_mg(found: Outcome) -> float:
    """Return by how much the body's magnesium changed over the plan (mg), without the gut."""
    amounts = found.course.amounts
    return float(amounts[-1].sum() - amounts[0].sum()) * MG_PER_MMOL
