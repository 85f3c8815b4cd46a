from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import ndarray

from nemda.drugs import ROUTES, Route
from nemda.errors import ParameterError, PeopleError, RegimenError
from nemda.pk import effect_drive, ng_per_ml, plasma_drive
from nemda.pk.doses import KetamineDoses, ketamine_doses
from nemda.pk.kinetics import effect_levels, plasma_levels
from nemda.pk.metrics import area_under_curve
from nemda.pk.values import typical_values
from nemda.regimen import Dose, Regimen

WEIGHT = np.array([55.0, 70.0, 110.0])
TIME_H = np.linspace(0.0, 30.0, 61)

route = st.sampled_from(ROUTES)
start = st.floats(0.0, 20.0)


def one(
    route: Route, s_mg: float, r_mg: float, start_h: float = 0.0, duration_h: float = 0.0
) -> KetamineDoses:
    return several([(route, s_mg, r_mg, start_h, duration_h)])


def several(rows: list[tuple[Route, float, float, float, float]], people: int = 3) -> KetamineDoses:
    return KetamineDoses(
        routes=tuple(row[0] for row in rows),
        start_h=np.array([row[3] for row in rows]),
        duration_h=np.array([row[4] for row in rows]),
        s_mg=np.repeat(np.array([[row[1]] for row in rows]), people, axis=1),
        r_mg=np.repeat(np.array([[row[2]] for row in rows]), people, axis=1),
    )


def plasma(doses: KetamineDoses) -> ndarray:
    return plasma_levels(doses, WEIGHT, typical_values(3)).at(TIME_H)


def effect(doses: KetamineDoses) -> ndarray:
    return effect_levels(doses, WEIGHT, typical_values(3)).at(TIME_H)


@given(st.lists(st.tuples(route, st.floats(1.0, 80.0), start), min_size=2, max_size=4))
def test_doses_superpose(rows: list[tuple[Route, float, float]]) -> None:
    full = [(route, mg, 0.5 * mg, start, 0.0) for route, mg, start in rows]
    together = effect(several(full))
    apart = sum(effect(several([row])) for row in full)
    # Levels are about 1 umol/L; rounding of modes that nearly cancel.
    assert together == pytest.approx(apart, abs=1e-8)


@given(route, st.floats(0.1, 10.0), start)
def test_levels_are_proportional_to_a_racemic_dose(route: Route, factor: float, start_h: float) -> None:
    once = plasma(one(route, 10.0, 10.0, start_h))
    assert plasma(one(route, 10.0 * factor, 10.0 * factor, start_h)) == pytest.approx(factor * once, abs=1e-8)


def test_nasal_esketamine_grows_less_than_its_dose() -> None:
    single = plasma(one("nasal", 28.0, 0.0))[0].max()
    triple = plasma(one("nasal", 84.0, 0.0))[0].max()
    assert 2.0 * single < triple < 2.6 * single


def test_up_to_one_device_nasal_esketamine_is_proportional() -> None:
    assert plasma(one("nasal", 28.0, 0.0)) == pytest.approx(2.0 * plasma(one("nasal", 14.0, 0.0)), abs=1e-8)


@given(route, start, st.floats(0.0, 5.0))
def test_a_later_start_only_moves_the_levels(route: Route, start_h: float, later_h: float) -> None:
    moved = plasma_levels(one(route, 20.0, 20.0, start_h + later_h), WEIGHT, typical_values(3))
    plain = plasma_levels(one(route, 20.0, 20.0, start_h), WEIGHT, typical_values(3))
    times = start_h + np.array([0.3, 1.0, 4.0])
    assert moved.at(times + later_h) == pytest.approx(plain.at(times), abs=1e-8)


def test_nothing_before_the_dose() -> None:
    for levels in (plasma(one("oral", 30.0, 30.0, 10.0)), effect(one("oral", 30.0, 30.0, 10.0))):
        assert np.all(levels[:, TIME_H < 10.0] == 0.0)


