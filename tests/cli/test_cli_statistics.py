"""``nemda simulate --statistics``, ``--workers`` and ``--cluster``: real runs of few people."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from nemda.cli import simulate as command
from nemda.cli.main import main
from nemda.engine.checkpoint import CHECKPOINT

KETAMINE = "0.5 mg/kg ketamine iv over 40 min"
EXAMPLES = Path(__file__).parents[2] / "examples"
FEW = ["--n", 40, "--weeks", 0.3, "--variables", "madrs"]
HAS_DASK = importlib.util.find_spec("distributed") is not None


def simulate(*arguments: object) -> int:
    return main(["simulate", *map(str, arguments)])


def as_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert simulate(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out, parse_constant=pytest.fail)


def table(folder: Path, name: str) -> str:
    [file] = folder.glob(f"*/{name}")
    return file.read_text("utf-8")


def test_statistics_agree_with_the_same_people_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = as_json(capsys, KETAMINE, *FEW, "--out", tmp_path / "a", "--no-report")["regimens"][0]
    counted = as_json(capsys, KETAMINE, *FEW, "--out", tmp_path / "b", "--statistics")
    [regimen] = counted["regimens"]
    assert (counted["people_stored"], counted["report"]) == (0, None)
    assert regimen["n"] == 40
    for share in ("response", "remission", "response_interval", "response_by_day", "endpoint_day"):
        assert regimen[share] == kept[share]
    for one, other in zip(regimen["madrs"], kept["madrs"], strict=True):
        # courses on disk are 32-bit floats
        assert one["mean"] == pytest.approx(other["mean"], rel=1e-6)
        for limit in ("q05", "q50", "q95"):
            assert abs(one[limit] - other[limit]) <= regimen["madrs_quantile_error"] + 1e-5
    assert 0 < regimen["madrs_quantile_error"] < 0.1
    # the highest median of all is at most the median of everybody's own peak, up to the width of a bin
    for key, highest in regimen["highest_median"].items():
        # statistics have the rise of the chain; the scatter of a session needs the people (40: 3 errors)
        above = 1.35 if key == "systolic_rise_mmHg" else 1.001
        assert 0 < highest <= above * kept["peak"][key], key


def test_no_person_is_stored_and_the_table_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = tmp_path / "out"
    assert simulate(KETAMINE, "--compare", "no treatment", *FEW, "--statistics", "--out", out) == 0
    printed = capsys.readouterr()
    text = " ".join(printed.out.split())
    for words in ("No people were stored", "Highest median", "Change in MADRS, day 1", "Response, a fall by"):
        assert words in text
    assert "Time to relapse" not in text
    assert max(len(line) for line in printed.out.splitlines() if str(out) not in line) <= 80
    assert printed.out.rstrip().splitlines()[-1] == f"Data    {out}"
    assert "simulating 80 people in 2 arms: 80 done" in printed.err
    assert {path.name for path in (out / "no-treatment").iterdir()} == {
        "statistics.nc", "summary.csv", "endpoints.csv", "calendar.txt",
    }  # fmt: skip
    lines = (out / "no-treatment" / "summary.csv").read_text("utf-8").splitlines()
    assert lines[0] == "time_h,variable,unit,mean,sd,q05,q25,q50,q75,q95"
    assert any(line.startswith("24,madrs,point,") for line in lines)
    assert not (out / "report.html").exists()
    assert json.loads((out / "run.json").read_text("utf-8"))["finished"] is True


@pytest.mark.parametrize("labor", [["--workers", 2], ["--cluster", "local"]])
def test_whoever_works_the_numbers_are_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, labor: list[object]
) -> None:
    if "local" in labor and not HAS_DASK:
        pytest.skip("Dask is not installed")
    common = [KETAMINE, "--n", 4, "--chunk", 2, "--weeks", 0.3, "--variables", "madrs", "--no-report"]
    alone = as_json(capsys, *common, "--out", tmp_path / "alone")
    shared = as_json(capsys, *common, "--out", tmp_path / "shared", *labor)
    assert shared["regimens"] == alone["regimens"]
    for name in ("summary.csv", "people.csv"):
        assert table(tmp_path / "shared", name) == table(tmp_path / "alone", name)


def test_workers_share_statistics_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    # more people than one block of the statistics, so that there is something to share
    common = [KETAMINE, "--n", 600, "--weeks", 0.2, "--variables", "madrs", "--statistics"]
    alone = as_json(capsys, *common, "--out", tmp_path / "alone")
    shared = as_json(capsys, *common, "--out", tmp_path / "shared", "--workers", 2)
    assert shared["regimens"] == alone["regimens"]
    for name in ("summary.csv", "endpoints.csv"):
        assert table(tmp_path / "shared", name) == table(tmp_path / "alone", name)


class StopsAfterOneBlock:
    """A terminal progress that is asked to stop when the first people are done."""

    def __init__(self) -> None:
        self.done = 0

    def start(self, total: int, label: str) -> None: ...

    def advance(self, amount: int = 1) -> None:
        self.done += amount

    def message(self, text: str) -> None: ...

    def cancelled(self) -> bool:
        return self.done > 0

    def finish(self) -> None: ...

    def __enter__(self) -> StopsAfterOneBlock:
        return self

    def __exit__(self, *error: object) -> None: ...


def test_a_stopped_run_goes_on_where_it_was(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    common = [
        KETAMINE, "--compare", "no treatment", "--n", 600, "--weeks", 0.2, "--variables", "madrs",
        "--statistics", "--out",
    ]  # fmt: skip
    # stopped in the first arm, then in the second, then finished by two workers
    for kept in (500, 1100):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "TerminalProgress", StopsAfterOneBlock if kept == 500 else StopsLater)
            assert simulate(*common, out) == 130
        printed = capsys.readouterr()
        assert f"{kept} of 1200 people are kept in {out}" in printed.err
        assert "run the same command to resume" in printed.err
        assert json.loads((out / "run.json").read_text("utf-8"))["finished"] is False
    assert len(list(out.rglob(CHECKPOINT))) == 1
    [finished] = out.rglob("statistics.nc")
    stamp = finished.stat().st_mtime_ns
    resumed = as_json(capsys, *common, out, "--workers", 2)
    assert finished.stat().st_mtime_ns == stamp
    assert list(out.rglob(CHECKPOINT)) == []
    fresh = as_json(capsys, *common, tmp_path / "fresh")
    assert resumed["regimens"] == fresh["regimens"]
    # other statistics in the same folder are never taken for these
    other = as_json(capsys, *common, out, "--seed", 2)
    assert other["regimens"] != fresh["regimens"]


class StopsLater(StopsAfterOneBlock):
    """Asked to stop when a block of the second arm is done."""

    def cancelled(self) -> bool:
        return self.done > 600


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([EXAMPLES / "murrough2013.yaml", "--statistics"], ["--statistics", "single people", "in words"]),
        ([KETAMINE, "--statistics", "--spaghetti", 3], ["--spaghetti", "no people are kept"]),
        ([KETAMINE, "--statistics", "--report"], ["--report", "no people are kept"]),
        ([KETAMINE, "--statistics", "--n", 2**32], ["Too many people for one run"]),
        ([KETAMINE, "--statistics", "--n", 0], ["n"]),
        ([KETAMINE, "--statistics", "--change", "protein_gain=1e9"], ["protein_gain"]),
        ([KETAMINE, "--cluster", "here"], ["--cluster", "local", "tcp://"]),
        ([KETAMINE, "--cluster", "tcp://192.0.2.1:8786", "--workers", 2], ["--workers", "its own workers"]),
        ([KETAMINE, "--workers", 0], ["--workers"]),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[object],
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert simulate(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    for word in words:
        assert word in " ".join(printed.err.split())
    assert list(tmp_path.iterdir()) == []


def test_people_of_a_file_are_not_counted_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text("weight_kg\n60\n90\n")
    assert simulate(KETAMINE, "--people", tmp_path / "few.csv", "--fill-from", "mdd", "--statistics") == 2
    assert "People from a file are kept anyway" in capsys.readouterr().err


def test_help_tells_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate("--help") == 0
    text = capsys.readouterr().out
    for option in ("--statistics", "--workers", "--cluster"):
        assert option in text
