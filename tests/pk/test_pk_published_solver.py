"""The closed forms of the published models against a tight solver, mass balance, and proportionality."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_cases import ADULT, Given, dosed
from published_reference import references, solved

from nemda.pk.metrics import area_under_curve
from nemda.pk.molar import molar_mass, umol
from nemda.pk.published import find_model, published_models

MODELS = published_models()
TIME_H = np.array([0.02, 0.1, 0.3, 0.5, 0.9, 1.5, 2.2, 4.0, 8.0, 12.0])
ROUTES = [(name, route) for name, model in MODELS.items() for route in model.routes]

# The stages of a delay stand 4e-5 apart (error of its square), rounding of modes that nearly cancel adds
# as much, the solver 1e-12; a wrong term shows at 1e-3 or more.
OF_PEAK = 1e-8


def test_every_model_has_a_second_writing() -> None:
    assert set(references()) == set(MODELS)
    assert all(set(references()[name].inputs) == set(model.routes) for name, model in MODELS.items())


@pytest.mark.parametrize(("name", "route"), ROUTES)
def test_closed_form_equals_the_solver(name: str, route: str) -> None:
    model, reference = MODELS[name], references()[name]
    # A bolus, a coincident infusion, an overlapping one, and a later bolus at the edge of another.
    last = 0.5 if route in {"iv", "nasal"} else 0.0
    doses: tuple[Given, ...] = (
        (route, 30.0, 0.0, 0.0), (route, 20.0, 0.0, last),
        (route, 60.0, 0.25, 2 * last), (route, 28.0, 2.0, 0.0),
    )  # fmt: skip
    drive = model.plasma(dosed(model, *doses), ADULT)
    inputs = [
        entry
        for dose_route, mg, start, duration in doses
        for entry in reference.inputs[dose_route](mg, start, start + duration)
    ]
    expected = solved(reference, inputs, TIME_H)
    assert set(expected) == set(model.compounds)
    for compound, levels in expected.items():
        found = drive.at(TIME_H)[drive.names.index(f"{compound}_{model.site}"), :, 0]
        assert levels.max() > 0.01
        assert np.abs(found - levels).max() < OF_PEAK * levels.max(), compound


def area(name: str, route: str, compound: str = "ketamine") -> float:
    """Area to infinity after 20 mg (umol h/L)."""
    model = MODELS[name]
    drive = model.plasma(dosed(model, (route, 20.0, 0.1, 0.4 if route == "iv" else 0.0)), ADULT)
    return float(area_under_curve(drive, f"{compound}_{model.site}")[0])


DOSE = float(umol(np.array(20.0), "ketamine"))


@pytest.mark.parametrize("name", [name for name in MODELS if name != "perezruixo2021"])
def test_what_is_given_is_cleared(name: str) -> None:
    values = MODELS[name].typical(1)
    clearance = values["ketamine_clearance"] if "ketamine_clearance" in values else values["clearance"]
    per_kg = 70.0 if "shallow_rate_out" in values else 1.0
    assert area(name, "iv") * clearance[0] * per_kg == pytest.approx(DOSE, rel=1e-10)


def test_mass_balance_of_the_metabolites() -> None:
    apparent = molar_mass("norketamine") / molar_mass("ketamine")
    assert area("otto2021", "iv", "norketamine") * 57.7 * apparent == pytest.approx(DOSE, rel=1e-10)
    chain = {compound: area("simons2022", "iv", compound) for compound in MODELS["simons2022"].compounds}
    assert chain["norketamine"] * 60.0 == pytest.approx(0.8 * DOSE, rel=1e-10)
    assert chain["hydroxynorketamine"] * 55.98 == pytest.approx(0.8 * 0.7 * DOSE, rel=1e-10)


def test_mass_balance_of_first_pass() -> None:
    extraction = 101 * 3.88 / (151 + 101 * 3.88)
    clearance, escaped = 151 * extraction, 1 - extraction
    nasal = 0.54 + 0.46 * 0.64 * escaped
    for route, fraction in (("iv", 1.0), ("oral", 0.64 * escaped), ("nasal", nasal)):
        assert area("perezruixo2021", route) * clearance == pytest.approx(fraction * DOSE, rel=1e-10)
    to_norketamine = area("perezruixo2021", "oral", "norketamine") * 38.0
    apparent = molar_mass("norketamine") / molar_mass("ketamine")
    assert to_norketamine * apparent == pytest.approx(0.64 * DOSE * 2.77 / 3.88, rel=1e-10)


@given(
    name=st.sampled_from(sorted(MODELS)),
    scale=st.floats(0.05, 20.0),
    start=st.floats(0.0, 3.0),
    # An infusion of less than seconds loses digits as the difference of its two ends.
    duration=st.just(0.0) | st.floats(0.001, 2.0),
)
def test_levels_grow_with_the_dose_and_superpose(
    name: str, scale: float, start: float, duration: float
) -> None:
    model = MODELS[name]
    first: Given = ("iv", 10.0, 0.0, 0.5)
    second: Given = ("iv", 7.0, start, duration)
    both = model.plasma(dosed(model, first, second), ADULT).at(TIME_H)
    apart = [model.plasma(dosed(model, dose), ADULT).at(TIME_H) for dose in (first, second)]
    scaled = model.plasma(dosed(model, first, second, scale=scale), ADULT).at(TIME_H)
    top = np.abs(both).max()
    assert np.abs(both - sum(apart)).max() < 1e-9 * top
    assert np.abs(scaled - scale * both).max() < 1e-9 * scale * top


def test_nasal_levels_grow_less_than_the_dose() -> None:
    # Later devices are absorbed less: the one departure from proportionality, as published.
    model, escaped = find_model("perezruixo2021"), 151 / (151 + 101 * 3.88)
    reached: list[float] = []
    for mg, in_nose in ((28.0, 0.54), (84.0, 0.54 * (1 + 2 * 0.62) / 3)):
        drive = model.plasma(dosed(model, ("nasal", mg, 0.0, 0.0)), ADULT)
        fraction = in_nose + (1 - in_nose) * 0.64 * escaped
        reached.append(float(area_under_curve(drive, "ketamine_venous")[0]) / fraction / mg)
    assert reached[0] == pytest.approx(reached[1], rel=1e-10)
