"""For whom and for what doses a published model holds, and what of a request lies outside.

Nothing is cut or refused: a level outside the limits is an extrapolation, and is told as such. The
state of a patient (intensive care, burns) is not known to the kinetics, so a model of such patients says
so every time. What would falsify a limit: the source shows data beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import Route, default_formulation, find_route
from nemda.pk.bodies import Bodies
from nemda.pk.doses import KetamineDoses

ROUNDING = 1e-9
"""Relative slack, so that 0.5 mg/kg times a weight is not outside 0.5 mg/kg by rounding."""

ESKETAMINE, RACEMATE = "esketamine", "ketamine"
"""Compounds whose usual preparation a dose means that names none."""

Interval = tuple[float, float]


class DoseLimit(NamedTuple):
    """Doses of a route that the source gave, in mg, mg/kg, or mg/kg/h for doses that last."""

    route: Route
    unit: str
    interval: Interval


@dataclass(frozen=True)
class Limits:
    """Limits of one model.

    `bodies` has intervals of age_y, weight_kg and female, `formulations` the preparations covered of each
    route that has several, `state` the illness of the people studied.
    """

    bodies: Mapping[str, Interval]
    doses: tuple[DoseLimit, ...]
    formulations: Mapping[str, tuple[str, ...]]
    state: str = ""


class Exceeded(NamedTuple):
    """One limit that is not met: the field, what was asked for, and what the model covers."""

    field: str
    value: str
    limit: str

    def __str__(self) -> str:
        return f"{self.field}: {self.value}; the model covers {self.limit}"


def exceeded(limits: Limits, doses: KetamineDoses, bodies: Bodies) -> tuple[Exceeded, ...]:
    """Return every limit that these people and doses do not meet."""
    return (
        *_of_bodies(limits, bodies),
        *_of_doses(limits, doses, bodies),
        *_of_formulations(limits, doses),
        *_of_state(limits),
    )


def _of_bodies(limits: Limits, bodies: Bodies) -> Iterator[Exceeded]:
    for field, values in (
        ("age_y", bodies.age_y),
        ("weight_kg", bodies.weight_kg),
        ("female", bodies.female),
    ):
        if field in limits.bodies:
            yield from _outside(field, np.asarray(values), limits.bodies[field])


def _of_doses(limits: Limits, doses: KetamineDoses, bodies: Bodies) -> Iterator[Exceeded]:
    for limit in limits.doses:
        given = [
            _MEASURES[limit.unit](doses, index, bodies)
            for index, route in enumerate(doses.routes)
            if route == limit.route and (limit.unit != "mg/kg/h" or doses.duration_h[index] > 0)
        ]
        if given:
            yield from _outside(f"dose {limit.route} ({limit.unit})", np.stack(given), limit.interval)


def _of_formulations(limits: Limits, doses: KetamineDoses) -> Iterator[Exceeded]:
    for route, covered in limits.formulations.items():
        given = {
            formulation or default_formulation(find_route(route), ESKETAMINE if not r_mg.any() else RACEMATE)
            for dosed, formulation, r_mg in zip(doses.routes, doses.formulations, doses.r_mg, strict=True)
            if dosed == route
        }
        if others := sorted(str(formulation) for formulation in given - set(covered)):
            yield Exceeded(f"formulation {route}", ", ".join(others), ", ".join(covered))


def _of_state(limits: Limits) -> Iterator[Exceeded]:
    if limits.state:
        yield Exceeded("state", "not known to the kinetics", limits.state)


def _outside(field: str, values: ndarray, interval: Interval) -> Iterator[Exceeded]:
    low, high = interval
    outside = values[(values < low * (1 - ROUNDING)) | (values > high * (1 + ROUNDING))]
    if outside.size:
        yield Exceeded(field, _span(float(outside.min()), float(outside.max())), _span(low, high))


def _span(low: float, high: float) -> str:
    if np.isinf(high):
        return f"at least {low:.4g}"
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"


def _mg(doses: KetamineDoses, index: int, bodies: Bodies) -> Float[ndarray, " person"]:
    return doses.s_mg[index] + doses.r_mg[index]


def _mg_per_kg(doses: KetamineDoses, index: int, bodies: Bodies) -> Float[ndarray, " person"]:
    return _mg(doses, index, bodies) / np.asarray(bodies.weight_kg)


def _mg_per_kg_per_h(doses: KetamineDoses, index: int, bodies: Bodies) -> Float[ndarray, " person"]:
    return _mg_per_kg(doses, index, bodies) / doses.duration_h[index]


_MEASURES: Mapping[str, Callable[[KetamineDoses, int, Bodies], ndarray]] = MappingProxyType(
    {"mg": _mg, "mg/kg": _mg_per_kg, "mg/kg/h": _mg_per_kg_per_h}
)
DOSE_UNITS = tuple(_MEASURES)
"""Units in which a dose limit can be written."""
