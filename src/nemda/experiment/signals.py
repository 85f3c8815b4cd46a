"""The outside signals of an experiment: drug levels, co-drugs, protocols and setting, by arm.

Columns are cases times arms: case 0 drug, vehicle, co-drugs alone, case 1 drug, and so on. Kinetics are
linear, so the arm without doses is the same closed form with every amplitude 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.engine.group import in_model_order
from nemda.engine.setting import Setting, setting_drive
from nemda.experiment.course import ARMS
from nemda.experiment.definition import BATH_COMPOUNDS, CoDrug, Experiment
from nemda.mechanism.chain import DRUG_DRIVES, EXPERIMENT_DRIVES
from nemda.model.assembly import Model
from nemda.model.drive import Drive, constant_drive, join
from nemda.pk import effect_drive
from nemda.pk.rodent import AnimalDose, animal_drive
from nemda.regimen import Dose as RegimenDose
from nemda.regimen import Regimen

PERSON_KG = 70.0
"""Weight of the typical person, for whom the kinetic tables hold."""

FREE_SHARES: Mapping[str, tuple[tuple[str, str, float], ...]] = {
    "ketamine": (
        ("ketamine_s_effect", "ketamine_unbound_fraction", 0.5),
        ("ketamine_r_effect", "ketamine_unbound_fraction", 0.5),
    ),
    "ketamine_s": (("ketamine_s_effect", "ketamine_unbound_fraction", 1.0),),
    "ketamine_r": (("ketamine_r_effect", "ketamine_unbound_fraction", 1.0),),
    "norketamine": (
        ("norketamine_s_effect", "norketamine_unbound_fraction", 0.5),
        ("norketamine_r_effect", "norketamine_unbound_fraction", 0.5),
    ),
    "hydroxynorketamine": (("hydroxynorketamine_effect", "hydroxynorketamine_unbound_fraction", 1.0),),
}
"""The signals that a free concentration in a bath becomes: total = share * free / unbound fraction."""


def drive_of(experiment: Experiment, model: Model, values: Mapping[str, ndarray]) -> tuple[Drive, Drive]:
    """Return all signals of all columns in the model's order, and the drug levels with their own names.

    `values` holds every parameter as one value per column.

    Raises
    ------
    NemdaError
        A dose cannot be given to this species.
    """
    columns = values["chronic_stress"].size
    arm = np.arange(columns) % len(ARMS)
    levels = _only(_levels(experiment, values, columns), arm == ARMS.index("drug"))
    parts = [levels, _windows(experiment, arm)]
    if experiment.species == "human":
        parts.append(setting_drive(_regimen(experiment), Setting(), columns))
    joined = join(parts)
    return in_model_order(joined, model), levels


def _levels(experiment: Experiment, values: Mapping[str, ndarray], columns: int) -> Drive:
    if experiment.bath is not None:
        return _bath_levels(experiment.bath, experiment.bath_until_h, values)
    if experiment.species == "human":
        return effect_drive(_regimen(experiment), np.full(columns, PERSON_KG), values)
    doses = [
        AnimalDose(dose.compound, dose.amount_mg_kg, dose.route, dose.start_h, dose.duration_h)  # pyright: ignore[reportArgumentType]  # checked by Experiment
        for dose in experiment.doses
    ]
    return animal_drive(doses, {name: one for name, one in values.items() if name.startswith("animal_")})


def _regimen(experiment: Experiment) -> Regimen:
    return Regimen(
        tuple(
            RegimenDose(dose.compound, dose.amount_mg_kg, "mg/kg", dose.route, dose.start_h, dose.duration_h)  # pyright: ignore[reportArgumentType]  # checked by RegimenDose
            for dose in experiment.doses
        )
    )


def _bath_levels(bath: Mapping[str, float], until_h: float, values: Mapping[str, ndarray]) -> Drive:
    edge_h = np.array([0.0, until_h] if np.isfinite(until_h) else [0.0])  # the second segment is drug-free
    level = np.zeros((edge_h.size, len(DRUG_DRIVES), values["chronic_stress"].size))
    for compound in BATH_COMPOUNDS:
        for signal, unbound, share in FREE_SHARES[compound]:
            level[0, list(DRUG_DRIVES).index(signal)] += share * bath.get(compound, 0.0) / values[unbound]
    return constant_drive(tuple(DRUG_DRIVES), ("umol/L",) * len(DRUG_DRIVES), edge_h, level)


def _windows(experiment: Experiment, arm: ndarray) -> Drive:
    """Return co-drugs, protocols and the other contents of a bath as steps; coincident ones add."""
    bath = [
        CoDrug(name, level, stop_h=experiment.bath_until_h)
        for name, level in (experiment.bath or {}).items()
        if name in EXPERIMENT_DRIVES
    ]
    given = [
        *((one, arm == ARMS.index("drug")) for one in bath),
        *((one, arm != ARMS.index("vehicle")) for one in experiment.co_drugs),
        *((one, np.ones(arm.size, dtype=bool)) for one in experiment.protocols),
    ]
    times = [time for one, _ in given for time in (one.start_h, one.stop_h) if np.isfinite(time)]
    edge_h = np.unique([0.0, *times])
    signals = tuple(dict.fromkeys(one.signal for one, _ in given)) or ("ampa_antagonist",)
    level = np.zeros((edge_h.size, len(signals), arm.size))
    for one, who in given:
        inside = (edge_h >= one.start_h) & (edge_h < one.stop_h)
        level[:, signals.index(one.signal)] += inside[:, None] * who * one.share
    for row, signal in enumerate(signals):
        if CoDrug(signal, 0.0).is_share:
            np.minimum(level[:, row], 1.0, out=level[:, row])
    units = tuple(EXPERIMENT_DRIVES[signal].unit for signal in signals)
    return constant_drive(signals, units, edge_h, level)


def _only(drive: Drive, columns: Bool[ndarray, " column"]) -> Drive:
    """Return the drive with nothing in the other columns."""
    return replace(drive, amplitude=drive.amplitude * columns, plateau=drive.plateau * columns)


def later(drive: Drive, start_h: float) -> Drive:
    """Return the drive with its clock set to 0 at `start_h`."""
    edge_h = np.unique(np.append(drive.edge_h, start_h))
    moved = drive.on_edges(edge_h)
    kept = edge_h >= start_h
    rhythms = tuple(one._replace(peak_h=one.peak_h - start_h) for one in drive.rhythms)
    return replace(
        moved,
        edge_h=edge_h[kept] - start_h,
        amplitude=moved.amplitude[kept],
        plateau=moved.plateau[kept],
        rhythms=rhythms,
    )


def named(drive: Drive, time_h: Float[ndarray, " time"]) -> dict[str, Float[ndarray, "column time"]]:
    """Return the signals of a drive by name."""
    return {name: rows.T for name, rows in zip(drive.names, drive.at(time_h), strict=True)}
