"""Rows on absorption: fractions of meals, waters, diets and salts, alone and with what binds them."""

from __future__ import annotations

import re

from nemda.magnesium.absorption import absorbed_daily, absorbed_share
from nemda.magnesium.binding import phytate_ratio, retained_by_oxalate, retained_by_phytate
from nemda.magnesium.foods import GRAMS_PER_LITER, find_foods
from nemda.magnesium.forms import Form, find_form, form_name, forms
from nemda.magnesium.meals import Item, Meal, absorbed, food_item, supplement_item
from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import MEQ_PER_MMOL, MG_PER_MMOL, elemental_share, meq
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first

SERVING_L = 0.5
"""A serving of mineral water where the row says only how much magnesium a liter holds."""
MEAL_ALONE_MG = 36.0
"""Magnesium of the test meal of Fine 1991 (2.96 mEq), from which the curve was solved."""
TEST_DOSE_MG = 100.0
"""Dose at which two foods or salts are compared where none is said."""
POINTS = 10.0


def predict_gut(row: Row) -> Prediction | None:
    """Return the prediction of a row on absorption or salts, or None where it is on something else."""
    if row.section not in {"absorption", "phytate", "oxalate", "form"}:
        return None
    if "elemental" in row.item:
        return _elemental(row)
    if row.unit == "mg mg":
        return _tablet(row)
    if row.unit == "qualitative":
        return _comparison(row)
    if re.search(r"csf|brain", row.item):
        from nemda.validate.magnesium.brain import csf_from_intake

        return csf_from_intake(row)
    return _fraction(row) if row.unit == "%" else None


def _elemental(row: Row) -> Prediction:
    formula = re.search(r"stoichiometry of (\S+)", row.note)
    name = form_name(row.subject) or form_name(re.sub(r"^magnesium\s*|\(.*\)", "", row.subject).strip())
    if name is not None:
        return Prediction((100 * forms()[name].elemental,), note=f"from {forms()[name].formula}")
    if formula is None:
        raise UnpredictableError(f"no formula of {row.subject!r}")
    return Prediction((100 * elemental_share(_capitals(formula[1])),), note="from the formula in the row")


def _capitals(formula: str) -> str:
    """Return a formula whose capitals were lost: two letters that name an atom are one."""
    text = re.sub(r"mg|cl|na|ca|br", lambda found: found[0].capitalize(), formula)
    return re.sub(r"(?<![A-Z])[a-z]|(?<=[A-Z])[chnopsk](?=[\d(.]|$)", lambda found: found[0].upper(), text)


def _tablet(row: Row) -> Prediction | None:
    amount = first(rf"({NUMBER})\s*mmol", row.words)
    return None if amount is None else Prediction((amount * MG_PER_MMOL,), note="molar mass")


def _fraction(row: Row) -> Prediction:
    if " vs " in row.item:
        return _fractions_side_by_side(row)
    dose, note = _dose_mg(row)
    share = absorbed_share(meq(dose)) if dose is not None else _diet_share()
    factor, extra = _factor(row)
    kept = _kept(row, dose)
    fitted = "fit point" in row.use or "uptake of oxide" in extra
    text = "; ".join(part for part in (note, extra) if part)
    return Prediction((100 * share * factor * kept,), note=text, fitted=fitted)


def _dose_mg(row: Row) -> tuple[float | None, str]:
    words = row.words
    per_day = first(rf"({NUMBER})\s*meq\s*/\s*day", words)
    if per_day is not None:
        portions = value("oxide_doses_a_day")
        return per_day / portions / MEQ_PER_MMOL * MG_PER_MMOL, f"{portions:g} portions a day"
    if (added := first(rf"({NUMBER})\s*meq", words)) is not None:
        return MEAL_ALONE_MG + added / MEQ_PER_MMOL * MG_PER_MMOL, "with the magnesium of the test meal"
    if (mmol := first(rf"({NUMBER})\s*mmol\s*(?:mg|magnesium)", words)) is not None:
        return mmol * MG_PER_MMOL, ""
    if (per_liter := first(rf"({NUMBER})\s*mg\s*/\s*l\b", words)) is not None:
        liters = first(rf"({NUMBER})\s*l\b(?!\s*/)", words) or SERVING_L
        return per_liter * liters, f"a serving of {liters:g} L"
    if (mass := first(rf"({NUMBER})\s*mg\b(?!\s*/)", words)) is not None:
        return mass, ""
    if "meal alone" in words:
        return MEAL_ALONE_MG, "the test meal of the curve"
    return None, "a surveyed diet in three equal meals"


