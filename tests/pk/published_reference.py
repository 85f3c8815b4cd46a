"""Published models written a second time, as ordinary differential equations with the numbers as printed.

For one person of 70 kg and 40 years. Amounts are umol (per minute constants are multiplied by 60 here).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy import ndarray
from scipy.integrate import solve_ivp

UMOL_PER_MG = 1000.0 / 237.725
NORKETAMINE_MASS = 223.70 / 237.725
"""Molar mass of norketamine over that of ketamine."""

Rates = Callable[[ndarray], ndarray]


class Input(NamedTuple):
    """umol into a state over [start, stop) h, or at once where they agree."""

    state: int
    start: float
    stop: float
    amount: float


class Reference(NamedTuple):
    """Rates, number of states, levels from the state, and what a dose of each route (mg) becomes."""

    rates: Rates
    states: int
    levels: Callable[[ndarray], Mapping[str, ndarray]]
    inputs: Mapping[str, Callable[[float, float, float], list[Input]]]


def _iv(mg: float, start: float, stop: float) -> list[Input]:
    return [Input(0, start, stop, mg * UMOL_PER_MG)]


def volumes(cl: float, v: float, *peripherals: tuple[float, float]) -> Reference:
    """A central volume with clearance (L/h), and peripheral volumes (L) with exchange clearances (L/h)."""

    def rates(a: ndarray) -> ndarray:
        d = np.zeros_like(a)
        d[0] -= cl * a[0] / v
        for index, (volume, exchange) in enumerate(peripherals, start=1):
            across = exchange * (a[0] / v - a[index] / volume)
            d[0] -= across
            d[index] += across
        return d

    return Reference(rates, 1 + len(peripherals), lambda a: {"ketamine": a[0] / v}, {"iv": _iv})


def micro(v: float, k10: float, *pairs: tuple[float, float]) -> Reference:
    """A central volume (L) with rate constants per minute, as infusion programs write them."""

    def rates(a: ndarray) -> ndarray:
        d = np.zeros_like(a)
        d[0] -= k10 * a[0]
        for index, (out, back) in enumerate(pairs, start=1):
            across = out * a[0] - back * a[index]
            d[0] -= across
            d[index] += across
        return 60.0 * d

    return Reference(rates, 1 + len(pairs), lambda a: {"ketamine": a[0] / v}, {"iv": _iv})


def otto() -> Reference:
    """Fanta 2015 with the norketamine of Otto 2021."""

    def rates(a: ndarray) -> ndarray:
        slow = 23.2 * (a[0] / 133 - a[1] / 187)
        fast = 157 * (a[0] / 133 - a[2] / 98.8)
        cleared = 95.2 * a[0] / 133
        across = 42.8 * (a[3] / 98.6 - a[4] / 160)
        return np.array([-slow - fast - cleared, slow, fast, cleared - 57.7 * a[3] / 98.6 - across, across])

    def levels(a: ndarray) -> dict[str, ndarray]:
        return {"ketamine": a[0] / 133, "norketamine": a[3] / 98.6 / NORKETAMINE_MASS}

    return Reference(rates, 5, levels, {"iv": _iv})


def simons() -> Reference:
    """The chain of Simons 2022 with the films."""

    def rates(a: ndarray) -> ndarray:
        k, k2, k3, n1, n2, n, npp, h1, h2, h, hp, mouth, gut, transit = a
        fast, slow = 2.43 * (k / 11.6 - k2 / 39.0), 1.21 * (k / 11.6 - k3 / 174)
        cleared, passing = 1.48 * k / 11.6, transit / 10.7
        gone, n_across = 1.00 * n / 11.6, 2.63 * (n / 11.6 - npp / 221)
        h_across = 1.70 * (h / 4.4 - hp / 87.5)
        n_rate, h_rate = 2 / 20.1, 2 / 1.12
        return 60.0 * np.array(
            [
                0.04 * mouth - fast - slow - cleared, fast, slow,
                cleared + passing - n_rate * n1, n_rate * (n1 - n2),
                0.8 * n_rate * n2 - gone - n_across, n_across,
                gone - h_rate * h1, h_rate * (h1 - h2),
                0.7 * h_rate * h2 - 0.933 * h / 4.4 - h_across, h_across,
                -0.04 * mouth, -0.049 * gut, 0.049 * gut - passing,
            ]
        )  # fmt: skip

    def film(mg: float, start: float, stop: float) -> list[Input]:
        return [
            Input(11, start, stop + 13.1 / 60, 0.263 * mg * UMOL_PER_MG),
            Input(12, start, stop + 29.9 / 60, 1.16 * mg * UMOL_PER_MG),
        ]

    def levels(a: ndarray) -> dict[str, ndarray]:
        return {"ketamine": a[0] / 11.6, "norketamine": a[5] / 11.6, "hydroxynorketamine": a[9] / 4.4}

    return Reference(rates, 14, levels, {"iv": _iv, "sublingual": film})


def perez_ruixo() -> Reference:
    """Perez-Ruixo 2021 with the printed equations repaired."""

    def rates(a: ndarray) -> ndarray:
        k, p1, p2, liver, n, npp, nose, nasal_gut, gut = a
        shallow, deep = 84.3 * (k / 192 - p1 / 143), 37.6 * (k / 192 - p2 / 417)
        hepatic = 151 * (k / 192 - liver / 101)
        across = 26.1 * (n / 70 - npp / 115)
        swallowed = 1.45 * nasal_gut + 0.97 * gut
        return np.array(
            [
                2.93 * nose - shallow - deep - hepatic, shallow, deep,
                hepatic + swallowed - (1.11 + 2.77) * liver,
                2.77 * liver - 38.0 * n / 70 - across, across,
                -2.93 * nose, -1.45 * nasal_gut, -0.97 * gut,
            ]
        )  # fmt: skip

    def nasal(mg: float, start: float, stop: float) -> list[Input]:
        fraction = 0.54 * (min(mg, 28) + max(mg - 28, 0) * 0.62) / mg
        return [
            Input(6, start, stop, fraction * mg * UMOL_PER_MG),
            Input(7, start, stop + 0.53, (1 - fraction) * 0.64 * mg * UMOL_PER_MG),
        ]

    def oral(mg: float, start: float, stop: float) -> list[Input]:
        return [Input(8, start, stop + 0.32, 0.64 * mg * UMOL_PER_MG)]

    def levels(a: ndarray) -> dict[str, ndarray]:
        return {"ketamine": a[0] / 192, "norketamine": a[4] / 70 / NORKETAMINE_MASS}

    return Reference(rates, 9, levels, {"iv": _iv, "nasal": nasal, "oral": oral})


def references() -> dict[str, Reference]:
    """Return every model by its name in the registry."""
    return {
        "kamp2020": volumes(84, 25, (56, 161), (157, 79)),
        "simons2022": simons(),
        "otto2021": otto(),
        "fanta2015": volumes(95.2, 133, (187, 23.2), (98.8, 157)),
        "perezruixo2021": perez_ruixo(),
        "domino1982": micro(0.063 * 70, 0.4381, (0.5921, 0.2470), (0.59, 0.0146)),
        "clements1981": micro(1.7522 * 70, 0.0109, (0.0186, 0.0137)),
        "hijazi2003": micro(1.08 * 70, 0.0333, (0.0088, 0.003)),
        "herd2007": volumes(90, 38.7, (102, 215)),
        "sherwin2015": volumes(87.9, 20.5, (220, 87.3)),
        "hornik2018": volumes(38.9, 32.8, (152, 54.9)),
        "elkomy2015": volumes(60.6, 57.3, (152, 73.2)),
        "flint2017": volumes(112, 7.73, (545, 196)),
    }


def solved(reference: Reference, inputs: list[Input], time_h: ndarray) -> Mapping[str, ndarray]:
    """Return the levels (umol/L) at rising times, from a solver restarted at every edge of the inputs."""
    edges = sorted({0.0, float(time_h[-1]), *(t for i in inputs for t in (i.start, i.stop))})
    state = np.zeros(reference.states)
    columns: list[ndarray] = []
    for start, stop in pairwise(edges):
        flow = np.zeros(reference.states)
        for given in inputs:
            if given.start == given.stop == start:
                state[given.state] += given.amount
            elif given.start <= start < given.stop:
                flow[given.state] += given.amount / (given.stop - given.start)
        inside = time_h[(time_h >= start) & (time_h < stop)]
        run = solve_ivp(
            lambda _, a, flow=flow: reference.rates(a) + flow,
            (start, stop), state, method="DOP853", rtol=1e-12, atol=1e-12, t_eval=[*inside, stop],
        )  # fmt: skip
        columns.extend(run.y.T[: len(inside)])
        state = run.y[:, -1]
    columns.append(state)
    return reference.levels(np.array(columns).T)
