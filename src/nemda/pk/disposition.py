"""What every disposition model is made of, and the chain to hydroxynorketamine that all share.

Three published models, because no single one holds all sites and routes:
- `nemda.pk.venous`: venous samples after doses into the systemic blood;
- `nemda.pk.spray`: venous samples after nasal and oral doses, with a liver;
- `nemda.pk.arterial`: arterial samples and the effect site, after any dose.

One person keeps one set of deviations in all three. Hydroxynorketamine has one published model only
(Simons 2022, arterial), so the venous models feed that chain from their own norketamine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.pk.form import Form
from nemda.pk.linear import Flow, Readout, delay, exchange
from nemda.pk.liver import Liver
from nemda.pk.molar import molar_mass
from nemda.pk.values import Values


class Body(NamedTuple):
    """What a disposition model needs to know of the people and of the form of ketamine."""

    values: Values
    weight_ratio: Float[ndarray, " person"]
    form: Form
    liver: Liver


class Disposition(NamedTuple):
    """A disposition model: its flows, its levels by compound, and where metabolized drug enters."""

    flows: list[Flow]
    levels: Mapping[str, Readout]
    metabolism: str


def hydroxynorketamine(
    body: Body, elimination: ndarray, yield_fraction: ndarray
) -> tuple[list[Flow], Readout]:
    """Return the chain of Simons 2022 from norketamine, eliminated at `elimination` (1/h), and its level."""
    values = body.values
    by_volume = body.weight_ratio ** values["arterial_weight_exponent_volume"]
    by_clearance = body.weight_ratio ** values["arterial_weight_exponent_clearance"]
    volume = values["hydroxynorketamine_central_volume"] * by_volume
    clearance = (
        values["hydroxynorketamine_clearance"] * values["hydroxynorketamine_clearance_factor"]
        * by_clearance * body.form.hydroxynorketamine_clearance_scale
    )  # fmt: skip
    stage, emptying = delay(
        "hydroxynorketamine_forming", "hydroxynorketamine_formed", values["hydroxynorketamine_delay"]
    )
    flows = [
        Flow("norketamine", "hydroxynorketamine_forming", elimination),
        stage,
        Flow("hydroxynorketamine_formed", "hydroxynorketamine", emptying, yield_fraction),
        *exchange(
            "hydroxynorketamine", "hydroxynorketamine_peripheral",
            values["hydroxynorketamine_exchange"] * by_clearance,
            volume, values["hydroxynorketamine_peripheral_volume"] * by_volume,
        ),
        Flow("hydroxynorketamine", None, clearance / volume),
    ]  # fmt: skip
    return flows, Readout("hydroxynorketamine", 1.0 / volume)


def apparent_ratio() -> float:
    """Return the factor that turns apparent volumes and clearances of norketamine into molar ones.

    Two of the sources count the mass of ketamine cleared as mass of norketamine. In moles their
    volumes and clearances are smaller by the ratio of the molar masses (0.941).
    """
    return molar_mass("norketamine") / molar_mass("ketamine")
