from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from nemda.cli import simulate as command
from nemda.cli.main import main
from nemda.cli.simulate_request import Options, read_request

KETAMINE = "0.5 mg/kg ketamine iv over 40 min"
EXAMPLES = Path(__file__).parents[2] / "examples"
QUANTILES = ["q05", "q25", "q50", "q75", "q95"]


def simulate(*arguments: object) -> int:
    return main(["simulate", *map(str, arguments)])


def as_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert simulate(*arguments, "--json") == 0
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    # one object and nothing else; a constant such as NaN is not JSON
    return json.loads(printed.out, parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))


def check_regimen(regimen: dict[str, Any], n: int) -> None:
    assert {"sentence", "n", "peak", "madrs", "response", "remission"} <= set(regimen)
    assert isinstance(regimen["sentence"], str)
    assert regimen["n"] == n
    assert set(regimen["peak"]) == {"ketamine_ng_ml", "dissociation", "systolic_rise_mmHg"}
    assert all(value >= 0 for value in regimen["peak"].values())
    for day in regimen["madrs"]:
        assert list(day) == ["day", "mean", "sd", *QUANTILES]
        quantiles = [day[name] for name in QUANTILES]
        assert quantiles == sorted(quantiles)
        assert 0 <= quantiles[0] <= quantiles[-1] <= 60
        assert quantiles[0] <= day["mean"] <= quantiles[-1] or day["sd"] > 0
    assert [day["day"] for day in regimen["madrs"]] == list(range(len(regimen["madrs"])))
    for name in ("response", "remission"):
        low, high = regimen[f"{name}_interval"]
        assert 0 <= low <= regimen[name] <= high <= 1


