"""Molar masses from chemical formulas, so that the magnesium of a salt is arithmetic and not a table.

Hydrates are written with a dot: ``MgCl2.6H2O``. Standard atomic weights of IUPAC, rounded. What would
falsify this: a label whose elemental content differs although its salt and its water are right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from nemda.errors import DataError

ATOMS: Mapping[str, float] = MappingProxyType(
    {
        "H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "Na": 22.990, "Mg": 24.305, "P": 30.974,
        "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078, "Br": 79.904,
    }
)  # fmt: skip
"""Atomic weights (g/mol, which is mg/mmol)."""

MG_PER_MMOL = ATOMS["Mg"]
MEQ_PER_MMOL = 2.0
"""Milliequivalents of a divalent ion in one mmol."""

_PART = re.compile(r"([A-Z][a-z]?)(\d*)|\(([^()]*)\)(\d*)")


def molar_mass(formula: str) -> float:
    """Return the molar mass (g/mol) of a formula such as ``Mg3(C6H5O7)2`` or ``MgSO4.7H2O``.

    >>> round(molar_mass("MgO"), 3)
    40.304

    Raises
    ------
    DataError
        The formula holds an unknown atom or cannot be read.
    """
    return sum(_hydrate(part, formula) for part in formula.replace("·", ".").split("."))


def elemental_share(formula: str) -> float:
    """Return the share of magnesium in the mass of a salt, 0 to 1.

    Raises
    ------
    DataError
        The formula holds no magnesium, or cannot be read.
    """
    atoms = sum(int(count or 1) for count in re.findall(r"Mg(\d*)", formula))
    if atoms == 0:
        raise DataError("A salt of magnesium holds magnesium.", got=formula)
    return atoms * MG_PER_MMOL / molar_mass(formula)


def meq(mass_mg: float) -> float:
    """Return mg of elemental magnesium in mEq."""
    return mass_mg / MG_PER_MMOL * MEQ_PER_MMOL


def _hydrate(part: str, whole: str) -> float:
    found = re.match(r"(\d*)(.+)", part)
    if found is None:
        raise DataError("This is no chemical formula.", got=repr(whole), expected="as in MgCl2.6H2O")
    return int(found[1] or 1) * _mass(found[2], whole)


def _mass(text: str, whole: str) -> float:
    total, end = 0.0, 0
    for match in _PART.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        atom, count, group, times = match.groups()
        if atom is not None and atom not in ATOMS:
            raise DataError("Unknown atom.", where=whole, got=atom, expected=", ".join(ATOMS))
        total += ATOMS[atom] * int(count or 1) if atom else _mass(group, whole) * int(times or 1)
    if end != len(text) or not text:
        raise DataError("This is no chemical formula.", got=repr(whole), expected="as in MgCl2.6H2O")
    return total
