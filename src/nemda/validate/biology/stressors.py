"""Stress in the free text of a row: the state in which an animal or a person arrives, and protocols.

A row without a drug describes what stress itself does, so its protocol is the treatment; a row with one
describes what the drug does in stressed animals, which arrive in the steady state of chronic stress.
"""

from __future__ import annotations

import re

from nemda.experiment import Species
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.protocol import Held
from nemda.validate.biology.row import Row
from nemda.validate.pk.text import NUMBER, first_time_h

_ILL = (
    r"mdd|trd|depress|bipolar|\bbd\b|patients?|suicidal|\bptsd\b|treatment-?resistant|psychiatr|mood disorder"
)
_SCORE = r"madrs|ham-?d|hdrs|qids|phq|\bbdi\b|depressi|antidepressant|\brespon(?:se rate|ders?)|remission"
_WELL = r"healthy|volunteers?|controls?(?! study)"
_STRESSED = (
    r"stress|\bcus\b|\bcums?\b|\bcms\b|\bcsds\b|\bcort\b|corticosterone|susceptible|\bclh\b|"
    r"learned helpless|depressive-like|restraint"
)
_ACUTE = re.compile(
    rf"(?P<one>{NUMBER})\s*-?\s*min\w*\s+(?:of\s+)?(?:restraint|immobili|tail pinch|swim|footshock)|"
    rf"(?:restraint|immobili[sz]ation|tail pinch|forced swim|footshock)\s+(?P<two>{NUMBER})\s*-?\s*min"
)
_CHRONIC = (
    r"chronic|\bcus\b|\bcums?\b|\bcms\b|\bcsds\b|variable stress|unpredictable|social (?:defeat|stress)|"
    rf"(?:restraint|immobili[sz]ation)\s+(?:{NUMBER}\s*h/d\s*)?x?\s*{NUMBER}\s*-?\s*(?:d\b|days?)|"
    rf"{NUMBER}\s*-?\s*(?:d|days?)\s+(?:of\s+)?(?:restraint|immobili[sz]ation|stress|variable)"
)
_NO_DRUG = r"^$|^none$|^no drug$|^n/?a$|^-$"
_STEROID = r"corticosterone|dexamethasone|glucocorticoid|\bcort\b"


def stress_of(row: Row, species: Species, *, has_drug: bool) -> tuple[float, tuple[str, ...]]:
    """Return the stress (0 none to 1 typical of depression) of whoever is studied, and what was assumed."""
    if species == "human":
        ill, well = re.search(_ILL, row.subject), re.search(_WELL, row.subject)
        if ill is None and well is None:
            is_mood = row.topic in {"mood", "kynurenine"} or re.search(_SCORE, row.readout) is not None
            return float(is_mood), ("typical of depression" if is_mood else "a healthy person",)
        if ill is None or (well is not None and well.start() < ill.start()):
            return 0.0, ()
        return 1.0, ()
    if has_drug and re.search(_STRESSED, f"{row.subject}; {row.compound}; {row.readout}"):
        return 1.0, ()
    return 0.0, ()


def stressors_of(row: Row) -> tuple[Held, ...]:
    """Return the signals of the stress protocol that a row without a drug describes.

    It stands where the drug would, or with the animals where no drug is named.
    """
    done = row.compound if re.search(_NO_DRUG, row.compound) is None else f"{row.preparation}; {row.dose}"
    acute = _ACUTE.search(done)
    if acute is not None:
        return (Held("acute_stress", 1.0, 0.0, float(acute["one"] or acute["two"]) / 60.0),)
    if re.search(_CHRONIC, done):
        return (Held("stress_protocol", 1.0, 0.0, _days(row) * 24.0),)
    if re.search(_STEROID, done):
        return (Held("corticosterone_added", 1.0, 0.0, _days(row) * 24.0),)
    if re.search(r"restraint|tail pinch|immobili[sz]ation|swim stress|footshock", done):
        return (Held("acute_stress", 1.0, 0.0, 0.5),)
    return ()


def _days(row: Row) -> float:
    for text in (row.compound, row.preparation, row.dose, row.time):
        hours = first_time_h(re.sub(rf"{NUMBER}\s*h/d", "", text))
        if hours is not None and hours >= 24.0:
            return hours / 24.0
    return convention("chronic_stress_days")
