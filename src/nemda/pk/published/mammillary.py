"""Published models of a central volume and one or two peripheral ones, with intravenous doses.

Two ways of writing the same equations: volumes and clearances at a reference weight (the population
models), and rate constants with a central volume per kilogram (the older ones, as coded in infusion
programs). Where the source has norketamine, all cleared ketamine becomes norketamine, by mass, in two
further compartments. What would falsify the form: arterial and venous samples that agree while a dose
enters; these models describe one site each.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.pk.bodies import Bodies
from nemda.pk.disposition import apparent_ratio
from nemda.pk.linear import Flow, Readout
from nemda.pk.published.structure import Peripheral, Structure, Values, exchanges, into

PERIPHERALS = ("shallow", "deep")
"""Names of the peripheral compartments; a model has those for which its table has parameters."""


def allometric(values: Values, bodies: Bodies) -> Structure:
    """Return volumes V (W / W_ref)^a and clearances CL (W / W_ref)^b, with the exponents of the source.

    The exchange with peripheral compartments has exponents of its own, because some sources scale only
    the central volume and the clearance.
    """
    ratio = np.asarray(bodies.weight_kg) / values["reference_weight"]
    by_volume = ratio ** values["weight_exponent_volume"]
    by_clearance = ratio ** values["weight_exponent_clearance"]
    peripheral_by_volume = ratio ** values["peripheral_weight_exponent_volume"]
    peripheral_by_clearance = ratio ** values["peripheral_weight_exponent_clearance"]
    peripherals = [
        Peripheral(
            f"ketamine_{name}",
            values[f"{name}_volume"] * peripheral_by_volume,
            values[f"{name}_exchange"] * peripheral_by_clearance,
        )
        for name in PERIPHERALS
        if f"{name}_volume" in values
    ]
    volume = values["central_volume"] * by_volume
    clearance = values["clearance"] * by_clearance
    if "norketamine_volume" not in values:
        return _ketamine(volume, clearance, peripherals)
    norketamine_volume = values["norketamine_volume"] * by_volume
    norketamine_clearance = values["norketamine_clearance"] * by_clearance
    norketamine_peripheral = Peripheral(
        "norketamine_shallow",
        values["norketamine_shallow_volume"] * peripheral_by_volume,
        values["norketamine_shallow_exchange"] * peripheral_by_clearance,
    )
    parent = _ketamine(volume, clearance, peripherals, target="norketamine")
    flows, level = apparent_norketamine(norketamine_volume, norketamine_clearance, norketamine_peripheral)
    return parent._replace(flows=parent.flows + flows, levels={**parent.levels, "norketamine": level})


def per_kilogram(values: Values, bodies: Bodies) -> Structure:
    """Return a model of rate constants (1/h) with central volume (L/kg) and clearance (L/h/kg)."""
    weight_kg = np.asarray(bodies.weight_kg)
    volume = values["central_volume"] * weight_kg
    peripherals = [
        Peripheral(
            f"ketamine_{name}",
            volume * values[f"{name}_rate_out"] / values[f"{name}_rate_back"],
            volume * values[f"{name}_rate_out"],
        )
        for name in PERIPHERALS
        if f"{name}_rate_out" in values
    ]
    return _ketamine(volume, values["clearance"] * weight_kg, peripherals)


def apparent_norketamine(
    volume: Float[ndarray, " person"], clearance: Float[ndarray, " person"], peripheral: Peripheral
) -> tuple[list[Flow], Readout]:
    """Return norketamine whose volume (L) and clearance (L/h) refer to the mass of ketamine that forms it."""
    flows = [
        *exchanges("norketamine", volume, [peripheral]),
        Flow("norketamine", None, clearance / volume),
    ]
    return flows, Readout("norketamine", 1.0 / (volume * apparent_ratio()))


def _ketamine(
    volume: ndarray, clearance: ndarray, peripherals: list[Peripheral], target: str | None = None
) -> Structure:
    flows = [*exchanges("ketamine", volume, peripherals), Flow("ketamine", target, clearance / volume)]
    return Structure(flows, {"ketamine": Readout("ketamine", 1.0 / volume)}, {"iv": into("ketamine")})
