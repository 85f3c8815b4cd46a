"""Experiments and readouts in words and in files, and the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemda.errors import ExperimentError
from nemda.evidence.citations import citations
from nemda.experiment import CoDrug, Dose, Readout
from nemda.experiment.files import read_study, study_of
from nemda.experiment.library import classics, compare, find_classic
from nemda.experiment.words import parse_experiment, parse_readout

FILE = """
name: two arms
species: rat
hours: 30
arms:
  ketamine: {doses: [{compound: ketamine, amount_mg_kg: 10, route: ip}]}
  blocked:
    doses: [{compound: ketamine, amount_mg_kg: 10, route: ip}]
    co_drugs: [{signal: ampa_antagonist, share: 0.9, stop_h: 4}]
readouts:
  - {readout: bdnf_released@1h, observed: {ketamine: up, blocked: blocked}}
"""


def test_a_sentence_becomes_an_experiment():
    found = parse_experiment("10 mg/kg ketamine ip at 24 h + NBQX 0.9 from 23.5 h to 26 h stressed rat")
    assert found.doses == (Dose("ketamine", 10, "ip", 24),)
    assert found.co_drugs == (CoDrug("ampa_antagonist", 0.9, 23.5, 26),)
    assert (found.species, found.stress, found.hours) == ("rat", "chronic", 48)
    person = parse_experiment("0.5 mg/kg ketamine iv over 40 min human")
    assert person.doses[0].duration_h == pytest.approx(2 / 3)
    assert parse_experiment("10 uM hydroxynorketamine bath mouse").bath == {"hydroxynorketamine": 10}
    assert parse_experiment("1 nM BDNF bath rat").bath == {"bdnf_applied": 1}


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("10 mg/kg ketamine ip", "ends with its species"),
        ("10 mg ketamine ip rat", "cannot be read"),
        ("-1 mg/kg ketamine ip rat", "not negative"),
        ("10 mg/kg ketamine ip + NBQXX 0.9 rat", "Unknown co-drug"),
        ("1.2.3 mg/kg ketamine ip rat", "no number"),
    ],
)
def test_a_sentence_that_cannot_be_read_is_refused(text: str, match: str):
    with pytest.raises(ExperimentError, match=match):
        parse_experiment(text)


@pytest.mark.parametrize(
    ("text", "readout"),
    [
        ("glutamate@1h", Readout("glutamate", 1)),
        ("glutamate@0-60min", Readout("glutamate", 1, from_h=0)),
        ("mood_fast@2h-vehicle", Readout("mood_fast", 2, change="difference")),
        ("trkb@6min:absolute", Readout("trkb", 0.1, "absolute")),
        ("erk@1d/co_drugs", Readout("erk", 24, "co_drugs")),
    ],
)
def test_readouts_are_read_and_written(text: str, readout: Readout):
    assert parse_readout(text) == readout
    assert parse_readout(str(readout)) == readout


@pytest.mark.parametrize(
    "text", ["glutamate", "glutamate@1h/nobody", "glutamate@1h/absolute", "x@1h:vehicle"]
)
def test_a_readout_that_cannot_be_read_is_refused(text: str):
    with pytest.raises(ExperimentError):
        parse_readout(text)


def test_a_file_becomes_a_study(tmp_path: Path):
    path = tmp_path / "study.yaml"
    path.write_text(FILE)
    study = read_study(path)
    assert list(study.arms) == ["ketamine", "blocked"]
    assert all(row.agrees for row in compare(study))


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("species: rat", "specie: rat", "did you mean species"),
        ("share: 0.9", "share: 9.0", "at most 1"),
        ("amount_mg_kg: 10", "amount_mg_kg: ten", "refused"),
        ("blocked: blocked}", "nobody: up}", "Unknown arm"),
        ("species: rat", "", "needs a species"),
    ],
)
def test_a_wrong_file_is_refused(old: str, new: str, match: str):
    with pytest.raises(ExperimentError, match=match):
        study_of(FILE.replace(old, new), "study.yaml")


def test_the_library_names_its_sources():
    known = citations()
    for name, study in classics().items():
        assert study.question, name
        assert study.findings, name
        assert set(study.source.split("; ")) <= set(known), (name, study.source)


@pytest.mark.parametrize(
    "name", ["rat-glutamate-ladder", "slice-ladder", "spine-removal", "naltrexone", "nbqx"]
)
def test_a_classic_runs(name: str):
    rows = compare(find_classic(name))
    assert rows
    assert any(row.agrees for row in rows)


def test_an_unknown_classic_is_refused():
    with pytest.raises(ExperimentError, match="did you mean nbqx"):
        find_classic("nbq")