@pytest.fixture(scope="module")
def murrough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished trial with a report."""
    out = tmp_path_factory.mktemp("murrough") / "out"
    assert simulate(EXAMPLES / "murrough2013.yaml", "--n", 20, "--out", out, "--spaghetti", 3, "--quiet") == 0
    return out


def test_a_sentence_becomes_one_json_object(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = as_json(
        capsys, f"{KETAMINE} twice weekly for 1 week", "--people", "trd", "--n", 20, "--weeks", 2,
        "--seed", 3, "--out", out, "--no-report",
    )  # fmt: skip
    [regimen] = found["regimens"]
    check_regimen(regimen, 20)
    assert regimen["sentence"] == f"{KETAMINE} on days 0, 3"
    assert len(regimen["madrs"]) == 15
    assert regimen["endpoint_day"] == 4
    assert [step["day"] for step in regimen["response_after_session"]] == [0, 3]
    # 0.5 mg/kg over 40 min gives about 185 ng/mL (clinical planes of plasma levels), within a factor of two
    assert 90 < regimen["peak"]["ketamine_ng_ml"] < 370
    assert regimen["relapse"]["responders"] <= 20
    assert "comparison" not in found
    assert (found["seed"], found["n"], found["folder"], found["report"]) == (3, 20, str(out), None)
    assert not (out / "report.html").exists()


def test_regimens_are_compared_in_the_same_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = as_json(
        capsys, KETAMINE, "--compare", "saline iv over 40 min", "--compare", EXAMPLES / "regimen.yaml",
        "--n", 5, "--weeks", 2, "--out", tmp_path / "out", "--no-report",
    )  # fmt: skip
    assert [regimen["name"] for regimen in found["regimens"]] == [
        KETAMINE, "saline iv over 40 min", "six infusions in two weeks",
    ]  # fmt: skip
    for regimen in found["regimens"]:
        check_regimen(regimen, 5)
    starts = [regimen["madrs"][0]["mean"] for regimen in found["regimens"]]
    assert len(set(starts)) == 1
    assert found["regimens"][1]["peak"]["ketamine_ng_ml"] == 0
    folders = {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()}
    assert len(folders) == 3


def test_a_trial_prints_observed_beside_predicted_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    found = as_json(
        capsys, EXAMPLES / "murrough2013.yaml", "--n", 20, "--out", tmp_path / "out", "--no-report", "--quiet"
    )
    for regimen in found["regimens"]:
        check_regimen(regimen, 20)
    assert len(found["comparison"]) == 5
    needed = ["arm", "time_h", "scale", "quantity", "observed", "predicted", "lower_90", "upper_90", "unit"]
    for row in found["comparison"]:
        assert list(row)[: len(needed)] == needed
        assert row["lower_90"] <= row["predicted"] <= row["upper_90"]
        assert row["inside"] == (row["lower_90"] <= row["observed"] <= row["upper_90"])
    changes = [row["observed"] for row in found["comparison"] if row["quantity"] == "change_from_baseline"]
    assert changes == [-16.5, -8.8]
    assert [row["quantity"] for row in found["not_compared"]] == ["odds_ratio"]
    [points, rates] = found["errors"]
    gaps = [abs(row["predicted"] - row["observed"]) for row in found["comparison"] if row["unit"] == "points"]
    assert points["mean_absolute"] == pytest.approx(sum(gaps) / len(gaps))
    assert (points["rows"], rates["rows"], rates["unit"]) == (3, 2, "percentage points")


def test_a_trial_prints_its_numbers_errors_and_last_the_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    out = tmp_path / "out"
    assert simulate(EXAMPLES / "murrough2013.yaml", "--n", 20, "--out", out) == 0
    printed = capsys.readouterr()
    text = printed.out
    for words in (
        "Ketamine against midazolam", "20 people in each arm", "seed 1; 2 weeks", "Peak ketamine, venous",
        "ng/mL", "Peak dissociation, CADSS", "Peak systolic rise", "mmHg", "Change in MADRS, day 1",
        "Change in MADRS, day 7", "Response, day 1", "Remission, day 1", "Time to relapse", "days",
        "observed", "predicted", "90% interval", "ketamine minus midazolam", "Mean absolute error:",
        "percentage points in response and remission (2 numbers)", "of 5 observed values", "Not compared:",
        "adjusted for baseline",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert re.search(r"24 h +change in MADRS +-16\.5 +-\d+\.\d", text)
    assert re.search(r"24 h +response +64% +\d+%", text)
    assert text.rstrip().splitlines()[-1] == f"Report  {out / 'report.html'}"
    assert "simulating 40 people in 2 arms: 40 done" in printed.err
    assert max(len(line) for line in text.splitlines() if str(out) not in line) <= 100


def test_tables_fit_eighty_columns(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = tmp_path / "out"
    assert (
        simulate(KETAMINE, "--compare", "no treatment", "--n", 3, "--weeks", 1, "--out", out, "--no-report")
        == 0
    )
    text = capsys.readouterr().out
    assert "A  0.5 mg/kg ketamine iv over 40 min" in text
    assert "B  no treatment" in text
    assert "Judged on day" in text
    assert max(len(line) for line in text.splitlines() if str(out) not in line) <= 80
    assert text.rstrip().splitlines()[-1] == f"Data    {out}"


def test_quiet_shows_no_progress(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert simulate(KETAMINE, "--n", 2, "--weeks", 1, "--out", tmp_path, "--no-report", "--quiet") == 0
    assert capsys.readouterr().err == ""


def test_the_report_is_one_page_that_loads_nothing(murrough: Path) -> None:
    page = (murrough / "report.html").read_text("utf-8")
    assert "Ketamine against midazolam" in page
    assert not re.search(r"""(?:src|href)=["']https?://[^"']+\.(?:js|css)""", page)
    assert not re.search(r"<script[^>]+src=|<link[^>]+stylesheet", page)


def test_files_of_a_trial_are_written(murrough: Path) -> None:
    assert {"run.json", "comparison.csv", "report.html", "ketamine", "midazolam"} == {
        path.name for path in murrough.iterdir()
    }
    record = json.loads((murrough / "run.json").read_text())
    assert record["finished"] is True
    assert (record["n_per_arm"], record["seed"], record["weeks"]) == (20, 1, 2)


def test_options_reach_the_simulation(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    common = ["--n", 4, "--weeks", 0.2, "--no-report"]
    base = as_json(capsys, KETAMINE, *common, "--out", tmp_path / "a")
    other = as_json(
        capsys, KETAMINE, *common, "--out", tmp_path / "b", "--set", "2026-11-22", "--change",
        "session_expectancy=0", "--change", "unblinding_switch=0", "--variables", "bdnf_released,madrs",
        "--chunk", 2,
    )  # fmt: skip
    assert other["changes"] == {"session_expectancy": 0, "unblinding_switch": 0}
    assert other["regimens"][0]["madrs"][1]["mean"] > base["regimens"][0]["madrs"][1]["mean"]
    assert other["regimens"][0]["peak"]["ketamine_ng_ml"] == base["regimens"][0]["peak"]["ketamine_ng_ml"]
    import xarray

    [file] = (tmp_path / "b").glob("*/result.nc")
    with xarray.open_dataset(file, engine="h5netcdf") as dataset:
        assert set(dataset.data_vars) == {
            "bdnf_released", "madrs", "ketamine_venous", "dissociation", "systolic_rise",
        }  # fmt: skip


def test_without_out_the_folder_is_named_after_the_request(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [KETAMINE, "--n", 2, "--weeks", 0.2, "--no-report"]
    folders = [
        as_json(capsys, *arguments)["folder"],
        as_json(capsys, *arguments)["folder"],
        as_json(capsys, *arguments, "--seed", 2)["folder"],
    ]
    assert folders[0] == folders[1] != folders[2]
    assert re.fullmatch(
        r"nemda-out/0\.5-mg-kg-ketamine-iv-over-40-min-[0-9a-f]{6}", Path(folders[0]).as_posix()
    )
    assert (tmp_path / folders[0] / "run.json").exists()


@pytest.mark.parametrize(
    ("plan", "weeks"), [(KETAMINE, 4), (f"{KETAMINE} twice weekly for 3 weeks", 3 + 4), ("no treatment", 4)]
)
def test_people_are_followed_four_weeks_after_the_last_dose(plan: str, weeks: float) -> None:
    assert read_request(plan, Options()).settings.weeks == weeks


PEOPLE = """\
female,age_y,height_cm,weight_kg,baseline_madrs,systolic_mmHg,diastolic_mmHg,heart_rate_bpm,prior_failed_treatments
1,40,165,60,30,120,70,60,2
0,50,180,90,40,130,80,70,3
"""


def test_people_may_come_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "few.csv").write_text("weight_kg\n60\n90\n80\n")
    common = ["--weeks", 0.2, "--no-report", "--people"]
    whole = as_json(capsys, KETAMINE, "--out", tmp_path / "a", *common, tmp_path / "people.csv")
    check_regimen(whole["regimens"][0], 2)
    assert whole["regimens"][0]["madrs"][0]["mean"] == pytest.approx(35)
    filled = as_json(
        capsys, KETAMINE, "--out", tmp_path / "b", *common, tmp_path / "few.csv", "--fill-from", "mdd"
    )
    check_regimen(filled["regimens"][0], 3)


def test_a_sentence_may_be_longer_than_a_file_name() -> None:
    days = ", ".join(str(day) for day in range(100))
    request = read_request(f"{KETAMINE} on days {days}", Options(n=1))
    assert len(request.arms[0].portions[0].regimen.doses) == 100
    assert len(request.default_folder.name) < 60


class StopsAfterOneChunk:
    """A terminal progress that is asked to stop when the first chunk is done."""

    def __init__(self) -> None:
        self.done = 0

    def start(self, total: int, label: str) -> None: ...

    def advance(self, amount: int = 1) -> None:
        self.done += amount

    def message(self, text: str) -> None: ...

    def cancelled(self) -> bool:
        return self.done > 0

    def finish(self) -> None: ...

    def __enter__(self) -> StopsAfterOneChunk:
        return self

    def __exit__(self, *error: object) -> None: ...


def test_a_stopped_run_names_its_folder_and_the_same_command_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = [
        EXAMPLES / "murrough2013.yaml",
        "--n",
        4,
        "--chunk",
        2,
        "--weeks",
        0.5,
        "--no-report",
        "--out",
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "TerminalProgress", StopsAfterOneChunk)
        assert simulate(*arguments, out) == 130
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"2 of 8 people are kept in {out}" in printed.err
    assert "run the same command to resume" in printed.err
    assert len(list(out.rglob("part-*.nc"))) == 1
    assert json.loads((out / "run.json").read_text())["finished"] is False

    resumed = as_json(capsys, *arguments, out)
    fresh = as_json(capsys, *arguments, tmp_path / "fresh")
    assert resumed["regimens"] == fresh["regimens"]
    assert resumed["comparison"] == fresh["comparison"]


def test_variables_are_listed_with_unit_and_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["variables", "--json"]) == 0
    listed = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)["variables"]}
    assert listed["madrs"] == {"name": "madrs", "unit": "point", "meaning": "MADRS total", "main": True}
    assert listed["ketamine_venous"]["unit"] == "ng/mL"
    assert not listed["norketamine_arterial"]["main"]
    assert main(["variables"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in listed)


def test_no_level_is_told_of_a_drug_that_nobody_gets(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert simulate("50% nitrous oxide inhaled over 60 min", "--n", 3, "--weeks", 1, "--out", tmp_path) == 0
    text = capsys.readouterr().out
    assert "Peak dissociation, CADSS" in text
    assert "Peak ketamine" not in text
