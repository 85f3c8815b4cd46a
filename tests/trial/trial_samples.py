"""Small trials and made-up courses that several tests of the room use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray

from nemda.regimen import parse
from nemda.trial import Arm, Observed, Share, Trial

KETAMINE = "0.5 mg/kg ketamine iv over 40 min"
SALINE = "saline iv over 40 min"


def arm(name: str = "ketamine", sentence: str = KETAMINE, **more: object) -> Arm:
    fields: dict[str, object] = {"role": "drug", "n": 20, **more}
    return Arm(name=name, mix=(Share(parse(sentence), 1.0),), **fields)


def observed(**more: object) -> Observed:
    fields: dict[str, object] = {
        "arm": "ketamine", "time_h": 24.0, "scale": "MADRS", "quantity": "mean", "value": 20.0,
        "unit": "points", **more,
    }  # fmt: skip
    return Observed(**fields)


def trial(*rows: Observed, **more: object) -> Trial:
    fields: dict[str, object] = {
        "title": "Two arms", "study_id": "test", "citation": "Nobody 2000", "weeks": 1.0,
        "arms": (arm(), arm("saline", SALINE, role="comparator", n=10)), "observed": rows, **more,
    }  # fmt: skip
    return Trial(**fields)


def course(
    madrs: Sequence[Sequence[float]], baseline: Sequence[float], time_h: Sequence[float]
) -> xarray.Dataset:
    """Return a dataset with this MADRS [person, time] and nothing else going on."""
    scores = np.array(madrs, dtype=float)
    still = np.zeros_like(scores)
    names = ("ketamine_venous", "dissociation", "systolic_rise")
    variables = {name: (("person", "time"), still, {"units": "1"}) for name in names}
    return xarray.Dataset(
        variables | {"madrs": (("person", "time"), scores, {"units": "point"})},
        coords={
            "time": np.array(time_h, dtype=float),
            "person": np.arange(len(baseline)),
            "baseline_madrs": ("person", np.array(baseline, dtype=float)),
        },
    )
