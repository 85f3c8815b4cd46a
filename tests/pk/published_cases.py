"""Doses and people for the tests of the published models."""

from __future__ import annotations

import numpy as np

from nemda.drugs import Route
from nemda.model.drive import Drive
from nemda.pk.bodies import Bodies
from nemda.pk.doses import KetamineDoses
from nemda.pk.molar import ng_per_ml
from nemda.pk.published import PublishedModel

Given = tuple[Route, float, float, float]
"""Route, mg of base, start (h), duration (h)."""

ADULT = Bodies(weight_kg=np.array([70.0]), age_y=np.array([40.0]))


def dosed(model: PublishedModel, *given: Given, scale: float = 1.0) -> KetamineDoses:
    """Return doses of esketamine where the model takes it, else of the racemate."""
    mg = scale * np.array([[dose[1]] for dose in given])
    s_share = 1.0 if "s" in model.dosed else 0.5
    return KetamineDoses(
        routes=tuple(dose[0] for dose in given),
        start_h=np.array([dose[2] for dose in given]),
        duration_h=np.array([dose[3] for dose in given]),
        s_mg=mg * s_share,
        r_mg=mg * (1.0 - s_share),
    )


def level(model: PublishedModel, drive: Drive, time_h: float, compound: str = "ketamine") -> float:
    """Return a level in ng/mL."""
    row = drive.names.index(model.signal(drive, compound))
    return float(ng_per_ml(drive.at(np.array([time_h]))[row, 0, 0], compound))
