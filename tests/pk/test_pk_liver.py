from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.pk.doses import KetamineDoses
from nemda.pk.form import r_form, s_form
from nemda.pk.kinetics import plasma_levels
from nemda.pk.liver import Liver, stirred_liver
from nemda.pk.metrics import area_under_curve
from nemda.pk.values import typical_values

factor = st.floats(0.3, 3.0)


def extraction(liver: Liver) -> np.ndarray:
    return liver.intrinsic_clearance / (liver.flow + liver.intrinsic_clearance)


def area(route, changes: dict[str, float], name: str = "ketamine_s_venous") -> float:
    values = typical_values(1) | {key: np.array([value]) for key, value in changes.items()}
    doses = KetamineDoses((route,), np.zeros(1), np.zeros(1), np.full((1, 1), 20.0), np.full((1, 1), 20.0))
    return float(area_under_curve(plasma_levels(doses, np.array([70.0]), values), name)[0])


def test_typical_liver_is_that_of_the_source() -> None:
    values = typical_values(1)
    liver = stirred_liver(values, s_form(values))
    assert liver.flow == pytest.approx(151.0)
    assert liver.intrinsic_clearance == pytest.approx(101.0 * (1.11 + 2.77))
    # The abstract prints 0.186 for the systemic fraction of a swallowed dose, its Table 3 gives 0.178.
    assert 0.64 * (1.0 - extraction(liver)) == pytest.approx(0.178, abs=5e-4)
    assert liver.clearance_ratio == pytest.approx(1.0)


@given(factor, factor)
def test_own_clearance_holds_whatever_the_extraction(clearance: float, odds: float) -> None:
    values = typical_values(1) | {
        "ketamine_clearance_factor": np.array([clearance]),
        "hepatic_extraction_odds_factor": np.array([odds]),
    }
    liver = stirred_liver(values, s_form(values))
    assert liver.flow * extraction(liver) == pytest.approx(109.0 * clearance, rel=1e-3)
    assert liver.clearance_ratio == pytest.approx(clearance)
    typical = 101.0 * 3.88 / 151.0
    assert extraction(liver) / (1.0 - extraction(liver)) == pytest.approx(typical * odds)


@given(factor, factor)
def test_r_clearance_is_its_ratio_of_s_in_everybody(clearance: float, odds: float) -> None:
    values = typical_values(1) | {
        "ketamine_clearance_factor": np.array([clearance]),
        "hepatic_extraction_odds_factor": np.array([odds]),
    }
    s, r = stirred_liver(values, s_form(values)), stirred_liver(values, r_form(values))
    assert r.flow * extraction(r) == pytest.approx(0.86 * s.flow * extraction(s))
    assert r.flow == pytest.approx(s.flow)


def test_less_flow_lowers_clearance_and_raises_extraction() -> None:
    values = typical_values(3) | {"hepatic_blood_flow_scale": np.array([1.0, 0.8, 0.5])}
    liver = stirred_liver(values, s_form(values))
    assert np.all(np.diff(liver.clearance_ratio) < 0)
    assert np.all(np.diff(extraction(liver)) > 0)


def test_an_inducer_cuts_oral_exposure_far_more_than_intravenous() -> None:
    strong = {"hepatic_intrinsic_clearance_scale": 3.0}
    oral = area("oral", strong) / area("oral", {})
    intravenous = area("iv", strong) / area("iv", {})
    # Three times the intrinsic clearance: E 0.722 -> 0.886, so 1 - E falls to 0.41 of itself.
    assert intravenous == pytest.approx(0.7219 / 0.8862, rel=1e-3)
    assert oral == pytest.approx(intravenous * 0.1138 / 0.2781, rel=1e-3)


def test_oral_bioavailability_is_what_gut_and_liver_leave() -> None:
    for letter, fraction in (("s", 0.64 * 0.2781), ("r", 0.64 * (1.0 - 0.86 * 0.7219))):
        name = f"ketamine_{letter}_arterial"
        assert area("oral", {}, name) / area("iv", {}, name) == pytest.approx(fraction, rel=1e-3)


def test_clearance_above_flow_is_refused() -> None:
    values = typical_values(1) | {"ketamine_r_clearance_ratio": np.array([1.5])}
    with pytest.raises(ParameterError, match="hepatic flow"):
        stirred_liver(values, r_form(values))
