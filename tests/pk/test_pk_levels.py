"""One entry to the levels of any model, and the exposures that a study would report of them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nemda.errors import ModelError, NemdaError, ParameterError
from nemda.model.drive import Drive, constant_drive
from nemda.pk import plasma_drive, typical_values
from nemda.pk.bodies import Bodies
from nemda.pk.levels import levels
from nemda.pk.metrics import area_under_curve, fitted_half_life, mean_residence_time, terminal_half_life
from nemda.regimen import Dose, Regimen

INFUSION = Regimen((Dose("ketamine", 0.5, "mg/kg", "iv", 0.0, 2 / 3),))
ORAL = Regimen((Dose("esketamine", 20, "mg", "oral"),))


def test_a_neutral_body_has_the_default_levels() -> None:
    times = np.array([0.5, 2.0, 8.0])
    expected = plasma_drive(INFUSION, np.array([70.0]), typical_values(1))
    found = levels(INFUSION, Bodies())
    assert found.names == expected.names
    np.testing.assert_allclose(found.at(times), expected.at(times), rtol=1e-12)


def test_an_interaction_acts_by_route() -> None:
    def loss(regimen: Regimen) -> float:
        alone, taken = (
            area_under_curve(levels(regimen, Bodies(), interacting=names), "ketamine_s_venous")[0]
            for names in ((), ("rifampicin",))
        )
        return 1 - taken / alone

    # A drug cleared near liver flow loses little in blood and most on its way through gut and liver.
    assert loss(ORAL) > 0.6
    assert 0 < loss(INFUSION) < 0.3


def test_published_models_have_no_interactions() -> None:
    with pytest.raises(ParameterError, match="no interaction"):
        levels(INFUSION, Bodies(), model="kamp2020", interacting=("rifampicin",))
    with pytest.raises(NemdaError):
        levels(INFUSION, Bodies(), model="nobody1900")
    assert "ketamine_arterial" in levels(INFUSION, Bodies(), model="kamp2020").names


def two_exponentials() -> Drive:
    """Return 3 exp(-2 t) + 1 exp(-0.1 t)."""
    one = np.ones((1, 2, 1))
    return Drive(
        ("level",),
        ("umol/L",),
        np.array([0.0]),
        np.array([[2.0], [0.1]]),
        one * [[[3.0], [1.0]]],
        0 * one,
        one,
    )


def test_a_fitted_half_life_is_between_the_two_and_ends_at_the_slow_one() -> None:
    drive = two_exponentials()
    seen = [float(fitted_half_life(drive, "level", start, 2 * start)[0]) for start in (0.2, 1, 3, 20)]
    assert seen == sorted(seen)
    assert math.log(2) / 2 < seen[0] < seen[-1]
    assert seen[-1] == pytest.approx(float(terminal_half_life(drive, "level")[0]), rel=1e-9)


def test_the_mean_residence_time_is_that_of_the_formula() -> None:
    # (3/2^2 + 1/0.1^2) / (3/2 + 1/0.1)
    assert mean_residence_time(two_exponentials(), "level")[0] == pytest.approx(100.75 / 11.5, rel=1e-12)


def test_an_infusion_adds_half_its_length_to_the_mean_time() -> None:
    times = [
        float(mean_residence_time(levels(Regimen((Dose("ketamine", 35, "mg", "iv", 0.0, length),)),
        Bodies()), "ketamine_venous")[0])
        for length in (0.0, 3.0)
    ]  # fmt: skip
    assert times[1] - times[0] == pytest.approx(1.5, rel=1e-9)


def test_slopes_that_do_not_fall_are_refused() -> None:
    flat = constant_drive(["level"], ["umol/L"], np.array([0.0]), np.ones((1, 1, 1)))
    with pytest.raises(ModelError, match="does not fall"):
        fitted_half_life(flat, "level", 0, 1)
    with pytest.raises(ModelError):
        fitted_half_life(two_exponentials(), "level", 1, math.inf)
    with pytest.raises(ModelError, match="Unknown signal"):
        fitted_half_life(two_exponentials(), "other", 0, 1)
