"""Closed form against a tight solver on the published equations, route by route and in hard cases."""

from __future__ import annotations

import numpy as np
import pytest
from pk_reference import R_FORM, S_FORM, inputs_of, otto, perez_ruixo, simons, solve

from nemda.drugs import Route
from nemda.pk.doses import KetamineDoses
from nemda.pk.kinetics import effect_levels, plasma_levels
from nemda.pk.values import typical_values

WEIGHT = np.array([70.0])
TIME_H = np.array([0.05, 0.2, 0.4, 2 / 3, 0.9, 1.5, 2.5, 4.0, 7.0, 12.0])
SYSTEMIC = {"iv", "im", "sc", "sublingual", "inhaled"}
FIRST_PASS = {"nasal", "oral", "rectal"}
COMPOUNDS = ("ketamine", "norketamine", "hydroxynorketamine")

# Stages of a delay 4e-5 apart (error of its square) and rounding of modes that nearly cancel add to
# about 1e-9 of the peak, the solver to 1e-12; a wrong term anywhere shows at 1e-3 or more.
OF_PEAK = 1e-8

# route, mg of S, mg of R, start, duration, preparation
Dose = tuple[Route, float, float, float, float] | tuple[Route, float, float, float, float, str]

CASES: dict[str, list[Dose]] = {
    "iv infusion": [("iv", 17.5, 17.5, 0.0, 2 / 3)],
    "iv bolus": [("iv", 20.0, 0.0, 0.0, 0.0)],
    "im": [("im", 17.5, 17.5, 0.0, 0.0)],
    "sc": [("sc", 10.0, 10.0, 0.0, 0.5)],
    "sublingual S": [("sublingual", 50.0, 0.0, 0.0, 0.0)],
    "sublingual racemate": [("sublingual", 25.0, 25.0, 0.0, 0.0)],
    "nasal one device": [("nasal", 28.0, 0.0, 0.0, 0.0)],
    "nasal three devices over 10 min": [("nasal", 84.0, 0.0, 0.0, 1 / 6)],
    "nasal racemate": [("nasal", 25.0, 25.0, 0.0, 0.0)],
    "nasal devices": [("nasal", 70.0, 0.0, 0.1, 0.0, "devices")],
    "nasal plain S": [("nasal", 40.0, 0.0, 0.0, 0.0, "plain")],
    "sublingual wafer S": [("sublingual", 25.0, 0.0, 0.0, 0.0, "wafer")],
    "sublingual film racemate": [("sublingual", 25.0, 25.0, 0.0, 0.0, "film")],
    "sublingual tablet": [("sublingual", 25.0, 25.0, 0.0, 0.0, "tablet")],
    "oral solution": [("oral", 40.0, 40.0, 0.1, 0.0)],
    "oral solution S": [("oral", 40.0, 0.0, 0.1, 0.0, "solution")],
    "oral tablet": [("oral", 25.0, 25.0, 0.1, 0.0, "tablet")],
    "oral extended release": [("oral", 120.0, 120.0, 0.0, 0.0, "extended release")],
    "oral prolonged release": [("oral", 20.0, 20.0, 0.0, 0.0, "prolonged release")],
    "rectal suppository": [("rectal", 25.0, 25.0, 0.1, 0.0)],
    "rectal solution": [("rectal", 25.0, 25.0, 0.1, 0.0, "solution")],
    "inhaled": [("inhaled", 35.0, 0.0, 0.1, 0.0)],
    "inhaled over 10 min": [("inhaled", 10.0, 10.0, 0.0, 1 / 6)],
    "infusion for days, stepped": [("iv", 30.0, 30.0, 0.0, 3.0), ("iv", 20.0, 20.0, 3.0, 9.0)],
    "zero-length beside overlapping": [
        ("iv", 5.0, 0.0, 0.3, 0.0),
        ("iv", 5.0, 0.0, 0.3, 1.0),
        ("oral", 9.0, 0.0, 0.3, 0.0),
        ("iv", 8.0, 0.0, 0.1, 0.9),
    ],
    "coincident boluses": [("iv", 5.0, 0.0, 0.15, 0.0), ("iv", 7.0, 0.0, 0.15, 0.0)],
    "bolus at the end of an infusion": [("iv", 10.0, 0.0, 0.0, 0.45), ("iv", 5.0, 0.0, 0.45, 0.0)],
    "overlapping infusions": [("iv", 10.0, 4.0, 0.1, 1.0), ("iv", 6.0, 6.0, 0.5, 1.5)],
    "routes together": [
        ("iv", 10.0, 0.0, 0.0, 0.5),
        ("oral", 30.0, 0.0, 0.3, 0.0),
        ("im", 5.0, 5.0, 0.3, 0.0),
    ],
}


