"""A well-stirred liver for first pass, tied to systemic clearance so that one person has one liver.

    extraction E = intrinsic / (flow + intrinsic),  clearance = flow * E

At the typical values of Perez-Ruixo 2021 (doi 10.1007/s40262-020-00953-4) E is 0.72, clearance
109 L/h. A person's clearance factor scales flow and intrinsic clearance alike; the extraction odds
factor shifts E at unchanged clearance; the flow and intrinsic scales (age, interactions) then act
through the relation, on first pass and on every systemic clearance. Enzymes act on the intrinsic
clearance in proportion to what each does (`nemda.pk.enzymes`). What would falsify it: an
inducer that lowers intravenous and oral exposure by the same factor (rifampicin does not).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.pk.enzymes import enzyme_scale
from nemda.pk.form import Form
from nemda.pk.values import Values


class Liver(NamedTuple):
    """The liver of each person for one form: L/h, L/h, L, and three ratios, all [person].

    `clearance_ratio` multiplies the typical systemic clearance of every model; `norketamine_share`
    is the part of hepatic elimination that forms norketamine; `norketamine_clearance_ratio`
    multiplies the clearance of norketamine where its enzymes change.
    """

    flow: Float[ndarray, " person"]
    intrinsic_clearance: Float[ndarray, " person"]
    volume: Float[ndarray, " person"]
    norketamine_share: Float[ndarray, " person"]
    clearance_ratio: Float[ndarray, " person"]
    norketamine_clearance_ratio: Float[ndarray, " person"]


def stirred_liver(values: Values, form: Form) -> Liver:
    """Return the liver of each person.

    Raises
    ------
    ParameterError
        The clearance asked of a form exceeds the hepatic flow, or enzymes do more than all of it.
    """
    flow = values["hepatic_blood_flow"]
    metabolism = values["hepatic_norketamine_rate"]
    usual_other = values["hepatic_other_rate"]
    elimination = metabolism + usual_other
    odds = values["hepatic_volume"] * elimination / flow
    typical_clearance = flow * odds / (1.0 + odds)
    own_odds = odds * values["hepatic_extraction_odds_factor"]
    own_clearance = typical_clearance * values["ketamine_clearance_factor"]
    own_flow = own_clearance * (1.0 + own_odds) / own_odds * values["hepatic_blood_flow_scale"]
    own_other = usual_other * values["hepatic_other_scale"]
    own_intrinsic = (
        own_clearance * (1.0 + own_odds) * values["hepatic_intrinsic_clearance_scale"]
        * enzyme_scale(values, "ketamine") * ((metabolism + own_other) / elimination)
    )  # fmt: skip
    clearance = own_flow * own_intrinsic / (own_flow + own_intrinsic) * form.clearance_ratio
    if np.any(clearance >= own_flow):
        raise ParameterError(
            "Clearance exceeds hepatic flow.", where="ketamine_r_clearance_ratio",
            got=float(form.clearance_ratio.max()), hint="lower the ratio",
        )  # fmt: skip
    return Liver(
        flow=own_flow,
        intrinsic_clearance=clearance * own_flow / (own_flow - clearance),
        volume=values["hepatic_volume"] * form.volume_ratio,
        norketamine_share=metabolism / (metabolism + own_other),
        clearance_ratio=clearance / typical_clearance,
        norketamine_clearance_ratio=_norketamine_clearance_ratio(values),
    )


def _norketamine_clearance_ratio(values: Values) -> Float[ndarray, " person"]:
    """Return s (1 + o) / (1 + o s): clearance at s times the intrinsic clearance, o = E / (1 - E)."""
    scale = enzyme_scale(values, "norketamine")
    odds = values["norketamine_extraction"] / (1.0 - values["norketamine_extraction"])
    return scale * ((1.0 + odds) / (1.0 + odds * scale))