def test_a_zero_length_infusion_is_the_limit_of_a_short_one() -> None:
    bolus = plasma(one("iv", 20.0, 20.0, 0.2))
    short = plasma(one("iv", 20.0, 20.0, 0.2, 1e-7))
    after = TIME_H > 0.3
    assert short[:, after] == pytest.approx(bolus[:, after], rel=1e-5)


def test_half_and_half_doses_add_to_the_sum_signal() -> None:
    drive = plasma_levels(one("im", 12.0, 18.0), WEIGHT, typical_values(3))
    levels = dict(zip(drive.names, drive.at(TIME_H), strict=True))
    for compound in ("ketamine", "norketamine", "hydroxynorketamine"):
        for site in ("venous", "arterial"):
            parts = levels[f"{compound}_s_{site}"] + levels[f"{compound}_r_{site}"]
            assert levels[f"{compound}_{site}"] == pytest.approx(parts, abs=1e-12)


def test_signal_names_and_units() -> None:
    drive = effect_levels(one("iv", 1.0, 0.0), WEIGHT, typical_values(3))
    assert drive.names == (
        "ketamine_s_effect",
        "ketamine_r_effect",
        "norketamine_s_effect",
        "norketamine_r_effect",
        "hydroxynorketamine_effect",
    )
    assert set(drive.units) == {"umol/L"}
    names = set(plasma_levels(one("iv", 1.0, 0.0), WEIGHT, typical_values(3)).names)
    assert names == {
        f"{compound}{form}_{site}"
        for compound in ("ketamine", "norketamine", "hydroxynorketamine", "dehydronorketamine")
        for form in ("", "_s", "_r")
        for site in ("venous", "arterial")
    }


def test_a_form_that_is_not_given_is_absent() -> None:
    drive = plasma_levels(one("iv", 20.0, 0.0), WEIGHT, typical_values(3))
    levels = dict(zip(drive.names, drive.at(TIME_H), strict=True))
    assert np.all(levels["ketamine_r_arterial"] == 0.0)
    assert np.all(levels["norketamine_r_venous"] == 0.0)


@given(st.floats(0.3, 3.0), st.floats(0.3, 3.0))
def test_area_at_both_sites_is_dose_over_one_clearance(clearance: float, volume: float) -> None:
    values = typical_values(3) | {
        "ketamine_clearance_factor": np.full(3, clearance),
        "ketamine_volume_factor": np.full(3, volume),
    }
    drive = plasma_levels(one("iv", 23.7725, 0.0), WEIGHT, values)
    ratio = WEIGHT / 70.0
    for site, typical in (("venous", 95.2), ("arterial", 88.8)):
        area = area_under_curve(drive, f"ketamine_{site}")
        assert area == pytest.approx(100.0 / (typical * clearance * ratio**0.75), rel=1e-9)


def test_effect_site_has_the_area_of_arterial_plasma() -> None:
    doses = one("sublingual", 40.0, 10.0)
    plasma_drive_ = plasma_levels(doses, WEIGHT, typical_values(3))
    effect_drive_ = effect_levels(doses, WEIGHT, typical_values(3))
    for compound in ("ketamine_s", "ketamine_r", "norketamine_s", "norketamine_r", "hydroxynorketamine"):
        assert area_under_curve(effect_drive_, f"{compound}_effect") == pytest.approx(
            area_under_curve(plasma_drive_, f"{compound}_arterial"), rel=1e-8
        )


def test_a_slower_effect_site_peaks_later_and_lower() -> None:
    doses = one("iv", 20.0, 0.0)
    slow = typical_values(3) | {"ketamine_effect_site_rate": np.array([6.84, 3.42, 1.71])}
    levels = effect_levels(doses, np.full(3, 70.0), slow).at(np.linspace(0.0, 2.0, 401))[0]
    assert np.all(np.diff(levels.argmax(axis=0)) > 0)
    assert np.all(np.diff(levels.max(axis=0)) < 0)


