"""From what the model gives (umol/L, h, L) to the unit a study reports.

A unit is read as a product of simple units, each above or below the line, in any order and with any
sign between them: ``ng*h/mL``, ``h ng mL-1``, ``mL/min/70 kg``. Moles and grams meet through the molar
mass of the measured compound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from nemda.pk.molar import molar_mass
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER

Dimension: TypeAlias = Literal["level", "area", "time", "share", "clearance", "volume", "ratio"]

_MASSES = {"kg": 1e6, "g": 1e3, "mg": 1.0, "ug": 1e-3, "mcg": 1e-3, "ng": 1e-6, "pg": 1e-9}
_MOLES = {"mol": 1e6, "mmol": 1e3, "umol": 1.0, "nmol": 1e-3, "pmol": 1e-6}
_VOLUMES = {"l": 1.0, "dl": 0.1, "ml": 1e-3, "cc": 1e-3, "ul": 1e-6}
_TIMES = {
    word: hours
    for hours, words in ((1 / 3600, "s sec"), (1 / 60, "min mins minute minutes"), (24.0, "d day days"),
                         (1.0, "h hr hrs hour hours"))
    for word in words.split()
}  # fmt: skip


class SimpleUnit(NamedTuple):
    """A kind (mass in mg, moles in umol, volume in L, time in h, body weight in kg) and its size."""

    kind: str
    size: float


_UNITS: Mapping[str, SimpleUnit] = MappingProxyType(
    {
        word: SimpleUnit(kind, size)
        for kind, sizes in (("mass", _MASSES), ("moles", _MOLES), ("volume", _VOLUMES), ("time", _TIMES))
        for word, size in sizes.items()
    }
)
_MOLAR = {"um": "umol", "nm": "nmol", "mm": "mmol", "pm": "pmol", "umolar": "umol", "nmolar": "nmol"}
_PART = re.compile(rf"(/|per )?\s*({NUMBER})?\s*([a-z]+)\s*(-1|\^-1)?")
_FILLING = re.compile(r"of |base|free|[()\[\]]")


class UnitProduct(NamedTuple):
    """A unit: how often each kind stands above (+) or below (-) the line, and its size in our units."""

    powers: tuple[tuple[str, int], ...]
    size: float
    weight_kg: float

    @property
    def kinds(self) -> dict[str, int]:
        """Return the powers by kind."""
        return dict(self.powers)


class Factor(NamedTuple):
    """Multiplies a value of the model into a study's unit; `weight_kg` is not 0 where per body weight."""

    value: float
    weight_kg: float = 0.0


def unit_product(text: str) -> UnitProduct | None:
    """Return a unit as a product; None where a word of it is no unit."""
    bare = _FILLING.sub("", text).strip()
    powers: dict[str, int] = {}
    size, weight_kg, at = 1.0, 0.0, 0
    for word, molar in _MOLAR.items():
        bare = re.sub(rf"(?<![a-z]){word}(?![a-z])", f"{molar}/l", bare)
    while at < len(bare):
        part = _PART.match(bare, at)
        if part is None:
            return None
        below = bool(part[1]) != bool(part[4])
        count = float(part[2] or 1)
        if part[3] == "kg" and below:
            weight_kg = count
        elif part[3] in _UNITS:
            simple = _UNITS[part[3]]
            sign = -1 if below else 1
            powers[simple.kind] = powers.get(simple.kind, 0) + sign
            size *= (simple.size * count) ** sign
        else:
            return None
        at = part.end()
        at += len(bare[at:]) - len(bare[at:].lstrip(" *.x-"))
    return UnitProduct(tuple(sorted(powers.items())), size, weight_kg)


_WANTED: Mapping[Dimension, dict[str, int]] = MappingProxyType(
    {
        "level": {"volume": -1},
        "area": {"volume": -1, "time": 1},
        "time": {"time": 1},
        "clearance": {"volume": 1, "time": -1},
        "volume": {"volume": 1},
    }
)


def unit_factor(dimension: Dimension, unit: str, compound: str) -> Factor:
    """Return the factor from the model's unit of a dimension into a study's unit.

    Raises
    ------
    NotApplicableError
        The unit is not one of this dimension.
    """
    if dimension == "ratio":
        return Factor(1.0)
    if dimension == "share":
        return Factor(_share(unit))
    product = unit_product(unit)
    wanted = _WANTED[dimension]
    kinds = {} if product is None else {kind: power for kind, power in product.kinds.items() if power}
    amount = kinds.pop("moles", 0), kinds.pop("mass", 0)
    has_amount = dimension in {"level", "area"}
    if product is None or kinds != wanted or (sorted(amount) != [0, 1] if has_amount else any(amount)):
        raise NotApplicableError(f"the unit {unit!r} is none of a {dimension}")
    if product.size <= 0 or (product.weight_kg and has_amount):
        raise NotApplicableError(f"the unit {unit!r} is none of a {dimension}")
    # umol to mg: g/mol / 1000
    scale = molar_mass(compound) / 1000.0 if amount[1] else 1.0
    return Factor(scale / product.size, product.weight_kg)


def _share(unit: str) -> float:
    if "%" in unit or "percent" in unit:
        return 100.0
    if re.fullmatch(r"|1|-|fraction|ratio|unitless|dimensionless|none|f|n/a", unit):
        return 1.0
    raise NotApplicableError(f"the unit {unit!r} is none of a share")
