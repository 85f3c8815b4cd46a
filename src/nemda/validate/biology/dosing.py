"""Doses, baths, routes and repeats in the free text of a row."""

from __future__ import annotations

import math
import re

from nemda.experiment import Species
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.row import NUMBER_WORDS, Row
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER, TIME_UNIT, first_time_h, hours_of

_LIST = rf"{NUMBER}(?:\s*(?:,|/|and|or|-|to|vs\.?)\s*{NUMBER})*"
_PER_KG = re.compile(rf"(?P<list>{_LIST})\s*mg\s*/\s*kg")
_OTHER_PER_KG = re.compile(rf"({NUMBER})\s*(ug|mcg|g)\s*/\s*kg")
_MASS = {"ug": 1e-3, "mcg": 1e-3, "g": 1e3}
_ABSOLUTE = re.compile(rf"(?P<list>{_LIST})\s*mg\b(?!\s*/\s*(?:kg|m?l\b|h\b|min))")
_MOLAR = re.compile(rf"(?P<list>{_LIST})\s*(?P<unit>umol/l|nmol/l|mmol/l|um|nm|mm)\b")
_MOLAR_SIZE = {"umol/l": 1.0, "um": 1.0, "nmol/l": 1e-3, "nm": 1e-3, "mmol/l": 1e3, "mm": 1e3}
_PLASMA = re.compile(rf"(?P<list>{_LIST})\s*(?P<unit>ng\s*/\s*ml|ug\s*/\s*l|ug\s*/\s*ml|mg\s*/\s*l)")
_KETAMINE_G_MOL = 237.73
_SPAN = re.compile(rf"({NUMBER})\s*(?:-|to)\s*({NUMBER})")
_VAGUE = (
    r"sub-?an(?:a)?esthetic|sub-?hypnotic|low|single|not (?:given|in|stated)|n/r|antidepressant|iv|dose|"
    r"psychotomimetic|typical|therapeutic|ineffective|^$"
)
_ROUTES = (
    (r"i\.?p\b|intraperitoneal", "ip"), (r"i\.?v\b|intravenous|infusion|tci", "iv"),
    (r"s\.?c\b|subcutaneous", "sc"), (r"i\.?m\b|intramuscular", "im"),
    (r"p\.?o\b|oral|gavage|drinking water", "oral"), (r"intranasal|nasal", "nasal"),
    (r"sublingual|buccal", "sublingual"), (r"inhal", "inhaled"),
)  # fmt: skip
_OFTEN = (
    (r"twice daily|\bbid\b|two times (?:a|per) day|2x? ?/ ?d(?:ay)?\b", 12.0),
    (r"every other day|alternate days?|every second day", 48.0),
    (r"/\s*d(?:ay)?\b|daily|per day|a day\b|\bqd\b", 24.0),
    (r"(?:twice|two times|2 ?x) ?(?:/|a|per)? ?w(?:ee)?k(?:ly)?|\b2 ?/ ?w(?:ee)?k|bi-?weekly", 84.0),
    (r"(?:thrice|three times|3 ?x) ?(?:/|a|per)? ?w(?:ee)?k(?:ly)?|\b3 ?/ ?w(?:ee)?k", 56.0),
    (r"(?:once|one time|1 ?x) ?(?:/|a|per)? ?w(?:ee)?k(?:ly)?|\bweekly|every week", 168.0),
)
"""How often, and the hours between doses; the first that matches counts."""
_MOST_DOSES = 60
_WASHED = r"wash(?:ed)?[- ]?out"
_DISH = r"bath|perfus|superfus|incubat|min$"


def is_bath(row: Row) -> bool:
    """Return whether the drug was in the medium around a slice or cells and not in an animal."""
    systemic = any(re.search(rf"(?<![a-z])(?:{pattern})", row.route) for pattern, _ in _ROUTES)
    in_dish = (
        re.search(
            r"\bslices?\b|\bcultur|primary [a-z ]*neurons|cell line|in vitro|currents|\be1[5-9]\b",
            row.subject,
        )
        is not None
    )
    if re.search(_DISH, row.route):
        return not systemic
    return in_dish and not systemic and _PER_KG.search(row.given) is None


