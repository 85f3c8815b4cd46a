"""Doses beyond every published one are told, doses beyond reason refused, published ones left in peace."""

from __future__ import annotations

import csv
import re
import tomllib
import warnings
from importlib.resources import files
from pathlib import Path

import pytest

from nemda.drugs import compounds
from nemda.drugs.plausible import UnusualDoseWarning, parse_plausible, plausible, unusual, warn_of_unusual
from nemda.errors import DrugError
from nemda.evidence.citations import find_citation
from nemda.evidence.rows import tables_folder
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
        "4.5 mg/kg ketamine iv", "13 mg/kg ketamine im", "450 mg ketamine sublingual tablet",
        "saline iv over 40 min", "50% nitrous oxide inhaled over 60 min", "20 mg fluoxetine oral",
    ],
)  # fmt: skip
def test_published_doses_are_no_surprise(sentence: str) -> None:
    assert unusual(dose(sentence)) is None


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("7 mg/kg ketamine iv over 40 min", ["7 mg/kg ketamine iv", "6.14 mg/kg", "idvall1979"]),
        ("1000 mg ketamine iv", ["1,000 mg ketamine iv", "315 mg"]),
        ("999.7 mg ketamine iv", ["1,000 mg ketamine iv"]),
        ("112 mg esketamine nasal", ["112 mg esketamine nasal", "84 mg", "daly2018"]),
        ("1.5 g ketamine im", ["1,500 mg ketamine im", "910 mg", "ketalarusprescribing-b"]),
        ("140 mg ketamine sc", ["140 mg ketamine sc", "70 mg", "castle2017"]),
    ],
)
def test_more_than_any_published_dose_is_told(sentence: str, words: list[str]) -> None:
    said = unusual(dose(sentence))
    assert said is not None
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    "sentence", ["70 mg/kg ketamine iv over 40 min", "13 g esketamine nasal", "10 g ketamine im"]
)
def test_what_nobody_could_mean_is_refused(sentence: str) -> None:
    with pytest.raises(DrugError, match="decimal point"):
        warn_of_unusual([dose(sentence)])


def test_a_reported_dose_of_misuse_is_not_refused() -> None:
    # 500 mg by mouth of one dependent person (Kamaya 1987), and the mean of users in a day (Strous 2022)
    for sentence in ("500 mg ketamine oral", "260 mg ketamine nasal", "2.4 g ketamine nasal"):
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


WORDS = (
    (r"\bim\b|intramus", "im"), (r"\bsc\b|subcut", "sc"), (r"sublingual|film|buccal", "sublingual"),
    (r"rectal", "rectal"), (r"inhal|nebul", "inhaled"), (r"nasal|\bin\b(?! )|spray", "nasal"),
    (r"\boral|\bpo\b", "oral"), (r"\biv\b|infusion|intraven", "iv"),
)  # fmt: skip
AMOUNT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?:\s*-\s*(\d+(?:\.\d+)?))?\s*(mg/kg|mg)\b(?!/)")


def told(text: str) -> list[tuple[str, str, float, str]]:
    """Compound, route, amount and unit of every dose that words tell of a person."""
    words = text.lower()
    route = next((name for pattern, name in WORDS if re.search(pattern, words)), "")
    compound = "esketamine" if re.search(r"\bs-ketamine|esketamine", words) else "ketamine"
    return [
        (compound, route, float(found[2] or found[1]), found[3]) for found in AMOUNT.finditer(words) if route
    ]


def table_rows(name: str) -> list[dict[str, str]]:
    with (tables_folder() / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_an_entry_is_the_largest_of_the_tables_of_risk_kinetics_and_effects() -> None:
    """No dose that another table tells of, as an amount or as the upper end of a range, is larger."""
    found: list[tuple[str, str, float, str]] = []
    for row in table_rows("longterm_risk"):
        of_dose = f" {row['high'] or row['value']} {row['unit']}" if row["item"] == "dose" else ""
        found += told(f"{row['population']} {row['exposure']} {row['item']}{of_dose}")
    for row in table_rows("pk_observations"):
        if row["dose_unit"] in ("mg", "mg/kg"):
            first = row["dose"].partition(" +")[0]
            found += told(f"{row['dosed_compound']} {first} {row['dose_unit']} {row['route']}")
    for row in table_rows("acute_effects"):
        for route in row["route"].split("/"):
            found += told(f"{row['compound']} {row['dose'].partition(' +')[0]} {route}")
    judged: dict[tuple[str, str], float] = {}
    for compound, route, amount, unit in found:
        key = (compound, route)
        per_kg = amount if unit == "mg/kg" else amount / plausible().body_kg
        judged[key] = max(judged.get(key, 0.0), per_kg)
    known = plausible().largest
    for key, most in judged.items():
        assert key in known, key
        assert most <= known[key].dose_mg_kg * (1 + 1e-9), key
    # what the tables themselves hold is reached, so the entries of the racemate are no guesses
    for route in ("iv", "im", "sc", "nasal", "oral", "sublingual", "rectal"):
        assert judged["ketamine", route] == pytest.approx(known["ketamine", route].dose_mg_kg), route


def test_half_of_the_racemate_is_half_of_its_entry() -> None:
    table = plausible().largest
    for entry in ENTRIES:
        if entry["note"].startswith("the half of the racemic"):
            for route in entry["routes"]:
                half, whole = table[entry["compound"], route], table["ketamine", route]
                assert half.dose_mg_kg == pytest.approx(whole.dose_mg_kg / 2)
                assert half.taken_mg_kg == pytest.approx(whole.taken_mg_kg / 2)
                assert entry["grade"] == "B"


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
