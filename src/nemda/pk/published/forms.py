"""Which form of ketamine a published model was made for, and what it gets of a dose.

A model of esketamine given the racemate gets the S half, because S-ketamine behaves alike alone and in
the racemate (Wang 2019, doi 10.2147/DDDT.S224553); its levels are then those of S-ketamine only. A
model of the racemate measured both forms together and cannot tell them apart. What would falsify the
first: S-ketamine cleared more slowly in the presence of R.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DrugError
from nemda.pk.doses import KetamineDoses

RACEMATE, ESKETAMINE, ARKETAMINE = "racemic ketamine", "esketamine", "arketamine"
FORMS: Mapping[str, str] = MappingProxyType({"racemate": RACEMATE, "s": ESKETAMINE})
"""Forms that a published model can be made for, by their name in the table of models."""

EQUAL = 1e-9
"""Relative difference of the two halves below which a dose is racemic; halves differ by rounding only."""


def dosed_forms(doses: KetamineDoses) -> frozenset[str]:
    """Return the forms that are dosed: racemic ketamine, esketamine, arketamine or an unequal mixture."""
    found: set[str] = set()
    for s_mg, r_mg in zip(doses.s_mg, doses.r_mg, strict=True):
        if s_mg.any() and not r_mg.any():
            found.add(ESKETAMINE)
        elif r_mg.any() and not s_mg.any():
            found.add(ARKETAMINE)
        elif s_mg.any():
            found.add(RACEMATE if np.allclose(s_mg, r_mg, rtol=EQUAL, atol=0.0) else "a mixture of S and R")
    return frozenset(found)


def check_forms(model: str, dosed: Sequence[str], doses: KetamineDoses) -> None:
    """Refuse a form of ketamine that a model was not made for.

    Raises
    ------
    DrugError
        Names the model, the forms it covers and the one that is dosed.
    """
    covered = {FORMS[form] for form in dosed}
    if missing := sorted(dosed_forms(doses) - covered):
        raise DrugError(
            "This published model does not cover the form of ketamine that is dosed.", where=model,
            expected=" or ".join(sorted(covered)), got=", ".join(missing),
            hint="choose another published model, or the default one",
        )  # fmt: skip


def modeled_mg(separate_s: bool, doses: KetamineDoses) -> Float[ndarray, "dose person"]:
    """Return the mg of base that a model follows: the S form alone, or both forms together."""
    return doses.s_mg if separate_s else doses.s_mg + doses.r_mg
