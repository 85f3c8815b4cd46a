"""How one person differs from visit to visit: parameters drawn anew on each occasion.

Simons 2022 (doi 10.3389/fpain.2022.946486) estimated these variances between occasions of one person, and
found none between people on top. Without a new draw they stand for a difference between people, as
the typical tables do; with one they vary within a person and nothing is counted twice. What would
falsify the form: people who absorb more than others on every visit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.pk.values import Values, parameter_table

OCCASION_PARAMETERS = (
    "sublingual_bioavailability",
    "sublingual_absorption_rate",
    "sublingual_swallowed_fraction",
    "sublingual_swallowed_absorption_rate",
    "sublingual_gut_transit_rate",
    "hydroxynorketamine_peripheral_volume",
)
"""Parameters whose published spread is between occasions."""


def with_occasion(values: Values, deviates: Mapping[str, Float[ndarray, " person"]]) -> Values:
    """Return the kinetic parameters on one visit, for standard normal deviates by parameter [person].

    value = typical exp(spread z), or on the logit scale for a fraction. Parameters without a deviate keep
    the person's own value.

    Raises
    ------
    ParameterError
        A name does not vary between occasions, or a deviate is not finite.
    """
    changed = dict(values)
    for name, deviate in deviates.items():
        if name not in OCCASION_PARAMETERS:
            raise ParameterError(
                "No variation between occasions is known.",
                where=name,
                expected=", ".join(OCCASION_PARAMETERS),
            )
        if not np.all(np.isfinite(deviate)):
            raise ParameterError("A deviate is a finite number.", where=name)
        parameter = parameter_table()[name]
        moved = np.exp(parameter.spread * np.asarray(deviate))
        if parameter.distribution == "logitnormal":
            odds = parameter.value / (1.0 - parameter.value) * moved
            changed[name] = odds / (1.0 + odds)
        else:
            changed[name] = parameter.value * moved
    return changed