def _diet_share() -> float:
    daily = value("usual_intake_men")
    return float(absorbed_daily(daily)) / daily


def _factor(row: Row) -> tuple[float, str]:
    for name, form in forms().items():
        if re.search(rf"\b{re.escape(name)}\b", row.words) and name != "acetate":
            return form.factor, f"uptake of {name}"
    greens = re.search(r"spinach|chard|beet green", row.words)
    return (retained_by_oxalate(True), "oxalate") if greens else (1.0, "")


def _kept(row: Row, dose_mg: float | None) -> float:
    phytate = first(rf"({NUMBER})\s*mmol\s*phyt", row.item)
    if phytate is None or dose_mg is None:
        return 1.0
    return retained_by_phytate(phytate_ratio(phytate * value("phytate_molar_mass"), dose_mg)).share


def _fractions_side_by_side(row: Row) -> Prediction:
    names = re.sub(r"^.*absorption\s*", "", row.item).split(" vs ")
    shares = tuple(100 * _share_of(name.strip(), TEST_DOSE_MG) for name in names)
    seen = tuple(one for one in (row.low, row.high) if one is not None)
    if len(seen) == len(shares) and row.number == seen[0]:
        return Prediction(shares, note=f"{TEST_DOSE_MG:g} mg of each", observed=seen)
    return Prediction(shares[:1], note=f"{TEST_DOSE_MG:g} mg")


def _share_of(name: str, dose_mg: float) -> float:
    return absorbed(Meal(0.0, (_item(name, dose_mg),))).fraction.value


def _item(name: str, dose_mg: float) -> Item:
    bare = re.sub(r"\b(?:mg|magnesium)\b|mg(?=cl|so|o\b)", " ", name).strip()
    coated = "chloride enteric-coated" if re.search(r"enteric|coated", name) else None
    form = coated or form_name(bare) or {"cl2": "chloride", "o": "oxide", "so4": "sulfate"}.get(bare)
    if form is not None:
        return supplement_item(form, dose_mg)
    if not find_foods(bare):
        raise UnpredictableError(f"neither a food nor a salt: {name!r}")
    per_gram = food_item(bare, 1.0).magnesium_mg
    if per_gram == 0:
        raise UnpredictableError(f"no magnesium in {name!r}")
    grams = dose_mg / per_gram
    return food_item(bare, min(grams, 100 * GRAMS_PER_LITER))


def _comparison(row: Row) -> Prediction:
    if " vs " in row.item:
        one, other = (100 * _share_of(name.strip(), TEST_DOSE_MG) for name in row.item.split(" vs ", 1))
        return Prediction(
            direction=_sign(one - other), note=f"{one:.0f}% against {other:.0f}% of {TEST_DOSE_MG:g} mg"
        )
    if "=" in row.item:
        return _equal_forms(row)
    if "ranking" in row.item:
        form = find_form(row.item.replace("ranking", "").strip())
        best = max(each.factor for each in forms().values())
        return Prediction(direction=1 if form.factor >= best else -1, note="beside all salts of the list")
    share = 100 * _share_of(row.item, TEST_DOSE_MG)
    soluble = 100 * absorbed_share(meq(TEST_DOSE_MG))
    return Prediction(
        direction=_sign(share - soluble), note=f"{share:.0f}% against {soluble:.0f}% of a soluble salt"
    )


def _equal_forms(row: Row) -> Prediction:
    named: list[Form] = [find_form(part.strip()) for part in row.item.split("=")]
    alike = max(form.factor for form in named) - min(form.factor for form in named) < 1e-9
    beyond = re.search(r"higher than (\w+)", row.value)
    above = beyond is None or min(form.factor for form in named) > find_form(beyond[1]).factor
    wanted = 1 if beyond is not None else 0
    return Prediction(direction=wanted if alike and above else -1, note="uptake factors")


def _sign(points: float) -> int:
    return 0 if abs(points) < POINTS else int(points > 0) - int(points < 0)
