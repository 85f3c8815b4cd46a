"""What a published model refuses, and what it warns of."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from published_cases import ADULT, Given, dosed

from nemda.errors import DrugError, ModelError, NemdaError, ParameterError, PeopleError
from nemda.pk.bodies import Bodies
from nemda.pk.doses import KetamineDoses
from nemda.pk.published import find_model, published_models, why_not

MODELS = published_models()
INFUSION: Given = ("iv", 35.0, 0.0, 2 / 3)


def racemate(mg: float) -> KetamineDoses:
    half = np.full((1, 1), mg / 2)
    return KetamineDoses(("iv",), np.zeros(1), np.array([2 / 3]), half, half)


@pytest.mark.parametrize(
    ("name", "dose", "bodies", "expected"),
    [
        ("simons2022", ("iv", 20.0, 0.0, 0.3), ADULT, "simons2022: age_y: 40; the model covers 19 to 32"),
        ("simons2022", ("iv", 25.0, 0.0, 0.3), Bodies(70.0, 25.0),
         "simons2022: dose iv (mg): 25; the model covers 20"),
        ("perezruixo2021", ("nasal", 140.0, 0.0, 0.0), ADULT,
         "perezruixo2021: dose nasal (mg): 140; the model covers 14 to 112"),
        ("perezruixo2021", ("nasal", 56.0, 0.0, 0.0), Bodies(180.0, 40.0),
         "perezruixo2021: weight_kg: 180; the model covers 39 to 170"),
        ("herd2007", ("iv", 25.0, 0.0, 0.0), Bodies(25.0, 17.0),
         "herd2007: age_y: 17; the model covers 1 to 14"),
        ("clements1981", INFUSION, ADULT, "clements1981: dose iv (mg/kg): 0.5; the model covers 0.25"),
        ("hijazi2003", INFUSION, Bodies(70.0, 12.0), "hijazi2003: age_y: 12; the model covers at least 18"),
        ("fanta2015", ("iv", 8.75, 0.0, 0.0), Bodies(70.0, 30.0, 1.0),
         "fanta2015: female: 1; the model covers 0"),
        ("flint2017", ("iv", 100.0, 0.0, 1.0), Bodies(20.0, 6.0),
         "flint2017: dose iv (mg/kg/h): 5; the model covers 0.1 to 4"),
    ],
)  # fmt: skip
def test_every_limit_exceeded_is_told(name: str, dose: Given, bodies: Bodies, expected: str) -> None:
    model = MODELS[name]
    given = dosed(model, dose)
    assert expected in model.warnings(given, bodies)
    # A warning is not a refusal.
    assert np.all(np.isfinite(model.plasma(given, bodies).at(np.array([1.0]))))


@pytest.mark.parametrize(
    ("name", "dose", "bodies"),
    [
        ("simons2022", ("iv", 20.0, 0.0, 1 / 3), Bodies(70.0, 25.0)),
        ("simons2022", ("sublingual", 50.0, 0.0, 0.0), Bodies(93.0, 19.0)),
        ("perezruixo2021", ("nasal", 84.0, 0.0, 0.0), Bodies(39.0, 86.0)),
        ("otto2021", ("iv", 10.0, 0.0, 0.5), ADULT),
        ("herd2007", ("iv", 1.5 * 32.5, 0.0, 0.0), Bodies(32.5, 8.0)),
        ("kamp2020", INFUSION, ADULT),
    ],
)
def test_inside_its_limits_a_model_is_silent(name: str, dose: Given, bodies: Bodies) -> None:
    assert MODELS[name].warnings(dosed(MODELS[name], dose), bodies) == ()


def test_a_state_that_is_not_known_is_always_told() -> None:
    model = MODELS["hijazi2003"]
    [warning] = model.exceeded(dosed(model, INFUSION), ADULT)
    assert warning.field == "state"
    assert "intensive care" in warning.limit


def test_the_racemate_in_a_model_of_esketamine() -> None:
    model = MODELS["otto2021"]
    drive = model.plasma(racemate(35.0), ADULT)
    assert drive.names == ("ketamine_s_venous", "norketamine_s_venous")
    alone = model.plasma(dosed(model, ("iv", 17.5, 0.0, 2 / 3)), ADULT)
    time = np.array([0.5, 1.0, 3.0])
    np.testing.assert_allclose(
        drive.at(time)[0], alone.at(time)[alone.names.index("ketamine_s_venous")], rtol=1e-12
    )
    assert model.warnings(racemate(35.0), ADULT) == (
        "otto2021: form: the R half of a racemic dose; the model covers S-ketamine alone",
    )


def test_preparations_outside_the_source_are_told() -> None:
    model = MODELS["perezruixo2021"]
    tablet = dataclasses.replace(dosed(model, ("oral", 84.0, 0.0, 0.0)), formulations=("tablet",))
    assert model.warnings(tablet, ADULT) == (
        "perezruixo2021: formulation oral: tablet; the model covers solution",
    )
    film = MODELS["simons2022"]
    wafer = dataclasses.replace(dosed(film, ("sublingual", 50.0, 0.0, 0.0)), formulations=("wafer",))
    assert film.warnings(wafer, Bodies(70.0, 25.0)) == (
        "simons2022: formulation sublingual: wafer; the model covers film",
    )


@pytest.mark.parametrize("name", MODELS)
def test_a_route_that_is_not_covered_names_those_that_are(name: str) -> None:
    model = MODELS[name]
    with pytest.raises(DrugError, match="does not cover the route") as caught:
        model.plasma(dosed(model, ("rectal", 10.0, 0.0, 0.0)), ADULT)
    assert caught.value.expected == ", ".join(model.routes)
    assert caught.value.got == "rectal"


@pytest.mark.parametrize("name", MODELS)
def test_arketamine_is_refused(name: str) -> None:
    given = KetamineDoses(("iv",), np.zeros(1), np.zeros(1), np.zeros((1, 1)), np.full((1, 1), 20.0))
    with pytest.raises(DrugError, match="form of ketamine") as caught:
        MODELS[name].plasma(given, ADULT)
    assert caught.value.got == "arketamine"


def test_esketamine_in_a_model_of_the_racemate_is_refused() -> None:
    model = MODELS["domino1982"]
    given = KetamineDoses(("iv",), np.zeros(1), np.zeros(1), np.full((1, 1), 20.0), np.zeros((1, 1)))
    with pytest.raises(DrugError, match="racemic ketamine"):
        model.plasma(given, ADULT)


def test_an_analyte_that_is_not_covered_names_those_that_are() -> None:
    model = MODELS["kamp2020"]
    drive = model.plasma(dosed(model, INFUSION), ADULT)
    with pytest.raises(ModelError) as caught:
        model.signal(drive, "norketamine")
    assert caught.value.expected == "ketamine in arterial plasma"


def test_no_effect_site_where_the_source_has_none() -> None:
    with_site = {name for name, model in MODELS.items() if model.has_effect_site}
    assert with_site == {"kamp2020", "domino1982", "clements1981"}
    model = MODELS["otto2021"]
    with pytest.raises(ModelError, match="no effect site"):
        model.effect(dosed(model, INFUSION), ADULT)


def test_names() -> None:
    assert find_model("kamp2020").source == "kamp2020"
    with pytest.raises(ModelError, match="did you mean 'kamp2020'"):
        find_model("kamp2021")
    with pytest.raises(ModelError, match="free fraction"):
        find_model("biogears")
    assert all(len(left.reason) > 20 for left in why_not().values())


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"clearance": np.array([np.nan])}, "cannot have"),
        ({"clearance": np.array([0.0])}, "above 0"),
        ({"clearance": np.array([80.0, 90.0])}, "Wrong shape"),
        ({"clearence": np.array([80.0])}, "no such parameter"),
    ],
)
def test_bad_parameters_are_refused(change: dict[str, np.ndarray], match: str) -> None:
    model = MODELS["kamp2020"]
    with pytest.raises(ParameterError, match=match):
        model.plasma(dosed(model, INFUSION), ADULT, model.typical(1) | change)


def test_missing_parameters_and_impossible_fractions_are_refused() -> None:
    kamp, perez = MODELS["kamp2020"], MODELS["perezruixo2021"]
    with pytest.raises(ParameterError, match="Missing"):
        kamp.plasma(dosed(kamp, INFUSION), ADULT, {"clearance": np.array([80.0])})
    spray = dosed(perez, ("nasal", 56.0, 0.0, 0.0))
    with pytest.raises(ParameterError, match="at most 1"):
        perez.plasma(spray, ADULT, perez.typical(1) | {"gut_escape_fraction": np.array([1.2])})
    japanese = Bodies(70.0, 40.0, asian=1.0, japanese=1.0)
    with pytest.raises(ParameterError, match="whole nasal dose"):
        perez.plasma(spray, japanese, perez.typical(1) | {"nasal_fraction": np.array([0.8])})


def test_one_body_per_person() -> None:
    model = MODELS["kamp2020"]
    with pytest.raises(PeopleError, match="one body per person"):
        model.plasma(dosed(model, INFUSION), Bodies(weight_kg=np.array([70.0, 80.0])))


def test_no_dose_gives_no_level() -> None:
    model = MODELS["simons2022"]
    none = KetamineDoses((), np.zeros(0), np.zeros(0), np.zeros((0, 1)), np.zeros((0, 1)))
    assert np.all(model.plasma(none, ADULT).at(np.array([0.0, 1.0])) == 0.0)
    assert issubclass(DrugError, NemdaError)
