"""From the free text of a row to what was done: species, stress, drug, dose or bath, and other drugs.

Nothing is guessed in silence: what had to be assumed is returned beside the protocol, and what cannot be
run ends in `UnreadableError` with its reason.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from nemda.errors import NemdaError
from nemda.experiment import Species
from nemda.mechanism.catalog import simulation_parameters
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.dosing import (
    amounts_mg_kg,
    bath_levels,
    dose_times,
    has_bath_level,
    is_bath,
    plasma_levels,
    route_of,
    washed_out_h,
)
from nemda.validate.biology.interventions import Intervention, interventions_in
from nemda.validate.biology.preparations import preparation_of
from nemda.validate.biology.protocol import GivenDose, Held, Protocol
from nemda.validate.biology.row import Row
from nemda.validate.biology.stressors import stress_of, stressors_of
from nemda.validate.outcome import Status

_SPECIES: tuple[tuple[str, Species], ...] = (
    (
        r"humans?|patients?|volunteers?|people|(?:in|out)patients?|participants?|men|women|mdd|trd|"
        r"healthy (?:subjects?|controls?|adults?)",
        "human",
    ),
    (r"mouse|mice|murine|c57 ?bl(?:/?6\w*)?|balb/?c\w*|cd-?1|129s\w*|swiss webster|ddy|nih swiss", "mouse"),
    (r"rats?|sprague[- ]dawley|wistar|long[- ]evans|lister[- ]hooded|fischer ?344|f344|wky", "rat"),
)
_UNNAMED = r"rodents?|neurons|not stated|cells|cultures?|^$|n/r"
_COMPOUNDS = (
    (r"hnk|hydroxy-?norketamine", "hydroxynorketamine"),
    (r"norketamine", "norketamine"),
    (r"esketamine|\(?s\)?-ketamine|s\(\+\)-ketamine", "esketamine"),
    (r"arketamine|\(?r\)?-ketamine|r\(-\)-ketamine", "arketamine"),
    (r"ketamine", "ketamine"),
)
BATH_NAMES = {
    "ketamine": "ketamine", "esketamine": "ketamine_s", "arketamine": "ketamine_r",
    "norketamine": "norketamine", "hydroxynorketamine": "hydroxynorketamine",
}  # fmt: skip
"""What a bath calls each form."""
_UNBOUND = {
    name: f"{name if name.endswith('norketamine') else 'ketamine'}_unbound_fraction" for name in BATH_NAMES
}
_GENOTYPE = r"knock-?(?:out|in|down)|-/-|\bko\b|transgenic|mutant|\bnull\b|-deficient|\bcre\b|shrna|\bsirna\b"
_READ_PART = (
    r"ketamine|hnk|saline|vehicle|placebo|stress|\bc[u]?m?s\b|defeat|restraint|i?tbs|stimulation|\bnone\b"
)
_NOTHING = r"^$|^none$|^no drug$|^n/a$"
_COMPARATORS = r"saline|vehicle|placebo|midazolam"


class UnreadableError(NemdaError):
    """A row that cannot be run; the message is the reason, `status` whether the model should have it."""

    def __init__(self, why: str, status: Status = "not_applicable") -> None:
        super().__init__(why)
        self.status: Status = status


class Study(NamedTuple):
    """What was done: one protocol per dose, mg/kg or umol/L of each, other drugs, and what was assumed.

    `protocols` already hold the interventions of the compound; `interventions` lists these. `subjects` is how
    many were in the smaller group, None where the row does not say.
    """

    protocols: tuple[Protocol, ...]
    levels: tuple[float, ...]
    interventions: tuple[Intervention, ...]
    is_bath: bool
    assumed: tuple[str, ...]
    subjects: int | None = None

    @property
    def usual(self) -> Protocol:
        """The protocol of the only dose, or of the middle one where several are listed."""
        return self.protocols[len(self.protocols) // 2]


def study_of(row: Row) -> Study:
    """Return what a row says was done, and to how many.

    Raises
    ------
    UnreadableError
        The species, the drug, the dose or another drug cannot be run.
    """
    return _study_of(row)._replace(subjects=subjects_of(row))


def subjects_of(row: Row) -> int | None:
    """Return the smallest number of subjects that a row names ("n=10/group", "n=8 vs 9")."""
    text = f"{row.species}; {row.preparation}; {row.dispersion}"
    found = re.findall(r"\bn\s*=\s*(\d+)(?:\s*(?:vs\.?|and|,|/)\s*(\d+))?", text)
    return min((int(part) for pair in found for part in pair if part), default=None)


def _study_of(row: Row) -> Study:
    """Return what a row says was done.

    Raises
    ------
    UnreadableError
        The species, the drug, the dose or another drug cannot be run.
    """
    species, assumed = species_of(row)
    compound = compound_of(row)
    given = re.sub(r"\bor [^;,+]+", "", row.compound) if compound else row.compound
    others = interventions_in(given)
    others += tuple(one for one in interventions_in(row.subject) if not one.signal and one not in others)
    _refuse_unknown(row, compound, others)
    bath = is_bath(row)
    stress, said = stress_of(row, species, has_drug=bool(compound or others))
    assumed += said
    held, genotype = _held(row, others, bath)
    differs, said = preparation_of(row, is_bath=bath)
    genotype += differs
    assumed += said
    base = Protocol(species, held=held, genotype=genotype, stress=stress)
    if not compound and held and bath:
        dish = base._replace(held=(), bath=tuple((one.signal, one.share) for one in held))
        return Study((dish,), (), others, bath, assumed)
    if not compound:
        added = stressors_of(row) if species != "human" and not held else ()
        return Study((base._replace(held=held + added),), (), others, bath, assumed)
    if bath:
        levels, said = bath_levels(row)
        name = BATH_NAMES[compound]
        washed_h, how = washed_out_h(row)
        protocols = tuple(base._replace(bath=((name, level),), washed_h=washed_h) for level in levels)
        return Study(protocols, levels, others, bath, assumed + said + how)
    held_levels = plasma_levels(row) if species == "human" and compound in BATH_NAMES else ()
    if held_levels:
        free = simulation_parameters()[_UNBOUND[compound]].value
        protocols = tuple(
            base._replace(bath=((BATH_NAMES[compound], level * free),)) for level in held_levels
        )
        said = ("a level held by a pump: the free level of plasma from hour 0 on",)
        return Study(protocols, held_levels, others, True, assumed + said)
    levels, said = amounts_mg_kg(row, species)
    if len(levels) > 1:
        said += (f"of the listed doses, {levels[len(levels) // 2]:g} mg/kg",)
    route, duration_h, how = route_of(row, species)
    starts = dose_times(row)
    protocols = tuple(
        base._replace(doses=tuple(GivenDose(compound, level, route, start, duration_h) for start in starts))
        for level in levels
    )
    return Study(protocols, levels, others, bath, assumed + said + how)


def species_of(row: Row) -> tuple[Species, tuple[str, ...]]:
    """Return the first species that a row names, and what was assumed.

    Raises
    ------
    UnreadableError
        Another species is named.
    """
    found: list[tuple[int, Species]] = [
        (match.start(), name)
        for pattern, name in _SPECIES
        for match in re.finditer(rf"(?<![a-z])(?:{pattern})(?![a-z])", row.species)
    ]
    if found:
        return min(found, key=lambda one: one[0])[1], ()
    if re.search(_UNNAMED, row.species):
        return "rat", ("a rat, because the row names no species that is modeled",)
    raise UnreadableError(f"the species {row.species!r} is not modeled")


def compound_of(row: Row) -> str:
    """Return the form of ketamine that is given, or nothing."""
    for pattern, name in _COMPOUNDS:
        if re.search(rf"(?<![a-z]){pattern}", row.compound):
            return name
    return ""


def _refuse_unknown(row: Row, compound: str, others: tuple[Intervention, ...]) -> None:
    _refuse_unread(row, compound, others)
    known = simulation_parameters()
    for other in others:
        if not other.can_be_run or any(name not in known for name, _ in other.genotype):
            raise UnreadableError(other.why, other.status)
    if compound or others or re.search(_NOTHING, row.compound) or stressors_of(row):
        return
    if re.search(_COMPARATORS, row.compound):
        raise UnreadableError("a comparator alone: nothing in the chain answers it outside of a trial")
    raise UnreadableError(f"no kinetics of {row.compound!r}")


def _refuse_unread(row: Row, compound: str, others: tuple[Intervention, ...]) -> None:
    """Refuse a row that names animals or another drug which are not read, so that it is not run without."""
    if re.search(_GENOTYPE, f"{row.subject}; {row.compound}") and not any(
        one.genotype or not one.can_be_run for one in others
    ):
        raise UnreadableError("a genotype that no parameter of the chain stands for")
    parts = [part.strip() for part in re.split(r"\+", row.compound)]
    if not compound or len(parts) < 2:
        return
    for part in parts:
        bare = re.sub(r"\([^)]*\)", " ", part)
        if not re.search(_READ_PART, bare) and not interventions_in(part) and re.search(r"[a-z]{3}", bare):
            raise UnreadableError(f"another drug that the chain has no target for: {part!r}")


def _held(
    row: Row, others: tuple[Intervention, ...], bath: bool
) -> tuple[tuple[Held, ...], tuple[tuple[str, float], ...]]:
    long = bath or re.search(r"water|diet|chronic|weeks|/l\b", row.given) is not None
    stop = math.inf if long else convention("co_drug_hours")
    held = [Held(other.signal, _share(row, other, bath), 0.0, stop) for other in others if other.signal]
    return tuple(held), tuple(pair for other in others for pair in other.genotype)


def _share(row: Row, other: Intervention, bath: bool) -> float:
    if not bath or not (other.dose_unit or other.is_level):
        return other.share
    if not other.dose_unit and not has_bath_level(row):
        return other.share
    scale = 1000.0 if other.dose_unit == "nmol/l" else 1.0  # levels are read in umol/L
    levels, _ = bath_levels(row)
    return levels[0] * scale


def typical_dose(species: Species) -> float:
    """Return the dose (mg/kg) that is assumed where a row says only that it was subanesthetic."""
    return convention(f"usual_dose_{species}")
