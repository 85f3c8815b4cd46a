"""Several compounds in one sentence, gases in percent, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from nemda.errors import DrugError, RegimenError
from nemda.regimen import parse, read_nonmem, regimen_from_mapping, to_sentence, write_nonmem


def doses_of(sentence: str, compound: str):
    return [dose for dose in parse(sentence).doses if dose.compound == compound]


def test_a_part_that_names_only_what_takes_route_and_schedule_of_the_next() -> None:
    sentence = "45 mg dextromethorphan + 105 mg bupropion oral twice daily for 6 weeks"
    first, second = doses_of(sentence, "dextromethorphan"), doses_of(sentence, "bupropion")
    assert len(first) == len(second) == 84
    assert [one.start_h for one in first] == [one.start_h for one in second]
    # labels state the salts: 45 mg hydrobromide monohydrate, 105 mg hydrochloride
    assert first[0].amount == pytest.approx(33.0, abs=0.1)
    assert second[0].amount == pytest.approx(91.1, abs=0.1)


def test_a_combination_follows_then() -> None:
    sentence = "45 mg dextromethorphan + 105 mg bupropion oral daily for 3 days then twice daily for 1 week"
    assert len(doses_of(sentence, "dextromethorphan")) == len(doses_of(sentence, "bupropion")) == 17


def test_a_combination_whose_parts_change_apart_is_refused() -> None:
    with pytest.raises(RegimenError, match="change apart"):
        parse("45 mg dextromethorphan + 105 mg bupropion oral daily for 3 days then 150 mg daily for 1 week")


def test_with_goes_on_as_long_as_what_it_stands_with() -> None:
    sentence = "0.5 mg/kg ketamine iv over 40 min twice weekly for 4 weeks with 20 mg memantine oral daily"
    assert len(doses_of(sentence, "ketamine")) == 8
    assert len(doses_of(sentence, "memantine")) == 28


def test_a_gas_is_given_in_percent_for_a_time() -> None:
    (dose,) = parse("50% nitrous oxide inhaled over 60 min").doses
    assert (dose.amount, dose.unit, dose.duration_h) == (50.0, "%", 1.0)
    again = parse(to_sentence(parse("50% N2O inhaled over 60 min on days 0, 7")))
    assert [one.start_h for one in again.doses] == [0.0, 168.0]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("50% nitrous oxide inhaled", "how long"),
        ("120% nitrous oxide inhaled over 60 min", "percent"),
        ("50 mg nitrous oxide inhaled over 60 min", "percent"),
        ("50% ketamine iv over 40 min", "percent"),
        ("20 mg memantine iv", "not given by this route"),
        ("100 mg cycloserine nasal", "not given by this route"),
        ("20 mg memantine oral extended release", "no preparations"),
        ("1 mg MK-801 iv", "cannot be dosed"),
        ("450 mg rapastinel iv", "Unknown compound"),
    ],
)
def test_what_is_not_known_is_refused(sentence: str, word: str) -> None:
    with pytest.raises((RegimenError, DrugError), match=word):
        parse(sentence)


def test_yaml_and_nonmem_rows_hold_several_compounds(tmp_path: Path) -> None:
    regimen = regimen_from_mapping(
        {
            "doses": [
                {"compound": "nitrous oxide", "amount": 25, "unit": "%", "route": "inhaled", "duration_h": 1},
                {"compound": "memantine", "amount": 10, "unit": "mg", "route": "oral", "start_day": 1},
            ]
        }
    )
    file = tmp_path / "rows.csv"
    write_nonmem(file, regimen, np.array([70.0]))
    assert read_nonmem(file)[0].regimen == regimen
