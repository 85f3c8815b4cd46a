"""Doses with and without interacting drugs, and what came of them, for the tests of interactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nemda.drugs import Route
from nemda.model.drive import Drive
from nemda.pk.doses import KetamineDoses
from nemda.pk.interactions import find_interaction, with_interactions
from nemda.pk.kinetics import plasma_levels
from nemda.pk.metrics import area_under_curve, peak
from nemda.pk.readings import with_reading
from nemda.pk.values import Values, typical_values

KETAMINE, NORKETAMINE = "ketamine_s_venous", "norketamine_s_venous"


def give(route: Route, values: Values, s_mg: float = 14.0, r_mg: float = 0.0) -> Drive:
    duration = np.array([0.5 if route == "iv" else 0.0])
    doses = KetamineDoses((route,), np.zeros(1), duration, np.full((1, 1), s_mg), np.full((1, 1), r_mg))
    return plasma_levels(doses, np.array([70.0]), values)


def under(names: Sequence[str], reading: str | None = None) -> Values:
    values: Values = typical_values(1)
    if reading is not None:
        values = with_reading(values, reading)
    return with_interactions(values, [find_interaction(name) for name in names])


def area(drive: Drive, name: str) -> float:
    return float(area_under_curve(drive, name)[0])


def top(drive: Drive, name: str) -> float:
    return float(peak(drive, name, 0.0, 24.0).level[0])


def ratios(route: Route, names: Sequence[str], reading: str | None = None) -> Mapping[str, float]:
    """Return areas and peaks of ketamine (k) and norketamine (n) with over without the drugs."""
    usual, changed = give(route, under((), reading)), give(route, under(names, reading))
    found = {
        f"{letter} {what}": measure(changed, name) / measure(usual, name)
        for letter, name in (("k", KETAMINE), ("n", NORKETAMINE))
        for what, measure in (("area", area), ("peak", top))
    }
    return found | {"n/k area": found["n area"] / found["k area"]}
