"""Gut wall, enzymes, readings, occasions and dehydronorketamine, each by itself."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.evidence.citations import citations
from nemda.pk.doses import KetamineDoses
from nemda.pk.enzymes import enzyme_scale
from nemda.pk.gut import escape_at
from nemda.pk.kinetics import effect_levels, plasma_levels
from nemda.pk.metrics import area_under_curve, peak
from nemda.pk.occasions import OCCASION_PARAMETERS, with_occasion
from nemda.pk.readings import readings, with_reading
from nemda.pk.values import parameter_table, typical_values

part = st.floats(0.01, 1.0)
activity = st.floats(0.01, 50.0)
WEIGHT = np.array([70.0])


def one(value: float) -> ndarray:
    return np.array([value])


@given(part)
def test_usual_activity_leaves_the_escape_exactly(escape: float) -> None:
    assert escape_at(one(escape), one(1.0))[0] == pytest.approx(escape, rel=1e-15)


@given(part, activity, activity)
def test_activities_of_the_wall_multiply(escape: float, first: float, second: float) -> None:
    in_turn = escape_at(escape_at(one(escape), one(first)), one(second))
    assert in_turn[0] == pytest.approx(escape_at(one(escape), one(first * second))[0], rel=1e-9)
    assert 0.0 < in_turn[0] <= 1.0


def test_enzymes_at_usual_activity_scale_by_exactly_one() -> None:
    for compound in ("ketamine", "norketamine"):
        assert enzyme_scale(typical_values(2), compound).tolist() == [1.0, 1.0]


def test_without_both_enzymes_the_rest_stays() -> None:
    values = typical_values(1) | {"cyp3a4_liver_activity": one(0.0), "cyp2b6_liver_activity": one(0.0)}
    assert enzyme_scale(values, "ketamine")[0] == pytest.approx(1.0 - 0.306 - 0.619)


def test_two_enzymes_that_do_more_than_everything_are_refused() -> None:
    with pytest.raises(ParameterError, match="ketamine_cyp3a4_fraction"):
        enzyme_scale(typical_values(1) | {"ketamine_cyp3a4_fraction": one(0.5)}, "ketamine")


def test_readings_are_sourced_and_change_what_they_say() -> None:
    known = citations()
    for reading in readings().values():
        assert all(key in known for key in reading.source.split("; ")), reading.name
        assert reading.note
        changed = with_reading(typical_values(2), reading.name)
        differing = {
            name for name, value in changed.items() if np.any(value != parameter_table()[name].value)
        }
        assert differing == set(reading.values)


def test_an_unknown_reading_is_refused_with_the_nearest() -> None:
    with pytest.raises(ParameterError, match="hasan2021"):
        with_reading(typical_values(1), "hasan2012")


def test_the_faster_noresketamine_of_the_default_meets_peak_and_area_together() -> None:
    values = typical_values(1)
    table = files("nemda.evidence").joinpath("tables/pk_observations.csv")
    with table.open(encoding="utf-8") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["study_id"] == "perezruixo2021_table4" and row["compound_measured"] == "S-norketamine"
            and row["population"] == "18-60 y Caucasian"
        ]  # fmt: skip
    assert len(rows) == 6
    for row in rows:
        doses = KetamineDoses(
            ("nasal",), np.zeros(1), np.zeros(1), np.full((1, 1), float(row["dose"])), np.zeros((1, 1))
        )
        drive = plasma_levels(doses, WEIGHT, values)
        umol = (
            peak(drive, "norketamine_venous", 0.0, 24.0).level
            if row["quantity"] == "Cmax"
            else area_under_curve(drive, "norketamine_venous", 0.0, 24.0)
        )
        # Each of the two readings of the source misses one of both by 28% or more.
        assert 223.7 * umol[0] == pytest.approx(float(row["value"]), rel=0.13)


def test_an_occasion_redraws_what_varies_between_occasions_only() -> None:
    values = typical_values(4)
    deviates = {name: np.array([-1.0, 0.0, 1.0, 3.0]) for name in OCCASION_PARAMETERS}
    changed = with_occasion(values, deviates)
    for name, value in changed.items():
        if name in OCCASION_PARAMETERS:
            assert np.all(np.diff(value) > 0)
            assert value[1] == pytest.approx(parameter_table()[name].value, rel=1e-12)
        else:
            np.testing.assert_array_equal(value, values[name])
    assert changed["sublingual_bioavailability"].max() < 1.0


def test_an_occasion_of_another_parameter_is_refused() -> None:
    with pytest.raises(ParameterError, match="between occasions"):
        with_occasion(typical_values(1), {"ketamine_clearance_factor": one(0.0)})
    with pytest.raises(ParameterError, match="finite"):
        with_occasion(typical_values(1), {"sublingual_bioavailability": one(float("nan"))})


def long_infusion(hours: float) -> KetamineDoses:
    """Return 2 mg/kg and 41 ug/kg/min of racemate at 70 kg (Idvall 1979)."""
    half_mg = np.array([[70.0], [0.041 * 60.0 * hours * 35.0]])
    return KetamineDoses(("iv", "iv"), np.zeros(2), np.array([0.0, hours]), half_mg, half_mg)


def test_dehydronorketamine_reaches_the_peak_of_idvall1979() -> None:
    drive = plasma_levels(long_infusion(2.0), WEIGHT, typical_values(1))
    for site in ("venous", "arterial"):
        found = peak(drive, f"dehydronorketamine_{site}", 0.0, 48.0).level[0]
        # 3.2 (SD 1.9) umol/L in 31 patients: one standard error is 0.34.
        assert found == pytest.approx(3.2, abs=0.34)


def test_dehydronorketamine_at_steady_state_stands_as_in_intensive_care() -> None:
    drive = plasma_levels(long_infusion(72.0), WEIGHT, typical_values(1))
    index = {name: position for position, name in enumerate(drive.names)}
    level = drive.at(np.array([71.9]))[:, 0, 0]
    ratio = level[index["dehydronorketamine_arterial"]] / level[index["norketamine_arterial"]]
    # 2.6 against 1.0 ug/mL (SD 1.0 and 0.6).
    assert ratio * 221.68 / 223.7 == pytest.approx(2.6, rel=0.05)


def test_dehydronorketamine_takes_no_more_than_norketamine_leaves_over() -> None:
    values = typical_values(1)
    together = (
        values["hydroxynorketamine_formation_fraction"] + values["dehydronorketamine_formation_fraction"]
    )
    assert together[0] <= 1.0


def test_dehydronorketamine_changes_no_other_level_and_has_no_effect_site() -> None:
    values = typical_values(1)
    more = values | {"dehydronorketamine_clearance": one(20.0)}
    times = np.array([0.1, 1.0, 5.0])
    first, second = (plasma_levels(long_infusion(2.0), WEIGHT, each) for each in (values, more))
    for index, name in enumerate(first.names):
        if not name.startswith("dehydro"):
            # Rounding of the modes, which the other rate moves.
            np.testing.assert_allclose(second.at(times)[index], first.at(times)[index], rtol=1e-8, atol=1e-12)
    assert not any("dehydro" in name for name in effect_levels(long_infusion(2.0), WEIGHT, values).names)
