"""Magnesium sulfate into a vein by three published population models, all of pregnant women.

They disagree 3.6-fold on clearance (5.0, 2.98 and 1.38 L/h), so all three are offered under their names and
none is the default of anybody else. Serum = baseline + dose part, of one or two compartments in closed form.
Blood pressure falls by an indirect effect of Lu 2002 (Emax, EC50 above baseline, effect delay). What would
falsify the form: serum that does not double its rise with the dose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.evidence.citations import find_citation
from nemda.magnesium.course import Infusion
from nemda.magnesium.parameters import magnesium_parameters, value
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.pk.linear import Dosing, Flow, Readout, edges, exchange, simulate


class InfusionModel(NamedTuple):
    """One published model: who was studied, volumes (L), clearances (L/h), baseline (mmol/L), source."""

    name: str
    population: str
    clearance: float
    volume: float
    peripheral_volume: float | None
    exchange: float | None
    baseline: float
    source: str

    @property
    def citation(self) -> str:
        """Return the citation of the model."""
        return find_citation(self.source).text


_POPULATIONS = {
    "lu2002": "pregnant women with pre-eclampsia, two compartments",
    "chinese2024": "pregnant women with pre-eclampsia in China, one compartment",
    "dasilva2020": "pregnant women in Brazil, one compartment",
}


def infusion_models() -> Mapping[str, InfusionModel]:
    """Return the published models by name, the highest clearance first."""
    return MappingProxyType({name: _model(name) for name in _POPULATIONS})


def find_infusion_model(name: str) -> InfusionModel:
    """Return one published model.

    Raises
    ------
    DataError
        There is none of this name.
    """
    models = infusion_models()
    if name not in models:
        raise DataError("Unknown model of magnesium sulfate.", got=name, expected=", ".join(models))
    return models[name]


def serum_course(
    model: InfusionModel, infusions: Sequence[Infusion], time_h: Float[ndarray, " time"]
) -> Float[ndarray, " time"]:
    """Return serum magnesium (mmol/L) of the typical woman of a model at some times."""
    one = np.ones(1)
    flows = [Flow("serum", None, one * model.clearance / model.volume)]
    if model.exchange is not None and model.peripheral_volume is not None:
        flows += exchange(
            "serum", "peripheral", one * model.exchange, one * model.volume, one * model.peripheral_volume
        )
    doses = [
        Dosing("serum", each.start_h, each.stop_h, one * each.amount_mg / MG_PER_MMOL) for each in infusions
    ]
    readouts = {"serum": Readout("serum", 1.0 / (one * model.volume))}
    drive = simulate(flows, doses, readouts, 1, edges(doses), unit="mmol/L")
    return model.baseline + drive.at(time_h)[0, :, 0]


def half_life(model: InfusionModel) -> float:
    """Return the half-life (h) of the slowest fall."""
    out = model.clearance / model.volume
    if model.exchange is None or model.peripheral_volume is None:
        return float(np.log(2) / out)
    there, back = model.exchange / model.volume, model.exchange / model.peripheral_volume
    total, product = out + there + back, out * back
    return float(np.log(2) / ((total - np.sqrt(total**2 - 4 * product)) / 2))


def pressure_fall(
    serum: Float[ndarray, " time"], baseline: float, time_h: Float[ndarray, " time"], part: str = "systolic"
) -> Float[ndarray, " time"]:
    """Return the fall of blood pressure (mmHg) in pre-eclampsia, Lu 2002.

    The effect compartment follows the rise of serum with its rate; the fall is Emax C_e / (EC50 + C_e). Serum
    is taken as straight between the times. `part` is "systolic" or "diastolic".
    """
    rate, half, largest = (value(f"{part}_{name}") for name in ("rate", "half", "maximum"))
    rise = np.maximum(serum - baseline, 0.0)
    effect = np.zeros_like(rise)
    for place in range(1, rise.size):
        length = time_h[place] - time_h[place - 1]
        if length == 0:
            effect[place] = effect[place - 1]
            continue
        decay = np.exp(-rate * length)
        slope = (rise[place] - rise[place - 1]) / length
        plateau = rise[place - 1] - slope / rate
        effect[place] = plateau + slope * length + (effect[place - 1] - plateau) * decay
    return largest * effect / (half + effect)


def _model(name: str) -> InfusionModel:
    table = magnesium_parameters()
    optional = {
        part: table[f"{name}_{part}"].value if f"{name}_{part}" in table else None
        for part in ("peripheral_volume", "exchange")
    }
    source = table[f"{name}_clearance"].source
    clearance, volume, baseline = (value(f"{name}_{part}") for part in ("clearance", "volume", "baseline"))
    return InfusionModel(
        name, _POPULATIONS[name], clearance, volume, optional["peripheral_volume"], optional["exchange"],
        baseline, source,
    )  # fmt: skip
