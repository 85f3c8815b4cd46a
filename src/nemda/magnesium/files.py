"""Plans of magnesium in YAML files, with every key checked.

::

    title: Two weeks of citrate
    person: {age: 52, sex: female, weight: 64, egfr: 85}
    days: 14
    usual_intake_mg: 237
    meals:
      - {at: breakfast, items: [oats 60 g, milk 200 ml]}
      - {at: "19:00", items: [brown rice 80 g, spinach 100 g, water 0.5 l]}
    supplements:
      - {form: citrate, amount_mg: 200, at: bedtime, from_day: 1}
    medicines:
      - {name: nitrofurantoin, at: ["8:00"]}

Other keys: infusions (day, at, over_min, sulfate_g), scenario, scenario_day, barrier, mood, infusion_model,
ketamine_order. A key that is not known is refused, because a misspelled key would otherwise be ignored in
silence. What would falsify the reader: a file whose meaning changes when its keys change places.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nemda.errors import DataError, NemdaError
from nemda.evidence.refusal import refusal
from nemda.magnesium.day import MEALS, Entry, read_item
from nemda.magnesium.meals import supplement_item
from nemda.magnesium.person import CONDITIONS, Person
from nemda.magnesium.plan import Drip, Medicine, Plan, Supplement
from nemda.magnesium.rule_words import condition_name
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _PersonEntry(_Entry):
    age: float = Field(40.0, description="years")
    sex: Literal["male", "female"] = "male"
    weight: float = Field(70.0, description="kg")
    egfr: float = Field(100.0, description="glomerular filtration, mL/min")
    heart_rate: float | None = Field(None, description="1/min")
    systolic: float | None = Field(None, description="mmHg")
    serum: float | None = Field(None, description="serum magnesium, mmol/L")
    conditions: list[str] = Field([], description=", ".join(CONDITIONS))


def _typical() -> _PersonEntry:
    return _PersonEntry.model_validate({})


class _MealEntry(_Entry):
    at: str = Field(description="breakfast, lunch, dinner, snack, bedtime or a time such as 19:00")
    items: list[str] = Field(description="such as almonds 50 g")


class _SupplementEntry(_Entry):
    form: str
    amount_mg: float = Field(description="elemental magnesium, or the salt where is_salt is true")
    at: str = "breakfast"
    from_day: int = 1
    to_day: int | None = None
    is_salt: bool = False
    product: float = Field(1.0, gt=0, le=3, description="uptake of the product relative to its salt")


class _InfusionEntry(_Entry):
    day: int = 1
    at: str = "10:00"
    over_min: float
    sulfate_g: float = Field(description="magnesium sulfate heptahydrate, g")


class _MedicineEntry(_Entry):
    name: str
    at: list[str] = []


class _PlanEntry(_Entry):
    title: str
    person: _PersonEntry = Field(default_factory=_typical)
    days: int = 1
    usual_intake_mg: float | None = None
    meals: list[_MealEntry] = []
    supplements: list[_SupplementEntry] = []
    infusions: list[_InfusionEntry] = []
    medicines: list[_MedicineEntry] = []
    scenario: Literal["none", "trauma", "stress"] = "none"
    scenario_day: int = 1
    barrier: Literal["closed", "optimistic"] = "closed"
    mood: Literal["none", "upper bound"] = "none"
    infusion_model: str = ""
    ketamine_order: Literal["ketamine alone", "ketamine first", "magnesium first"] = "ketamine alone"


def schema() -> dict[str, Any]:
    """Return the JSON schema of a plan."""
    return _PlanEntry.model_json_schema()


def read_plan(path: Path | str) -> Plan:
    """Return the plan of a YAML file.

    Raises
    ------
    DataError
        The file cannot be read, a key is unknown or missing, or the plan makes no sense.
    """
    place = Path(path)
    try:
        text = place.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("The plan cannot be read.", where=str(place), got=str(error)) from error
    return plan_of(text, str(place))


def plan_of(text: str, where: str = "plan") -> Plan:
    """Return the plan that a YAML text holds; `where` names it in errors.

    Raises
    ------
    DataError
        As `read_plan`.
    """
    try:
        content: Any = yaml.safe_load(text)
        entry = _PlanEntry.model_validate(content)
    except yaml.YAMLError as error:
        raise DataError("This is no YAML.", where=where, got=str(error)) from error
    except ValidationError as error:
        raise refusal(DataError, error, where, _PlanEntry.model_fields) from error
    try:
        return _plan(entry)
    except NemdaError as error:
        raise DataError(
            error.what, where=f"{where}: {error.where}" if error.where else where, expected=error.expected,
            got=error.got, hint=error.hint,
        ) from error  # fmt: skip


def clock(text: str, where: str) -> float:
    """Return hours after midnight of a meal's name or a time such as ``19:30``.

    Raises
    ------
    DataError
        It is neither.
    """
    if text in MEALS:
        return MEALS[text]
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?", text.strip())
    hours = float(found[1]) + float(found[2] or 0) / MINUTES_PER_HOUR if found else HOURS_PER_DAY
    if hours >= HOURS_PER_DAY:
        raise DataError("No time of a day.", where=where, expected=f"{', '.join(MEALS)}, or 19:30", got=text)
    return hours


def _plan(entry: _PlanEntry) -> Plan:
    who = entry.person
    person = Person(
        who.age, who.sex == "female", who.weight, who.egfr, who.heart_rate, who.systolic, who.serum,
        frozenset(map(condition_name, who.conditions)),
    )  # fmt: skip
    diet = tuple(
        Entry(_placed(item, f"meals[{place}].items"), clock(meal.at, f"meals[{place}].at"))
        for place, meal in enumerate(entry.meals)
        for item in meal.items
    )
    supplements = tuple(
        _supplement(one, f"supplements[{place}]", entry.days) for place, one in enumerate(entry.supplements)
    )
    infusions = tuple(
        Drip(one.day, clock(one.at, f"infusions[{place}].at"), one.over_min / MINUTES_PER_HOUR, one.sulfate_g)
        for place, one in enumerate(entry.infusions)
    )
    medicines = tuple(
        Medicine(one.name, tuple(clock(time, f"medicines[{place}].at") for time in one.at))
        for place, one in enumerate(entry.medicines)
    )
    return Plan(
        entry.title, person, entry.days, diet, supplements, infusions, medicines, entry.usual_intake_mg,
        entry.scenario, entry.scenario_day, entry.barrier, entry.mood, entry.infusion_model,
        entry.ketamine_order,
    )  # fmt: skip


def _placed(text: str, where: str) -> Any:
    try:
        return read_item(text)
    except NemdaError as error:
        raise DataError(
            error.what, where=f"{where}: {text}", expected=error.expected, got=error.got, hint=error.hint
        ) from error


def _supplement(one: _SupplementEntry, where: str, days: int) -> Supplement:
    if not one.amount_mg > 0:
        raise DataError("A supplement has an amount.", where=f"{where}.amount_mg", got=one.amount_mg)
    item = supplement_item(one.form, one.amount_mg, is_salt=one.is_salt, product=one.product)
    return Supplement(
        item, clock(one.at, f"{where}.at"), one.from_day, days if one.to_day is None else one.to_day
    )
