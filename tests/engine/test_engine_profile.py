"""Levels and exposure of people: against the closed form itself, in blocks, with drugs, in one body."""

from __future__ import annotations

import numpy as np
import pytest

import nemda
from nemda.engine.profile import exposure_table, profile
from nemda.engine.profile.analytes import Analyte
from nemda.engine.profile.call import pk
from nemda.engine.profile.exposure import QUANTITIES
from nemda.engine.profile.request import request_of
from nemda.engine.profile.run import BLOCK, only
from nemda.engine.profile.times import sample_times
from nemda.errors import CancelledError, DataError, NemdaError
from nemda.people import people, sample
from nemda.pk import ng_per_ml
from nemda.pk.bodies import Bodies
from nemda.pk.levels import levels
from nemda.pk.values import parameter_table
from nemda.progress import SILENT
from nemda.regimen import parse

NASAL = "84 mg esketamine nasal"
INFUSION = "0.5 mg/kg ketamine iv over 40 min"
VENOUS = Analyte("ketamine", "", "venous")


def test_levels_are_those_of_the_closed_form_for_the_same_people() -> None:
    times = [0.5, 2 / 3, 4.0]
    found = nemda.pk(INFUSION, people="healthy", n=6, seed=3, times_h=times)
    group = people("healthy", n=6, seed=3)
    bodies = Bodies(weight_kg=group["weight_kg"], age_y=group["age_y"], female=group["female"])
    drive = levels(parse(INFUSION), bodies, parameters=sample(parameter_table(), group))
    expected = ng_per_ml(drive.at(np.array(times))[drive.names.index("ketamine_venous")].T, "ketamine")
    np.testing.assert_array_equal(found["ketamine_venous"].values, expected)


def test_people_do_not_depend_on_their_block_or_number() -> None:
    many = pk(NASAL, n=BLOCK + 3, hours=6, times_h=[1, 2])
    few = pk(NASAL, people=people("healthy", n=2, seed=1, first=BLOCK), hours=6, times_h=[1, 2])
    for name in many.data_vars:
        np.testing.assert_array_equal(
            many[name].isel(person=slice(BLOCK, BLOCK + 2)).values, few[name].values, err_msg=str(name)
        )


def test_the_same_request_gives_the_same_numbers_and_another_seed_others() -> None:
    first, again, other = (pk(NASAL, n=5, seed=seed) for seed in (1, 1, 2))
    assert first.identical(again)
    assert not np.array_equal(first["cmax"], other["cmax"])


def test_a_fine_noncompartmental_analysis_converges_to_the_exact_numbers() -> None:
    times = np.linspace(0.0, 24.0, 40_001)
    found = pk(NASAL, n=4, hours=24, times_h=times)
    for analyte in found["analyte"].values:
        course = found[str(analyte)].values
        exposure = found.sel(analyte=analyte)
        # the trapezoid is short by h^2/12 times the change of slope: 1e-7 here; a peak between points by 1e-7
        np.testing.assert_allclose(np.trapezoid(course, times, axis=1), exposure["auc"], rtol=1e-5)
        np.testing.assert_allclose(course.max(axis=1), exposure["cmax"], rtol=1e-5)
        np.testing.assert_allclose(times[course.argmax(axis=1)], exposure["tmax"], atol=2e-2)


def test_area_grows_to_that_of_infinity_and_the_half_life_is_that_of_late_levels() -> None:
    found = pk(NASAL, n=3, hours=400, times_h=[300.0, 310.0])
    np.testing.assert_allclose(found["auc"], found["auc_inf"], rtol=1e-6)
    fall = np.log(found["ketamine_venous"].values[:, 0] / found["ketamine_venous"].values[:, 1])
    # at 300 h every faster part is gone
    np.testing.assert_allclose(10 * np.log(2) / fall, found["half_life"].values[0], rtol=1e-6)


def test_exposure_doubles_with_an_intravenous_dose() -> None:
    one, two = (pk(f"{mg} mg ketamine iv over 40 min", n=4, sample="both") for mg in (20, 40))
    for name in ("cmax", "auc", "auc_inf"):
        np.testing.assert_allclose(two[name], 2 * one[name], rtol=1e-9)
    np.testing.assert_allclose(two["half_life"], one["half_life"], rtol=1e-9)


def test_bioavailability_is_the_ratio_of_areas_and_has_no_meaning_into_a_vein() -> None:
    oral = pk("50 mg ketamine oral", n=5, seed=4)
    vein = pk("50 mg ketamine iv bolus", n=5, seed=4)
    ratio = oral["auc_inf"].sel(analyte="ketamine_venous") / vein["auc_inf"].sel(analyte="ketamine_venous")
    np.testing.assert_allclose(oral["bioavailability"].sel(analyte="ketamine_venous"), ratio, rtol=1e-12)
    assert ((ratio > 0) & (ratio < 1)).all()
    assert np.isnan(oral["bioavailability"].sel(analyte="norketamine_venous")).all()
    assert np.isnan(vein["bioavailability"]).all()


