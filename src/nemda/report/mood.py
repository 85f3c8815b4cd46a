"""What is counted about mood at every time: who responds, who is in remission, by how much people changed.

The definitions are those of `nemda.trial.endpoints`, so a report and a trial count the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.endpoints import REMISSION_MADRS, remitted, responded
from nemda.report.arms import ShownArm
from nemda.trial.endpoints import baseline

NEEDED = ("madrs", "madrs_change")
"""Variables without which a report says nothing about mood."""


def responders(arm: ShownArm) -> list[int]:
    """Return how many people respond at each time."""
    start, madrs = baseline(arm.dataset), arm.values("madrs")
    return [int(responded(column, start).sum()) for column in madrs.T]


def remitters(arm: ShownArm) -> list[int]:
    """Return how many people are in remission at each time."""
    return [int(remitted(column, REMISSION_MADRS).sum()) for column in arm.values("madrs").T]


COUNTS: Mapping[str, Callable[[ShownArm], list[int]]] = MappingProxyType(
    {"response_rate": responders, "remission_rate": remitters}
)
"""How each published rate is counted in the simulation."""


def percent_changes(arm: ShownArm) -> Float[ndarray, "ill time"]:
    """Return the change of MADRS in percent of each person's baseline, without people whose baseline is 0."""
    start = baseline(arm.dataset)
    ill = start > 0
    change = arm.values("madrs")[ill] - start[ill, None]
    return np.asarray(100 * change / start[ill, None])
