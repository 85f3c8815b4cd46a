"""The compound cards that come with nemda, and how a name that people type finds one.

A card is a TOML file in ``cards/``. A name leads to a compound and to the milligrams of base in
one written milligram: a plain name follows the label (base for ketamine, esketamine, midazolam;
hydrochloride for memantine), a salt name always means the salt. What would falsify this: a product
whose label states salt while its plain name is read as base.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, NamedTuple

from nemda.drugs.compound import (
    KINDS,
    LABEL_DOSES,
    Compound,
    Enantiomers,
    Identifier,
    MolarMass,
    Source,
    UsualSession,
)
from nemda.drugs.names import near_matches, normal_form
from nemda.drugs.routes import find_route
from nemda.errors import DrugError

_REQUIRED = frozenset(
    {"key", "names", "kind", "label_dose", "has_kinetics", "routes", "formulation", "legal", "sources"}
)
NUMBERS = frozenset({"kinetics", "metabolites", "targets", "efficacies"})
"""Tables of a companion drug, which `nemda.pk.companion` reads."""

_OPTIONAL = NUMBERS | {
    "salt_names", "molar_mass", "enantiomers", "usual_session", "note", "identifiers",
}  # fmt: skip


class Substance(NamedTuple):
    """What a written name means: a compound, and milligrams of base per written milligram."""

    compound: Compound
    base_per_mg: float


@cache
def compounds() -> Mapping[str, Compound]:
    """Return every compound card by key."""
    folder = files("nemda.drugs").joinpath("cards")
    cards = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    return MappingProxyType({card.key: card for card in map(read_card, cards)})


def read_card(file: Traversable) -> Compound:
    """Return the compound that one TOML card describes.

    Raises
    ------
    DrugError
        A field is missing, unknown or contradicts another.
    """
    with file.open("rb") as stream:
        content = tomllib.load(stream)
    where = f"compound card {file.name}"
    if missing := sorted(_REQUIRED - set(content)):
        raise DrugError("Missing field.", where=where, expected=missing)
    if unknown := sorted(set(content) - _REQUIRED - _OPTIONAL):
        raise DrugError("Unknown field.", where=where, expected=sorted(_REQUIRED | _OPTIONAL), got=unknown)
    if content["kind"] not in KINDS:
        raise DrugError("Unknown kind of compound.", where=where, expected=KINDS, got=content["kind"])
    if content["label_dose"] not in LABEL_DOSES:
        raise DrugError("Unknown form.", where=where, expected=LABEL_DOSES, got=content["label_dose"])
    return _compound(content)


def _compound(content: dict[str, Any]) -> Compound:
    mass, share, session = (content.get(name) for name in ("molar_mass", "enantiomers", "usual_session"))
    return Compound(
        key=content["key"],
        names=tuple(content["names"]),
        salt_names=tuple(content.get("salt_names", ())),
        kind=content["kind"],
        label_dose=content["label_dose"],
        has_kinetics=content["has_kinetics"],
        routes=tuple(find_route(name) for name in content["routes"]),
        molar_mass=None
        if mass is None
        else MolarMass(mass["base"], mass.get("salt"), mass["formula"], mass["source"]),
        enantiomers=None if share is None else Enantiomers(share["S"], share["R"]),
        usual_session=None
        if session is None
        else UsualSession(find_route(session["route"]), session["duration_min"] / 60.0, session["source"]),
        formulation=content["formulation"],
        legal=content["legal"],
        note=content.get("note", ""),
        identifiers=tuple(
            Identifier(system, code) for system, code in content.get("identifiers", {}).items()
        ),
        sources=tuple(Source(key, citation) for key, citation in content["sources"].items()),
        numbers=MappingProxyType({name: content[name] for name in sorted(NUMBERS & set(content))}),
    )


@cache
def substances() -> Mapping[str, Substance]:
    """Return what each known name means; a name on two cards is refused."""
    found: dict[str, Substance] = {}
    taken: dict[str, str] = {}
    for compound in compounds().values():
        base_per_mg = compound.base_per_salt if compound.label_dose == "salt" else 1.0
        named = [(name, base_per_mg) for name in dict.fromkeys((compound.key, *compound.names))]
        if compound.base_name not in {*found, *(name for name, _ in named)}:
            named.append((compound.base_name, 1.0))
        named += [(name, compound.base_per_salt) for name in compound.salt_names]
        for name, base_per_written_mg in named:
            other = taken.setdefault(normal_form(name), name)
            if other in found:
                both = f"{name!r} on {found[other].compound.key} and {compound.key}"
                raise DrugError("One name on two cards.", got=both)
            found[name] = Substance(compound, base_per_written_mg)
    return MappingProxyType(found)


@cache
def _by_normal_form() -> Mapping[str, Substance]:
    return MappingProxyType({normal_form(name): substance for name, substance in substances().items()})


def find_substance(text: str) -> Substance:
    """Return the compound that a name means, with the milligrams of base per written milligram.

    ``find_substance("ketamine hydrochloride").base_per_mg`` is 0.867; plain ``"ketamine"`` is base.

    Raises
    ------
    DrugError
        No card has this name; near matches are listed.
    """
    substance = _by_normal_form().get(normal_form(text))
    if substance is None:
        near = near_matches(text, substances())
        raise DrugError(
            "Unknown compound.",
            expected=", ".join(compounds()),
            got=repr(text),
            hint=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
        )
    return substance


def find_compound(text: str) -> Compound:
    """Return the compound that a name means; see `find_substance` for salts.

    Raises
    ------
    DrugError
        No card has this name; near matches are listed.
    """
    return find_substance(text).compound
