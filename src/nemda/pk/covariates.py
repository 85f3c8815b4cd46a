"""How age, descent, liver, kidneys, nose and enzymes change the kinetic parameters: pure transforms.

Each effect is the one its source estimated, applied to the parameter where it acts, so that it reaches
every route the way the structure says. Weight acts inside the models, where its sources put it. What
no source gives is not guessed: children, livers of Child-Pugh class A and C are refused; smoking
changes nothing, because no study of ketamine was found. Contested effects (sex, CYP2B6*6, weight after
the spray) are off unless a reading turns them on (`nemda.pk.readings`). What would falsify the form:
two effects that do not multiply.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.pk.bodies import ADULT_AGE_Y, Bodies
from nemda.pk.gut import escape_at
from nemda.pk.values import Values

__all__ = ["Bodies", "with_covariates"]

ELDERLY_AGE_Y = 60.0
"""Age above which hepatic flow falls (Perez-Ruixo 2021, doi 10.1007/s40262-020-00953-4)."""

MILD, CLASS_B = 1.0, 2.0


def with_covariates(values: Values, body: Bodies) -> Values:
    """Return the kinetic parameters of these bodies; neutral bodies change nothing.

    `values` holds every name of `nemda.pk.parameter_table` as one value per person of `body`, or one
    for all.

    Raises
    ------
    PeopleError
        A child, or a liver of Child-Pugh class A or C.
    """
    _refuse_children(np.asarray(body.age_y))
    factors = _factors(values, body)
    changed = {name: value * factors.get(name, 1.0) for name, value in values.items()}
    changed["gut_escape_fraction"] = escape_at(
        changed["gut_escape_fraction"], np.asarray(body.cyp3a4_activity)
    )
    changed["nasal_cavity_fraction"] = escape_at(
        changed["nasal_cavity_fraction"], _where(body.japanese, 1.0 / values["japanese_nasal_odds_ratio"])
    )
    return changed


def _factors(values: Values, body: Bodies) -> Mapping[str, Float[ndarray, " person"]]:
    """Return what multiplies each parameter that the bodies change."""
    above = np.maximum(np.asarray(body.age_y) - ELDERLY_AGE_Y, 0.0)
    renal = np.asarray(body.renal)
    impaired = (renal >= MILD).astype(float)
    badly_impaired = (renal > MILD).astype(float)
    sex = _where(body.female, values["female_clearance_ratio"])
    star6 = values["cyp2b6_star6_activity"] ** np.asarray(body.cyp2b6_star6_alleles)
    return {
        "hepatic_blood_flow_scale": 1.0 - values["age_flow_decline"] * above,
        "hepatic_other_scale": _where(body.asian, values["asian_other_ratio"]),
        "hepatic_intrinsic_clearance_scale": _liver_disease(values, np.asarray(body.child_pugh)),
        "cyp3a4_liver_activity": np.asarray(body.cyp3a4_activity),
        "cyp2b6_liver_activity": np.asarray(body.cyp2b6_activity) * star6,
        "ketamine_clearance_factor": sex * _where(impaired, values["renal_ketamine_clearance_ratio"]),
        "ketamine_volume_factor": _where(impaired, values["renal_ketamine_volume_ratio"]),
        "norketamine_clearance_factor": (
            sex * _where(body.asian, values["asian_norketamine_clearance_ratio"])
            * _where(badly_impaired, values["renal_norketamine_clearance_ratio"])
        ),
        "nasal_absorption_rate": _where(body.rhinitis, values["rhinitis_absorption_ratio"]),
    }  # fmt: skip


def _where(present: ndarray | float, factor: ndarray) -> Float[ndarray, " person"]:
    """Return `factor` where a property is present (1) and 1 where it is not (0)."""
    return np.where(np.asarray(present) > 0, factor, 1.0)


def _liver_disease(values: Values, child_pugh: ndarray) -> Float[ndarray, " person"]:
    unknown = (child_pugh > 0) & (child_pugh != CLASS_B)
    if np.any(unknown):
        person = int(np.argmax(unknown))
        raise PeopleError(
            "Direction only: exposure rises, but no size is known for this class of liver disease.",
            where=f"child_pugh, person {person}", expected="0 (healthy) or 2 (class B)",
            got=float(child_pugh[person]),
            hint="set hepatic_intrinsic_clearance_scale yourself to explore a size",
        )  # fmt: skip
    return _where(child_pugh, values["child_pugh_b_intrinsic_ratio"])


def _refuse_children(age_y: Float[ndarray, " person"]) -> None:
    young = age_y < ADULT_AGE_Y
    if np.any(young):
        person = int(np.argmax(young))
        raise PeopleError(
            "These kinetics are those of adults.", where=f"age_y, person {person}",
            expected=f"{ADULT_AGE_Y:g} years or more", got=float(age_y[person]),
            hint="use a model of children: --model herd2007",
        )  # fmt: skip
