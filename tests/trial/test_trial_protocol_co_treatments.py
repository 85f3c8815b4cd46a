"""Co-treatments in trial files: doses on every regimen of an arm, told readings, refusals by field."""

from __future__ import annotations

from typing import Any

import pytest

from nemda.errors import TrialError
from nemda.regimen import parse
from nemda.trial.definition import Arm
from nemda.trial.reading import trial_from_mapping
from nemda.trial.rows.scenario_beside import built_up

SESSION = "0.5 mg/kg ketamine iv over 40 min at 2 h"


def made(*co_treatments: object, **arm: Any) -> Arm:
    entry = {"name": "drug", "role": "drug", "regimen": SESSION, "co_treatments": list(co_treatments), **arm}
    return trial_from_mapping({"title": "t", "weeks": 3, "arms": [entry]}).arms[0]


def test_a_co_treatment_is_what_its_sentence_joined_to_the_regimen_would_be() -> None:
    found = made("300 mg lamotrigine oral", "50 mg naltrexone oral")
    sentence = f"300 mg lamotrigine oral and 50 mg naltrexone oral and {SESSION}"
    assert found.mix[0].regimen == parse(sentence)
    assert "opioid_switch 0 is used" in found.note


def test_every_regimen_of_a_mix_gets_it() -> None:
    mix = [{"share": 0.5, "regimen": SESSION}, {"share": 0.5, "regimen": "saline iv over 40 min"}]
    found = made("100 mg riluzole oral", regimen=None, mix=mix)
    assert all(any(d.compound == "riluzole" for d in part.regimen.doses) for part in found.mix)


def test_a_drug_from_before_begins_with_its_steady_state() -> None:
    found = made({"regimen": "200 mg lamotrigine oral daily for 2 weeks", "from_before": True})
    first, second = [d for d in found.mix[0].regimen.doses if d.compound == "lamotrigine"][:2]
    assert first.amount == pytest.approx(200 * built_up("lamotrigine", 24.0))
    assert second.amount == 200


def test_a_drug_without_a_path_to_mood_is_told() -> None:
    assert "nicotine: no path leads to mood" in made("1 mg nicotine iv over 5 min").note


@pytest.mark.parametrize(
    ("entry", "field"),
    [({"regimen": "300 mg lamotrigine oral", "from_before": True}, "from_before"),
     ({"regimen": "ketamine iv over 40 min daily for 3 days", "from_befor": True}, "co_treatments"),
     ("", "co_treatments")],
)  # fmt: skip
def test_a_co_treatment_that_makes_no_sense_is_refused_by_field(entry: object, field: str) -> None:
    with pytest.raises(TrialError) as refused:
        made(entry)
    assert field in str(refused.value)
