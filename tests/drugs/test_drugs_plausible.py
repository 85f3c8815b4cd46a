"""Doses beyond every published one are told, doses beyond reason refused, published ones left in peace."""

from __future__ import annotations

import tomllib
import warnings
from importlib.resources import files
from pathlib import Path

import pytest

from nemda.drugs import compounds
from nemda.drugs.plausible import UnusualDoseWarning, parse_plausible, plausible, unusual, warn_of_unusual
from nemda.errors import DrugError
from nemda.evidence.citations import find_citation
from nemda.evidence.tables import trial_arms
from nemda.regimen import Dose, parse
from nemda.trial import Trial, read_plan

ENTRIES = tomllib.loads((files("nemda.drugs") / "plausible.toml").read_text("utf-8"))["range"]
EXAMPLES = Path(__file__).parents[2] / "examples"


def dose(sentence: str) -> Dose:
    return parse(sentence).doses[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "0.5 mg/kg ketamine iv over 40 min", "84 mg esketamine nasal", "2 mg/kg ketamine iv",
        "40 mg ketamine iv over 1 h", "4.8 g ketamine iv over 120 h", "100 mg lanicemine iv over 60 min",
        "saline iv over 40 min", "50% nitrous oxide inhaled over 60 min", "20 mg fluoxetine oral",
    ],
)  # fmt: skip
def test_published_doses_are_no_surprise(sentence: str) -> None:
    assert unusual(dose(sentence)) is None


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("5 mg/kg ketamine iv over 40 min", ["5 mg/kg ketamine iv", "3.64 mg/kg", "idvall1979"]),
        ("1000 mg ketamine iv", ["1e+03 mg ketamine iv", "140 mg"]),
        ("112 mg esketamine nasal", ["112 mg esketamine nasal", "84 mg", "daly2018"]),
        ("700 mg ketamine im", ["700 mg ketamine im", "70 mg", "castle2017"]),
    ],
)
def test_more_than_any_published_dose_is_told(sentence: str, words: list[str]) -> None:
    said = unusual(dose(sentence))
    assert said is not None
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    "sentence", ["50 mg/kg ketamine iv over 40 min", "850 mg esketamine nasal", "8 g ketamine im"]
)
def test_what_nobody_could_mean_is_refused(sentence: str) -> None:
    with pytest.raises(DrugError, match="decimal point"):
        warn_of_unusual([dose(sentence)])


def test_a_reported_dose_of_misuse_is_not_refused() -> None:
    # 750 mg into muscle and 500 mg by mouth, which one dependent person took (Kamaya 1987)
    for sentence in ("750 mg ketamine im", "500 mg ketamine oral"):
        assert unusual(dose(sentence)) is not None


def test_many_equal_doses_are_told_once() -> None:
    with pytest.warns(UnusualDoseWarning) as told:
        warn_of_unusual(parse("112 mg esketamine nasal twice weekly for 4 weeks").doses)
    assert len(told) == 1


def test_no_arm_of_a_published_trial_is_unusual() -> None:
    trials = [file for file in sorted(EXAMPLES.glob("*.yaml")) if "study_id:" in file.read_text("utf-8")]
    assert trials
    for file in trials:
        trial = read_plan(file)
        assert isinstance(trial, Trial)
        for arm in trial.arms:
            for share in arm.mix:
                for one in share.regimen.doses:
                    assert unusual(one) is None, (file.name, one)


def test_every_entry_has_a_known_source_and_routes_of_its_card() -> None:
    for entry in ENTRIES:
        for key in entry["source"].split("; "):
            assert find_citation(key).text
        assert set(entry["routes"]) <= set(compounds()[entry["compound"]].routes)
        assert entry["grade"] in "AB"


def test_an_entry_is_the_largest_of_the_trials() -> None:
    """No single dose of a trial arm, as a number of mg or mg/kg, is larger than its entry."""
    names = {"racemic ketamine": "ketamine", "esketamine": "esketamine", "lanicemine": "lanicemine"}
    routes = {"IV": "iv", "IM": "im", "SC": "sc", "IN": "nasal", "PO": "oral"}
    judged = 0
    for arm in trial_arms():
        key = (names.get(arm.compound, ""), routes.get(arm.route, ""))
        known = plausible().largest.get(key)
        if known is None or arm.dose is None or arm.unit not in ("mg", "mg/kg"):
            continue
        most = arm.dose / (1.0 if arm.unit == "mg/kg" else plausible().body_kg)
        assert most <= known.over((arm.duration_min or 0.0) / 60) * (1 + 1e-9), arm
        judged += 1
    assert judged > 30


def test_a_wrong_table_is_refused() -> None:
    conventions = {"body_kg": 70, "refused_times": 10}
    good = dict(ENTRIES[0])
    assert parse_plausible({"conventions": conventions, "range": [good]}).largest["ketamine", "iv"]
    for wrong in ({"unit": "g"}, {"compound": "unobtainium"}, {"why": "typo"}):
        with pytest.raises(DrugError, match="as expected"):
            parse_plausible({"conventions": conventions, "range": [good | wrong]})


def test_ordinary_doses_warn_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_unusual(parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks").doses)
