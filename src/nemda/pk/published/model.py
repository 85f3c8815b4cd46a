"""One published model: who made it, for whom it holds, its parameters, and the levels it gives.

A dated parameter set is never changed to fit other data; a better reading of the source gets a new date.
What would falsify an entry: the source prints another number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import Route
from nemda.errors import DrugError, ModelError, PeopleError
from nemda.evidence.citations import Citation, find_citation
from nemda.model.drive import Drive
from nemda.model.parameters import ParameterTable
from nemda.pk.bodies import Bodies
from nemda.pk.doses import KetamineDoses
from nemda.pk.linear import Dosing, Readout, edges, simulate
from nemda.pk.molar import umol
from nemda.pk.published.forms import RACEMATE, check_forms, dosed_forms, modeled_mg
from nemda.pk.published.limits import Exceeded, Limits, exceeded
from nemda.pk.published.structure import Build, Entries, Structure, Values, effect_site
from nemda.pk.published.values import person_values, typical_values


@dataclass(frozen=True)
class PublishedModel:
    """A published model of ketamine in plasma, as a dated set of parameters.

    `compounds` are what it gives levels of, at one sampling `site` (venous or arterial; with
    `site_stated` false no source says so and venous is assumed); with `separate_s` they are levels of the
    S forms. `dosed` are the forms it was made for (racemate, s). `table` holds its
    parameters with spreads between people, and `correlations` the entries between their deviates, as
    `nemda.people.correlations.parse_correlations` reads them. `dated` is the day its numbers were taken
    over, `provenance` where they were seen.
    """

    name: str
    title: str
    source: str
    dated: str
    compounds: tuple[str, ...]
    site: str
    site_stated: bool
    routes: tuple[Route, ...]
    dosed: tuple[str, ...]
    separate_s: bool
    population: str
    provenance: str
    limits: Limits
    table: ParameterTable
    correlations: tuple[Mapping[str, Any], ...]
    build: Build

    @property
    def citation(self) -> Citation:
        """The paper, with its DOI where one is known."""
        return find_citation(self.source)

    @property
    def has_effect_site(self) -> bool:
        """Whether the set has a rate of equilibration with an effect site."""
        return "effect_site_rate" in self.table

    def typical(self, people: int) -> dict[str, Float[ndarray, " person"]]:
        """Return every parameter at its typical value, for a number of equal people."""
        return typical_values(self.table, people)

    def plasma(
        self, doses: KetamineDoses, bodies: Bodies, values: Mapping[str, ndarray] | None = None
    ) -> Drive:
        """Return total plasma concentrations (umol/L), in closed form.

        Signals: ``{compound}_{site}``, and ``{compound}_s_{site}`` where the model separates the S form.
        After a racemic dose such a model has no total, so only the S signals are there. `values` are the
        parameters of `table`, one value per person; None takes the typical ones.

        Raises
        ------
        DrugError, ParameterError, PeopleError
            A route or form is not covered, a parameter or a body cannot be used.
        """
        return _plasma(self, doses, bodies, self._values(values, doses.people))

    def effect(
        self, doses: KetamineDoses, bodies: Bodies, values: Mapping[str, ndarray] | None = None
    ) -> Drive:
        """Return the concentration of ketamine at the effect site (umol/L), as ``ketamine_effect``.

        Raises
        ------
        DrugError, ParameterError, PeopleError
            As for `plasma`, or the source has no effect site.
        """
        return _effect(self, doses, bodies, self._values(values, doses.people))

    def signal(self, drive: Drive, compound: str) -> str:
        """Return the name of the signal of a compound in a drive of this model.

        Raises
        ------
        ModelError
            The model has no levels of the compound; those it has are named.
        """
        for name in (f"{compound}_{self.site}", f"{compound}_s_{self.site}"):
            if name in drive.names:
                return name
        covered = ", ".join(f"{compound} in {self.site} plasma" for compound in self.compounds)
        raise ModelError(
            "This published model has no levels of this compound.", where=self.name,
            expected=covered, got=compound,
        )  # fmt: skip

    def exceeded(self, doses: KetamineDoses, bodies: Bodies) -> tuple[Exceeded, ...]:
        """Return every limit of the source that these doses and people do not meet."""
        found = exceeded(self.limits, doses, bodies)
        if self.separate_s and RACEMATE in dosed_forms(doses):
            found += (Exceeded("form", "the R half of a racemic dose", "S-ketamine alone"),)
        return found

    def warnings(self, doses: KetamineDoses, bodies: Bodies) -> tuple[str, ...]:
        """Return a line per limit not met: the model, the field, the value and the limit."""
        return tuple(f"{self.name}: {limit}" for limit in self.exceeded(doses, bodies))

    def _values(self, values: Mapping[str, ndarray] | None, people: int) -> Values:
        given = self.typical(people) if values is None else values
        return person_values(self.table, self.name, given, people)


def _plasma(model: PublishedModel, doses: KetamineDoses, bodies: Bodies, values: Values) -> Drive:
    """Return the plasma signals of `PublishedModel.plasma`."""
    structure = _checked(model, doses, bodies, values)
    readouts: dict[str, Readout] = {}
    for compound, level in structure.levels.items():
        if not (model.separate_s and doses.r_mg.any()):
            readouts[f"{compound}_{model.site}"] = level
        if model.separate_s:
            readouts[f"{compound}_s_{model.site}"] = level
    return _simulated(structure, model, doses, readouts)


def _effect(model: PublishedModel, doses: KetamineDoses, bodies: Bodies, values: Values) -> Drive:
    """Return the effect-site signal of `PublishedModel.effect`."""
    if "effect_site_rate" not in values:
        raise ModelError(
            "This published model has no effect site.", where=model.name,
            hint="use its plasma levels, or the effect site of the default model",
        )  # fmt: skip
    structure = _checked(model, doses, bodies, values)
    flows, level = effect_site(structure.levels["ketamine"], values["effect_site_rate"])
    with_site = structure._replace(flows=structure.flows + flows)
    return _simulated(with_site, model, doses, {"ketamine_effect": level})


def _checked(model: PublishedModel, doses: KetamineDoses, bodies: Bodies, values: Values) -> Structure:
    if bodies.people != doses.people:
        raise PeopleError("Not one body per person dosed.", expected=doses.people, got=bodies.people)
    if missing := sorted(set(doses.routes) - set(model.routes)):
        raise DrugError(
            "This published model does not cover the route.", where=model.name,
            expected=", ".join(model.routes), got=", ".join(missing),
            hint="choose another published model, or the default one",
        )  # fmt: skip
    check_forms(model.name, model.dosed, doses)
    return model.build(values, bodies)


def _simulated(
    structure: Structure, model: PublishedModel, doses: KetamineDoses, readouts: Mapping[str, Readout]
) -> Drive:
    amount_mg = modeled_mg(model.separate_s, doses)
    dosings = [
        dosing
        for index, route in enumerate(doses.routes)
        for dosing in _dosings(
            structure.entries[route], amount_mg[index], doses.start_h[index], doses.duration_h[index]
        )
    ]
    return simulate(structure.flows, dosings, readouts, doses.people, edges(dosings))


def _dosings(
    entries: Entries, amount_mg: ndarray, start_h: np.floating, duration_h: np.floating
) -> Sequence[Dosing]:
    start, stop = float(start_h), float(start_h + duration_h)
    return [
        Dosing(entry.compartment, start, stop + entry.extra_h, umol(entry.amount_mg, "ketamine"))
        for entry in entries(amount_mg)
    ]
