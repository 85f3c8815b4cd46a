"""Rows on absorption: fractions of meals, waters, diets and salts, alone and with what binds them."""

from __future__ import annotations

import re

from nemda.magnesium.absorption import absorbed_share
from nemda.magnesium.binding import phytate_ratio, retained_by_oxalate, retained_by_phytate
from nemda.magnesium.foods import GRAMS_PER_LITER, find_foods
from nemda.magnesium.forms import Form, find_form, form_name, forms
from nemda.magnesium.meals import Item, Meal, absorbed, food_item, supplement_item
from nemda.magnesium.parameters import value
from nemda.magnesium.stoichiometry import MG_PER_MMOL, elemental_share, meq
from nemda.validate.magnesium.amounts import COUNTS, daily, doses, element_mg, of_magnesium, single
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first

SERVING_L = 0.5
"""A serving of mineral water where the row says only how much magnesium a liter holds."""
MEAL_ALONE_MG = 36.0
"""Magnesium of the test meal of Fine 1991 (2.96 mEq), from which the curve was solved."""
TEST_DOSE_MG = 100.0
"""Dose at which two foods or salts are compared where none is said."""
POINTS = 10.0
MEALS = 3
FALL = r"fall|drop|decrease|reduction|loss|inhibition"
GUT_DISEASE = (
    r"resection|crohn|c(?:o)?eliac|malabsor|short bowel|colitis|bypass|fistula|steatorr|omeprazole|\bppi\b"
)
_NOISE = (
    r"\b(?:fractional|net|apparent|true|urinary|urine|excretion|absorption|bioavailability|uptake|retention|rise|"
    r"increase|serum|of|from|after|in|with|and|the|as|per|oral|a|an)\b"
)


def predict_gut(row: Row) -> Prediction | None:
    """Return the prediction of a row on absorption or salts, or None where it is on something else."""
    if row.section not in {"absorption", "phytate", "oxalate", "form"}:
        return None
    if re.search(GUT_DISEASE, row.subject):
        raise UnpredictableError("a diseased gut, or a drug that changes it, is not in the room")
    if "elemental" in row.item:
        return _elemental(row)
    if row.unit == "mg mg" and not re.search(r"absor", row.item):
        return _tablet(row)
    if row.unit == "qualitative":
        return _comparison(row)
    if re.search(r"csf|brain", row.item):
        from nemda.validate.magnesium.brain import csf_from_intake

        return csf_from_intake(row)
    is_amount = row.unit in {"mg", "mmol"} and re.search(r"absor|retain|taken up", row.item)
    return _fraction(row) if row.unit == "%" or is_amount else None


def _elemental(row: Row) -> Prediction:
    formula = re.search(r"stoichiometry of (\S+)", row.note)
    name = form_name(row.subject) or form_name(re.sub(r"^magnesium\s*|\(.*\)", "", row.subject).strip())
    if name is None and formula is None:
        raise UnpredictableError(f"no formula of {row.subject!r}")
    share = (
        forms()[name].elemental
        if name is not None
        else elemental_share(_capitals(str(formula and formula[1])))
    )
    note = f"from {forms()[name].formula}" if name is not None else "from the formula in the row"
    tablet = first(rf"({NUMBER})\s*mg\b", row.words) if row.unit.startswith("mg") else None
    return Prediction(((tablet or 100) * share,), note=note)


def _capitals(formula: str) -> str:
    """Return a formula whose capitals were lost: two letters that name an atom are one."""
    text = re.sub(r"mg|cl|na|ca|br", lambda found: found[0].capitalize(), formula)
    return re.sub(r"(?<![A-Z])[a-z]|(?<=[A-Z])[chnopsk](?=[\d(.]|$)", lambda found: found[0].upper(), text)


def _tablet(row: Row) -> Prediction | None:
    amount = first(rf"({NUMBER})\s*mmol", row.words)
    return None if amount is None else Prediction((amount * MG_PER_MMOL,), note="molar mass")


def _fraction(row: Row) -> Prediction:
    if " vs " in row.item:
        return _side_by_side(row)
    portions, note = _portions(of_magnesium(row.words))
    factor, extra = _factor(row)
    fitted = "fit point" in row.use or "uptake of oxide" in extra
    text = "; ".join(part for part in (note, extra) if part)
    kept = _kept(row, portions)
    if re.search(rf"^(?:{FALL}|change)\b|\b(?:relative|{FALL})\b", row.item):
        lost = 100 * (factor * kept - 1)
        is_size = row.number is not None and row.number > 0 and re.search(FALL, row.item)
        return Prediction((-lost if is_size else lost,), note=text or "beside the same meal without it")
    taken = sum(portion * absorbed_share(meq(portion)) for portion in portions) * factor * kept
    if row.unit.startswith(("mg", "mmol")):
        scale = MG_PER_MMOL if row.unit.startswith("mmol") else 1.0
        return Prediction((taken / scale,), note=text)
    return Prediction((100 * taken / sum(portions),), note=text, fitted=fitted)


