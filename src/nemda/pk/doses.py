"""Doses of ketamine as arrays: what the kinetics need to know of a regimen, and nothing else.

Compounds without kinetics (saline, placebo, an active comparator) give no levels and are left out;
a regimen of only those gives levels of zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import ROUTES, Enantiomers, Route, check_product, compounds, find_formulation
from nemda.errors import RegimenError
from nemda.regimen import Regimen, amounts_mg


@dataclass(frozen=True)
class KetamineDoses:
    """Doses of S- and R-ketamine.

    `routes` has one entry per dose; `start_h` and `duration_h` are [dose] (duration 0 is a bolus);
    `s_mg` and `r_mg` are mg of base as [dose, person]. `formulations` has one key of
    `nemda.drugs.formulations` per dose, or None for the usual preparation; left empty it is None for all.

    Raises
    ------
    RegimenError
        Shapes disagree, a route is unknown, or a number is negative or not finite.
    DrugError
        A route or a compound has no such preparation.
    """

    routes: tuple[Route, ...]
    start_h: Float[ndarray, " dose"]
    duration_h: Float[ndarray, " dose"]
    s_mg: Float[ndarray, "dose person"]
    r_mg: Float[ndarray, "dose person"]
    formulations: tuple[str | None, ...] = ()

    def __post_init__(self) -> None:
        if not self.formulations:
            object.__setattr__(self, "formulations", (None,) * len(self.routes))
        if len(self.formulations) != len(self.routes):
            raise RegimenError(
                "One preparation, or None, per dose.", where="formulations",
                expected=len(self.routes), got=len(self.formulations),
            )  # fmt: skip
        per_dose = (len(self.routes),)
        per_person = (len(self.routes), self.people)
        for name, array, expected in (
            ("start_h", self.start_h, per_dose),
            ("duration_h", self.duration_h, per_dose),
            ("s_mg", self.s_mg, per_person),
            ("r_mg", self.r_mg, per_person),
        ):
            if array.shape != expected:
                raise RegimenError("Wrong shape of doses.", where=name, expected=expected, got=array.shape)
            if not np.all(np.isfinite(array) & (array >= 0)):
                raise RegimenError("Doses and times are finite and not negative.", where=name)
        if unknown := sorted(set(self.routes) - set(ROUTES)):
            raise RegimenError("No kinetics for this route.", expected=", ".join(ROUTES), got=unknown)
        for index, (route, formulation) in enumerate(zip(self.routes, self.formulations, strict=True)):
            if formulation is not None:
                product = "ketamine" if self.r_mg[index].any() else "esketamine"
                check_product(find_formulation(route, formulation), product)

    @property
    def people(self) -> int:
        """Number of people."""
        return self.s_mg.shape[-1]


def ketamine_doses(regimen: Regimen, weight_kg: Float[ndarray, " person"]) -> KetamineDoses:
    """Return the doses of a regimen that give levels, split into the two forms by mass."""
    kept: list[int] = []
    shares: list[Enantiomers] = []
    for index, dose in enumerate(regimen.doses):
        compound = compounds()[dose.compound]
        if compound.has_kinetics and compound.enantiomers is not None:
            kept.append(index)
            shares.append(compound.enantiomers)
    doses = [regimen.doses[index] for index in kept]
    amount_mg = amounts_mg(regimen, weight_kg)[kept]
    share = np.array(shares, dtype=float).reshape(-1, 2, 1)
    return KetamineDoses(
        routes=tuple(dose.route for dose in doses),
        start_h=np.array([dose.start_h for dose in doses], dtype=float),
        duration_h=np.array([dose.duration_h for dose in doses], dtype=float),
        s_mg=amount_mg * share[:, 0],
        r_mg=amount_mg * share[:, 1],
        formulations=tuple(dose.formulation for dose in doses),
    )