def test_an_inducer_takes_more_of_an_oral_than_of_an_intravenous_dose() -> None:
    ratios: dict[str, float] = {}
    for route in ("oral", "iv over 2 h"):
        found = pk(f"20 mg esketamine {route}", n=8, interacting=["rifampicin"])
        ratio = found["auc_inf_ratio"].sel(analyte="ketamine_venous")
        with_drug, alone = found["auc_inf"], found["auc_inf_alone"]
        np.testing.assert_allclose(ratio, (with_drug / alone).sel(analyte="ketamine_venous"), rtol=1e-14)
        ratios[route] = float(ratio.median())
    assert ratios["oral"] < 0.3
    assert 0.7 < ratios["iv over 2 h"] < 1


def test_people_without_the_drug_are_those_of_a_run_without_it() -> None:
    both, plain = pk(NASAL, n=3, interacting=["rifampicin"]), pk(NASAL, n=3)
    np.testing.assert_array_equal(both["ketamine_venous_alone"], plain["ketamine_venous"])
    np.testing.assert_array_equal(both["cmax_alone"], plain["cmax"])


def test_a_direction_changes_no_number_and_is_told() -> None:
    known, plain = pk(NASAL, n=3, interacting=["diazepam"]), pk(NASAL, n=3)
    np.testing.assert_array_equal(known["ketamine_venous"], plain["ketamine_venous"])
    assert "cmax_ratio" not in known
    assert "diazepam" in known.attrs["direction_only"]
    assert "raises" in known.attrs["direction_only"]


def test_the_halves_of_a_racemate_add_up() -> None:
    found = pk(INFUSION, weight_kg=70, analytes=["ketamine", "S-ketamine", "R-ketamine"])
    total = found["ketamine_s_venous"] + found["ketamine_r_venous"]
    np.testing.assert_allclose(total, found["ketamine_venous"], rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("HNK", "hydroxynorketamine_venous"), ("S-norketamine", "norketamine_s_venous"),
        ("esketamine", "ketamine_s_venous"), ("noresketamine", "norketamine_s_venous"),
        ("(R)-HNK", "hydroxynorketamine_r_venous"),
    ],
)  # fmt: skip
def test_names_of_analytes(name: str, signal: str) -> None:
    request = request_of(INFUSION, analytes=[name], body={"weight_kg": 70})
    assert request.analytes[0].signal == signal


def test_one_body_is_typical_and_several_of_it_differ() -> None:
    one = pk(INFUSION, weight_kg=80, age_y=70, female=1)
    assert one.sizes["person"] == 1
    assert one["weight_kg"].item() == 80
    several = pk(INFUSION, weight_kg=80, n=20)
    assert np.all(several["weight_kg"] == 80)
    assert np.unique(several["cmax"].sel(analyte="ketamine_venous")).size == 20


def test_a_property_of_the_body_holds_for_drawn_people() -> None:
    usual = pk("50 mg ketamine oral", n=4)
    poor = pk("50 mg ketamine oral", n=4, people="healthy", cyp3a4_activity=0.3)
    higher = poor["auc_inf"].sel(analyte="ketamine_venous") > usual["auc_inf"].sel(analyte="ketamine_venous")
    assert higher.all()
    np.testing.assert_array_equal(usual["weight_kg"], poor["weight_kg"])


def test_a_published_model_keeps_its_place_and_its_limits() -> None:
    child = pk("2 mg/kg ketamine iv", model="herd2007", weight_kg=20, age_y=6)
    assert "mg/kg" in child.attrs["warnings"]
    kamp = pk(INFUSION, model="kamp2020", n=30)
    assert list(kamp["analyte"].values) == ["ketamine_arterial"]
    assert kamp.attrs["warnings"] == ""
    assert float(kamp["cmax"].std()) > 0


def test_a_reading_and_a_change_act() -> None:
    def fraction(**options: object) -> float:
        found = pk("50 mg esketamine oral", weight_kg=70, **options)
        return float(found["bioavailability"].sel(analyte="ketamine_venous")[0])

    assert fraction(reading=["fanta2015-gut"]) < 0.7 * fraction()
    assert fraction(reading=["fanta2015-gut"]) == fraction(changes={"gut_escape_fraction": 0.29})


def test_the_dataset_names_units_and_the_table_holds_medians() -> None:
    found = pk(NASAL, n=7)
    for name in found.data_vars:
        assert {"units", "long_name"} <= set(found[name].attrs), name
    table = exposure_table(found).set_index(["analyte", "quantity"])
    expected = np.quantile(found["cmax"].sel(analyte="ketamine_venous"), [0.5, 0.05, 0.95])
    row = table.loc[("ketamine_venous", "cmax"), ["median", "q05", "q95"]]
    np.testing.assert_allclose(row.astype(float), expected)
    assert set(table.index.get_level_values(1)) == set(QUANTITIES)


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(DataError, match="no exposure"):
        exposure_table(pk(NASAL, n=2).drop_vars("cmax"))


def test_one_signal_of_a_drive_keeps_its_levels() -> None:
    drive = levels(parse(NASAL), Bodies(weight_kg=np.array([60.0, 90.0])))
    times = np.array([0.0, 0.3, 7.0])
    one = only(drive, "norketamine_venous")
    assert one.rate.shape[0] < drive.rate.shape[0]
    np.testing.assert_array_equal(one.at(times)[0], drive.at(times)[drive.names.index("norketamine_venous")])


