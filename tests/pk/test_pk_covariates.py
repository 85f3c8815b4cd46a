"""Covariates: against the strata of Perez-Ruixo 2021 and the studies of kidney, liver and nose."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemda.drugs import ROUTES
from nemda.errors import PeopleError
from nemda.model.drive import Drive
from nemda.pk import ng_per_ml
from nemda.pk.balance import balances
from nemda.pk.bodies import LIMITS, Bodies
from nemda.pk.covariates import with_covariates
from nemda.pk.doses import KetamineDoses
from nemda.pk.interactions import find_interaction, with_interactions
from nemda.pk.kinetics import plasma_levels
from nemda.pk.metrics import area_under_curve, peak
from nemda.pk.readings import with_reading
from nemda.pk.values import parameter_table, person_values, typical_values


def spray(dose_mg: float, body: Bodies, reading: str | None = None) -> Drive:
    values = typical_values(1) if reading is None else with_reading(typical_values(1), reading)
    doses = KetamineDoses(("nasal",), np.zeros(1), np.zeros(1), np.full((1, 1), dose_mg), np.zeros((1, 1)))
    return plasma_levels(doses, np.asarray(body.weight_kg), with_covariates(values, body))


def area(drive: Drive, compound: str, stop_h: float = np.inf) -> float:
    return float(ng_per_ml(area_under_curve(drive, f"{compound}_venous", 0.0, stop_h), compound)[0])


def top(drive: Drive, compound: str) -> float:
    return float(ng_per_ml(peak(drive, f"{compound}_venous", 0.0, 24.0).level, compound)[0])


def rows(study: str) -> list[dict[str, str]]:
    table = files("nemda.evidence").joinpath("tables/pk_observations.csv")
    with table.open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if row["study_id"] == study]


DESCENT = {
    "Caucasian": {}, "Asian non-Japanese": {"asian": 1.0}, "Japanese": {"asian": 1.0, "japanese": 1.0},
}  # fmt: skip


def body_of(population: str) -> Bodies:
    age, descent = population.split(" ", 1) if population.startswith(">") else population.split(" y ", 1)
    # The table does not print the age it used above 60; 70 years fits all its rows.
    return Bodies(age_y=70.0 if age.startswith(">") else 40.0, **DESCENT[descent.removeprefix("y ")])


@pytest.mark.parametrize(
    "row", rows("perezruixo2021_table4"),
    ids=lambda row: f"{row['compound_measured']} {row['dose']} {row['population']} {row['quantity']}",
)  # fmt: skip
def test_table_4_of_perezruixo2021(row: dict[str, str]) -> None:
    compound = row["compound_measured"].removeprefix("S-")
    drive = spray(float(row["dose"]), body_of(row["population"]))
    found = top(drive, compound) if row["quantity"] == "Cmax" else area(drive, compound, 24.0)
    if compound == "ketamine":
        # A simulation of the same model, published without its exact settings.
        assert found == pytest.approx(float(row["value"]), rel=0.03)
    else:
        # No reading of the source meets its norketamine peaks and areas better (spray_norketamine_clearance).
        assert found == pytest.approx(float(row["value"]), rel=0.16)


@pytest.mark.parametrize(
    "row", rows("spravato_renal"), ids=lambda row: row["compound_measured"] + row["unit"]
)
def test_kidneys(row: dict[str, str]) -> None:
    compound = row["compound_measured"].removeprefix("S-")
    body = Bodies(renal=1.0 if "mild" in row["population"] else 2.0)
    usual, changed = spray(28.0, Bodies()), spray(28.0, body)
    measure = top if row["unit"] == "Cmax" else area
    # Eight people per class.
    assert measure(changed, compound) / measure(usual, compound) == pytest.approx(
        float(row["value"]), rel=0.12
    )


@pytest.mark.parametrize("row", rows("spravato_hepatic"), ids=lambda row: row["unit"])
def test_liver_of_class_b(row: dict[str, str]) -> None:
    usual, changed = spray(28.0, Bodies()), spray(28.0, Bodies(child_pugh=2.0))
    measure = top if row["unit"].startswith("Cmax") else area
    assert measure(changed, "ketamine") / measure(usual, "ketamine") == pytest.approx(
        float(row["value"]), rel=0.05
    )


def test_rhinitis_brings_the_peak_forward() -> None:
    times = [
        float(peak(spray(56.0, body), "ketamine_venous", 0.0, 24.0).time_h[0])
        for body in (Bodies(), Bodies(rhinitis=1.0))
    ]
    seen = [float(row["value"]) for row in rows("rhinitis2023") if row["quantity"] == "Tmax"]
    assert times[1] / times[0] == pytest.approx(min(seen) / max(seen), rel=0.03)
    assert (
        1.0
        < top(spray(56.0, Bodies(rhinitis=1.0)), "ketamine") / top(spray(56.0, Bodies()), "ketamine")
        < 1.21
    )


def test_neutral_bodies_change_nothing() -> None:
    values = typical_values(3)
    for name, changed in with_covariates(values, Bodies(weight_kg=np.array([50.0, 70.0, 120.0]))).items():
        np.testing.assert_array_equal(changed, values[name], err_msg=name)


@pytest.mark.parametrize("field", ["female", "cyp2b6_star6_alleles", "smoker"])
def test_contested_and_unsourced_effects_are_off(field: str) -> None:
    values = typical_values(1)
    for name, changed in with_covariates(values, Bodies(**{field: 1.0})).items():
        np.testing.assert_array_equal(changed, values[name], err_msg=name)


def test_readings_turn_contested_effects_on() -> None:
    woman, carrier = Bodies(female=1.0), Bodies(cyp2b6_star6_alleles=2.0)
    usual = area(spray(28.0, Bodies()), "ketamine")
    assert usual / area(spray(28.0, woman, "sigtermans2009"), "ketamine") == pytest.approx(1.2, rel=1e-6)
    assert area(spray(28.0, carrier, "cyp2b6-star6"), "ketamine") > 1.2 * usual
    heavy, light = (
        area(spray(28.0, Bodies(weight_kg=kg), "kurosawa2023"), "ketamine") for kg in (100.0, 70.0)
    )
    # The exponent is stored with three digits.
    assert heavy / light == pytest.approx(0.8, rel=1e-3)
    assert area(spray(28.0, Bodies(weight_kg=100.0)), "ketamine") == pytest.approx(light, rel=1e-12)


def test_activities_and_interactions_multiply_in_any_order() -> None:
    body, drug = Bodies(cyp3a4_activity=0.5, cyp2b6_activity=1.5), [find_interaction("rifampicin")]
    one = with_interactions(with_covariates(typical_values(1), body), drug)
    other = with_covariates(with_interactions(typical_values(1), drug), body)
    for name, value in one.items():
        np.testing.assert_allclose(other[name], value, rtol=1e-14, err_msg=name)


@pytest.mark.parametrize("age", [17.9, 0.0, 8.0])
def test_children_are_refused_with_the_way_on(age: float) -> None:
    with pytest.raises(PeopleError, match="herd2007"):
        with_covariates(typical_values(2), Bodies(age_y=np.array([30.0, age])))


@pytest.mark.parametrize("grade", [1.0, 3.0])
def test_liver_classes_without_a_size_are_refused(grade: float) -> None:
    with pytest.raises(PeopleError, match="Direction only"):
        with_covariates(typical_values(1), Bodies(child_pugh=grade))


BAD = [
    ("weight_kg", float("nan")),
    ("weight_kg", -5.0),
    ("age_y", 200.0),
    ("renal", 1.5),
    ("cyp3a4_activity", 0.0),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_a_body_that_makes_no_sense_is_refused(field: str, value: float) -> None:
    with pytest.raises(PeopleError, match=field):
        Bodies(**{field: np.array([LIMITS[field][1], value])})


def test_bodies_of_other_lengths_and_japanese_who_are_not_asian_are_refused() -> None:
    with pytest.raises(PeopleError, match="One value per person"):
        Bodies(weight_kg=np.array([60.0, 70.0]), age_y=np.array([30.0, 40.0, 50.0]))
    with pytest.raises(PeopleError, match="Asian"):
        Bodies(japanese=1.0)


@settings(deadline=None, max_examples=15)
@given(
    st.floats(18.0, 100.0), st.sampled_from([0.0, 1.0]), st.floats(0.2, 4.0), st.floats(0.2, 4.0),
    st.sampled_from([0.0, 2.0]), st.sampled_from([0.0, 1.0, 2.0, 3.0]),
)  # fmt: skip
def test_mass_balance_holds_for_any_body(
    age: float, asian: float, cyp2b6: float, cyp3a4: float, child_pugh: float, renal: float
) -> None:
    body = Bodies(
        age_y=age,
        asian=asian,
        cyp2b6_activity=cyp2b6,
        cyp3a4_activity=cyp3a4,
        child_pugh=child_pugh,
        renal=renal,
    )
    values = with_covariates(typical_values(1), body)
    person_values(values, 1)
    count = len(ROUTES)
    doses = KetamineDoses(
        ROUTES, np.arange(count) * 0.5, np.zeros(count), np.full((count, 1), 20.0), np.full((count, 1), 20.0)
    )
    for balance in balances(doses, np.array([70.0]), values, np.array([2.0, 12.0])).values():
        total = balance.lost + balance.to_come + balance.waiting + balance.in_body + balance.gone
        np.testing.assert_allclose(total, np.broadcast_to(balance.dosed, total.shape), rtol=1e-9)


def test_every_effect_stays_inside_the_interval_of_its_parameter() -> None:
    extreme = Bodies(
        age_y=100.0, asian=1.0, japanese=1.0, child_pugh=2.0, renal=3.0, rhinitis=1.0, cyp3a4_activity=0.2
    )
    table = parameter_table()
    for name, value in with_covariates(typical_values(1), extreme).items():
        low, high = table[name].interval
        assert low <= value[0] <= high, name