def test_regimen_becomes_doses_of_both_forms() -> None:
    regimen = Regimen(
        (
            Dose("ketamine", 0.5, "mg/kg", "iv", 1.0, 2 / 3),
            Dose("esketamine", 56.0, "mg", "nasal", 24.0),
            Dose("saline", 0.0, "mg", "iv", 48.0, 2 / 3),
            Dose("midazolam", 0.045, "mg/kg", "iv", 72.0, 2 / 3),
        )
    )
    doses = ketamine_doses(regimen, WEIGHT)
    assert doses.routes == ("iv", "nasal")
    assert doses.s_mg == pytest.approx(np.stack([0.25 * WEIGHT, np.full(3, 56.0)]))
    assert doses.r_mg == pytest.approx(np.stack([0.25 * WEIGHT, np.zeros(3)]))
    direct = plasma_levels(doses, WEIGHT, typical_values(3))
    assert plasma_drive(regimen, WEIGHT, typical_values(3)).at(TIME_H) == pytest.approx(direct.at(TIME_H))


@pytest.mark.parametrize(
    "doses", [(), (Dose("saline", 0.0, "mg", "iv"),), (Dose("midazolam", 2.0, "mg", "iv", 0.0, 2 / 3),)]
)
def test_compounds_without_kinetics_give_zero_levels(doses: tuple[Dose, ...]) -> None:
    regimen = Regimen(doses)
    for drive in (
        plasma_drive(regimen, WEIGHT, typical_values(3)),
        effect_drive(regimen, WEIGHT, typical_values(3)),
    ):
        assert drive.people == 3
        assert np.all(drive.at(TIME_H) == 0.0)


def test_bad_input_is_refused_by_name() -> None:
    doses = one("oral", 10.0, 10.0)
    values = typical_values(3)
    with pytest.raises(PeopleError, match="One weight per person"):
        plasma_levels(doses, np.array([70.0]), values)
    with pytest.raises(PeopleError, match="weight_kg"):
        plasma_levels(doses, np.array([70.0, 0.0, 70.0]), values)
    with pytest.raises(ParameterError, match="oral_duration"):
        plasma_levels(doses, WEIGHT, values | {"oral_duration": np.array([0.3, 0.32, 0.32])})
    with pytest.raises(ParameterError, match="gut_escape_fraction"):
        plasma_levels(doses, WEIGHT, values | {"gut_escape_fraction": np.full(3, 1.2)})
    with pytest.raises(ParameterError, match="ketamine_clearance_factor"):
        plasma_levels(doses, WEIGHT, values | {"ketamine_clearance_factor": np.array([1.0, np.nan, 1.0])})
    with pytest.raises(ParameterError, match="Wrong shape"):
        plasma_levels(doses, WEIGHT, values | {"gut_escape_fraction": np.full(2, 0.5)})
    with pytest.raises(ParameterError, match="hepatic_volume"):
        plasma_levels(doses, WEIGHT, {name: v for name, v in values.items() if name != "hepatic_volume"})
    with pytest.raises(RegimenError, match="s_mg"):
        one("oral", -1.0, 0.0)
    with pytest.raises(RegimenError, match="start_h"):
        one("oral", 1.0, 0.0, np.nan)


def test_one_value_stands_for_everybody() -> None:
    single = {name: value[:1] for name, value in typical_values(3).items()}
    doses = one("iv", 10.0, 10.0)
    assert plasma_levels(doses, WEIGHT, single).at(TIME_H) == pytest.approx(plasma(doses))


def test_ng_per_ml_is_molar_mass_times_concentration() -> None:
    assert ng_per_ml(1.0, "ketamine") == pytest.approx(237.73, abs=0.01)
    assert ng_per_ml(np.array([0.5, 2.0]), "norketamine") == pytest.approx([111.85, 447.40])
    assert ng_per_ml(1.0, "hydroxynorketamine") == pytest.approx(239.70)


@pytest.mark.parametrize("levels", [effect_levels, plasma_levels])
def test_a_thousand_people_take_well_under_half_a_second(levels) -> None:
    rows: list[tuple[Route, float, float, float, float]] = [
        ("iv", 17.0, 17.0, 84.0 * n, 2 / 3) for n in range(12)
    ]
    doses, weight, values = several(rows, 1000), np.full(1000, 70.0), typical_values(1000)
    spent: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        levels(doses, weight, values)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.5
