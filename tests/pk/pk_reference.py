"""The published models written a second time, as ordinary differential equations for SciPy.

Numbers are typed in as printed (per minute where printed per minute), at 70 kg, apart from the code under
test. Amounts are in umol; `form` is (clearance ratio, volume ratio) relative to S-ketamine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy import ndarray
from scipy.integrate import solve_ivp

S_FORM = (1.0, 1.0)
R_FORM = (0.86, 0.85)
MASS = {"ketamine": 237.725, "norketamine": 223.70, "hydroxynorketamine": 239.70}
APPARENT = MASS["norketamine"] / MASS["ketamine"]
EFFECT_RATE = 0.114 * 60

# States of the chain to hydroxynorketamine and of the absorption come after those of each model.
HNK = ("h1", "h2", "h", "hp")
DEPOTS = (
    "muscle", "skin", "mouth", "mouth_gut", "mouth_transit", "nose", "nasal_gut", "gut", "fast_gut", "tablet",
    "rectum", "portal", "lung",
)  # fmt: skip
MINUTE = 1 / 60


class Input(NamedTuple):
    """umol into a depot over [start, stop), or at once."""

    depot: str
    start: float
    stop: float
    amount: float


def inputs_of(
    route: str,
    mg: float,
    start: float,
    duration: float = 0.0,
    s_alone: bool = True,
    formulation: str | None = None,
) -> list[Input]:
    """Return the inputs of a dose of one form."""
    umol = mg * 1000.0 / MASS["ketamine"]
    end = start + duration
    if formulation == "devices":
        return [
            each
            for index in range(-int(-mg // 28.0))
            for each in _nose(
                min(28.0, mg - 28.0 * index) / mg * umol, start + 5 * MINUTE * index, 0.0,
                0.54 * (0.62 if index else 1.0),
            )
        ]  # fmt: skip
    if formulation == "tablet" and route == "oral":
        return [Input("tablet", start, end, umol)]
    if formulation in {"extended release", "prolonged release"}:
        hours = 10.0 if formulation == "extended release" else 5.8
        return [Input("fast_gut", start, end + hours, 0.81 * umol)]
    if route == "rectal":
        direct = 0.05 if formulation == "solution" else 0.11
        return [
            Input("rectum", start, end, direct * umol),
            Input("portal", start, end, (1 - direct) * 0.64 * umol),
        ]
    if route == "inhaled":
        end = end if duration else end + 20 * MINUTE
        return [Input("k", start, end, 0.7 * 0.1 * umol), Input("lung", start, end, 0.7 * 0.9 * umol)]
    if route == "iv":
        return [Input("k", start, end, umol)]
    if route in {"im", "sc"}:
        return [Input("muscle" if route == "im" else "skin", start, end, 0.93 * umol)]
    if route == "sublingual":
        usual = "film" if s_alone else "wafer"
        fraction = {"film": 0.263, "wafer": 0.29, "tablet": 0.30}[formulation or usual]
        return [
            Input("mouth", start, end + 13.1 / 60, fraction * umol),
            Input("mouth_gut", start, end + 29.9 / 60, 1.16 * umol),
        ]
    if route == "oral":
        return [Input("gut" if s_alone else "fast_gut", start, end + 0.32, umol)]
    devices = mg / 28.0
    metered = 0.54 * (1 + (devices - 1) * 0.62) / devices if devices > 1 else 0.54
    is_metered = (formulation or ("metered" if s_alone else "plain")) == "metered"
    return _nose(umol, start, duration, metered if is_metered else 0.30)


def _nose(umol: float, start: float, duration: float, fraction: float) -> list[Input]:
    end = start + duration
    return [
        Input("nose", start, end, fraction * umol),
        Input("nasal_gut", start, end + 0.53, (1 - fraction) * 0.64 * umol),
    ]


def _absorb(a: dict[str, float], d: dict[str, float], liver: str, metabolism: str) -> None:
    steps = (
        ("muscle", "k", 5.0), ("skin", "k", 5.0), ("mouth", "k", 0.04 * 60),
        ("mouth_gut", "mouth_transit", 0.049 * 60), ("mouth_transit", metabolism, 60 / 10.7),
        ("nose", "k", 2.93), ("nasal_gut", liver, 1.45), ("tablet", "fast_gut", 4.0), ("rectum", "k", 3.5),
        ("portal", liver, 3.5), ("lung", "k", 0.05 * 60),
    )  # fmt: skip
    for source, target, rate in steps:
        d[source] -= rate * a[source]
        d[target] += rate * a[source]
    for source, rate in (("gut", 0.97), ("fast_gut", 0.049 * 60)):
        d[source] -= rate * a[source]
        d[liver] += 0.64 * rate * a[source]
        d[metabolism] += 0.36 * 0.714 * rate * a[source]


def _hydroxynorketamine(a: dict[str, float], d: dict[str, float], cleared: float, fraction: float) -> None:
    rate = 2 / 1.12 * 60
    d["h1"] += cleared - rate * a["h1"]
    d["h2"] += rate * (a["h1"] - a["h2"])
    across = 1.70 * 60 * (a["h"] / 4.4 - a["hp"] / 87.5)
    d["h"] += fraction * rate * a["h2"] - 0.933 * 60 * a["h"] / 4.4 - across
    d["hp"] += across


def _liver(form: tuple[float, float]) -> tuple[float, float, float]:
    """Return hepatic flow, intrinsic clearance and volume with R at its ratio of total clearance."""
    flow, volume, total = 151.0, 101.0, 1.11 + 2.77
    clearance = form[0] * flow * volume * total / (flow + volume * total)
    return flow, flow * clearance / (flow - clearance), volume * form[1]


def simons(a: dict[str, float], d: dict[str, float], form: tuple[float, float]) -> dict[str, float]:
    """Arterial: ketamine, norketamine, hydroxynorketamine."""
    cl, v = form
    vk = 11.6 * v
    fast = 2.43 * 60 * (a["k"] / vk - a["k2"] / (39.0 * v))
    slow = 1.21 * 60 * (a["k"] / vk - a["k3"] / (174.0 * v))
    cleared = 1.48 * 60 * cl * a["k"] / vk
    d["k"] -= fast + slow + cleared
    d["k2"] += fast
    d["k3"] += slow
    flow, intrinsic, volume = _liver(form)
    d["liver"] -= (flow + intrinsic) * a["liver"] / volume
    d["k"] += flow * a["liver"] / volume
    rate = 2 / 20.1 * 60
    d["n1"] += cleared + intrinsic * a["liver"] / volume - rate * a["n1"]
    d["n2"] += rate * (a["n1"] - a["n2"])
    across = 2.63 * 60 * (a["n"] / 11.6 - a["np"] / 221.0)
    gone = 1.00 * 60 * a["n"] / 11.6
    d["n"] += 0.8 * rate * a["n2"] - gone - across
    d["np"] += across
    _hydroxynorketamine(a, d, gone, 0.7)
    _absorb(a, d, "liver", "n1")
    return {"ketamine": a["k"] / vk, "norketamine": a["n"] / 11.6, "hydroxynorketamine": a["h"] / 4.4}


def otto(a: dict[str, float], d: dict[str, float], form: tuple[float, float]) -> dict[str, float]:
    """Venous after systemic doses."""
    cl, v = form
    vk = 133.0 * v
    slow = 23.2 * (a["k"] / vk - a["k2"] / (187.0 * v))
    fast = 157.0 * (a["k"] / vk - a["k3"] / (98.8 * v))
    cleared = 95.2 * cl * a["k"] / vk
    d["k"] -= slow + fast + cleared
    d["k2"] += slow
    d["k3"] += fast
    across = 42.8 * (a["n"] / 98.6 - a["np"] / 160.0)
    gone = 57.7 * a["n"] / 98.6
    d["n"] += cleared - gone - across
    d["np"] += across
    _hydroxynorketamine(a, d, gone, 0.8 * 0.7)
    _absorb(a, d, "k", "n")
    return {
        "ketamine": a["k"] / vk,
        "norketamine": a["n"] / (98.6 * APPARENT),
        "hydroxynorketamine": a["h"] / 4.4,
    }


def perez_ruixo(a: dict[str, float], d: dict[str, float], form: tuple[float, float]) -> dict[str, float]:
    """Venous after nasal and oral doses."""
    v = form[1]
    vk = 192.0 * v
    flow, intrinsic, volume = _liver(form)
    shallow = 84.3 * (a["k"] / vk - a["k2"] / (143.0 * v))
    deep = 37.6 * (a["k"] / vk - a["k3"] / (417.0 * v))
    through = flow * (a["k"] / vk - a["liver"] / volume)
    cleared = intrinsic * a["liver"] / volume
    d["k"] -= shallow + deep + through
    d["k2"] += shallow
    d["k3"] += deep
    d["liver"] += through - cleared
    across = 26.1 * (a["n"] / 70.0 - a["np"] / 115.0)
    gone = 38.0 * a["n"] / 70.0
    d["n"] += cleared * 2.77 / 3.88 - gone - across
    d["np"] += across
    _hydroxynorketamine(a, d, gone, 0.7)
    _absorb(a, d, "liver", "n")
    return {
        "ketamine": a["k"] / vk,
        "norketamine": a["n"] / (70.0 * APPARENT),
        "hydroxynorketamine": a["h"] / 4.4,
    }


STATES = (
    "k", "k2", "k3", "liver", "n1", "n2", "n", "np", *HNK, *DEPOTS,
    "ketamine_site", "norketamine_site", "hydroxynorketamine_site",
)  # fmt: skip

Model = Callable[[dict[str, float], dict[str, float], tuple[float, float]], dict[str, float]]


def solve(
    model: Model, form: tuple[float, float], inputs: Sequence[Input], time_h: ndarray
) -> dict[str, ndarray]:
    """Return levels (umol/L) by compound, and effect-site levels, at rising times after 0."""
    # The solver stops at every wanted time, because its interpolation is coarser than its steps.
    edges = sorted({0.0, *(t for each in inputs for t in (each.start, each.stop)), *time_h.tolist()})
    state = np.zeros(len(STATES))
    found: dict[str, list[float]] = {}

    def rates(_: float, y: ndarray, running: dict[str, float]) -> ndarray:
        a = dict(zip(STATES, y.tolist(), strict=True))
        d = dict.fromkeys(STATES, 0.0)
        for compound, level in model(a, d, form).items():
            d[f"{compound}_site"] += EFFECT_RATE * (level - a[f"{compound}_site"])
        for depot, rate in running.items():
            d[depot] += rate
        return np.array([d[name] for name in STATES])

    for low, high in pairwise(edges):
        running: dict[str, float] = {}
        for each in inputs:
            if each.start == each.stop == low:
                state[STATES.index(each.depot)] += each.amount
            elif each.start <= low < each.stop:
                running[each.depot] = running.get(each.depot, 0.0) + each.amount / (each.stop - each.start)
        # Absolute tolerance in umol: doses are about 100 umol.
        solved = solve_ivp(rates, (low, high), state, "DOP853", args=(running,), rtol=1e-12, atol=1e-13)
        assert solved.success
        state = solved.y[:, -1].copy()
        if high in time_h:
            a = dict(zip(STATES, state.tolist(), strict=True))
            levels = model(a, dict.fromkeys(STATES, 0.0), form)
            sites = {f"{name}_effect": a[f"{name}_site"] for name in levels}
            for name, level in (levels | sites).items():
                found.setdefault(name, []).append(level)
    return {name: np.array(levels) for name, levels in found.items()}
