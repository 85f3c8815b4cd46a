"""The typical person at rest and along one dose: points at which the model's equations are looked at."""

from __future__ import annotations

from functools import cache

import numpy as np

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.mechanism.chain import chain
from nemda.people.people import people
from nemda.regimen import parse

DOSE = "0.5 mg/kg ketamine iv over 40 min"
MOMENTS_H = (0.0, 1 / 3, 2 / 3, 2.0, 24.0, 72.0)


@cache
def typical_points() -> tuple[dict[str, float], ...]:
    """Return every state, output, drive and parameter of the typical person at a few moments.

    The first is the drug-free rest with nothing from outside, the second the opening of a session, the
    others follow the most studied dose. All hypothesis switches are on, so that every arrow shows.
    """
    switches = tuple((name, 1.0) for name, p in chain().parameters.items() if p.kind == "switch")
    person = people("trd", n=1, seed=1)
    job = Job(parse(DOSE), person, 1.0, changes=switches, visits_h=MOMENTS_H, spread_scale=0.0)
    result = run_group(job, person)
    parameters = {name: parameter.value for name, parameter in job.parameters.items()}
    places = [int(np.argmin(np.abs(result.time_h - moment))) for moment in MOMENTS_H]
    points = [
        parameters | {name: float(values[0, place]) for name, values in result.values.items()}
        for place in places
    ]
    return ({**points[0], **dict.fromkeys(chain().drive_names, 0.0)}, *points)
