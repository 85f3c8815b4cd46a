"""Presets: every number has a source, and the people drawn look like those of the source."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from nemda.errors import PeopleError
from nemda.evidence.keys import citation_key
from nemda.people.definitions import definition, definitions
from nemda.people.people import people
from nemda.people.presets import parse_covariate, parse_preset, preset_names, read_preset

N = 200_000


@pytest.mark.parametrize("name", ["healthy", "mdd", "trd"])
def test_every_preset_describes_every_covariate(name: str) -> None:
    preset = read_preset(name)
    assert name in preset_names()
    assert set(preset.covariates) == set(definitions())
    assert preset.meaning
    assert "independently" in preset.independence


@pytest.mark.parametrize("name", preset_names())
def test_every_number_has_a_source_that_can_be_found(name: str) -> None:
    for covariate in read_preset(name).covariates.values():
        place = f"{name}: {covariate.definition.name}"
        if covariate.source == "assumption":
            assert covariate.grade == "C", place
            assert covariate.note, place
        elif covariate.citation:
            assert citation_key(covariate.citation) == covariate.source, place
        elif covariate.men is None:
            assert covariate.source in {other.source for other in read_preset(name).covariates.values()}, (
                place
            )
        else:
            assert covariate.evidence, place


@pytest.mark.parametrize("name", preset_names())
def test_evidence_pointers_lead_to_the_number(name: str) -> None:
    pointed = [covariate for covariate in read_preset(name).covariates.values() if covariate.evidence]
    for covariate in pointed:
        table, study, arm = re.fullmatch(r"(\w+\.csv): (\w+), (.+)", covariate.evidence).groups()  # type: ignore[union-attr]  a pointer of another form fails here as well
        with (files("nemda.evidence") / "tables" / table).open(encoding="utf-8") as stream:
            [row] = [row for row in csv.DictReader(stream) if (row["study_id"], row["arm"]) == (study, arm)]
        assert citation_key(row["citation"]) == covariate.source
        drawn = people(name, n=N)[covariate.definition.name]
        # 5 standard errors of a mean and of an SD of nearly normal values
        sd = float(row["baseline_sd"])
        assert drawn.mean() == pytest.approx(float(row["baseline_mean"]), abs=5 * sd / np.sqrt(N))
        assert drawn.std() == pytest.approx(sd, abs=5 * sd / np.sqrt(2 * N))


def test_trd_baseline_is_that_of_the_pooled_trials() -> None:
    severity = people("trd", n=N)["baseline_madrs"]
    # Wilkinson 2018, 33.8 (6.8); 5 standard errors
    assert severity.mean() == pytest.approx(33.8, abs=5 * 6.8 / np.sqrt(N))
    assert severity.std() == pytest.approx(6.8, abs=5 * 6.8 / np.sqrt(2 * N))
    assert severity.min() >= 20
    assert severity.max() <= 60


def test_trd_age_index_and_sex_are_as_reported() -> None:
    trd = people("trd", n=N)
    for name, mean, sd in [("age_y", 46.3, 11.1), ("bmi_kg_m2", 28.0, 5.81)]:
        # 5 standard errors; the index is skewed, which widens that of its SD to about 1.3 times
        assert trd[name].mean() == pytest.approx(mean, abs=5 * sd / np.sqrt(N))
        assert trd[name].std() == pytest.approx(sd, abs=7 * sd / np.sqrt(2 * N))
    assert trd["female"].mean() == pytest.approx(0.663, abs=5 * np.sqrt(0.663 * 0.337 / N))


def test_men_and_women_differ_as_in_the_source() -> None:
    trd = people("trd", n=N)
    women = trd["female"] == 1
    # Levinsson 2022: 162.9 (6.2) and 176.1 (6.7) cm; the cut at 140 and 205 takes 1e-4 of people away,
    # which moves the mean by less than 0.005 cm; 5 standard errors are below 0.13 cm
    assert trd["height_cm"][women].mean() == pytest.approx(162.9, abs=0.1)
    assert trd["height_cm"][~women].mean() == pytest.approx(176.1, abs=0.15)
    assert trd["weight_kg"][women].mean() < trd["weight_kg"][~women].mean() - 8


def test_weight_follows_from_height_and_index() -> None:
    trd = people("trd", n=1000)
    expected = trd["bmi_kg_m2"] * (trd["height_cm"] / 100) ** 2
    assert trd["weight_kg"].tobytes() == expected.tobytes()
    # taller people weigh more although the index does not depend on height
    assert np.corrcoef(trd["weight_kg"], trd["height_cm"])[0, 1] > 0.3


def test_pressures_go_together_and_nobody_may_not_be_dosed() -> None:
    trd = people("trd", n=N)
    systolic, diastolic = trd["systolic_mmHg"], trd["diastolic_mmHg"]
    assert systolic.max() <= 140
    assert diastolic.max() <= 90
    assert (systolic - diastolic).min() > 0
    # 0.6 between the deviates, raised a little by the sex difference (between-sex means move together);
    # 0.58 to 0.63 holds both that and 5 standard errors (0.007)
    assert 0.58 < np.corrcoef(systolic, diastolic)[0, 1] < 0.63


def test_healthy_volunteers_are_not_depressed() -> None:
    healthy = people("healthy", n=N)
    assert healthy["baseline_madrs"].max() <= 19
    assert 3 < healthy["baseline_madrs"].mean() < 4
    assert healthy["bmi_kg_m2"].max() <= 30
    assert healthy["prior_failed_treatments"].max() == 0


def test_prior_failures_define_resistance() -> None:
    assert people("trd", n=N)["prior_failed_treatments"].min() == 2
    assert people("mdd", n=N)["prior_failed_treatments"].max() == 1
    # Daly 2019: 208 of 297 had two or fewer
    share = (people("trd", n=N)["prior_failed_treatments"] == 2).mean()
    assert share == pytest.approx(208 / 297, abs=0.005)


@pytest.mark.parametrize(("typed", "meant"), [("tdr", "trd"), ("helthy", "healthy"), ("MDD", "mdd")])
def test_an_unknown_preset_names_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(PeopleError, match=f"did you mean.*{meant}"):
        people(typed)


NORMAL: dict[str, Any] = {
    "distribution": "normal", "mean": 30, "sd": 5, "bounds": [20, 60], "selected": True,
    "grade": "A", "source": "wilkinson2018",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"distribution": "gamma"}, "distribution"),
        ({"sd": None}, "as expected"),
        ({"grade": "D"}, "grade"),
        ({"grade": "C"}, "note"),
        ({"source": ""}, "source"),
        ({"typo": 1}, "typo"),
        ({"mean": 70}, "bounds"),
        ({"bounds": [20]}, "as expected"),
        ({"distribution": "bernoulli", "mean": 1.2}, "probability"),
        ({"distribution": "categorical", "values": [1, 2], "probabilities": [0.5, 0.6]}, "sum to 1"),
        ({"distribution": "categorical", "values": [2, 1], "probabilities": [0.5, 0.5]}, "rise"),
    ],
)
def test_a_wrong_entry_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(PeopleError, match=message):
        parse_covariate("baseline_madrs", NORMAL | change)


def test_a_right_entry_is_read() -> None:
    covariate = parse_covariate("baseline_madrs", NORMAL)
    assert covariate.definition == definition("baseline_madrs")
    assert covariate.men == covariate.women


def test_an_incomplete_preset_is_refused() -> None:
    table = {"meaning": "m", "independence": "i", "covariate": {"baseline_madrs": NORMAL}}
    with pytest.raises(PeopleError, match="weight_kg"):
        parse_preset("partial", table)
