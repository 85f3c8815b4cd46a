"""The command nemda receptor: what each experiment prints, writes and refuses."""

from __future__ import annotations

import csv
import json

import pytest

from nemda.cli.main import main
from nemda.receptor import dose_response, recovery, train


def run(capsys, *words):
    assert main(["receptor", *words]) == 0
    return capsys.readouterr().out


def results(capsys, *words):
    return json.loads(run(capsys, *words, "--json"))


def test_the_list_names_receptors_compounds_and_what_is_unsure(capsys):
    printed = run(capsys, "list")
    for name in ("nmda.2a", "nachr.alpha7", "ketamine", "mk801", "not verified"):
        assert name in printed
    content = json.loads(run(capsys, "list", "--json"))
    assert {"name", "unverified", "acts"} <= set(content["compounds"][0])


def test_a_scheme_shows_states_constants_flags_and_cycles(capsys):
    printed = run(capsys, "scheme", "nmda.2a")
    for text in (
        "RA2f",
        "2 kon [glutamate]",
        "not verified",
        "banke2003",
        "cycle RA2 RA2f O RA2s: in balance",
    ):
        assert text in printed
    cycle = json.loads(run(capsys, "scheme", "nmda.2a", "--json"))["cycles"][0]
    assert cycle["claims_detailed_balance"]
    # The four constants of the cycle appear once in each direction, so only rounding is left.
    assert abs(cycle["log_imbalance"]) < 1e-12


def test_dose_response_is_that_of_python(capsys):
    content = results(
        capsys, "dose-response", "ketamine", "--receptor", "nmda.2a", "--voltage", "-70", "--mg", "1"
    )
    expected = dose_response("ketamine", magnesium_mmol=1.0)
    assert content["results"]["half_effect"]["value"] == pytest.approx(expected.half)
    assert content["table"]["concentration"] == pytest.approx(list(expected.level))
    assert "1 mmol/L magnesium" in content["conditions"]


def test_magnesium_is_in_mmol(capsys):
    halves = [
        results(capsys, "dose-response", "ketamine", "--mg", mg, "--cells", "0")["results"]["half_effect"][
            "value"
        ]
        for mg in ("0", "1")
    ]
    # 1 mmol/L at -70 mV: 1 + 1 / (3.57 exp(-0.062 * 70)) = 22.5
    assert halves[1] / halves[0] == pytest.approx(22.5, rel=0.01)


def test_an_agonist_varies_in_place_of_the_agonist(capsys):
    content = results(
        capsys, "dose-response", "nicotine", "--receptor", "nachr.alpha7", "--peak", "--cells", "0"
    )
    assert content["results"]["control"]["value"] == 0
    assert 50 < content["results"]["half_effect"]["value"] < 100


def test_other_experiments_print_their_numbers(capsys):
    for words, text in (
        (("iv-curve", "ketamine"), "of the control lost"),
        (("washout", "ketamine"), "apparent off-rate"),
        (("train", "ketamine", "--pulses", "5"), "relative peak"),
        (("recovery", "ketamine"), "block kept at 40 mV"),
        (("jump", "ketamine"), "share of the fast component"),
        (("openings", "ketamine"), "chance to open, without drug"),
        (("channel", "--duration", "3"), "exact"),
        (("compare", "ketamine", "memantine"), "half block at 0 mv"),
    ):
        assert text in run(capsys, *words)


def test_trains_and_recovery_are_those_of_python(capsys):
    content = results(
        capsys, "train", "ketamine", "--concentration", "2", "--pulses", "4", "--frequency", "5"
    )
    expected = train("ketamine", 2.0, count=4, frequency_hz=5.0)
    assert content["table"]["relative_peak"] == pytest.approx(list(expected.relative_peak))
    content = results(
        capsys, "recovery", "ketamine", "--concentration", "10", "--voltages", "-60,60", "--wash", "30"
    )
    kept = recovery("ketamine", 10.0, voltages_mv=(-60.0, 60.0), wash_s=30.0).retained[:, 0]
    values = [content["results"][f"retained[{volt}]"]["value"] for volt in ("-60", "60")]
    assert values == pytest.approx(list(kept))


def test_a_channel_is_the_same_for_the_same_seed(capsys):
    one, same, other = (
        results(capsys, "channel", "--duration", "2", "--seed", seed)["table"]["time_s"]
        for seed in ("1", "1", "2")
    )
    assert one == same
    assert one != other


def test_the_classifier_gives_its_evidence(capsys):
    content = results(capsys, "classify", "ketamine")
    assert "trapping" in content["sentence"]
    assert "joint washout" in content["table"]["test"]


def test_curve_and_figure_are_written(capsys, tmp_path):
    curve, figure = tmp_path / "curve.csv", tmp_path / "figure.html"
    printed = run(capsys, "dose-response", "ketamine", "--csv", str(curve), "--figure", str(figure))
    assert "curve written" in printed.replace("\n", " ")
    rows = list(csv.DictReader(curve.read_text("utf-8").splitlines()))
    assert float(rows[0]["concentration"]) > 0
    assert "plotly" in figure.read_text("utf-8")


def test_a_scheme_of_ones_own(capsys, tmp_path):
    from importlib import resources

    shipped = resources.files("nemda.receptor") / "schemes" / "nmda.2b.toml"
    file = tmp_path / "mine.toml"
    file.write_text(shipped.read_text("utf-8").replace('name = "nmda.2b"', 'name = "mine"'), "utf-8")
    content = results(capsys, "washout", "ketamine", "--receptor", str(file), "--concentration", "1")
    assert "mine" in content["title"]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (("dose-response", "ketamin"), ("Unknown compound", "ketamine")),
        (("washout", "ketamine", "--receptor", "nmda2a"), ("Unknown receptor", "did you mean nmda.2a")),
        (("washout", "ketamine", "--voltage", "-0.07"), ("volts", "write -70")),
        (("washout", "ketamine", "--voltage", "-700"), ("beyond",)),
        (("washout", "ketamine", "--concentration", "-1"), ("negative", "concentration of ketamine")),
        (("dose-response", "ketamine", "--mg", "-1"), ("negative", "mmol/L")),
        (("dose-response", "ketamine", "--mg", "1", "--receptor", "ampa"), ("Magnesium does nothing",)),
        (("train", "ketamine", "--bath", "glycine"), ("name=umol/L",)),
        (("train", "ketamine", "--bath", "glycin=1"), ("Unknown compound", "glycine")),
        (("recovery", "ketamine", "--voltages", "a,b"), ("Not numbers",)),
        (("recovery", "ketamine", "--voltages", "0.04"), ("volts",)),
        (("dose-response", "ketamine", "--levels", "0,1"), ("not positive",)),
        (("scheme", "none.toml"), ("none.toml",)),
        (("washout", "gaba"), ("give a concentration",)),
        (("compare", "ketamine", "ketamine"), ("once",)),
    ],
)
def test_what_makes_no_sense_is_refused(capsys, words, texts):
    assert main(["receptor", *words]) == 2
    printed = capsys.readouterr().err
    for text in texts:
        assert text in printed


def test_a_file_that_cannot_be_written(capsys, tmp_path):
    assert main(["receptor", "washout", "ketamine", "--csv", str(tmp_path / "no" / "x.csv")]) != 0
    assert "cannot be written" in capsys.readouterr().err
