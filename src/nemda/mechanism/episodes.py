"""Dissociative episodes: a CADSS total above 4 in some session of a course.

Claim: 61 to 75% of people have an episode by the CADSS during four weeks of the spray (US label), more than
one session alone gives: the same person feels one session more than another. Form: a lognormal factor of
the session on the score. Falsified by: the same people having all the episodes.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.mechanism import table_beside
from nemda.model.parameters import ParameterTable

EPISODE_CADSS = 4.0
"""A CADSS total above this is a dissociative episode."""


def episode_table() -> ParameterTable:
    """Return the sourced parameters of sessions."""
    return table_beside(__name__)


def score_in_session(
    score: Float[ndarray, " person"], deviate: Float[ndarray, " person"]
) -> Float[ndarray, " person"]:
    """Return the CADSS (points) of a session: typical score x exp(spread z - spread^2 / 2).

    z is standard normal; sessions leave the mean score as it is.
    """
    spread = episode_table()["dissociation_session_spread"].value
    return score * np.exp(spread * deviate - spread**2 / 2)
