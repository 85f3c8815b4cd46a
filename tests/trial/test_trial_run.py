from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import xarray
from trial_samples import KETAMINE, SALINE, arm, observed, trial

from nemda.errors import CancelledError, NemdaError
from nemda.people import people
from nemda.regimen import parse
from nemda.trial import (
    Arm,
    Run,
    RunSettings,
    Share,
    Trial,
    arms_of_regimens,
    arms_of_trial,
    published_trial,
    run,
    run_trial,
    simulated,
)

SETTINGS = RunSettings(1, chunk=5)


class Told:
    """A progress that writes down what it is told, and asks to stop after so many people."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.started: list[tuple[int, str]] = []
        self.done = self.finished = 0
        self.stop_after = stop_after

    def start(self, total: int, label: str) -> None:
        self.started.append((total, label))

    def advance(self, amount: int = 1) -> None:
        self.done += amount

    def message(self, text: str) -> None: ...

    def cancelled(self) -> bool:
        return self.stop_after is not None and self.done >= self.stop_after

    def finish(self) -> None:
        self.finished += 1


POOL = (Share(parse(SALINE), 0.5), Share(parse(KETAMINE), 0.5))


def pooled_trial() -> Trial:
    return trial(observed(), arms=(arm(), Arm("pool", "comparator", POOL)))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """Return a finished run of a trial whose second arm pools two regimens."""
    out = tmp_path_factory.mktemp("run") / "trial"
    found = pooled_trial()
    done = run(arms_of_trial(found, 10, seed=4), SETTINGS, trial=found, out=out, record={"plan": "x"})
    return done, out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as stream:
        return list(csv.DictReader(stream))


def test_everything_promised_is_on_disk(finished: tuple[Run, Path]) -> None:
    _, out = finished
    files = {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()}
    beside = {"summary.csv", "people.csv", "calendar.txt"}
    assert {"run.json", "comparison.csv", "ketamine/result.nc"} <= files
    assert {f"{name}/{file}" for name in ("ketamine", "pool") for file in beside} <= files
    assert {
        "pool/saline-iv-over-40-min/result.nc",
        f"pool/{'0.5-mg-kg-ketamine-iv-over-40-min'}/result.nc",
    } <= files
    assert not [file for file in files if file.endswith(".tmp") or "parts" in file]


def test_the_record_says_what_was_run(finished: tuple[Run, Path]) -> None:
    _, out = finished
    record = json.loads((out / "run.json").read_text())
    assert record["finished"] is True
    assert record["plan"] == "x"
    assert record["arms"] == {"ketamine": KETAMINE, "pool": f"50% {SALINE}, or 50% {KETAMINE}"}
    assert {"nemda_version", "numerics_version"} <= set(record)


def test_the_dataset_of_a_pooled_arm_holds_all_its_people(finished: tuple[Run, Path]) -> None:
    done, _ = finished
    ketamine, pool = (found.dataset for found in done.arms)
    assert ketamine["person"].values.tolist() == list(range(10))
    assert pool["person"].values.tolist() == list(range(10, 20))
    peaks = pool["ketamine_venous"].values.max(axis=1)
    assert (peaks[:5] == 0).all()
    assert (peaks[5:] > 50).all()


def test_the_summary_file_has_the_quantiles_of_the_dataset(finished: tuple[Run, Path]) -> None:
    done, out = finished
    dataset = done.arms[0].dataset
    table = rows(out / "ketamine" / "summary.csv")
    assert len(table) == dataset.sizes["time"] * len(dataset.data_vars)
    [row] = [row for row in table if row["variable"] == "madrs" and float(row["time_h"]) == 24]
    day = dataset["madrs"].sel(time=24).values
    assert row["unit"] == "point"
    # written with 6 digits
    expected = [day.mean(), day.std(ddof=1), *np.quantile(day, [0.05, 0.25, 0.5, 0.75, 0.95])]
    found = [float(row[name]) for name in ("mean", "sd", "q05", "q25", "q50", "q75", "q95")]
    assert found == pytest.approx([float(value) for value in expected], rel=1e-5)


def test_the_people_file_has_covariates_and_endpoints_of_each(finished: tuple[Run, Path]) -> None:
    done, out = finished
    table = rows(out / "pool" / "people.csv")
    dataset = done.arms[1].dataset
    assert [int(row["person"]) for row in table] == list(range(10, 20))
    assert [row["regimen"] for row in table] == [SALINE] * 5 + [KETAMINE] * 5
    weights = [float(row["weight_kg"]) for row in table]
    assert weights == pytest.approx(dataset["weight_kg"].values.tolist(), rel=1e-5)
    change = dataset["madrs"].sel(time=24).values - dataset["baseline_madrs"].values
    # 6 digits of numbers up to 60
    assert [float(row["madrs_change_day_1"]) for row in table] == pytest.approx(change.tolist(), abs=1e-3)
    responders = [row for row in table if row["response_day_1"] == "1"]
    assert responders
    assert all(float(row["madrs_day_1"]) <= float(row["baseline_madrs"]) / 2 for row in responders)
    assert all((row["relapsed"] == "") == (row["response_day_1"] == "0") for row in table)


def test_the_calendar_shows_every_regimen(finished: tuple[Run, Path]) -> None:
    _, out = finished
    text = (out / "pool" / "calendar.txt").read_text()
    assert SALINE in text
    assert KETAMINE in text
    assert "week" in text


def test_the_comparison_file_has_every_published_number(finished: tuple[Run, Path]) -> None:
    done, out = finished
    assert done.comparison is not None
    [row] = rows(out / "comparison.csv")
    [expected] = done.comparison.rows
    assert (row["arm"], row["quantity"], float(row["observed"])) == ("ketamine", "mean", 20)
    assert float(row["predicted"]) == expected.predicted


def test_disk_and_memory_agree(finished: tuple[Run, Path]) -> None:
    done, _ = finished
    told = Told()
    found = pooled_trial()
    again = run(arms_of_trial(found, 10, seed=4), RunSettings(1), trial=found, progress=told)
    for first, second in zip(done.arms, again.arms, strict=True):
        # disk keeps 32-bit floats: 6e-8 of up to 60 points
        xarray.testing.assert_allclose(first.dataset["madrs"], second.dataset["madrs"], rtol=1e-6)
    assert told.started == [(20, "simulating 20 people in 2 arms")]
    assert (told.done, told.finished) == (20, 1)


def test_ketamine_does_more_than_saline(finished: tuple[Run, Path]) -> None:
    # A person's response varies widely, but no mean of five is that far off: ten points in the trials.
    done, _ = finished
    pool = done.arms[1].dataset["madrs_change"].sel(time=24).values
    assert pool[5:].mean() < pool[:5].mean()


def test_an_interrupted_run_keeps_what_is_done_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, arms = tmp_path / "run", arms_of_trial(trial(observed()), 10, seed=4)
    told = Told(stop_after=15)
    with pytest.raises(CancelledError) as caught:
        run(arms, SETTINGS, trial=trial(observed()), out=out, progress=told)
    assert f"15 of 20 people are kept in {out}" in str(caught.value)
    assert caught.value.exit_code == 130
    assert json.loads((out / "run.json").read_text())["finished"] is False
    assert (out / "ketamine" / "result.nc").exists()
    assert not (out / "saline" / "result.nc").exists()

    calls: list[str] = []
    original = simulated.simulate

    def noted(regimen: object, *rest: object, **more: object) -> object:
        calls.append(str(more["out"]))
        return original(regimen, *rest, **more)

    monkeypatch.setattr(simulated, "simulate", noted)
    before = (out / "ketamine" / "result.nc").stat().st_mtime_ns
    part = (out / "saline" / "parts" / "part-000000.nc").stat().st_mtime_ns
    assert part > 0
    again = run(arms, SETTINGS, trial=trial(observed()), out=out)
    assert calls == [str(out / "saline")]
    assert (out / "ketamine" / "result.nc").stat().st_mtime_ns == before
    whole = run(arms, SETTINGS, trial=trial(observed()))
    for first, second in zip(again.arms, whole.arms, strict=True):
        xarray.testing.assert_allclose(first.dataset["madrs"], second.dataset["madrs"], rtol=1e-6)
    assert json.loads((out / "run.json").read_text())["finished"] is True


def test_a_finished_run_is_computed_anew(tmp_path: Path) -> None:
    arms = arms_of_regimens([parse(KETAMINE)], people("trd", n=3))
    run(arms, SETTINGS, out=tmp_path)
    told = Told(stop_after=0)
    with pytest.raises(CancelledError):
        run(arms, SETTINGS, out=tmp_path, progress=told)


def test_an_interrupted_run_with_other_settings_starts_anew(tmp_path: Path) -> None:
    arms = arms_of_regimens([parse(KETAMINE), parse(SALINE)], people("trd", n=5))
    with pytest.raises(CancelledError):
        run(arms, SETTINGS, out=tmp_path, progress=Told(stop_after=5))
    told = Told(stop_after=0)
    with pytest.raises(CancelledError):
        run(arms, RunSettings(1.5, chunk=5), out=tmp_path, progress=told)
    assert told.done == 0


def test_stopping_before_anything_is_computed_leaves_nothing(tmp_path: Path) -> None:
    arms = arms_of_regimens([parse(KETAMINE)], people("trd", n=3))
    with pytest.raises(CancelledError, match="nothing is kept"):
        run(arms, SETTINGS, out=tmp_path / "new" / "run", progress=Told(stop_after=0))
    assert list(tmp_path.iterdir()) == []


def test_a_keyboard_interrupt_is_a_cancellation_that_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(Told):
        def advance(self, amount: int = 1) -> None:
            super().advance(amount)
            if self.done >= 5:
                raise KeyboardInterrupt

    arms = arms_of_regimens([parse(KETAMINE)], people("trd", n=10))
    with pytest.raises(CancelledError, match=f"5 of 10 people are kept in {tmp_path}"):
        run(arms, SETTINGS, out=tmp_path, progress=Impatient())


def test_bad_input_is_refused_before_any_folder(tmp_path: Path) -> None:
    arms = arms_of_regimens([parse(KETAMINE)], people("trd", n=3))
    for settings in (RunSettings(-1), RunSettings(1, variables=("nothing",)), RunSettings(1, chunk=0)):
        with pytest.raises(NemdaError):
            run(arms, settings, out=tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_published_trial_runs_from_its_name() -> None:
    found = published_trial("murrough2013")
    done = run_trial(found, n=20)
    assert [summary.n for summary in done.summaries] == [20, 20]
    assert done.comparison is not None
    assert len(done.comparison.rows) == 5
    assert all(row.lower_90 <= row.predicted <= row.upper_90 for row in done.comparison.rows)
    done.close()
