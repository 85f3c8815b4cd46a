"""The published models by name, read from the tables beside the code, and those that are left out and why.

`models.toml` says who made a model and for whom it holds; its parameters are in a table of its name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from nemda.drugs import find_route
from nemda.drugs.names import near_matches
from nemda.errors import ModelError
from nemda.model.parameters import read_table
from nemda.pk.published.chain import metabolite_chain
from nemda.pk.published.first_pass import hepatic_first_pass
from nemda.pk.published.limits import DoseLimit, Limits
from nemda.pk.published.mammillary import allometric, per_kilogram
from nemda.pk.published.model import PublishedModel
from nemda.pk.published.structure import Build

FAMILIES: Mapping[str, Build] = MappingProxyType(
    {
        "allometric": allometric,
        "per_kilogram": per_kilogram,
        "metabolite_chain": metabolite_chain,
        "hepatic_first_pass": hepatic_first_pass,
    }
)
"""The families of equations, by their name in `models.toml`."""


@dataclass(frozen=True)
class LeftOut:
    """A model that cannot be simulated from what was seen of it."""

    name: str
    source: str
    reason: str


@cache
def published_models() -> Mapping[str, PublishedModel]:
    """Return every published model by its name, those of adults first."""
    entries = _read("models.toml")
    return MappingProxyType({name: _model(name, entry) for name, entry in entries.items()})


@cache
def why_not() -> Mapping[str, LeftOut]:
    """Return the published models that are left out, each with the reason."""
    entries = _read("why_not.toml")
    return MappingProxyType({name: LeftOut(name, **entry) for name, entry in entries.items()})


def find_model(name: str) -> PublishedModel:
    """Return a published model by its name, such as ``"kamp2020"``.

    Raises
    ------
    ModelError
        The name is unknown (the known ones are named), or that model is left out (the reason is given).
    """
    models = published_models()
    if name in models:
        return models[name]
    if name in why_not():
        raise ModelError(
            "This published model is left out.", got=name, expected=", ".join(models),
            hint=why_not()[name].reason,
        )  # fmt: skip
    near = near_matches(name, models)
    raise ModelError(
        "No published model has this name.", got=repr(name), expected=", ".join(models),
        hint=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
    )  # fmt: skip


def _read(file: str) -> dict[str, Any]:
    with files("nemda.pk.published").joinpath("tables", file).open("rb") as stream:
        return tomllib.load(stream)


def _model(name: str, entry: dict[str, Any]) -> PublishedModel:
    table = files("nemda.pk.published").joinpath("tables", f"{name}.toml")
    return PublishedModel(
        name=name,
        title=entry["title"],
        source=entry["source"],
        dated=entry["dated"],
        compounds=tuple(entry["compounds"]),
        site=entry["site"],
        site_stated=entry["site_stated"],
        routes=tuple(find_route(route) for route in entry["routes"]),
        dosed=tuple(entry["dosed"]),
        separate_s=entry["separate_s"],
        population=entry["population"],
        provenance=entry["provenance"],
        limits=_limits(entry.get("limits", {})),
        table=read_table(table, f"pk/published/{name}"),
        correlations=tuple(entry.get("correlation", ())),
        build=FAMILIES[entry["family"]],
    )


def _limits(entry: dict[str, Any]) -> Limits:
    return Limits(
        bodies=MappingProxyType(
            {
                field: (float(entry[field][0]), float(entry[field][1]))
                for field in ("age_y", "weight_kg", "female")
                if field in entry
            }
        ),
        doses=tuple(
            DoseLimit(find_route(dose["route"]), dose["unit"], (dose["interval"][0], dose["interval"][1]))
            for dose in entry.get("doses", ())
        ),
        formulations=MappingProxyType(
            {route: tuple(keys) for route, keys in entry.get("formulations", {}).items()}
        ),
        state=entry.get("state", ""),
    )
