"""The preparations of each route: what a tablet, a wafer or a nasal device is, and what people call it.

A preparation decides how fast and how completely a dose is taken up, so it belongs to the dose, not to
the compound. The list is data (``formulations.toml``); how each is absorbed is in `nemda.pk.absorption`.
One name may belong to several routes (a tablet is swallowed or held under the tongue), so a name is
always read together with its route. What would falsify the list: two products under one name whose
levels differ by more than people do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from nemda.drugs.names import near_matches, normal_form
from nemda.drugs.routes import Route, find_route
from nemda.errors import DrugError


class Device(NamedTuple):
    """A metered device: mg of base it delivers, in how many sprays, and hours until the next one."""

    content_mg: float
    sprays: int
    interval_h: float


class Formulation(NamedTuple):
    """One preparation of one route.

    `key` names it in a `nemda.regimen.Dose`, `names` are other words for it; `default_for` lists the
    compounds for which a dose that names no preparation means this one; `only_for` those that exist in it,
    empty for all. `device` is None except where a dose is made of single-use devices.
    """

    route: Route
    key: str
    names: tuple[str, ...]
    default_for: tuple[str, ...]
    only_for: tuple[str, ...]
    meaning: str
    source: str
    device: Device | None


@cache
def formulations() -> Mapping[tuple[Route, str], Formulation]:
    """Return every preparation by route and key.

    Raises
    ------
    DrugError
        A name stands twice within one route, or a preparation cites a source that is not listed.
    """
    with files("nemda.drugs").joinpath("formulations.toml").open("rb") as stream:
        content = tomllib.load(stream)
    listed = tuple(_formulation(entry) for entry in content["formulation"])
    for entry in listed:
        if entry.source not in content["sources"]:
            raise DrugError("A preparation cites a source that is not listed.", got=entry.source)
    names = [(entry.route, normal_form(name)) for entry in listed for name in (entry.key, *entry.names)]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise DrugError("One name for two preparations of a route.", got=repeated)
    return MappingProxyType({(entry.route, entry.key): entry for entry in listed})


def _formulation(entry: Mapping[str, Any]) -> Formulation:
    device = None
    if "device_content_mg" in entry:
        device = Device(
            entry["device_content_mg"], entry["device_sprays"], entry["device_interval_min"] / 60.0
        )
    return Formulation(
        route=find_route(entry["route"]),
        key=entry["key"],
        names=tuple(entry["names"]),
        default_for=tuple(entry.get("default_for", ())),
        only_for=tuple(entry.get("only_for", ())),
        meaning=entry["meaning"],
        source=entry["source"],
        device=device,
    )


def formulation_names() -> tuple[str, ...]:
    """Return every word for a preparation of any route, each once."""
    return tuple(
        dict.fromkeys(name for entry in formulations().values() for name in (entry.key, *entry.names))
    )


def find_formulation(route: Route, text: str) -> Formulation:
    """Return what a word means for a route: ``find_formulation("oral", "XR").key == "extended release"``.

    Raises
    ------
    DrugError
        The route has no preparation of this name.
    """
    of_route = [entry for entry in formulations().values() if entry.route == route]
    for entry in of_route:
        if normal_form(text) in map(normal_form, (entry.key, *entry.names)):
            return entry
    near = near_matches(text, [name for entry in of_route for name in (entry.key, *entry.names)])
    raise DrugError(
        f"A dose given {route} has no such preparation.", where="formulation",
        expected=", ".join(entry.key for entry in of_route) or f"none: {route} doses name no preparation",
        got=repr(text), hint=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
    )  # fmt: skip


def check_product(formulation: Formulation, compound: str) -> None:
    """Raise `DrugError` when the compound (key of its card) does not exist in this preparation."""
    if formulation.only_for and compound not in formulation.only_for:
        others = (
            entry.key
            for entry in formulations().values()
            if entry.route == formulation.route and not entry.only_for
        )
        raise DrugError(
            f"{compound} does not come in this {formulation.route} preparation.", where="formulation",
            expected=", ".join(others), got=repr(formulation.key),
            hint=f"it exists for {', '.join(formulation.only_for)}",
        )  # fmt: skip


def default_formulation(route: Route, compound: str) -> str | None:
    """Return the preparation that a dose means which names none; None where the route has only one way."""
    for entry in formulations().values():
        if entry.route == route and compound in entry.default_for:
            return entry.key
    return None