def numbers_in(text: str) -> tuple[float, ...]:
    """Return the numbers of a list; a span stands for its middle."""
    single = _SPAN.fullmatch(text.strip())
    if single is not None:
        return ((float(single[1]) + float(single[2])) / 2,)
    return tuple(float(found) for found in re.findall(NUMBER, text))


def amounts_mg_kg(row: Row, species: Species) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the doses (mg/kg) of ketamine of a row and what was assumed.

    Raises
    ------
    NotApplicableError
        No dose is said and it was no usual one.
    """
    own = re.search(rf"ketamine\s+(?:\(?[a-z ]*\)?\s*)?({NUMBER})\s*mg\s*/\s*kg", row.compound)
    if own is not None:
        return (float(own[1]),), ()
    joined = re.match(rf"\s*({NUMBER})\s*\+\s*{NUMBER}\s*mg\s*/\s*kg", row.dose)
    if joined is not None:
        return (float(joined[1]),), ()
    found = [number for match in _PER_KG.finditer(row.dose) for number in numbers_in(match["list"])]
    found += [float(number) * _MASS[unit] for number, unit in _OTHER_PER_KG.findall(row.dose)]
    # of two drugs ("25 mg/kg + 1 mg/kg") the first is ketamine's
    amounts = found[:1] if "+" in row.dose else found
    if amounts:
        return tuple(dict.fromkeys(amounts)), ()
    if species == "human":
        absolute = [number for match in _ABSOLUTE.finditer(row.dose) for number in numbers_in(match["list"])]
        if absolute:
            weight = convention("human_weight")
            return tuple(number / weight for number in absolute), (f"{weight:g} kg of body weight",)
    if re.search(r"ng\s*/\s*ml", row.dose):
        raise NotApplicableError("a level held by a pump, which no dose of an experiment stands for")
    if re.search(_VAGUE, row.dose) and not re.match(r"an(?:a)?esthetic|chronic|recreational", row.dose):
        amount = convention(f"usual_dose_{species}")
        if species != "human" and route_of(row, species)[0] == "iv":
            amount *= convention("usual_dose_by_vein")
        return (amount,), (f"{amount:g} mg/kg, because the row says no number",)
    raise NotApplicableError(f"no dose is read in {row.dose!r}")


def percent_of_gas(row: Row) -> tuple[float, tuple[str, ...]]:
    """Return the percent of a gas in the inspired air and what was assumed."""
    found = re.search(rf"({NUMBER})\s*%", row.dose)
    if found is not None and 0 < float(found[1]) <= 100:
        return float(found[1]), ()
    usual = convention("usual_gas")
    return usual, (f"{usual:g}% of the inspired air, because the row says none",)


def bath_levels(row: Row) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the concentrations (umol/L) of a bath and what was assumed."""
    found = [
        number * _MOLAR_SIZE[match["unit"]]
        for text in (row.dose, row.compound)
        for match in _MOLAR.finditer(text)
        for number in numbers_in(match["list"])
    ]
    if found:
        return tuple(dict.fromkeys(found)), ()
    level, deep = convention("usual_bath"), convention("usual_bath_anesthetic")
    if re.search(r"(?<!sub-)(?<!sub)(?<!sub )an(?:a)?esthetic", row.dose) is None:
        return (level,), (f"{level:g} umol/L, because the row says no concentration",)
    if re.search(r"antidepress|low|sub-?\s?an(?:a)?esthetic", row.dose):
        said = f"{level:g} and {deep:g} umol/L, because the row says no concentration; {deep:g} is judged"
        return (level, deep), (said,)
    return (deep,), (f"{deep:g} umol/L, because the row says no concentration",)


def has_bath_level(row: Row) -> bool:
    """Return whether a row says a concentration."""
    return any(_MOLAR.search(text) for text in (row.dose, row.compound))


