"""Venous plasma after nasal and oral doses: Perez-Ruixo 2021, with the liver as a compartment.

Swallowed drug meets the liver before the blood, so first pass and its norketamine come out of the
structure. What would falsify it: a norketamine exposure far from the published one, which a literal
reading of its table shows (see the parameter ``spray_norketamine_yield``).
"""

from __future__ import annotations

from nemda.pk.disposition import Body, Disposition, apparent_ratio, hydroxynorketamine
from nemda.pk.linear import Flow, Readout, exchange


def spray(body: Body) -> Disposition:
    """Return Perez-Ruixo 2021 (doi 10.1007/s40262-020-00953-4), where weight has no effect by default."""
    values, form, liver = body.values, body.form, body.liver
    by_weight = body.weight_ratio ** values["spray_weight_exponent"]
    volume = values["spray_ketamine_central_volume"] * values["ketamine_volume_factor"] * form.volume_ratio
    metabolite_volume = values["spray_norketamine_central_volume"] * values["norketamine_volume_factor"]
    metabolite_clearance = (
        values["spray_norketamine_clearance"]
        * values["norketamine_clearance_factor"] * form.norketamine_clearance_ratio
        * liver.norketamine_clearance_ratio
    )  # fmt: skip
    next_flows, next_level = hydroxynorketamine(
        body, metabolite_clearance / metabolite_volume, values["hydroxynorketamine_formation_fraction"]
    )
    flows = [
        *exchange("ketamine", "liver", liver.flow * by_weight, volume, liver.volume),
        Flow(
            "liver", "norketamine",
            liver.intrinsic_clearance * by_weight / liver.volume, liver.norketamine_share,
        ),
        *exchange(
            "ketamine", "ketamine_shallow", values["spray_ketamine_shallow_exchange"],
            volume, values["spray_ketamine_shallow_volume"] * form.volume_ratio,
        ),
        *exchange(
            "ketamine", "ketamine_deep", values["spray_ketamine_deep_exchange"],
            volume, values["spray_ketamine_deep_volume"] * form.volume_ratio,
        ),
        *exchange(
            "norketamine", "norketamine_peripheral", values["spray_norketamine_exchange"],
            metabolite_volume, values["spray_norketamine_peripheral_volume"],
        ),
        *next_flows,
    ]  # fmt: skip
    norketamine_scale = values["spray_norketamine_yield"] / (metabolite_volume * apparent_ratio())
    levels = {
        "ketamine": Readout("ketamine", 1.0 / volume),
        "norketamine": Readout("norketamine", norketamine_scale),
        "hydroxynorketamine": next_level,
    }
    return Disposition(flows, levels, metabolism="norketamine")
