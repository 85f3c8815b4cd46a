"""Venous plasma after doses that enter the systemic blood: Fanta 2015 as fixed in Otto 2021.

Three compartments of ketamine, two of norketamine. It was the best of five published models in an
external test on 48 volunteers. Venous samples lag behind arterial ones because the arm takes up
drug; this model holds that lag in its large central volume. What would falsify it: arterial samples.
"""

from __future__ import annotations

from nemda.pk.disposition import Body, Disposition, apparent_ratio, hydroxynorketamine
from nemda.pk.linear import Flow, Readout, exchange


def venous(body: Body) -> Disposition:
    """Return Fanta 2015 as fixed in Otto 2021 (doi 10.1007/s00228-021-03104-1).

    Weight acts on clearances and central volumes only, as in the source.
    """
    values, form = body.values, body.form
    by_volume = body.weight_ratio ** values["venous_weight_exponent_volume"]
    by_clearance = body.weight_ratio ** values["venous_weight_exponent_clearance"]
    volume = (
        values["venous_ketamine_central_volume"]
        * values["ketamine_volume_factor"] * by_volume * form.volume_ratio
    )  # fmt: skip
    clearance = values["venous_ketamine_clearance"] * by_clearance * body.liver.clearance_ratio
    metabolite_volume = (
        values["venous_norketamine_central_volume"] * values["norketamine_volume_factor"] * by_volume
    )
    metabolite_clearance = (
        values["venous_norketamine_clearance"]
        * values["norketamine_clearance_factor"] * by_clearance * form.norketamine_clearance_ratio
        * body.liver.norketamine_clearance_ratio
    )  # fmt: skip
    # All cleared ketamine counts as norketamine there, so hydroxynorketamine takes both yields.
    yield_fraction = (
        values["norketamine_formation_fraction"] * values["hydroxynorketamine_formation_fraction"]
    )
    next_flows, next_level = hydroxynorketamine(
        body, metabolite_clearance / metabolite_volume, yield_fraction
    )
    flows = [
        *exchange(
            "ketamine", "ketamine_slow", values["venous_ketamine_slow_exchange"],
            volume, values["venous_ketamine_slow_volume"] * form.volume_ratio,
        ),
        *exchange(
            "ketamine", "ketamine_fast", values["venous_ketamine_fast_exchange"],
            volume, values["venous_ketamine_fast_volume"] * form.volume_ratio,
        ),
        Flow("ketamine", "norketamine", clearance / volume),
        *exchange(
            "norketamine", "norketamine_peripheral", values["venous_norketamine_exchange"],
            metabolite_volume, values["venous_norketamine_peripheral_volume"],
        ),
        *next_flows,
    ]  # fmt: skip
    levels = {
        "ketamine": Readout("ketamine", 1.0 / volume),
        "norketamine": Readout("norketamine", 1.0 / (metabolite_volume * apparent_ratio())),
        "hydroxynorketamine": next_level,
    }
    return Disposition(flows, levels, metabolism="norketamine")
