from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from pk_ways import RACEMIC_WAYS

from nemda.pk.doses import KetamineDoses
from nemda.pk.values import parameter_table, typical_values

PEOPLE = 300


@pytest.fixture
def varied_people(seed: int) -> dict[str, ndarray]:
    """Return parameters drawn from their published spreads."""
    generator = np.random.default_rng(seed)
    values = typical_values(PEOPLE)
    for name, parameter in parameter_table().items():
        deviate = parameter.spread * generator.normal(size=PEOPLE)
        if parameter.distribution == "lognormal":
            values[name] = parameter.value * np.exp(deviate)
        if parameter.distribution == "logitnormal":
            odds = parameter.value / (1.0 - parameter.value) * np.exp(deviate)
            values[name] = odds / (1.0 + odds)
    return values


@pytest.fixture
def all_routes(seed: int) -> tuple[KetamineDoses, ndarray]:
    """Return one racemic dose by every route and preparation, and body weights."""
    weight = np.random.default_rng(seed).uniform(45.0, 130.0, PEOPLE)
    count = len(RACEMIC_WAYS)
    doses = KetamineDoses(
        routes=tuple(route for route, _ in RACEMIC_WAYS),
        start_h=np.arange(count) * 0.25,
        duration_h=np.array([2 / 3 if route == "iv" else 0.0 for route, _ in RACEMIC_WAYS]),
        s_mg=np.full((count, PEOPLE), 20.0),
        r_mg=np.full((count, PEOPLE), 15.0),
        formulations=tuple(formulation for _, formulation in RACEMIC_WAYS),
    )
    return doses, weight
