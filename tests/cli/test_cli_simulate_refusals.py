"""Every kind of bad input: one clear error, exit code 2, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemda.cli.main import main

KETAMINE = "0.5 mg/kg ketamine iv over 40 min"
EXAMPLES = Path(__file__).parents[2] / "examples"
TRIAL = (EXAMPLES / "murrough2013.yaml").read_text("utf-8")
WITHOUT_WEIGHT = "female,age_y\n1,40\n0,50\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working folder, with input files in one beside it."""
    inputs, work = tmp_path / "inputs", tmp_path / "work"
    for path in (inputs, work):
        path.mkdir()
    (inputs / "trial_key.yaml").write_text(TRIAL.replace("weeks: 2", "wekks: 2"))
    (inputs / "arm_key.yaml").write_text(TRIAL.replace("  role: drug", "  rol: drug"))
    (inputs / "regimen_key.yaml").write_text(f"sentense: {KETAMINE}\n")
    (inputs / "dose_key.yaml").write_text("doses: [{compound: ketamine, route: iv, amont: 1}]\n")
    (inputs / "negative.yaml").write_text(
        "doses: [{compound: ketamine, route: iv, amount: 1, unit: mg, start_h: -1}]\n"
    )
    (inputs / "broken.yaml").write_text("a: [\n")
    (inputs / "no_weight.csv").write_text(WITHOUT_WEIGHT)
    (inputs / "empty_weight.csv").write_text("weight_kg\n70\nx\n")
    (inputs / "file").write_text("")
    monkeypatch.chdir(work)
    return inputs


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run the command, check that it refuses cleanly, and return its message."""
    assert main(["simulate", *map(str, arguments)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert "bug" not in printed.err
    assert list(Path.cwd().iterdir()) == []
    return printed.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["0.5 mg/kg ketamin iv over 40 min"], ["Unknown compound or route", "did you mean 'ketamine'"]),
        (["0.5 mg/kg ketamine epidural"], ["Unknown route", "iv, im, sc, nasal"]),
        (["70 mg/kg ketamine iv over 40 min"], ["a tenth of this much ketamine iv", "idvall1979"]),
        ([KETAMINE, "--compare", "13 g esketamine nasal"], ["at most 12,000 mg", "got:      13,000 mg"]),
        (["84 mg esketamine nasal and"], ["A phase is missing"]),
        (["0.5 ketamine iv over 40 min"], ["has no unit", "mg/kg"]),
        ([f"{KETAMINE} over 60 min"], ["A second duration", "'over 60 min'"]),
        (["0.5 mg/kg ketamine iv over 8 h every 6 h for 1 day"], ["still run when the next one starts"]),
        ([f"{KETAMINE} on day -1"], ["A number below 0"]),
        ([f"{KETAMINE} starting at -3 h"], ["A number below 0"]),
        (["ketamine iv"], ["How much ketamine"]),
        ([""], ["A phase is missing"]),
        ([KETAMINE, "--n", 0], ["Number too small", "n", "at least 1"]),
        ([KETAMINE, "--n", -5], ["Number too small"]),
        ([KETAMINE, "--seed", -1], ["Number too small", "seed"]),
        ([KETAMINE, "--weeks", -1], ["out of range", "weeks"]),
        ([KETAMINE, "--weeks", 0], ["out of range"]),
        ([KETAMINE, "--weeks", "nan"], ["out of range"]),
        ([KETAMINE, "--weeks", 1e6], ["out of range", "520"]),
        ([KETAMINE, "--weeks", "six"], ["--weeks", "valid number"]),
        ([f"{KETAMINE} twice weekly for 3 weeks", "--weeks", 1], ["A dose starts after the simulation ends"]),
        ([KETAMINE, "--people", "trdd"], ["Unknown preset", "did you mean 'trd'"]),
        ([KETAMINE, "--people", "trd", "--fill-from", "mdd"], ["gaps to fill"]),
        ([KETAMINE, "--set", "1999-01-01"], ["Unknown parameter set"]),
        ([KETAMINE, "--change", "unblinding_switch"], ["name=number"]),
        ([KETAMINE, "--change", "unblinding_switch=off"], ["name=number", "off"]),
        ([KETAMINE, "--change", "unblinding_switch=inf"], ["name=number"]),
        ([KETAMINE, "--change", "unblinding_swich=0"], ["Unknown parameter", "unblinding_swich"]),
        ([KETAMINE, "--change", "unblinding_switch=2"], ["unblinding_switch"]),
        ([KETAMINE, "--variables", "madrss"], ["Unknown variable", "nemda variables"]),
        ([KETAMINE, "--chunk", 0], ["--chunk"]),
        ([KETAMINE, "--spaghetti", -1], ["--spaghetti"]),
        ([KETAMINE, "--n", 5, "--spaghetti", 6], ["More single people", "0 to 5"]),
        ([KETAMINE, "--compare", "84 mg esketamin nasal"], ["Unknown compound", "esketamine"]),
        ([KETAMINE, "--compare", EXAMPLES / "daly2018.yaml"], ["takes regimens, not a trial"]),
        (["no_such_file.yaml"], ["cannot be read", "no_such_file.yaml", "No such file"]),
        (["trials/no_such_file"], ["Neither a file nor a regimen", "trials/no_such_file"]),
        ([EXAMPLES / "murrough2013.yaml", "--people", "mdd"], ["--people has no meaning", "murrough2013"]),
        ([EXAMPLES / "murrough2013.yaml", "--compare", KETAMINE], ["--compare has no meaning"]),
        ([EXAMPLES / "daly2018.yaml", "--weeks", 0.5], ["shorter than the trial", "at least 1"]),
        ([EXAMPLES / "murrough2013.yaml", "--n", 0], ["Number too small"]),
        ([EXAMPLES, "--n", 5], ["Neither a file nor a regimen"]),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(
    arguments: list[object], words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = refused(capsys, *arguments)
    for word in words:
        assert word in message, message
    refused(capsys, *arguments, "--json", "--out", Path.cwd() / "deep" / "out")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("trial_key.yaml", ["Unknown key", "'wekks'", "did you mean 'weeks'"]),
        ("arm_key.yaml", ["Unknown key", "arms.0", "'rol'", "did you mean 'role'"]),
        ("regimen_key.yaml", ["Unknown key", "'sentense'", "did you mean 'sentence'"]),
        ("dose_key.yaml", ["Unknown key", "'amont'", "did you mean 'amount'"]),
        ("negative.yaml", ["not negative", "Dose.start_h", "-1"]),
        ("broken.yaml", ["not YAML", "broken.yaml"]),
    ],
)
def test_a_bad_file_is_refused_with_its_place(
    name: str, words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = refused(capsys, folder / name, "--out", Path.cwd() / "out")
    for word in (*words, name):
        assert word in message, message


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("no_weight.csv", [], ["Columns are missing", "weight_kg"]),
        ("empty_weight.csv", ["--fill-from", "trd"], ["not a number", "weight_kg", "person 1"]),
        ("empty_weight.csv", ["--n", 5], ["says how many"]),
        ("absent.csv", [], ["Cannot read", "absent.csv"]),
    ],
)
def test_people_without_what_a_dose_needs_are_refused(
    name: str, more: list[object], words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = refused(capsys, KETAMINE, "--people", folder / name, *more, "--out", Path.cwd() / "out")
    for word in words:
        assert word in message, message


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = refused(capsys, KETAMINE, "--n", 5, "--out", folder / "file" / "out")
    assert "The output folder cannot be used" in message
    assert "--out" in message
    assert "simulating" not in message
    assert refused(capsys, KETAMINE, "--n", 5, "--out", folder / "file")
