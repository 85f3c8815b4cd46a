"""A dose of an animal: how much of which base, by which route, when.

Intraperitoneal doses exist only here: a large part of them is absorbed into the portal vein and passes
the liver first, which no route of people does in the same way.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

AnimalRoute = Literal["ip", "iv", "sc", "im", "oral"]
ANIMAL_ROUTES: tuple[AnimalRoute, ...] = get_args(AnimalRoute)

ANIMAL_COMPOUNDS: dict[str, tuple[str, float, float]] = {
    "ketamine": ("ketamine", 0.5, 0.5),
    "esketamine": ("ketamine", 1.0, 0.0),
    "arketamine": ("ketamine", 0.0, 1.0),
    "norketamine": ("norketamine", 0.5, 0.5),
    "hydroxynorketamine": ("hydroxynorketamine", 0.0, 1.0),
}
"""Compounds an animal can be given: the molecule and its shares of the S and the R form.

Hydroxynorketamine means the (2R,6R) form, which the experiments use."""


class AnimalDose(NamedTuple):
    """`amount_mg_kg` of base of a compound of `ANIMAL_COMPOUNDS`; a duration of 0 is given at once."""

    compound: str
    amount_mg_kg: float
    route: AnimalRoute
    start_h: float = 0.0
    duration_h: float = 0.0
