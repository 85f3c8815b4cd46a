"""Where a dose is at any time: still to come, lost, in a depot, in the body, or gone.

For each form of ketamine, in umol of drug and metabolites together, at every time,

    dosed = to_come + lost + waiting + in_body + gone

`gone` is the integral of what leaves every compartment for good, exact from the modes, so the sum is a
test of the whole closed form and not a definition. One term needs care: after a sublingual dose the
swallowed part is a published scale of the metabolite levels (F2 of 1.16, Simons 2022), not a physical
fraction, so more than the dose enters and `lost` is negative by that excess. What would falsify the
closed form: a sum that differs from the dose by more than rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.pk.absorption import PATHS
from nemda.pk.doses import KetamineDoses
from nemda.pk.linear import Dosing, Readout, edges, rate_matrix, simulate
from nemda.pk.metrics import area_under_curve
from nemda.pk.molar import umol
from nemda.pk.systems import System, arterial_systems, venous_systems

DEPOTS = frozenset(path.source for path in PATHS)
"""Compartments of drug that has not reached blood, liver or metabolism."""

SITES = {"arterial": arterial_systems, "venous": venous_systems}
"""The disposition models that can be balanced, by sampling site."""


class Balance(NamedTuple):
    """What became of all doses of one form (umol): `dosed` and `lost` [person], the rest [time, person]."""

    dosed: Float[ndarray, " person"]
    lost: Float[ndarray, " person"]
    to_come: Float[ndarray, "time person"]
    waiting: Float[ndarray, "time person"]
    in_body: Float[ndarray, "time person"]
    gone: Float[ndarray, "time person"]


def balances(
    doses: KetamineDoses,
    weight_kg: Float[ndarray, " person"],
    parameters: Mapping[str, ndarray],
    time_h: Float[ndarray, " time"],
    *,
    site: str = "venous",
) -> dict[str, Balance]:
    """Return the balance of each form that is dosed ("s", "r") at the given times (h, not negative).

    `site` is the disposition model, "venous" or "arterial". `dosed` counts every dose of the list,
    those of later times as `to_come`.

    Raises
    ------
    ParameterError, PeopleError, RegimenError
        A parameter, a weight or a dose cannot be used.
    """
    times = np.asarray(time_h, dtype=float)
    systems = SITES[site](doses, weight_kg, parameters)
    given = {"s": doses.s_mg, "r": doses.r_mg}
    return {
        letter: _balance(
            umol(given[letter].sum(axis=0), "ketamine"),
            [system for system in systems if system.letter == letter],
            doses.people,
            times,
        )
        for letter in dict.fromkeys(system.letter for system in systems)
    }


def _balance(dosed: ndarray, systems: list[System], people: int, times: ndarray) -> Balance:
    entering = np.sum([dosing.amount_umol for system in systems for dosing in system.dosings], axis=0)
    shape = (times.size, people)
    to_come, waiting, in_body, gone = (np.zeros(shape) for _ in range(4))
    for system in systems:
        to_come += np.sum([_still_to_come(dosing, times) for dosing in system.dosings], axis=0)
        names, matrix = rate_matrix(system.flows, people)
        drive = simulate(
            system.flows,
            system.dosings,
            {name: Readout(name, 1.0) for name in names},
            people,
            edges(system.dosings),
            unit="umol",
        )
        amount = drive.at(times)
        depot = np.array([name in DEPOTS for name in names])
        waiting += amount[depot].sum(axis=0)
        in_body += amount[~depot].sum(axis=0)
        # What a compartment sends on less what arrives elsewhere leaves for good.
        leaving = -matrix.sum(axis=1)
        for index, time in enumerate(times):
            if time > 0:
                area = np.stack([area_under_curve(drive, name, 0.0, float(time)) for name in names], axis=1)
                gone[index] += (leaving * area).sum(axis=1)
    return Balance(dosed, dosed - entering, to_come, waiting, in_body, gone)


def _still_to_come(dosing: Dosing, times: ndarray) -> Float[ndarray, "time person"]:
    length_h = dosing.stop_h - dosing.start_h
    if length_h > 0:
        share = np.clip((dosing.stop_h - times) / length_h, 0.0, 1.0)
    else:
        share = (times < dosing.start_h).astype(float)
    return share[:, None] * dosing.amount_umol
