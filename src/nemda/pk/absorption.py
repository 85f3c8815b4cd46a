"""How a dose of each route and preparation enters: its depots, their flows, and what part goes where.

- iv: straight into the blood;
- im, sc: a first-order depot;
- sublingual (film, wafer, tablet): a mouth lining that feeds the blood, and a swallowed part that
  reaches only metabolism (Simons 2022, doi 10.3389/fpain.2022.946486); preparations differ in how
  much the lining takes up;
- nasal: the nose feeds the blood, the swallowed rest meets gut wall and liver; metered devices after
  the first are absorbed less in the nose, so levels grow less than in proportion to the dose
  (Perez-Ruixo 2021, doi 10.1007/s40262-020-00953-4). A session is one dose, or, as ``devices``, each
  device has its own time. A plain spray or drops have no device effect;
- oral: gut wall and liver (same source). A tablet first dissolves; an extended-release tablet lets
  its drug go at constant rate over hours;
- rectal: the lower veins feed the blood, the upper ones the liver, as for the nose;
- inhaled: one part of what the lung keeps enters at once, the rest through a first-order depot
  (Jonkman 2017, doi 10.1097/ALN.0000000000001798).

A dose that lasts (an infusion, sprays one after the other) enters its depot at constant rate; a
depot with its own zero-order duration then fills over the sum of both, which keeps the mean time. A
lag is a further depot, which keeps the system linear. What would falsify these forms: peak times that
move with the dose, or two peaks after one dose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import Route, default_formulation, formulations
from nemda.pk.gut import wall_flows
from nemda.pk.linear import Flow
from nemda.pk.values import Values, common_value

METABOLISM = "metabolism"
"""Stands for the compartment where a disposition model takes in metabolized drug."""

FIRST_PASS_ROUTES: frozenset[Route] = frozenset({"nasal", "oral", "rectal"})
"""Routes of which a part goes through the compartment ``liver`` before the blood."""


class Path(NamedTuple):
    """A first-order step of absorption; `rate` names its parameter (1/h)."""

    source: str
    target: str
    rate: str


PATHS = (
    Path("muscle", "ketamine", "intramuscular_absorption_rate"),
    Path("lung", "ketamine", "inhaled_slow_absorption_rate"),
    Path("nose", "ketamine", "nasal_absorption_rate"),
    Path("nasal_gut", "liver", "nasal_swallowed_absorption_rate"),
    Path("tablet", "gut_of_tablet", "oral_tablet_dissolution_rate"),
    Path("gut_of_tablet", "liver", "oral_absorption_rate_racemic"),
    Path("gut_of_racemate", "liver", "oral_absorption_rate_racemic"),
    Path("gut", "liver", "oral_absorption_rate"),
    Path("rectum", "ketamine", "rectal_absorption_rate"),
    Path("rectum_portal", "liver", "rectal_absorption_rate"),
    Path("skin", "ketamine", "subcutaneous_absorption_rate"),
    Path("mouth", "ketamine", "sublingual_absorption_rate"),
    Path("mouth_gut", "mouth_gut_transit", "sublingual_swallowed_absorption_rate"),
    Path("mouth_gut_transit", METABOLISM, "sublingual_gut_transit_rate"),
)
"""Every step of every depot. A system has those that its doses can reach."""


ORAL_DEPOTS = frozenset({"gut", "gut_of_racemate", "gut_of_tablet"})
"""Depots of whole oral doses, which the gut wall divides between liver and norketamine (`nemda.pk.gut`)."""


class FormDose(NamedTuple):
    """A dose of one form of ketamine: mg of base [person], and what else decides how it enters.

    `s_alone` says whether the product is S-ketamine alone, `lasts_h` how long the dose is given.
    """

    amount_mg: Float[ndarray, " person"]
    s_alone: bool
    values: Values
    lasts_h: float = 0.0


class Entry(NamedTuple):
    """Part of a dose (mg) [person] that enters a compartment.

    It starts `after_h` after the dose and goes on `extra_h` longer than the dose lasts.
    """

    compartment: str
    amount_mg: Float[ndarray, " person"]
    extra_h: float = 0.0
    after_h: float = 0.0


def absorption_flows(compartments: Iterable[str], values: Values, metabolism: str) -> list[Flow]:
    """Return the flows of all depots that drug entering `compartments` can reach.

    `metabolism` is the inlet of metabolized drug in the disposition model.
    """
    reached = set(compartments)
    for path in PATHS:
        if path.source in reached:
            reached.add(path.target)
    flows: list[Flow] = []
    for path in PATHS:
        if path.source not in reached:
            continue
        if path.source in ORAL_DEPOTS:
            flows.extend(wall_flows(path.source, values[path.rate], values, metabolism))
        else:
            target = metabolism if path.target == METABOLISM else path.target
            flows.append(Flow(path.source, target, values[path.rate]))
    return flows


def absorption_entries(route: Route, formulation: str | None, dose: FormDose) -> list[Entry]:
    """Return what part of a dose enters which compartment; the rest is lost.

    `formulation` None means the usual preparation of the route for the product.

    Raises
    ------
    ParameterError
        A duration of absorption differs between people.
    """
    product = "esketamine" if dose.s_alone else "ketamine"
    return _ENTRIES[route, formulation or default_formulation(route, product)](dose)


def _iv(dose: FormDose) -> list[Entry]:
    return [Entry("ketamine", dose.amount_mg)]


def _im(dose: FormDose) -> list[Entry]:
    return [Entry("muscle", dose.amount_mg * dose.values["intramuscular_bioavailability"])]


def _sc(dose: FormDose) -> list[Entry]:
    return [Entry("skin", dose.amount_mg * dose.values["subcutaneous_bioavailability"])]


def _sublingual(bioavailability: str) -> Callable[[FormDose], list[Entry]]:
    def entries(dose: FormDose) -> list[Entry]:
        values = dose.values
        swallowed = dose.amount_mg * values["sublingual_swallowed_fraction"]
        return [
            Entry(
                "mouth", dose.amount_mg * values[bioavailability], common_value(values, "sublingual_duration")
            ),
            Entry("mouth_gut", swallowed, common_value(values, "sublingual_swallowed_duration")),
        ]

    return entries


def _nasal_metered(dose: FormDose) -> list[Entry]:
    values = dose.values
    first = np.minimum(dose.amount_mg, values["nasal_device_content"])
    later = (dose.amount_mg - first) * values["nasal_later_device_ratio"]
    in_nose = (first + later) * values["nasal_cavity_fraction"]
    return _nose_and_gut(dose, dose.amount_mg, in_nose)


def _nasal_devices(dose: FormDose) -> list[Entry]:
    """Return the entries of each device at its own time; people with a smaller dose use fewer devices."""
    device = formulations()["nasal", "devices"].device
    assert device is not None, "checked when the list of preparations is read"
    entries: list[Entry] = []
    for index in range(int(np.ceil(dose.amount_mg.max() / device.content_mg))):
        amount = np.clip(dose.amount_mg - index * device.content_mg, 0.0, device.content_mg)
        ratio = dose.values["nasal_later_device_ratio"] if index else 1.0
        in_nose = amount * ratio * dose.values["nasal_cavity_fraction"]
        entries.extend(_nose_and_gut(dose, amount, in_nose, index * device.interval_h))
    return entries


def _nasal_plain(dose: FormDose) -> list[Entry]:
    in_nose = dose.amount_mg * dose.values["nasal_cavity_fraction_racemic"]
    return _nose_and_gut(dose, dose.amount_mg, in_nose)


def _nose_and_gut(dose: FormDose, amount: ndarray, in_nose: ndarray, after_h: float = 0.0) -> list[Entry]:
    swallowed = (amount - in_nose) * dose.values["gut_escape_fraction"]
    duration = common_value(dose.values, "nasal_swallowed_duration")
    return [
        Entry("nose", in_nose, after_h=after_h),
        Entry("nasal_gut", swallowed, duration, after_h=after_h),
    ]


def _oral_solution(dose: FormDose) -> list[Entry]:
    depot = "gut" if dose.s_alone else "gut_of_racemate"
    return [Entry(depot, dose.amount_mg, common_value(dose.values, "oral_duration"))]


def _oral_tablet(dose: FormDose) -> list[Entry]:
    return [Entry("tablet", dose.amount_mg)]


def _oral_slow(duration: str) -> Callable[[FormDose], list[Entry]]:
    def entries(dose: FormDose) -> list[Entry]:
        values = dose.values
        absorbed = dose.amount_mg * values["oral_slow_release_fraction"]
        return [Entry("gut_of_tablet", absorbed, common_value(values, duration))]

    return entries


def _rectal(fraction: str) -> Callable[[FormDose], list[Entry]]:
    def entries(dose: FormDose) -> list[Entry]:
        direct = dose.amount_mg * dose.values[fraction]
        portal = (dose.amount_mg - direct) * dose.values["gut_escape_fraction"]
        return [Entry("rectum", direct), Entry("rectum_portal", portal)]

    return entries


def _inhaled(dose: FormDose) -> list[Entry]:
    values = dose.values
    kept = dose.amount_mg * values["inhaled_bioavailability"]
    at_once = kept * values["inhaled_immediate_fraction"]
    # A nebulizer takes its time even where the dose does not say so.
    extra_h = 0.0 if dose.lasts_h > 0 else common_value(values, "inhaled_duration")
    return [Entry("ketamine", at_once, extra_h), Entry("lung", kept - at_once, extra_h)]


_ENTRIES: Mapping[tuple[Route, str | None], Callable[[FormDose], list[Entry]]] = MappingProxyType(
    {
        ("iv", None): _iv,
        ("im", None): _im,
        ("sc", None): _sc,
        ("sublingual", "film"): _sublingual("sublingual_bioavailability"),
        ("sublingual", "wafer"): _sublingual("sublingual_bioavailability_racemic"),
        ("sublingual", "tablet"): _sublingual("sublingual_bioavailability_tablet"),
        ("nasal", "metered"): _nasal_metered,
        ("nasal", "devices"): _nasal_devices,
        ("nasal", "plain"): _nasal_plain,
        ("oral", "solution"): _oral_solution,
        ("oral", "tablet"): _oral_tablet,
        ("oral", "extended release"): _oral_slow("oral_extended_release_duration"),
        ("oral", "prolonged release"): _oral_slow("oral_prolonged_release_duration"),
        ("rectal", "suppository"): _rectal("rectal_direct_fraction"),
        ("rectal", "solution"): _rectal("rectal_direct_fraction_solution"),
        ("inhaled", None): _inhaled,
    }
)
