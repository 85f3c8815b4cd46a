"""Simons 2022: S-ketamine, S-norketamine and S-hydroxynorketamine in arterial plasma.

Each metabolite appears after a delay of two equal stages. A film in the mouth is absorbed through the
lining; what is swallowed reaches only metabolism, with a factor that is no physical fraction (with the
absorbed part it exceeds the dose). Source: doi 10.3389/fpain.2022.946486, Table 4 and Figure 2. What
would falsify it: swallowed ketamine found in arterial blood, or metabolites without a delay.
"""

from __future__ import annotations

import numpy as np
from numpy import ndarray

from nemda.pk.bodies import Bodies
from nemda.pk.linear import Flow, Readout, delay
from nemda.pk.published.structure import Entries, Entry, Peripheral, Structure, Values, exchanges, into
from nemda.pk.values import common_value


def metabolite_chain(values: Values, bodies: Bodies) -> Structure:
    """Return the chain; all volumes and clearances grow with weight (exponents not printed in the source)."""
    ratio = np.asarray(bodies.weight_kg) / values["reference_weight"]
    by_volume = ratio ** values["weight_exponent_volume"]
    by_clearance = ratio ** values["weight_exponent_clearance"]

    def compound(name: str, volume: ndarray, target: str | None, *peripherals: str) -> list[Flow]:
        """Return exchange and elimination of one compound of the chain."""
        around = [
            Peripheral(
                f"{name}_{place}",
                values[f"{name}_{place}_volume"] * by_volume,
                values[f"{name}_{place}_exchange"] * by_clearance,
            )
            for place in peripherals
        ]
        clearance = values[f"{name}_clearance"] * by_clearance
        return [*exchanges(name, volume, around), Flow(name, target, clearance / volume)]

    # The source sets the central volume of norketamine equal to that of ketamine (VN1 = VK1).
    shared_volume = values["ketamine_volume"] * by_volume
    last_volume = values["hydroxynorketamine_volume"] * by_volume
    flows = [
        *compound("ketamine", shared_volume, "norketamine_forming", "shallow", "deep"),
        *_formation("norketamine", values),
        *compound("norketamine", shared_volume, "hydroxynorketamine_forming", "shallow"),
        *_formation("hydroxynorketamine", values),
        *compound("hydroxynorketamine", last_volume, None, "shallow"),
        Flow("mouth", "ketamine", values["mouth_absorption_rate"]),
        Flow("mouth_gut", "mouth_gut_transit", values["swallowed_absorption_rate"]),
        Flow("mouth_gut_transit", "norketamine_forming", values["gut_transit_rate"]),
    ]
    levels = {
        "ketamine": Readout("ketamine", 1.0 / shared_volume),
        "norketamine": Readout("norketamine", 1.0 / shared_volume),
        "hydroxynorketamine": Readout("hydroxynorketamine", 1.0 / last_volume),
    }
    return Structure(flows, levels, {"iv": into("ketamine"), "sublingual": _film(values)})


def _formation(name: str, values: Values) -> list[Flow]:
    """Return the delayed formation of a metabolite from what its parent lost."""
    stage, emptying = delay(f"{name}_forming", f"{name}_formed", values[f"{name}_delay"])
    return [stage, Flow(f"{name}_formed", name, emptying, values[f"{name}_formation_fraction"])]


def _film(values: Values) -> Entries:
    """Return the two inputs of a film, each at constant rate over its own duration."""

    def entries(amount_mg: ndarray) -> list[Entry]:
        return [
            Entry(
                "mouth", amount_mg * values["mouth_bioavailability"],
                common_value(values, "mouth_duration"),
            ),
            Entry(
                "mouth_gut", amount_mg * values["swallowed_factor"],
                common_value(values, "swallowed_duration"),
            ),
        ]  # fmt: skip

    return entries