def formulation_of(dose: Dose) -> str | None:
    return dose[5] if len(dose) == 6 else None


def arrays(doses: list[Dose]) -> KetamineDoses:
    return KetamineDoses(
        routes=tuple(dose[0] for dose in doses),
        start_h=np.array([dose[3] for dose in doses]),
        duration_h=np.array([dose[4] for dose in doses]),
        s_mg=np.array([[dose[1]] for dose in doses]),
        r_mg=np.array([[dose[2]] for dose in doses]),
        formulations=tuple(formulation_of(dose) for dose in doses),
    )


def expected(doses: list[Dose], letter: str, site: str) -> dict[str, np.ndarray]:
    total = {name: np.zeros(TIME_H.size) for name in (*COMPOUNDS, *(f"{name}_effect" for name in COMPOUNDS))}
    for model, handled in {
        "arterial": [(simons, SYSTEMIC | FIRST_PASS)],
        "venous": [(otto, SYSTEMIC), (perez_ruixo, FIRST_PASS)],
        "effect": [(simons, SYSTEMIC), (perez_ruixo, FIRST_PASS)],
    }[site]:
        inputs = [
            each
            for dose in doses
            if dose[0] in handled
            for each in inputs_of(
                dose[0],
                dose[1] if letter == "s" else dose[2],
                *dose[3:5],
                s_alone=dose[2] == 0,
                formulation=formulation_of(dose),
            )
        ]
        if inputs:
            form = S_FORM if letter == "s" else R_FORM
            for name, level in solve(model, form, inputs, TIME_H).items():
                total[name] += level
    return total


AS_PUBLISHED = typical_values(1) | {
    "hydroxynorketamine_s_clearance_scale": np.ones(1),
    "hydroxynorketamine_r_clearance_scale": np.ones(1),
    "spray_norketamine_clearance": np.full(1, 38.0),
}
"""The printed numbers that the reference equations hold, where the defaults follow another reading."""


@pytest.mark.parametrize("case", CASES)
def test_closed_form_is_the_solution_of_the_equations(case: str) -> None:
    doses = CASES[case]
    plasma = plasma_levels(arrays(doses), WEIGHT, AS_PUBLISHED)
    effect = effect_levels(arrays(doses), WEIGHT, AS_PUBLISHED)
    levels = {
        name: drive.at(TIME_H)[index, :, 0]
        for drive in (plasma, effect)
        for index, name in enumerate(drive.names)
    }
    sums = dict.fromkeys(
        (f"{compound}_{site}" for compound in COMPOUNDS for site in ("venous", "arterial")), 0.0
    )
    hydroxynorketamine_effect = np.zeros(TIME_H.size)
    for letter in ("s", "r"):
        if not any(dose[1 if letter == "s" else 2] for dose in doses):
            continue
        for site in ("venous", "arterial"):
            truth = expected(doses, letter, site)
            for compound in COMPOUNDS:
                got, want = levels[f"{compound}_{letter}_{site}"], truth[compound]
                assert np.abs(got - want).max() < OF_PEAK * want.max(), (compound, letter, site)
                sums[f"{compound}_{site}"] = sums[f"{compound}_{site}"] + want
        truth = expected(doses, letter, "effect")
        for compound in ("ketamine", "norketamine"):
            want = truth[f"{compound}_effect"]
            assert np.abs(levels[f"{compound}_{letter}_effect"] - want).max() < OF_PEAK * want.max()
        hydroxynorketamine_effect += truth["hydroxynorketamine_effect"]
    for name, want in sums.items():
        assert np.abs(levels[name] - want).max() < OF_PEAK * np.max(want), name
    difference = np.abs(levels["hydroxynorketamine_effect"] - hydroxynorketamine_effect)
    assert difference.max() < OF_PEAK * hydroxynorketamine_effect.max()
