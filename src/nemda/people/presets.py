"""Groups of people to draw from: healthy volunteers, major depression, treatment-resistant depression.

A preset is a TOML table in `presets/` that says for every covariate how it is distributed, from which
source, and which covariates go together. Adding a file adds a preset.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from nemda.errors import PeopleError
from nemda.people.checks import unknown_name
from nemda.people.correlations import Correlation, parse_correlations
from nemda.people.covariates import Covariate
from nemda.people.definitions import definition, definitions
from nemda.people.distributions import Bernoulli, Categorical, Distribution
from nemda.people.matching import cut_lognormal, cut_normal, matched_lognormal, matched_normal

Pair = tuple[Distribution | None, Distribution | None]
"""The distribution of men and of women."""


@dataclass(frozen=True)
class Preset:
    """A group of people: the distribution of each covariate, and which go together.

    `independence` says in words what is drawn independently although it may not be in life.
    """

    name: str
    meaning: str
    independence: str
    covariates: Mapping[str, Covariate]
    correlations: tuple[Correlation, ...]


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, sorted."""
    tables = (files("nemda.people") / "presets").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in tables if file.name.endswith(".toml")))


@cache
def read_preset(name: str) -> Preset:
    """Return one preset by name.

    Raises
    ------
    PeopleError
        The name is unknown (the nearest ones are named), or the table is not written as expected.
    """
    if name not in preset_names():
        raise unknown_name("preset of people", name, preset_names())
    with (files("nemda.people") / "presets" / f"{name}.toml").open("rb") as stream:
        return parse_preset(name, tomllib.load(stream))


def parse_preset(name: str, table: Mapping[str, Any]) -> Preset:
    """Return a preset from the content of its TOML table; it must describe every covariate.

    Raises
    ------
    PeopleError
        A covariate or field is missing or unknown, or a number is refused.
    """
    entries: Mapping[str, Mapping[str, Any]] = table["covariate"]
    covariates = {key: parse_covariate(key, entry) for key, entry in entries.items()}
    missing = sorted(set(definitions()) - set(covariates))
    if missing:
        raise PeopleError("A preset must describe every covariate.", where=name, expected=missing)
    correlations = parse_correlations(table.get("correlation", ()))
    for pair in correlations:
        for key in pair.between:
            if covariates[definition(key).name].men is None:
                raise PeopleError("A derived covariate cannot be correlated.", where=name, got=key)
    return Preset(
        name, table["meaning"], table["independence"].strip(), MappingProxyType(covariates), correlations
    )


def parse_covariate(name: str, entry: Mapping[str, Any]) -> Covariate:
    """Return the covariate written in one table of a preset.

    Raises
    ------
    PeopleError
        A field is missing or unknown, or a number is refused.
    """
    fields = dict(entry)
    form = fields.pop("distribution", None)
    if form not in READERS:
        raise PeopleError("Unknown distribution.", where=name, expected=sorted(READERS), got=form)
    try:
        men, women = READERS[form](name, fields)
        return Covariate(definition(name), men, women, **fields)
    except (KeyError, TypeError, ValueError) as error:
        raise PeopleError("A covariate is not written as expected.", where=name, got=str(error)) from error


Curve = Callable[[float, float, float, float, str], Distribution]


def _read_curve(name: str, fields: dict[str, Any], selected: Curve, unselected: Curve) -> Pair:
    """Return the curves of a covariate; its field ``selected`` says whose mean and SD are given."""
    curve = selected if fields.pop("selected") else unselected
    low, high = (float(bound) for bound in fields.pop("bounds"))
    men = {"mean": fields.pop("mean"), "sd": fields.pop("sd")}
    women = fields.pop("women", men)
    first, second = (
        curve(float(moments["mean"]), float(moments["sd"]), low, high, name) for moments in (men, women)
    )
    return first, second


def _read_normal(name: str, fields: dict[str, Any]) -> Pair:
    return _read_curve(name, fields, matched_normal, cut_normal)


def _read_lognormal(name: str, fields: dict[str, Any]) -> Pair:
    return _read_curve(name, fields, matched_lognormal, cut_lognormal)


def _read_bernoulli(name: str, fields: dict[str, Any]) -> Pair:
    probability = float(fields.pop("mean"))
    if not 0 <= probability <= 1:
        raise PeopleError("A probability lies between 0 and 1.", where=name, got=probability)
    return Bernoulli(probability), Bernoulli(probability)


def _read_categorical(name: str, fields: dict[str, Any]) -> Pair:
    values = tuple(float(value) for value in fields.pop("values"))
    shares = tuple(float(share) for share in fields.pop("probabilities"))
    if len(values) != len(shares) or list(values) != sorted(set(values)):
        raise PeopleError("Values must rise, each with its probability.", where=name, got=(values, shares))
    # the shares are typed decimals, so their sum is 1 up to rounding
    if min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
        raise PeopleError("Probabilities are not negative and sum to 1.", where=name, got=shares)
    return Categorical(values, shares), Categorical(values, shares)


def _read_derived(name: str, fields: dict[str, Any]) -> Pair:
    del name, fields
    return None, None


READERS: Mapping[str, Callable[[str, dict[str, Any]], Pair]] = MappingProxyType(
    {
        "normal": _read_normal,
        "lognormal": _read_lognormal,
        "bernoulli": _read_bernoulli,
        "categorical": _read_categorical,
        "derived": _read_derived,
    }
)
