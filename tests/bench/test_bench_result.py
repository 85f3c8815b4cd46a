"""What a run says: ratio, bound and the JSON object; and the history it is written to."""

import csv
import json
from datetime import date

import pytest

from nemda.bench.accuracy import Calibrated
from nemda.bench.catalog import ENGINES
from nemda.bench.history import COLUMNS, record, row
from nemda.bench.machine import Machine, this_machine
from nemda.bench.measure import Measured
from nemda.bench.problem import PROTOCOLS
from nemda.bench.result import Result
from nemda.bench.run import Wish
from nemda.bench.station import Built, Timed
from nemda.engine.lanes import Tolerance
from nemda.errors import DataError, StorageError


def measured(name, wall_s, people=100):
    cpu_s = wall_s * (1.0 if ENGINES[name].ours else 0.8)
    runs = [Timed(wall_s * factor, cpu_s, 0, 8e-5, 300.0) for factor in (1.0, 1.2, 0.9)]
    return Measured(
        ENGINES[name],
        built=Built(1.5, "1.0"),
        calibrated=Calibrated(Tolerance(1e-4, 1e-6), 8e-5, wall_s / people),
        people=people,
        runs=runs,
        rates=[4e9, 5e9, 6e9] if ENGINES[name].ours else [],
        peak_memory_mib=100.0,
    )


def result(*engines):
    return Result(
        protocol=PROTOCOLS["28d"],
        people=100,
        compared=2,
        times=200,
        states=36,
        rounds=3,
        threads=1,
        machine=Machine("a processor", 2, "Linux", 0.1),
        load_after=1.0,
        engines=engines,
        operations=5e6,
        fresh_memory=0.5,
    )


@pytest.fixture
def full():
    absent = Measured(ENGINES["diffrax"], missing=("diffrax",))
    failed = Measured(ENGINES["roadrunner"], failure="The process died.")
    engines = [measured("compiled", 0.2), measured("portable", 4.0), measured("numbalsoda", 2.0)]
    return result(*engines, measured("diffsol", 1.0), absent, failed)


def test_the_ratio_is_to_the_quickest_peer(full):
    assert full.ours.engine.name == "compiled"
    assert full.best_peer.engine.name == "diffsol"
    assert full.ratio_to_best_peer == pytest.approx(5.0)
    assert full.ratio_by_cpu == pytest.approx(4.0)


def test_the_bound_is_rate_over_operations(full):
    assert full.bound == pytest.approx(5e9 / 5e6)
    assert full.share_of_bound == pytest.approx(500 / 1000)


def test_the_json_object_has_its_promised_shape(full):
    content = json.loads(json.dumps(full.as_json(), allow_nan=False))
    assert list(content)[:5] == [
        "ratio_to_best_peer", "best_peer", "people_per_s", "achieved_error", "share_of_bound",
    ]  # fmt: skip
    assert content["best_peer"] == "diffsol"
    assert content["people_per_s"] == pytest.approx(500)
    assert content["achieved_error"] == 8e-5
    engines = content["engines"]
    assert engines["numbalsoda"]["ratio"] == pytest.approx(10)
    assert engines["numbalsoda"]["wall_s_of_rounds"] == pytest.approx([2.0, 2.4, 1.8])
    assert engines["diffrax"]["status"] == "not installed"
    assert "pip install" in engines["diffrax"]["hint"]
    assert engines["roadrunner"]["status"] == "failed"
    assert engines["roadrunner"]["failure"] == "The process died."
    assert "people_per_s" not in engines["roadrunner"]


def test_without_peers_there_is_no_ratio():
    content = result(measured("compiled", 0.2)).as_json()
    assert content["ratio_to_best_peer"] is None
    assert content["best_peer"] is None
    assert content["people_per_s"] == pytest.approx(500)


def test_without_ours_there_is_nothing_to_record():
    only = result(measured("diffsol", 0.2))
    assert only.as_json()["people_per_s"] is None
    with pytest.raises(StorageError, match="no engine of ours"):
        row(only, date(2026, 1, 1))


def test_a_run_is_appended_to_the_history(full, tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(",".join(COLUMNS) + "\n", "utf-8")
    record(full, path)
    record(full, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert rows[0]["processor"] == "a processor"
    assert rows[0]["engine"] == "compiled"
    assert float(rows[0]["ratio_to_best_peer"]) == 5.0
    assert float(rows[0]["achieved_error"]) == 8e-5
    assert date.fromisoformat(rows[0]["date"]) <= date.today()


@pytest.mark.parametrize("content", [None, "", "date,speed\n"])
def test_a_file_that_is_no_history_is_refused(full, tmp_path, content):
    path = tmp_path / "history.csv"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(StorageError):
        record(full, path)
    assert (path.read_text("utf-8") if path.exists() else None) == content


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"people": 0}, "--n"),
        ({"rounds": 0}, "--rounds"),
        ({"threads": 0}, "--threads"),
        ({"threads": 100_000}, "--threads"),
        ({"protocol": "1y"}, "--protocol"),
        ({"engines": ("fortran",)}, "--engines"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(wish, field):
    with pytest.raises(DataError, match=field):
        Wish(**wish)


def test_the_machine_is_told_in_words():
    machine = this_machine()
    assert machine.processor
    assert machine.cores >= 1