def test_work_stops_on_request() -> None:
    class Stopped(type(SILENT)):
        def cancelled(self) -> bool:
            return True

    with pytest.raises(CancelledError):
        profile(request_of(NASAL, n=2), Stopped())


def test_the_grid_rises_ends_at_the_end_and_holds_every_edge() -> None:
    regimen = parse("28 mg esketamine nasal twice weekly for 4 weeks and 10 mg ketamine iv over 40 min")
    times = sample_times(regimen, 700.0)
    assert np.all(np.diff(times) > 0)
    assert times[0] == 0
    assert times[-1] == 700.0
    assert {edge for dose in regimen.doses for edge in (dose.start_h, dose.stop_h)} <= set(times)


@pytest.mark.parametrize(
    ("doses", "options", "words"),
    [
        ("-5 mg ketamine iv", {}, ["below 0"]),
        ("5 mg ketamine epidural", {}, ["route", "epidural", "nasal"]),
        ("0.5 mg/kg/mg ketamine iv", {}, ["unit", "mg/kg"]),
        ("placebo nasal", {}, ["None of these doses has kinetics", "esketamine"]),
        (INFUSION, {"age_y": 30}, ["weight_kg", "--weight 70"]),
        (INFUSION, {"weight_kg": np.nan}, ["weight_kg", "nan"]),
        (INFUSION, {"weight_kg": 700}, ["weight_kg", "700"]),
        ("9 mg ketamine iv", {"age_y": 6}, ["weight_kg", "child"]),
        ("9 mg ketamine iv", {"age_y": 6, "weight_kg": 20}, ["age_y", "herd2007"]),
        ("9 mg ketamine iv", {"age_y": 130}, ["age_y", "130"]),
        ("9 mg ketamine iv", {"wait_kg": 70}, ["wait_kg", "weight_kg"]),
        ("9 mg ketamine iv", {"child_pugh": 1}, ["child_pugh", "Direction only"]),
        ("9 mg ketamine iv", {"hours": 0}, ["hours", "more than 0"]),
        ("9 mg ketamine iv", {"hours": np.nan}, ["hours", "nan"]),
        ("9 mg ketamine iv on days 0, 2", {"hours": 48}, ["hours", "more than 48"]),
        ("9 mg ketamine iv", {"times_h": [2, 1]}, ["times_h[1]", "rise"]),
        ("9 mg ketamine iv", {"times_h": [1, np.nan]}, ["times_h[1]", "nan"]),
        ("9 mg ketamine iv", {"times_h": []}, ["times_h"]),
        ("9 mg ketamine iv", {"analytes": ["codeine"]}, ["codeine", "norketamine"]),
        ("9 mg ketamine iv", {"analytes": ["norketamin"]}, ["did you mean", "norketamine"]),
        ("9 mg ketamine iv", {"analytes": []}, ["No analyte"]),
        ("9 mg ketamine iv", {"model": "kamp"}, ["kamp2020"]),
        ("9 mg ketamine iv", {"model": "jonkman2017"}, ["left out"]),
        ("9 mg ketamine oral", {"model": "kamp2020"}, ["route", "oral", "iv"]),
        ("9 mg ketamine iv", {"model": "kamp2020", "sample": "venous"}, ["sample", "arterial"]),
        ("9 mg ketamine iv", {"model": "kamp2020", "analytes": ["HNK"]}, ["hydroxynorketamine"]),
        ("9 mg ketamine iv", {"model": "kamp2020", "interacting": ["rifampicin"]}, ["no interaction"]),
        ("9 mg ketamine iv", {"model": "kamp2020", "reading": ["hasan2021"]}, ["hasan2021"]),
        ("9 mg ketamine iv", {"sample": "brain"}, ["sample", "brain", "venous"]),
        ("9 mg ketamine iv", {"interacting": ["aspirin"]}, ["aspirin"]),
        ("9 mg ketamine iv", {"interacting": ["rifampin", "rifampicin"]}, ["twice"]),
        ("9 mg ketamine iv", {"changes": {"no_such": 1.0}}, ["no_such"]),
        ("9 mg ketamine iv", {"changes": {"gut_escape_fraction": 7.0}}, ["gut_escape_fraction", "7"]),
        ("9 mg ketamine iv", {"reading": ["hasan"]}, ["hasan2021"]),
        ("9 mg ketamine iv", {"n": 0}, ["n", "at least 1"]),
        ("9 mg ketamine iv", {"people": "martians"}, ["martians"]),
        ("9 mg esketamine nasal", {"analytes": ["R-ketamine"]}, ["R-ketamine", "no level"]),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_name(doses: str, options: dict[str, object], words: list[str]) -> None:
    with pytest.raises(NemdaError) as refusal:
        pk(doses, **options)
    for word in words:
        assert word in str(refusal.value)


def test_people_who_are_counted_have_no_n() -> None:
    with pytest.raises(NemdaError, match="counted already"):
        pk(NASAL, people=people("healthy", n=2), n=3)
