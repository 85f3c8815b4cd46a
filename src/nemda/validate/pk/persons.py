"""The cell of a population read as a typical person: weight, age, sex, descent, liver, kidneys, nose.

What a study does not state is that of the reference person (70 kg, a man of 40 years); ages are read for
what they change (children, people above 60). Words for illness without known effect on kinetics are let
pass. Animals and preparations are no people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from nemda.pk.bodies import Bodies
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.conventions import convention
from nemda.validate.pk.text import NUMBER, RANGE, has, mean_of

ADULT_Y = 18.0
_ANIMALS = (
    r"mice|mouse|rats?|dogs?|canine|cats?|horses?|equine|pigs?|piglets?|swine|sheep|monkeys?|macaques?|rhesus|"
    r"primates?|rabbits?|cattle|goats?|microsomes?|hepatocytes?|in vitro|animals?"
)


@dataclass(frozen=True)
class Person:
    """A typical person of a study; the fields are those of `nemda.pk.bodies.Bodies`."""

    weight_kg: float = 70.0
    age_y: float = 40.0
    female: float = 0.0
    asian: float = 0.0
    japanese: float = 0.0
    cyp2b6_activity: float = 1.0
    cyp3a4_activity: float = 1.0
    cyp2b6_star6_alleles: float = 0.0
    child_pugh: float = 0.0
    renal: float = 0.0
    rhinitis: float = 0.0
    smoker: float = 0.0

    @property
    def is_child(self) -> bool:
        """Return whether only a model of children may be used."""
        return self.age_y < ADULT_Y

    def bodies(self) -> Bodies:
        """Return the person as bodies of one.

        Raises
        ------
        PeopleError
            A value makes no sense.
        """
        return Bodies(**{field.name: getattr(self, field.name) for field in fields(self)})

    def healthy(self) -> Person:
        """Return the same person with normal liver, kidneys and nose."""
        return replace(self, child_pugh=0.0, renal=0.0, rhinitis=0.0)


def typical_person(text: str) -> tuple[Person, tuple[str, ...]]:
    """Return the typical person of a population and what had to be assumed.

    Raises
    ------
    NotApplicableError
        It is one of animals, cells or newborns.
    """
    if has(text, _ANIMALS):
        raise NotApplicableError(f"not people: {text!r}")
    if has(text, r"neonat\w+|newborns?|preterms?|fetus\w*|cord blood"):
        raise NotApplicableError("no kinetics of newborns")
    assumed: list[str] = []
    age = _age_y(text)
    if age is not None and age < ADULT_Y and not re.search(r"adult", text):
        assumed += ["the model of children"]
    weight = _weight_kg(text, age)
    if weight is None:
        weight = Person.weight_kg if age is None or age >= ADULT_Y else child_weight_kg(age)
        assumed += [f"a weight of {weight:.3g} kg"]
    asian = has(text, r"asians?|japanese|chinese|koreans?|taiwanese|han|thai|east asian") and not has(
        text, "non-asians?"
    )
    japanese = has(text, "japanese") and not has(text, r"non-japanese|not japanese")
    person = Person(
        weight_kg=weight,
        age_y=Person.age_y if age is None else age,
        female=float(_is_female(text)),
        asian=float(asian),
        japanese=float(japanese),
        child_pugh=_child_pugh(text),
        renal=_renal(text),
        rhinitis=float(
            has(text, r"rhinitis|congestion|common cold") and not has(text, "vs not|without|healthy vs")
        ),
        smoker=float(has(text, "smokers?|smoking") and not has(text, r"non-?smokers?|non-?smoking")),
        cyp2b6_star6_alleles=_star6(text),
    )
    return person, tuple(assumed)


def child_weight_kg(age_y: float) -> float:
    """Return the weight (kg) of a typical child of 1 to 17 years: 3 age + 7.

    Luscombe & Owens 2007 Arch Dis Child 92:412, 17,244 children of 1 to 10 years; it holds to 13 years
    (2011 Emerg Med J 28:590) and is carried on to 17, where it gives 58 kg.
    """
    return 3.0 * max(age_y, 1.0) + 7.0


def _age_y(text: str) -> float | None:
    unit = r"\s*-?\s*(?:y|yr|yrs|years?|y\.o\.|yo)\b"
    above = re.search(rf"(?:>|over|above|older than|at least)\s*({NUMBER}){unit}", text)
    if above:
        return (
            max(convention("elderly_age"), float(above[1]))
            if float(above[1]) >= 60
            else max(float(above[1]), 40.0)
        )
    found = re.search(rf"({RANGE}){unit}", text) or re.search(rf"\bage[ds]?:?\s*(?:of\s*)?({RANGE})", text)
    if found:
        mean = mean_of(found[1])
        return mean if mean is not None and mean <= 110 else None
    months = re.search(rf"({RANGE})\s*-?\s*(?:months?|mo)\b", text)
    if months and re.search(r"child|infant|pa?ediatric", text):
        return (mean_of(months[1]) or 0.0) / 12.0
    if has(text, r"elderly|older adults?|old people|geriatric|aged|seniors?"):
        return convention("elderly_age")
    if has(
        text,
        r"child(?:ren)?(?![- ]pugh)|pa?ediatric\w*|boys?|girls?|infants?|toddlers?|adolescents?|teenagers?",
    ):
        return convention("adolescent_age" if has(text, r"adolescents?|teenagers?") else "child_age")
    return None


def _weight_kg(text: str, age_y: float | None) -> float | None:
    found = re.search(rf"({RANGE})\s*(?:\(.*?\)|\+/-\s*{NUMBER})?\s*-?\s*kg\b(?!\s*/|/)", text)
    weight = mean_of(found[1]) if found else None
    lowest = 30.0 if age_y is None or age_y >= ADULT_Y else 2.0
    return weight if weight is not None and lowest <= weight <= 300 else None


def _is_female(text: str) -> bool:
    return has(text, r"women|woman|females?|girls?|pregnant|parturients?") and not has(
        text, r"men|males?|man|boys?"
    )


def _child_pugh(text: str) -> float:
    named = re.search(r"child[- ]pugh\s*(?:class\s*)?\(?([abc])\b", text)
    if named:
        return float("abc".index(named[1]) + 1)
    if has(text, r"hepatic impairment|liver impairment|liver disease|cirrho\w+|hepatic insufficiency"):
        return _severity(text)
    return 0.0


def _renal(text: str) -> float:
    if not has(text, r"renal|kidneys?|dialysis|creatinine clearance|ckd"):
        return 0.0
    if has(text, r"normal (?:renal|kidney) function") and not has(text, "impairment|insufficiency|failure"):
        return 0.0
    if has(text, r"dialysis|end-?stage|failure"):
        return 3.0
    return _severity(text)


def _severity(text: str) -> float:
    """Return the mean of the severities that a text names, as a whole class; moderate without any."""
    levels = [level for level, word in ((1.0, "mild"), (2.0, "moderate"), (3.0, "severe")) if has(text, word)]
    return float(round(sum(levels) / len(levels))) if levels else 2.0


def _star6(text: str) -> float:
    compact = re.sub(r"\s", "", text)
    if "*6/*6" in compact:
        return 2.0
    return 1.0 if re.search(r"\*1/\*6|\*6/\*1|\*6carrier", compact) else 0.0
