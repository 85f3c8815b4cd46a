"""The shipped indications and the numbers fitted for them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from nemda.errors import DataError
from nemda.indication.definition import Difference, Fitted, Indication, Reading, TrialArm

FORMS = ("share", "chance", "points")
FITTED = "fitted.toml"


def folder() -> Traversable:
    """Return where the data files lie."""
    return resources.files("nemda.indication") / "data"


@cache
def indications() -> dict[str, Indication]:
    """Return the shipped indications by name."""
    files = sorted((each for each in folder().iterdir() if each.name.endswith(".toml")), key=lambda f: f.name)
    found = (_indication(file) for file in files if file.name != FITTED)
    return {one.name: one for one in found}


def indication(name: str) -> Indication:
    """Return an indication by name, in any case and with spaces or hyphens ("Social anxiety").

    Raises
    ------
    DataError
        There is none of this name.
    """
    known = indications()
    plain = "_".join(name.lower().replace("-", " ").replace("_", " ").split())
    if plain not in known:
        near = [each for each in known if plain and plain in each]
        raise DataError(
            "Unknown indication.", where="indication", expected=sorted(known), got=name,
            hint=f"did you mean {' or '.join(near)}?" if near else None,
        )  # fmt: skip
    return known[plain]


@cache
def fitted_numbers() -> dict[tuple[str, str], Fitted]:
    """Return the fitted numbers by indication and reading."""
    content = tomllib.loads((folder() / FITTED).read_text("utf-8"))
    return {
        (name, reading): Fitted(**{field: float(entry[field]) for field in Fitted._fields})
        for name, readings in content["indication"].items()
        for reading, entry in readings.items()
    }


def _indication(file: Traversable) -> Indication:
    entry = tomllib.loads(file.read_text("utf-8"))
    if entry["form"] not in FORMS:
        raise DataError("Unknown form.", where=file.name, expected=FORMS, got=entry["form"])
    readings = tuple(_reading(name, one) for name, one in entry.pop("reading").items())
    return Indication(name=file.name.removesuffix(".toml"), readings=readings, **entry)


def _reading(name: str, entry: dict[str, Any]) -> Reading:
    difference = entry.get("difference")
    return Reading(
        name=name, people=entry["people"], sentence=entry["sentence"], sources=tuple(entry["sources"]),
        arms=tuple(
            TrialArm(arm["regimen"], arm["preset"], arm.get("judged_h"), float(arm["better"]), arm["n"])
            for arm in entry.get("arm", ())
        ),
        difference=None if difference is None else Difference(**difference),
    )  # fmt: skip
