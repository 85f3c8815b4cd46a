"""Perez-Ruixo 2021: esketamine and noresketamine in venous plasma, with the liver as a compartment.

Nasal, oral and intravenous doses. The differential equations as printed contain typing errors (the
second depot depends on the first and would become negative); with the depots written as below the
published bioavailability formulas F = FRn + (1 - FRn) Fgut (1 - E) come out exactly, as nlmixr2lib
documents. Read literally, the table gives the published noresketamine peaks but 1.38 to 1.56 times the
published areas; `norketamine_yield` 0.714 brings the areas closer and lowers the peaks. Source: doi
10.1007/s40262-020-00953-4, Table 3. What would falsify it: an effect of weight, which it left out.
"""

from __future__ import annotations

import numpy as np
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.pk.bodies import Bodies
from nemda.pk.linear import Flow, Readout
from nemda.pk.published.mammillary import apparent_norketamine
from nemda.pk.published.structure import Entries, Entry, Peripheral, Structure, Values, exchanges, into
from nemda.pk.values import common_value


def hepatic_first_pass(values: Values, bodies: Bodies) -> Structure:
    """Return the model; hepatic flow falls above 60 years, and descent acts on three parameters.

    Raises
    ------
    ParameterError
        The effect of age leaves no hepatic flow, or descent makes the nasal fraction exceed 1.
    """
    asian = np.asarray(bodies.asian)
    hepatic_volume = values["hepatic_volume"]
    hepatic = Peripheral("liver", hepatic_volume, _hepatic_flow(values, np.asarray(bodies.age_y)))
    volume = values["central_volume"]
    peripherals = [
        Peripheral(f"ketamine_{name}", values[f"{name}_volume"], values[f"{name}_exchange"])
        for name in ("shallow", "deep")
    ]
    other_rate = values["hepatic_other_rate"] * values["asian_hepatic_other_ratio"] ** asian
    norketamine_clearance = values["norketamine_clearance"] * values["asian_norketamine_ratio"] ** asian
    norketamine, level = apparent_norketamine(
        values["norketamine_volume"],
        norketamine_clearance,
        Peripheral(
            "norketamine_shallow",
            values["norketamine_shallow_volume"],
            values["norketamine_shallow_exchange"],
        ),
    )
    flows = [
        *exchanges("ketamine", volume, [*peripherals, hepatic]),
        Flow("liver", "norketamine", values["hepatic_norketamine_rate"]),
        Flow("liver", None, other_rate),
        *norketamine,
        Flow("nose", "ketamine", values["nasal_absorption_rate"]),
        Flow("nasal_gut", "liver", values["nasal_swallowed_absorption_rate"]),
        Flow("gut", "liver", values["oral_absorption_rate"]),
    ]
    levels = {
        "ketamine": Readout("ketamine", 1.0 / volume),
        "norketamine": level._replace(scale=level.scale * values["norketamine_yield"]),
    }
    entries = {
        "iv": into("ketamine"),
        "nasal": _nasal(values, np.asarray(bodies.japanese)),
        "oral": _oral(values),
    }
    return Structure(flows, levels, entries)


def _hepatic_flow(values: Values, age_y: ndarray) -> ndarray:
    """Return hepatic flow (L/h); its decline with age is relative, so that it acts on each own flow."""
    years = np.maximum(age_y - values["hepatic_flow_loss_age"], 0.0)
    kept = 1.0 - values["hepatic_flow_loss"] * years
    if np.any(kept <= 0):
        raise ParameterError(
            "No hepatic flow is left at this age.", where="hepatic_flow_loss",
            expected="an age within the limits of the model", got=f"{float(age_y[np.argmin(kept)]):g} years",
        )  # fmt: skip
    return values["hepatic_flow"] * kept


def _nasal(values: Values, japanese: ndarray) -> Entries:
    """Return the part taken up in the nose and the swallowed rest, which gut wall and liver meet first.

    The first device is absorbed more than later ones: FRn (1 + 0.62 (N - 1)) / N for N devices.
    """
    in_nose = values["nasal_fraction"] * values["japanese_nasal_ratio"] ** japanese
    if np.any(in_nose > 1):
        raise ParameterError(
            "More than the whole nasal dose is absorbed.", where="nasal_fraction", got=float(in_nose.max()),
            expected="at most 1 after the ratio of Japanese descent",
        )  # fmt: skip

    def entries(amount_mg: ndarray) -> list[Entry]:
        first = np.minimum(amount_mg, values["nasal_device_content"])
        counted = first + (amount_mg - first) * values["nasal_later_device_ratio"]
        absorbed = counted * in_nose
        swallowed = (amount_mg - absorbed) * values["gut_escape_fraction"]
        return [
            Entry("nose", absorbed),
            Entry("nasal_gut", swallowed, common_value(values, "nasal_swallowed_duration")),
        ]

    return entries


def _oral(values: Values) -> Entries:
    """Return the part of a drunk solution that escapes the gut wall."""
    return lambda amount_mg: [
        Entry("gut", amount_mg * values["gut_escape_fraction"], common_value(values, "oral_duration"))
    ]
