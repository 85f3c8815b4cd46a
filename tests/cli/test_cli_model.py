from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nemda.cli import model as command
from nemda.cli.main import main
from nemda.mechanism.chain import MECHANISMS
from nemda.model.mechanism import Mechanism, fields_of


def test_show_lists_every_mechanism(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [mechanism.name for mechanism in MECHANISMS]
    assert all(line.endswith(m.claim) for line, m in zip(lines, MECHANISMS, strict=True))


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_show_prints_everything_of_a_mechanism(
    mechanism: Mechanism, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "show", mechanism.name]) == 0
    printed = capsys.readouterr().out
    for state in fields_of(mechanism.states):
        assert f"d {state} / dt = " in printed
    for output in fields_of(mechanism.outputs):
        assert f"  {output} = " in printed
    for parameter in mechanism.parameter_table:
        assert parameter in printed


def test_an_unknown_mechanism_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "show", "spine"]) == 2
    assert "one of spines" in capsys.readouterr().err


def test_the_graph_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "chain.svg"
    assert main(["model", "graph", "--out", str(file)]) == 0
    assert ElementTree.parse(file).getroot().tag.endswith("svg")
    assert f"{len(MECHANISMS) + 5} boxes" in capsys.readouterr().out


def test_a_drawing_that_cannot_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "graph", "--out", str(tmp_path / "absent" / "chain.svg")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_check_counts_what_it_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "check"]) == 0
    printed = capsys.readouterr().out
    states = sum(len(fields_of(mechanism.states)) for mechanism in MECHANISMS)
    assert f"({states} rates) are consistent" in printed


def test_check_refuses_a_wrong_equation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [mood] = [mechanism for mechanism in MECHANISMS if mechanism.name == "mood"]

    def forgets_time(states, parameters, inputs):
        right = mood.rates(states, parameters, inputs)
        return right._replace(mood_slow=inputs.connectivity - states.mood_slow)

    monkeypatch.setattr(command, "MECHANISMS", (replace(mood, rates=forgets_time),))
    assert main(["model", "check"]) == 2
    assert "mood: mood_slow: a result in 1" in capsys.readouterr().err
