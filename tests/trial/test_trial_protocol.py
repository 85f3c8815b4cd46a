"""Protocols as data: what is refused is refused with its field, and what is written reads back the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from trial_samples import trial

from nemda.errors import NemdaError, TrialError
from nemda.regimen import parse
from nemda.trial import read_trial_file, write_trial_file
from nemda.trial.protocol import (
    Analysis,
    Crossover,
    Dropout,
    Endpoint,
    LeadIn,
    Limits,
    Protocol,
    Rated,
    Titration,
    shares_of,
)  # fmt: skip
from nemda.trial.protocol.allocation import sizes_of
from nemda.trial.protocol.raters import raters
from nemda.trial.protocol.schema import trial_schema
from nemda.trial.reading import trial_from_mapping


def written(**protocol: Any) -> dict[str, Any]:
    return {
        "title": "A trial", "weeks": 2.0,
        "arms": [
            {"name": "ketamine", "role": "drug", "regimen": "0.5 mg/kg ketamine iv over 40 min"},
            {"name": "saline", "role": "comparator", "regimen": "saline iv over 40 min"},
        ],
        "protocol": protocol,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("protocol", "field"),
    [
        ({"visits_h": [-24.0, 24.0]}, "protocol.visits_h"),
        ({"visits_h": [24.0, 1000.0]}, "protocol.visits_h"),
        ({"scales": [{"scale": "hamd99"}]}, "scale"),
        ({"scales": [{"scale": "madrs", "rater": "nobody"}]}, "scales.rater"),
        ({"allocation": [0.5, 0.4]}, "allocation"),
        ({"allocation": "2:1:1"}, "allocation"),
        ({"allocation": "two to one"}, "allocation"),
        ({"blinding": 1.2}, "protocol.blinding"),
        ({"open_label": True, "anesthesia": True}, "protocol.open_label"),
        ({"endpoint": {"scale": "phq9", "time_h": 24.0}}, "protocol.endpoint.scale"),
        ({"endpoint": {"time_h": 400.0}}, "protocol.endpoint.time_h"),
        ({"dropout": {"random_per_week": -0.1}}, "dropout.random_per_week"),
        ({"dropout": {"adverse_effect": 2.0}}, "dropout.adverse_effect"),
        ({"analysis": {"method": "mmrm", "missing": "locf"}}, "analysis.missing"),
        ({"analysis": {"alpha": 0.0}}, "analysis.alpha"),
        ({"analysis": {"method": "guess"}}, "protocol.analysis"),
        ({"people": 2}, "protocol.people"),
        ({"crossover": {"period_d": 0.0}}, "crossover.period_d"),
        ({"lead_in": {"regimen": "placebo nasal", "days": 0.0}}, "lead_in.days"),
        ({"lead_in": {"regimen": "placebo nasal on days 0, 9", "days": 7.0}}, "lead_in.regimen"),
        ({"titration": {"ketamine": {"levels": [0.5, 0.2]}}}, "protocol.titration.ketamine.levels"),
        ({"titration": {"esketamine": {"levels": [0.2, 0.5]}}}, "protocol.titration"),
        ({"prior_failures": -1}, "protocol.prior_failures"),
        ({"vists_h": [24.0]}, "protocol"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(protocol: dict[str, Any], field: str) -> None:
    with pytest.raises(NemdaError) as caught:
        trial_from_mapping(written(**protocol))
    assert field in (caught.value.where or "")


def test_an_arm_without_a_dose_or_of_an_unknown_compound_is_refused_with_its_name() -> None:
    content = written()
    del content["arms"][0]["regimen"]
    with pytest.raises(TrialError, match=r"arms\[0\] \(ketamine\)"):
        trial_from_mapping(content)
    content["arms"][0]["regimen"] = ""
    with pytest.raises(TrialError, match="no dose"):
        trial_from_mapping(content)
    content["arms"][0]["regimen"] = "5 mg miracline iv over 40 min"
    with pytest.raises(TrialError, match="miracline"):
        trial_from_mapping(content)


def test_a_misspelled_key_of_a_protocol_gets_the_right_one() -> None:
    with pytest.raises(TrialError, match="did you mean 'visits_h'"):
        trial_from_mapping(written(vists_h=[24.0]))


def test_a_protocol_reads_back_as_written(tmp_path: Path) -> None:
    protocol = Protocol(
        people=90, allocation="2:1", blinding=0.4, visits_h=(4.0, 24.0, 168.0),
        scales=(Rated("madrs", "self"), Rated("phq9", "none", 1.5)), endpoint=Endpoint("phq9", 168.0),
        limits=(Limits("baseline_madrs", 25.0, None), Limits("age_y", 18.0, 65.0)), prior_failures=3,
        crisis=True,
        dropout=Dropout(0.02, 0.05, 0.3, 0.5, 20.0), analysis=Analysis("ttest", "locf", 0.1),
        lead_in=LeadIn(parse("placebo nasal"), 7.0, "nonresponders", 0.25),
        titration={"ketamine": Titration((0.2, 0.5))}, relapse_madrs=22.0, use="check",
    )  # fmt: skip
    path = tmp_path / "trial.yaml"
    write_trial_file(trial(protocol=protocol), path)
    assert read_trial_file(path).protocol == protocol
    write_trial_file(trial(protocol=Protocol(crossover=Crossover(7.0), allocation=(0.5, 0.5))), path)
    assert read_trial_file(path).protocol == Protocol(crossover=Crossover(7.0), allocation=(0.5, 0.5))


def test_the_schema_names_every_key_that_the_reader_knows() -> None:
    schema = trial_schema()
    assert {"title", "arms", "protocol", "weeks"} <= set(schema["properties"])
    assert {"title", "weeks", "arms"} == set(schema["required"])
    known = set(schema["$defs"]["ProtocolEntry"]["properties"])
    assert {"blinding", "visits_h", "dropout", "crossover", "lead_in", "titration"} <= known
    assert schema["$defs"]["ProtocolEntry"]["additionalProperties"] is False
    TypeAdapter(dict[str, Any]).dump_json(schema)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(10, 500))
def test_everybody_is_allocated_in_the_ratio_asked_for(ratio: list[int], people: int) -> None:
    shares = shares_of(":".join(map(str, ratio)), len(ratio))
    sizes = sizes_of(people, shares)
    assert sum(shares) == pytest.approx(1.0, rel=1e-12)
    if min(size for size in sizes) > 2:
        assert sum(sizes) == people
        assert all(abs(n - s * people) < 1 for n, s in zip(sizes, shares, strict=True))


def test_anesthesia_is_a_perfect_blind() -> None:
    assert Protocol(anesthesia=True).unblinding == 0.0
    assert Protocol(blinding=0.25).unblinding == 0.75
    assert Protocol().unblinding == 1.0


def test_a_rating_on_another_scale_errs_by_the_same_share_of_its_range() -> None:
    madrs, phq = Rated("madrs", "interview").noise_sd, Rated("phq9", "interview").noise_sd
    assert madrs == raters()["interview"].error_sd
    assert phq / 27 == pytest.approx(madrs / 60, rel=1e-12)
    # 11 points between people and an intraclass correlation of 0.93, rounded to a decimal in the table
    assert madrs == pytest.approx(11 * (1 - 0.93) ** 0.5, abs=0.05)
