"""The result of an experiment: each variable over time in each arm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.experiment.definition import Experiment

ARMS = ("drug", "vehicle", "co_drugs")
"""All that is done; nothing of it; only the co-drugs."""


class Course(NamedTuple):
    """Variables by name as [time] in the three arms of an experiment."""

    experiment: Experiment
    time_h: Float[ndarray, " time"]
    drug: Mapping[str, Float[ndarray, " time"]]
    vehicle: Mapping[str, Float[ndarray, " time"]]
    co_drugs: Mapping[str, Float[ndarray, " time"]]
