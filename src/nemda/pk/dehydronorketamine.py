"""Dehydronorketamine in plasma: one compartment beside hydroxynorketamine, from what sources allow.

    dA/dt = f * formed - (clearance / volume) A

with `formed` the norketamine that leaves the chain to hydroxynorketamine. No model was published with
numbers that could be seen. Clearance comes from steady infusions, volume from one peak, both by old
gas chromatography that counts hydroxynorketamine which lost water, so levels are an upper bound:
newer assays find hydroxynorketamine the larger one in plasma. It acts on nothing here and has no effect
site. What would falsify it: levels by an assay that keeps the two apart.
"""

from __future__ import annotations

from nemda.pk.linear import Flow, Readout
from nemda.pk.systems import System
from nemda.pk.values import Values

NAME = "dehydronorketamine"


def with_dehydronorketamine(system: System, values: Values) -> System:
    """Return a plasma system with dehydronorketamine; all other levels stay as they are."""
    formed = next(flow for flow in system.flows if flow.source == "hydroxynorketamine_formed")
    norketamine_yield = formed.fraction / values["hydroxynorketamine_formation_fraction"]
    volume = values["dehydronorketamine_volume"]
    flows = [
        *system.flows,
        # A copy, because the chain already drains what goes elsewhere.
        Flow(
            formed.source, NAME, formed.rate,
            norketamine_yield * values["dehydronorketamine_formation_fraction"], drains=False,
        ),
        Flow(NAME, None, values["dehydronorketamine_clearance"] / volume),
    ]  # fmt: skip
    return system._replace(flows=flows, levels={**system.levels, NAME: Readout(NAME, 1.0 / volume)})
