"""How a dose of each route enters: the depots, their flows, and what part of the dose each receives.

- iv: straight into the blood;
- im, sc: a first-order depot;
- sublingual: a mouth lining that feeds the blood, and a swallowed part that reaches only metabolism
  (Simons 2022, doi 10.3389/fpain.2022.946486);
- nasal: the nose feeds the blood, the swallowed rest meets gut wall and liver; devices after the
  first are absorbed less in the nose, so nasal levels grow less than in proportion to the dose
  (Perez-Ruixo 2021, doi 10.1007/s40262-020-00953-4). A treatment session is one dose;
- oral: gut wall and liver (same source).

A dose that lasts (an infusion, sprays one after the other) enters its depot at constant rate; a
depot with its own zero-order duration then fills over the sum of both, which keeps the mean time.
What would falsify these forms: peak times that move with the dose, or two peaks after one dose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import Route
from nemda.pk.linear import Flow
from nemda.pk.values import Values, common_value

METABOLISM = "metabolism"
"""Stands for the compartment where a disposition model takes in metabolized drug."""

FIRST_PASS_ROUTES: frozenset[Route] = frozenset({"nasal", "oral"})
"""Routes whose swallowed part goes through the compartment ``liver``."""


class Path(NamedTuple):
    """A first-order step of absorption; `rate` names its parameter (1/h)."""

    source: str
    target: str
    rate: str


PATHS: Mapping[Route, tuple[Path, ...]] = MappingProxyType(
    {
        "iv": (),
        "im": (Path("muscle", "ketamine", "intramuscular_absorption_rate"),),
        "sc": (Path("skin", "ketamine", "subcutaneous_absorption_rate"),),
        "sublingual": (
            Path("mouth", "ketamine", "sublingual_absorption_rate"),
            Path("mouth_gut", "mouth_gut_transit", "sublingual_swallowed_absorption_rate"),
            Path("mouth_gut_transit", METABOLISM, "sublingual_gut_transit_rate"),
        ),
        "nasal": (
            Path("nose", "ketamine", "nasal_absorption_rate"),
            Path("nasal_gut", "liver", "nasal_swallowed_absorption_rate"),
        ),
        "oral": (Path("gut", "liver", "oral_absorption_rate"),),
    }
)


class FormDose(NamedTuple):
    """A dose of one form of ketamine: mg of base [person], and whether the product is S-ketamine alone."""

    amount_mg: Float[ndarray, " person"]
    s_alone: bool
    values: Values


class Entry(NamedTuple):
    """Part of a dose (mg) [person] that enters a compartment, over `extra_h` more than the dose lasts."""

    compartment: str
    amount_mg: Float[ndarray, " person"]
    extra_h: float = 0.0


def absorption_flows(route: Route, values: Values, metabolism: str) -> list[Flow]:
    """Return the flows out of the depots of a route; `metabolism` is the inlet of metabolized drug."""
    return [
        Flow(path.source, metabolism if path.target == METABOLISM else path.target, values[path.rate])
        for path in PATHS[route]
    ]


def absorption_entries(route: Route, dose: FormDose) -> list[Entry]:
    """Return what part of a dose enters which compartment.

    Raises
    ------
    ParameterError
        A duration of absorption differs between people.
    """
    return _ENTRIES[route](dose)


def _iv(dose: FormDose) -> list[Entry]:
    return [Entry("ketamine", dose.amount_mg)]


def _im(dose: FormDose) -> list[Entry]:
    return [Entry("muscle", dose.amount_mg * dose.values["intramuscular_bioavailability"])]


def _sc(dose: FormDose) -> list[Entry]:
    return [Entry("skin", dose.amount_mg * dose.values["subcutaneous_bioavailability"])]


def _sublingual(dose: FormDose) -> list[Entry]:
    values = dose.values
    name = "sublingual_bioavailability" if dose.s_alone else "sublingual_bioavailability_racemic"
    swallowed = dose.amount_mg * values["sublingual_swallowed_fraction"]
    return [
        Entry("mouth", dose.amount_mg * values[name], common_value(values, "sublingual_duration")),
        Entry("mouth_gut", swallowed, common_value(values, "sublingual_swallowed_duration")),
    ]


def _nasal(dose: FormDose) -> list[Entry]:
    values = dose.values
    if dose.s_alone:
        first = np.minimum(dose.amount_mg, values["nasal_device_content"])
        later = (dose.amount_mg - first) * values["nasal_later_device_ratio"]
        in_nose = (first + later) * values["nasal_cavity_fraction"]
    else:
        in_nose = dose.amount_mg * values["nasal_cavity_fraction_racemic"]
    swallowed = (dose.amount_mg - in_nose) * values["gut_escape_fraction"]
    return [
        Entry("nose", in_nose),
        Entry("nasal_gut", swallowed, common_value(values, "nasal_swallowed_duration")),
    ]


def _oral(dose: FormDose) -> list[Entry]:
    absorbed = dose.amount_mg * dose.values["gut_escape_fraction"]
    return [Entry("gut", absorbed, common_value(dose.values, "oral_duration"))]


_ENTRIES: Mapping[Route, Callable[[FormDose], list[Entry]]] = MappingProxyType(
    {"iv": _iv, "im": _im, "sc": _sc, "sublingual": _sublingual, "nasal": _nasal, "oral": _oral}
)
