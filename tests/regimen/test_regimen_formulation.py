"""Preparations and stepped infusions in sentences, YAML, NONMEM rows and doses."""

from pathlib import Path

import numpy as np
import pytest

from nemda.errors import DrugError, RegimenError
from nemda.regimen import (
    Dose,
    Regimen,
    amounts_mg,
    parse,
    read_nonmem,
    regimen_from_mapping,
    to_sentence,
    write_nonmem,
)


@pytest.mark.parametrize(
    ("sentence", "dose"),
    [
        (
            "240 mg ketamine oral extended release once",
            Dose("ketamine", 240, "mg", "oral", formulation="extended release"),
        ),
        ("25 mg ketamine sublingual wafer", Dose("ketamine", 25, "mg", "sublingual", formulation="wafer")),
        ("25 mg wafer of ketamine, buccal", Dose("ketamine", 25, "mg", "sublingual", formulation="wafer")),
        ("50 mg ketamine rectal", Dose("ketamine", 50, "mg", "rectal")),
        ("10 mg esketamine inhaled over 20 min", Dose("esketamine", 10, "mg", "inhaled", 0.0, 1 / 3)),
        ("84 mg Spravato nasal devices", Dose("esketamine", 84, "mg", "nasal", formulation="devices")),
        ("50 mg ketamine oral solution", Dose("ketamine", 50, "mg", "oral", formulation="solution")),
        ("50 mg ketamine nasal spray", Dose("ketamine", 50, "mg", "nasal")),
        ("0.1 mg/kg/h ketamine iv over 5 days", Dose("ketamine", 12, "mg/kg", "iv", 0.0, 120.0)),
    ],
)
def test_sentences(sentence: str, dose: Dose) -> None:
    assert parse(sentence).doses == (dose,)


@pytest.mark.parametrize(
    "sentence",
    [
        "240 mg ketamine oral extended release",
        "40 mg ketamine oral prolonged release every 12 h, 5 doses",
        "25 mg ketamine sublingual wafer on days 0, 2",
        "84 mg esketamine nasal devices twice weekly for 4 weeks",
        "placebo oral tablet daily for 3 days",
    ],
)
def test_preparations_print_as_written(sentence: str) -> None:
    assert to_sentence(parse(sentence)) == sentence


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("25 mg ketamine oral wafer", "no such preparation"),
        ("25 mg ketamine wafer", "By which route"),
        ("25 mg ketamine oral tablet solution", "second preparation"),
        ("84 mg ketamine nasal devices", "does not come in"),
        ("84 mg esketamine nasal devices over 10 min", "times of their own"),
        ("25 mg ketamine im tablet", "no such preparation"),
        ("25 mg ketamine pr", "no single meaning"),
        ("25 mg ketamine oral over 20 min", "no duration"),
    ],
)
def test_what_does_not_exist_is_refused(sentence: str, message: str) -> None:
    with pytest.raises(RegimenError, match=message):
        parse(sentence)


def test_a_new_route_drops_the_preparation_and_the_same_route_keeps_it() -> None:
    doses = parse(
        "60 mg ketamine oral XR on day 0 then 120 mg on day 7 then 50 mg sublingual on day 14"
    ).doses
    assert [dose.formulation for dose in doses] == ["extended release", "extended release", None]


def test_steps_of_a_pump_follow_on() -> None:
    sentence = "8 mg ketamine iv bolus then 20 mg/h over 2 h then 10 mg/h over 4 h then over 30 min"
    starts = [(dose.start_h, dose.duration_h, dose.amount) for dose in parse(sentence).doses]
    assert starts == [(0.0, 0.0, 8.0), (0.0, 2.0, 40.0), (2.0, 4.0, 40.0), (6.0, 0.5, 5.0)]


def test_only_a_pump_follows_on_without_a_schedule() -> None:
    with pytest.raises(RegimenError, match="When, after 'then'"):
        parse("56 mg esketamine nasal over 10 min then 84 mg")
    with pytest.raises(RegimenError, match="When, after 'then'"):
        parse("0.5 mg/kg ketamine iv bolus then 0.5 mg/kg")


def test_the_key_of_a_preparation_is_part_of_a_dose() -> None:
    tablet = Dose("ketamine", 50, "mg", "oral", formulation="tablet")
    assert tablet != Dose("ketamine", 50, "mg", "oral")
    assert Regimen((tablet, Dose("ketamine", 50, "mg", "oral"))) == Regimen(
        (Dose("ketamine", 50, "mg", "oral"), tablet)
    )
    with pytest.raises(DrugError, match="by its key"):
        Dose("ketamine", 50, "mg", "oral", formulation="tablets")


def test_yaml() -> None:
    entry = {"compound": "ketamine", "amount": 60.0, "unit": "mg", "route": "oral", "formulation": "XR"}
    assert regimen_from_mapping({"doses": [entry]}).doses[0].formulation == "extended release"
    with pytest.raises(RegimenError, match="no such preparation"):
        regimen_from_mapping({"doses": [entry | {"formulation": "film"}]})


def test_nonmem_has_a_column_of_preparations_only_where_needed(tmp_path: Path) -> None:
    plain, named = tmp_path / "plain.csv", tmp_path / "named.csv"
    write_nonmem(plain, parse("50 mg ketamine oral"), np.array([70.0]))
    assert "FORM" not in plain.read_text()
    regimen = parse("50 mg ketamine oral tablet and 20 mg ketamine oral on day 1")
    write_nonmem(named, regimen, np.array([70.0]), [1.0])
    assert "FORM" in named.read_text().splitlines()[0]
    (person,) = read_nonmem(named)
    assert person.regimen == regimen
    named.write_text(named.read_text().replace("tablet", "wafer"))
    with pytest.raises(RegimenError, match="column FORM"):
        read_nonmem(named)


@pytest.mark.parametrize("weight", [np.nan, 0.0, -70.0, np.inf])
def test_mg_per_kg_without_a_weight_names_the_field(weight: float) -> None:
    with pytest.raises(RegimenError, match="weight_kg, person 1"):
        amounts_mg(parse("0.1 mg/kg/h ketamine iv over 5 days"), np.array([70.0, weight]))


@pytest.mark.parametrize(
    ("salt", "base"),
    [
        ("ketamine hydrochloride", "ketamine base"),
        ("(R,S)-ketamine hydrochloride", "ketamine free base"),
        ("esketamine hydrochloride", "esketamine base"),
        ("(S)-ketamine HCl", "esketamine"),
        ("S(+)-ketamine hydrochloride", "S-ketamine base"),
        ("R-ketamine HCl", "arketamine"),
    ],
)
def test_a_salt_is_converted_and_a_base_is_not(salt: str, base: str) -> None:
    # Molar masses of the cards: 237.725 g/mol base, 274.186 g/mol hydrochloride.
    of_salt, of_base = (parse(f"100 mg {name} iv").doses[0] for name in (salt, base))
    assert of_salt.compound == of_base.compound
    assert of_base.amount == 100.0
    assert of_salt.amount == pytest.approx(100 * 237.725 / 274.186, rel=1e-12)
