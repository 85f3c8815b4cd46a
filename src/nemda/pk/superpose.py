"""Adding closed-form signals of independent systems: modes side by side, weights by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.drive import Drive


def superpose(
    parts: Sequence[Drive],
    recipe: Mapping[str, tuple[str, ...]],
    people: int,
    edge_h: Float[ndarray, " segment"],
    unit: str = "umol/L",
) -> Drive:
    """Return the signals of a recipe: each is the sum of the named signals over all parts.

    Every part must hold on the same edges. A name that no part has contributes nothing, so a recipe
    over no parts is zero.
    """
    modes = sum(part.rate.shape[0] for part in parts)
    weight = np.zeros((len(recipe), modes, people))
    start = 0
    for part in parts:
        stop = start + part.rate.shape[0]
        for row, sources in zip(weight, recipe.values(), strict=True):
            for name in sources:
                if name in part.names:
                    row[start:stop] += part.weight[part.names.index(name)]
        start = stop
    empty = np.zeros((len(edge_h), 0, people))
    return Drive(
        names=tuple(recipe),
        units=(unit,) * len(recipe),
        edge_h=edge_h,
        rate=np.concatenate([np.zeros((0, people)), *(part.rate for part in parts)]),
        amplitude=np.concatenate([empty, *(part.amplitude for part in parts)], axis=1),
        plateau=np.concatenate([empty, *(part.plateau for part in parts)], axis=1),
        weight=weight,
    )