def washed_out_h(row: Row) -> tuple[float, tuple[str, ...]]:
    """Return when (h) a bath is washed out again, infinite where it stays, and what was assumed."""
    if re.search(_WASHED, f"{row.readout}; {row.time}; {row.dose}") is None:
        return math.inf, ()
    stated = first_time_h(f"{row.dose}; {row.route}", before=r"(?:for|x)\s*")
    if stated is not None and stated > 0:
        return stated, ()
    usual = convention("usual_wash_in")
    return usual, (f"washed out after {60 * usual:g} min, because the row says no length",)


def plasma_levels(row: Row) -> tuple[float, ...]:
    """Return the total plasma levels (umol/L) at which a pump holds somebody; none where none is said."""
    found = [
        number * (1000.0 if match["unit"].startswith(("ug/ml", "mg")) else 1.0) / _KETAMINE_G_MOL
        for match in _PLASMA.finditer(row.dose)
        for number in numbers_in(match["list"])
    ]
    return tuple(dict.fromkeys(found))


def route_of(row: Row, species: Species) -> tuple[str, float, tuple[str, ...]]:
    """Return the route, how long (h) each dose lasts, and what was assumed."""
    said = f"{row.route}; {row.dose}"
    found = [
        (match.start(), name)
        for pattern, name in _ROUTES
        for match in re.finditer(rf"(?<![a-z])(?:{pattern})", said)
    ]
    usual = "iv" if species == "human" else "ip"
    route = min(found)[1] if found else usual
    assumed = () if found else (f"{route}, because the row says no route",)
    if route != "iv" or species != "human":
        return route, 0.0, assumed
    stated = first_time_h(said, before=r"(?:over|for|iv|infusion of)\s*~?\s*") or first_time_h(
        said, after=r"\s*(?:infusion|iv)"
    )
    if stated is not None and 0 < stated <= 24:
        return route, stated, assumed
    if re.search(r"\bbolus|\bpush\b|\bi\.?v\.? injection", said):
        return route, convention("usual_bolus"), assumed
    return route, convention("usual_infusion"), (*assumed, "infused over 40 min, because no length is said")


def dose_times(row: Row) -> tuple[float, ...]:
    """Return the times (h) of the doses that a row names: one at 0 unless it says how many, or how often.

    How many is a count ("x 6", "six infusions") or how often in how long ("twice weekly for 4 weeks"); how
    long may also be the row's time of measurement ("daily", 21 d).
    """
    said = f"{row.compound}; {row.dose}; {row.route}"
    often = next((hours for pattern, hours in _OFTEN if re.search(pattern, said)), None)
    every = re.search(rf"every ({NUMBER})\s*({TIME_UNIT})", said)
    if every is not None:
        often = hours_of(float(every[1]), every[2])
    long = first_time_h(
        said, before=r"(?:in|over|,|;|for|x|week|weekly|daily|/d)\s*", after=r"(?!\s*infusion)"
    )
    number = _count(said)
    if number is None:
        if often is None:
            return (0.0,)
        length = long if long is not None and long >= often else first_time_h(row.time)
        number = 1 if length is None else max(1, round(length / often))
    number = min(max(number, 1), _MOST_DOSES)
    if often is not None:
        interval = often
    elif long is not None and long >= 48 and number > 1:
        interval = long / number
    else:
        interval = convention("usual_interval")
    return tuple(step * interval for step in range(number))


def _count(text: str) -> int | None:
    """Return how many doses a text counts, None where it counts none."""
    times = re.search(rf"(?<![a-z])x\s?(\d{{1,3}})(?!\d)(?!\s*-?\s*{TIME_UNIT})", text)
    if times is not None:
        return int(times[1])
    words = "|".join(NUMBER_WORDS)
    doses = re.search(
        rf"(?<![\d.])(\d{{1,2}}|{words})\s+(?:repeated |daily |consecutive |weekly |single )*"
        r"(?:infusions|doses|injections|administrations|treatments|sessions)",
        text,
    )
    if doses is None:
        return None
    return NUMBER_WORDS.get(doses[1]) or int(doses[1])
