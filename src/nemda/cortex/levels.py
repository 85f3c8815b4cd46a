"""Levels at the effect site at the times at which an EEG is wanted, for a person or an animal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.profile.group import Group, group_of
from nemda.errors import RegimenError
from nemda.people import sample
from nemda.pk import effect_drive
from nemda.pk.covariates import with_covariates
from nemda.pk.rodent import Animal, AnimalDose, animal_drive, animal_parameters
from nemda.pk.values import parameter_table
from nemda.regimen import Regimen

TYPICAL_KG = 70.0


def typical_person(regimen: Regimen) -> Group:
    """Return one person of typical kinetics and 70 kg."""
    return group_of(None, None, 1, {"weight_kg": TYPICAL_KG}, regimen)


def person_levels(
    regimen: Regimen, time_h: Float[ndarray, " time"], group: Group | None = None
) -> Mapping[str, Float[ndarray, "person time"]]:
    """Return total levels (umol/L) at the effect site of people; of one typical person without a group.

    Raises
    ------
    NemdaError
        A dose cannot be given or the kinetics do not cover a person.
    """
    chosen = typical_person(regimen) if group is None else group
    times = checked_times(time_h)
    values = sample(parameter_table(), chosen.people, 0.0 if chosen.typical else 1.0)
    weight_kg = np.asarray(chosen.bodies.weight_kg)
    drive = effect_drive(regimen, weight_kg, with_covariates(values, chosen.bodies))
    return {name: rows.T for name, rows in zip(drive.names, drive.at(times), strict=True)}


def animal_levels(
    animal: Animal, doses: Sequence[AnimalDose], time_h: Float[ndarray, " time"]
) -> Mapping[str, Float[ndarray, " time"]]:
    """Return total levels (umol/L) at the effect site of the typical animal.

    Raises
    ------
    NemdaError
        A time is refused.
    """
    values = {name: np.array([one.value]) for name, one in animal_parameters(animal).items()}
    drive = animal_drive(doses, values)
    rows = drive.at(checked_times(time_h))
    return {name: rows[place, :, 0] for place, name in enumerate(drive.names) if name.endswith("_effect")}


def checked_times(time_h: Float[ndarray, " time"] | Sequence[float]) -> Float[ndarray, " time"]:
    """Return times (h) as an array.

    Raises
    ------
    RegimenError
        There is none, or one is negative or not finite.
    """
    times = np.atleast_1d(np.asarray(time_h, dtype=float))
    if times.ndim != 1 or times.size == 0 or not np.all(np.isfinite(times)) or np.any(times < 0):
        raise RegimenError(
            "Times are hours since the start, 0 or later.", where="times_h", got=np.ravel(times)[:5].tolist(),
            expected="at least one, as in 0, 0.5, 1",
        )  # fmt: skip
    return times
