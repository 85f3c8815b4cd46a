"""Regimens in YAML: a sentence or a list of doses; every slip is named."""

from pathlib import Path

import pytest
from hypothesis import given
from regimen_strategies import regimens

from nemda.errors import RegimenError
from nemda.regimen import Dose, Regimen, parse, read_regimen_file, regimen_from_mapping, write_regimen_file

SENTENCE = "0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks"


def read(folder: Path, text: str) -> Regimen:
    file = folder / "regimen.yaml"
    file.write_text(text, encoding="utf-8")
    return read_regimen_file(file)


def test_sentence_with_a_label(tmp_path: Path) -> None:
    regimen = read(tmp_path, f"label: induction\nsentence: >-\n  {SENTENCE}\n")
    assert regimen.doses == parse(SENTENCE).doses
    assert regimen.label == "induction"


def test_bare_sentence(tmp_path: Path) -> None:
    assert read(tmp_path, SENTENCE) == parse(SENTENCE)


def test_list_of_doses(tmp_path: Path) -> None:
    regimen = read(
        tmp_path,
        """
        doses:
          - {compound: ketamine, amount: 500, unit: mcg/kg, route: intravenous, start_day: 2,
             duration_min: 40}
          - {compound: ketamine hydrochloride, amount: 100, unit: mg, route: oral, start_h: 5}
          - {compound: saline, route: iv, duration_h: 1}
        """,
    )
    assert regimen.doses == (
        Dose("saline", 0.0, "mg", "iv", 0.0, 1.0),
        Dose("ketamine", parse("100 mg ketamine HCl oral").doses[0].amount, "mg", "oral", 5.0),
        Dose("ketamine", 0.5, "mg/kg", "iv", 48.0, 40 / 60),
    )


@given(regimens)
def test_written_files_read_back(tmp_path_factory: pytest.TempPathFactory, regimen: Regimen) -> None:
    file = tmp_path_factory.mktemp("regimen") / "regimen.yaml"
    write_regimen_file(Regimen(regimen.doses, "a label: with signs"), file)
    again = read_regimen_file(file)
    assert again.doses == regimen.doses
    assert again.label == "a label: with signs"


DOSE = "compound: ketamine, amount: 1, unit: mg, route: iv"
SLIPS = [
    ("sentense: saline", "Unknown key", "did you mean 'sentence'"),
    ("doses: [{" + DOSE + ", rout: iv}]", "Unknown key", r"doses\.0"),
    ("doses: [{compound: ketamine, amount: 1, unit: mg}]", "key is missing", "'route'"),
    ("doses: [{compound: ketamine, amount: ten, unit: mg, route: iv}]", "valid number", "amount"),
    ("doses: [{compound: ketamine, amount: .nan, unit: mg, route: iv}]", "finite", "amount"),
    ("doses: [{compound: ketamine, amount: true, unit: mg, route: iv}]", "valid number", "amount"),
    ("doses: [{compound: ketamine, amount: 1, route: iv}]", "belong together", "'unit'"),
    ("doses: [{compound: ketamine, amount: 1, unit: ml, route: iv}]", "Unknown unit", "ml"),
    ("doses: [{compound: ketamin, amount: 1, unit: mg, route: iv}]", "Unknown compound", r"doses\[0\]"),
    ("doses: [{compound: ketamine, amount: 1, unit: mg, route: epidural}]", "Unknown route", "epidural"),
    ("doses: [{compound: ketamine, route: iv}]", "above 0", r"doses\[0\]"),
    ("doses: [{" + DOSE + ", start_h: -1}]", "not negative", r"doses\[0\]"),
    ("doses: [{" + DOSE + ", start_h: 1, start_day: 1}]", "given twice", "start_h or start_day"),
    ("doses: [{" + DOSE + ", duration_h: 1, duration_min: 1}]", "given twice", "duration_h or duration_min"),
    ("sentence: saline\ndoses: []", "either a sentence or doses", "both"),
    ("label: empty", "either a sentence or doses", "neither"),
    ("sentence: 3", "valid string", "sentence"),
    ("- saline", "sentence or a mapping", "saline"),
    ("sentence: [", "not YAML", "line"),
    ("sentence: 84 esketamine nasal", "no unit", r"\^"),
]


@pytest.mark.parametrize(("text", "what", "detail"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_slips_are_named(tmp_path: Path, text: str, what: str, detail: str) -> None:
    with pytest.raises(RegimenError, match=what) as caught:
        read(tmp_path, text)
    assert caught.match(detail)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegimenError, match="cannot be read"):
        read_regimen_file(tmp_path / "nothing.yaml")


def test_mapping_from_a_larger_file() -> None:
    assert regimen_from_mapping({"sentence": SENTENCE}, where="scenario.yaml: regimen") == parse(SENTENCE)
