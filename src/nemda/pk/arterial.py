"""Arterial plasma after any dose: the full chain of Simons 2022, which also drives the effect site.

Three compartments of ketamine, then a delay of metabolism, two of norketamine, a delay, two of
hydroxynorketamine. It was estimated after intravenous doses and oral films. After nasal and oral
doses it receives the same systemic input as the venous model of those routes; no arterial samples
after such doses were found, so that combination is a prediction, not a fit. Its weakest part is the
first half hour after a nasal dose: absorption without a lag puts the arterial peak at about 7 min
and 2.6 times above the venous one. Arterial samples after a spray would falsify or confirm it.
"""

from __future__ import annotations

from nemda.pk.disposition import Body, Disposition, hydroxynorketamine
from nemda.pk.linear import Flow, Readout, delay, exchange
from nemda.pk.liver import Liver


def arterial(body: Body) -> Disposition:
    """Return Simons 2022 (doi 10.3389/fpain.2022.946486); weight acts on every clearance and volume.

    A swallowed dose that passes the liver first comes through the compartment ``liver``: what escapes
    enters the blood, what does not enters metabolism.
    """
    values, form, liver = body.values, body.form, body.liver
    by_volume = body.weight_ratio ** values["arterial_weight_exponent_volume"]
    by_clearance = body.weight_ratio ** values["arterial_weight_exponent_clearance"]
    # VN1 = VK1 in the source, so norketamine shares the person's volume of (S-)ketamine.
    metabolite_volume = (
        values["arterial_ketamine_central_volume"] * values["ketamine_volume_factor"] * by_volume
    )
    volume = metabolite_volume * form.volume_ratio
    clearance = values["arterial_ketamine_clearance"] * by_clearance * liver.clearance_ratio
    metabolite_clearance = (
        values["arterial_norketamine_clearance"]
        * values["norketamine_clearance_factor"] * by_clearance * form.norketamine_clearance_ratio
        * liver.norketamine_clearance_ratio
    )  # fmt: skip
    next_flows, next_level = hydroxynorketamine(
        body,
        metabolite_clearance / metabolite_volume,
        values["hydroxynorketamine_formation_fraction"],
    )
    stage, emptying = delay("norketamine_forming", "norketamine_formed", values["arterial_norketamine_delay"])
    flows = [
        *exchange(
            "ketamine", "ketamine_fast", values["arterial_ketamine_fast_exchange"] * by_clearance,
            volume, values["arterial_ketamine_fast_volume"] * by_volume * form.volume_ratio,
        ),
        *exchange(
            "ketamine", "ketamine_slow", values["arterial_ketamine_slow_exchange"] * by_clearance,
            volume, values["arterial_ketamine_slow_volume"] * by_volume * form.volume_ratio,
        ),
        Flow("ketamine", "norketamine_forming", clearance / volume),
        stage,
        Flow("norketamine_formed", "norketamine", emptying, values["norketamine_formation_fraction"]),
        *exchange(
            "norketamine", "norketamine_peripheral", values["arterial_norketamine_exchange"] * by_clearance,
            metabolite_volume, values["arterial_norketamine_peripheral_volume"] * by_volume,
        ),
        *next_flows,
    ]  # fmt: skip
    levels = {
        "ketamine": Readout("ketamine", 1.0 / volume),
        "norketamine": Readout("norketamine", 1.0 / metabolite_volume),
        "hydroxynorketamine": next_level,
    }
    return Disposition(flows, levels, metabolism="norketamine_forming")


def first_pass(liver: Liver, metabolism: str) -> list[Flow]:
    """Return the flows of swallowed drug through the liver into the blood or into metabolism."""
    return [
        Flow("liver", "ketamine", liver.flow / liver.volume),
        Flow("liver", metabolism, liver.intrinsic_clearance / liver.volume),
    ]
