"""The command nemda bench, on a course short enough for a test."""

import json

import pytest

from nemda.bench import run as bench_run
from nemda.bench.accuracy import Calibrated
from nemda.bench.catalog import ENGINES
from nemda.bench.machine import Machine, usable_cores
from nemda.bench.measure import Measured
from nemda.bench.problem import PROTOCOLS, Protocol
from nemda.bench.reference import reference
from nemda.bench.result import Result
from nemda.bench.run import Wish
from nemda.bench.series import run_series
from nemda.bench.station import Built, Timed
from nemda.cli import bench
from nemda.cli.main import main
from nemda.engine.lanes import Tolerance

OURS = "portable" if ENGINES["compiled"].missing() else "compiled"


def test_a_real_run_writes_one_json_object(capsys, monkeypatch):
    sentence = "0.5 mg/kg ketamine iv over 40 min on day 0"
    monkeypatch.setitem(PROTOCOLS, "28d", Protocol("28d", sentence, 1 / 7))
    code = main(["bench", "--n", "1", "--rounds", "1", "--engines", OURS, "--json", "--quiet"])
    content = json.loads(capsys.readouterr().out)
    assert code == 0
    assert content["engine"] == OURS
    assert content["achieved_error"] <= content["wanted_error"] == 1e-4
    assert content["people_per_s"] > 0
    assert 0 < content["share_of_bound"] < 1
    assert content["ratio_to_best_peer"] is None
    assert set(content["engines"]) == {OURS}


def made_up(load):
    calibrated, built = Calibrated(Tolerance(1e-4, 1e-6), 8e-5, 0.01), Built(1.5, "1.0")
    engines = [
        Measured(ENGINES[name], built=built, calibrated=calibrated, people=100, runs=[timed], rates=[4e9])
        for name, timed in (
            ("compiled", Timed(0.1, 0.09, 0, 8e-5, 300.0)),
            ("diffsol", Timed(2.5, 2.0, 3, 9e-5, None)),
        )
    ]
    absent = Measured(ENGINES["numbalsoda"], missing=("numbalsoda",))
    failed = Measured(ENGINES["roadrunner"], failure="The process of the engine died.")
    machine = Machine("a processor", 2, "Linux", load)
    return Result(PROTOCOLS["28d"], 100, 2, 200, 36, 1, 1, machine, 0.1, [*engines, absent, failed], 4e6, 0.5)


def test_the_table_says_everything(capsys, monkeypatch):
    monkeypatch.setattr(bench, "run_series", lambda wishes, progress: [made_up(load=0.1) for _ in wishes])
    assert main(["bench", "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "compiled runs 25.0 times as many people as diffsol" in printed
    assert "diffsol: 3 of 100 people not solved" in printed
    assert "numbalsoda: not installed. pip install" in printed
    assert "roadrunner: The process of the engine died." in printed
    # 4e9 operations per second over 4e6 per person
    assert "4.0 million operations per person, 1000 people/s; compiled reaches 100% of it" in printed
    assert "busy" not in printed


def test_a_busy_machine_is_told(capsys, monkeypatch):
    monkeypatch.setattr(bench, "run_series", lambda wishes, progress: [made_up(load=1.5)])
    main(["bench", "--quiet"])
    assert "busy before the run" in capsys.readouterr().out


def test_quick_is_fewer_people(monkeypatch):
    asked = []

    def noted(wishes, progress):
        asked.extend(wishes)
        return [made_up(load=0.1)]

    monkeypatch.setattr(bench, "run_series", noted)
    main(["bench", "--quick", "--quiet"])
    main(["bench", "--engines", "compiled, diffsol", "--n", "7", "--quiet"])
    assert asked[0].people < 100
    assert asked[0].compared < asked[1].compared
    assert asked[1].engines == ("compiled", "diffsol")
    assert asked[1].people == 7


def test_all_is_one_run_of_every_protocol_and_size(capsys, monkeypatch):
    asked = []

    def noted(wishes, progress):
        asked.extend(wishes)
        return [made_up(load=0.1) for _ in wishes]

    monkeypatch.setattr(bench, "run_series", noted)
    assert main(["bench", "--all", "--quiet"]) == 0
    assert {(wish.protocol, wish.people) for wish in asked} == {
        ("28d", 1000), ("28d", 10_000), ("28d-rhythm", 1000), ("24w", 1000)
    }  # fmt: skip
    assert len({wish.threads for wish in asked}) == min(2, len(usable_cores()))
    assert "how many times as fast as each peer" in capsys.readouterr().out
    main(["bench", "--all", "--quiet", "--json"])
    content = json.loads(capsys.readouterr().out)
    assert content["ratio_to_best_peer"] == pytest.approx(25.0)
    assert len(content["further_runs"]) == len(asked) // 2 - 1


def test_runs_of_a_series_share_their_reference(monkeypatch):
    sentence = "0.5 mg/kg ketamine iv over 40 min on day 0"
    monkeypatch.setitem(PROTOCOLS, "28d", Protocol("28d", sentence, 1 / 7))
    wishes = [Wish(people=n, compared=1, rounds=1, engines=(OURS,)) for n in (1, 2)]
    solved = []

    def noted(problem, cores, progress):
        solved.append(problem.people)
        return reference(problem, cores, progress)

    monkeypatch.setattr(bench_run, "reference", noted)
    assert [result.people for result in run_series(wishes)] == [1, 2]
    assert solved == [1]


def test_ten_times_too_many_people_are_refused_by_name(capsys):
    assert main(["bench", "--all", "--n", "20000"]) == 2
    assert "--n with --all" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--engines", "fortran"], ["--n", "0"], ["--protocol", "1y"], ["--threads", "0"]]
)
def test_wrong_options_are_refused(capsys, arguments):
    assert main(["bench", *arguments]) == 2
    assert arguments[0] in capsys.readouterr().err


def test_recording_outside_the_source_is_refused_before_the_run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "--record"]) == 2
    assert "history" in capsys.readouterr().err