def _portions(words: str) -> tuple[tuple[float, ...], str]:
    """Return what is taken at a time (mg each) and the assumption behind it."""
    if named := doses(words):
        return named, ""
    a_day = daily(words)
    if a_day is not None:
        is_salt = any(form_name(word) for word in re.findall(r"[a-z]+", words)) or "meq" in words
        count = round(value("oxide_doses_a_day")) if is_salt else MEALS
        return (a_day / count,) * count, f"{count} {'portions' if is_salt else 'meals'} a day"
    if (added := first(rf"meal\s*\+\s*({NUMBER})\s*meq", words)) is not None:
        return (MEAL_ALONE_MG + element_mg(added, "meq"),), "with the magnesium of the test meal"
    if (per_liter := first(rf"({NUMBER})\s*mg\s*/\s*l\b", words)) is not None:
        return _water(per_liter, words)
    mass = single(words)
    if mass is not None:
        return (mass,), ""
    if "meal alone" in words:
        return (MEAL_ALONE_MG,), "the test meal of the curve"
    usual = value("usual_intake_men")
    return (usual / MEALS,) * MEALS, "a surveyed diet in three equal meals"


def _water(per_liter_mg: float, words: str) -> tuple[tuple[float, ...], str]:
    liters = first(rf"({NUMBER})\s*l\b(?!\s*/)", words) or SERVING_L
    servings = first(rf"(?:in|as)\s*({NUMBER})\s*(?:servings|portions|doses|drinks)", words)
    if servings is None and re.search(r"over the day|a day|per day|daily|sips|throughout", words):
        servings = max(1.0, round(liters / SERVING_L))
    count = max(1, round(servings or 1))
    note = f"a serving of {liters:g} L" if count == 1 else f"{count} servings of {liters / count:g} L"
    return (per_liter_mg * liters / count,) * count, note


def _factor(row: Row) -> tuple[float, str]:
    for name, form in forms().items():
        if re.search(rf"\b{re.escape(name)}\b", row.words) and name != "acetate":
            return form.factor, f"uptake of {name}"
    greens = re.search(r"spinach|chard|beet green|oxalate", row.words)
    return (retained_by_oxalate(True), "oxalate") if greens else (1.0, "")


def _kept(row: Row, portions: tuple[float, ...]) -> float:
    found = re.search(rf"({NUMBER})\s*(mmol|mg|g)\s*(?:of\s+)?(?:phyt|ip6)", row.words)
    if found is None:
        return 1.0
    scale = {"mmol": value("phytate_molar_mass"), "g": 1000.0, "mg": 1.0}[found[2]]
    return retained_by_phytate(phytate_ratio(float(found[1]) * scale, sum(portions))).share


def _side_by_side(row: Row) -> Prediction:
    shares = tuple(100 * one for one in _sides(row))
    ends = tuple(one for one in (row.low, row.high) if one is not None)
    if len(ends) == len(shares) and row.number in ends:
        other = ends[1] if row.number == ends[0] else ends[0]
        observed = (row.number, other)
        return Prediction(shares, note=_compared(row), observed=observed)
    return Prediction(shares[:1], note=_compared(row))


def _compared(row: Row) -> str:
    return f"{single(row.subject) or TEST_DOSE_MG:g} mg of each where no dose is said"


def _sides(row: Row) -> tuple[float, ...]:
    """Return the absorbed share of each side of "this vs that"."""
    dose = single(row.subject) or TEST_DOSE_MG
    return tuple(_side(part.strip(), dose) for part in row.item.split(" vs "))


def _side(text: str, dose_mg: float) -> float:
    portions = doses(text) or ((found,) if (found := single(text)) is not None else (dose_mg,))
    bare = re.sub(
        rf"(?:{NUMBER}|{'|'.join(COUNTS)})?\s*(?:doses?|portions?|servings?) (?:of|with)", " ", text
    )
    bare = " ".join(re.sub(rf"{NUMBER}\s*(?:mg|mmol|meq|g)?\b|{_NOISE}|[,:]", " ", bare).split())
    if not bare:
        return sum(one * absorbed_share(meq(one)) for one in portions) / sum(portions)
    shares = [_share_of(bare, one) * one for one in portions]
    return sum(shares) / sum(portions)


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
        one, other = (100 * share for share in _sides(row)[:2])
        note = f"{one:.0f}% against {other:.0f}%; {_compared(row)}"
        return Prediction(direction=_sign(one - other), note=note)
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
