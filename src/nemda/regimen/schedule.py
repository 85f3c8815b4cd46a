"""The exact meaning of a regimen in time: edges, boluses, running infusions, sessions.

Conventions, each tested. A dose covers [start, stop): at its start it is on, at its stop it is off.
A duration of 0 is a bolus. Doses at one instant add, and so do overlapping infusions; because sums
do not depend on order, the order of coincident doses has no effect. An edge opens a new segment, as
in `nemda.model.drive.Drive`, so a value asked for at the very time of a bolus is the value *after*
it; for a trough, ask a moment earlier. Instants closer than 1e-9 h are one instant: this keeps
"0 h + 40 min" and "0.6666666667 h" from making a segment of no length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from nemda.drugs import Route
from nemda.errors import RegimenError
from nemda.regimen.dose import ONE_INSTANT_H, Regimen


@dataclass(frozen=True)
class Events:
    """A regimen cut at every start and stop.

    `edges_h` [segment] starts at 0 and rises; segment i is [edges_h[i], edges_h[i + 1]) and the last
    one never ends. Dose d starts at edge `first[d]` and is over from edge `after[d]` on; the two are
    equal for a bolus. `compounds` and `routes` name each dose. Doses are in the order of the regimen.
    """

    edges_h: Float[ndarray, " segment"]
    first: Int[ndarray, " dose"]
    after: Int[ndarray, " dose"]
    compounds: tuple[str, ...]
    routes: tuple[Route, ...]

    @property
    def start_h(self) -> Float[ndarray, " dose"]:
        """The start of each dose (h)."""
        return self.edges_h[self.first]

    @property
    def duration_h(self) -> Float[ndarray, " dose"]:
        """The length of each dose (h), 0 for a bolus."""
        return self.edges_h[self.after] - self.edges_h[self.first]

    @property
    def is_bolus(self) -> Bool[ndarray, " dose"]:
        """Whether each dose enters at once."""
        return self.first == self.after

    def chosen(self, compound: str, route: Route) -> Bool[ndarray, " dose"]:
        """Return which doses are of this compound by this route."""
        pairs = zip(self.compounds, self.routes, strict=True)
        return np.array([pair == (compound, route) for pair in pairs], dtype=bool)


class Inputs(NamedTuple):
    """What enters one depot: `bolus_mg` at the start of each segment, `rate_mg_per_h` during it."""

    bolus_mg: Float[ndarray, "segment person"]
    rate_mg_per_h: Float[ndarray, "segment person"]


def events(regimen: Regimen) -> Events:
    """Return the regimen cut at every start and stop; without doses there is one endless segment."""
    times = [0.0, *(time for dose in regimen.doses for time in (dose.start_h, dose.stop_h))]
    edges = _distinct(times)
    return Events(
        edges_h=edges,
        first=_edge_of(edges, [dose.start_h for dose in regimen.doses]),
        after=_edge_of(edges, [dose.stop_h for dose in regimen.doses]),
        compounds=tuple(dose.compound for dose in regimen.doses),
        routes=tuple(dose.route for dose in regimen.doses),
    )


def _distinct(times_h: Sequence[float]) -> Float[ndarray, " time"]:
    kept: list[float] = []
    for time in sorted(times_h):
        if not kept or time - kept[-1] > ONE_INSTANT_H:
            kept.append(time)
    return np.array(kept, dtype=float)


def _edge_of(edges_h: Float[ndarray, " segment"], times_h: Sequence[float]) -> Int[ndarray, " dose"]:
    """Return the index of the last edge that is not later than each time."""
    return np.searchsorted(edges_h, np.array(times_h, dtype=float), side="right") - 1


def inputs(
    events: Events, amount_mg: Float[ndarray, "dose person"], chosen: Bool[ndarray, " dose"]
) -> Inputs:
    """Return what the chosen doses put into one depot, segment by segment.

    The sum of boluses and of rate times segment length equals the sum of the chosen amounts.
    """
    shape = (events.edges_h.size, amount_mg.shape[1])
    bolus, rate = np.zeros(shape), np.zeros(shape)
    for dose in np.flatnonzero(chosen):
        first, after = events.first[dose], events.after[dose]
        if first == after:
            bolus[first] += amount_mg[dose]
        else:
            rate[first:after] += amount_mg[dose] / events.duration_h[dose]
    return Inputs(bolus, rate)


def amounts_mg(regimen: Regimen, weight_kg: Float[ndarray, " person"]) -> Float[ndarray, "dose person"]:
    """Return milligrams of base of every dose for every person; of a gas the inspired percentage.

    Raises
    ------
    RegimenError
        A dose is per kilogram and some weight is missing (NaN), infinite, or not above 0.
    """
    weights = np.asarray(weight_kg, dtype=float)
    per_kg = np.array([dose.unit == "mg/kg" for dose in regimen.doses], dtype=bool)
    amount = np.array([dose.amount for dose in regimen.doses], dtype=float)
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights > 0)))
    if per_kg.any() and bad.size:
        raise RegimenError(
            "A dose in mg/kg needs the weight of every person.", where=f"weight_kg, person {bad[0]}",
            expected="a finite number of kg above 0", got=float(weights[bad[0]]),
        )  # fmt: skip
    return amount[:, None] * np.where(per_kg[:, None], weights[None, :], 1.0)


def sessions(regimen: Regimen) -> tuple[float, ...]:
    """Return the start (h) of every dosing session, rising.

    Doses at one instant are one session. Placebo and saline count: a person who expects an effect
    reacts to the session, not to what is in the syringe.
    """
    if not regimen.doses:
        return ()
    return tuple(_distinct([dose.start_h for dose in regimen.doses]).tolist())


def with_adherence(regimen: Regimen, taken: Sequence[bool] | Bool[ndarray, " dose"]) -> Regimen:
    """Return the regimen with only the doses that were taken; a missed dose is a missed session.

    Raises
    ------
    RegimenError
        There is not exactly one answer for each dose.
    """
    answers = np.asarray(taken)
    if answers.shape != (len(regimen.doses),) or answers.dtype != np.bool_:
        raise RegimenError(
            "Adherence is one yes or no per dose.", where="taken",
            expected=f"{len(regimen.doses)} booleans", got=f"shape {answers.shape} of {answers.dtype}",
        )  # fmt: skip
    return replace(
        regimen, doses=tuple(dose for dose, was in zip(regimen.doses, answers, strict=True) if was)
    )
