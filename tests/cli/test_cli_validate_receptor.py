"""The command nemda validate receptor."""

from __future__ import annotations

import csv
import json

from nemda.cli.main import main
from nemda.evidence.rows import schema_of

COLUMNS = list(schema_of("receptor_experiments").columns)
ROW = {
    "experiment_id": "E1", "what_is_measured": "ketamine IC50", "protocol": "GluN1/2A HEK; -70 mV; 0 Mg",
    "result_value": "0.9", "unit": "uM", "citation": "Made et al 2021", "verified": "yes",
}  # fmt: skip
PAIR = {**ROW, "experiment_id": "E2", "protocol": "GluN2A; 0 vs 1 mM Mg", "result_value": "0.9; 12"}
WORDS = {
    **ROW, "experiment_id": "E3", "what_is_measured": "MK-801 needs open channels", "unit": "qualitative",
    "result_value": "no block without agonist",
}  # fmt: skip


def write(file, rows, columns=COLUMNS):
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def test_json_has_the_promised_keys_in_order(tmp_path, capsys):
    file = write(tmp_path / "seen.csv", [PAIR, ROW, WORDS])
    assert main(["validate", "receptor", "--experiments", file, "--json", "--quiet"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert list(content) == ["summary", "rows"]
    assert list(content["summary"]) == [
        "rows", "numeric_rows", "predicted", "not_applicable", "gmfe", "within_1_5", "within_2",
    ]  # fmt: skip
    assert content["summary"]["rows"] == 3
    assert content["summary"]["numeric_rows"] == content["summary"]["predicted"] == 2
    assert [row["experiment_id"] for row in content["rows"]] == ["E2", "E1", "E3"]
    keys = ["experiment_id", "status", "observed", "predicted", "fold_error", "unit", "scheme", "reason"]
    assert all(list(row) == keys for row in content["rows"])
    pair, single, words = content["rows"]
    assert len(pair["predicted"]) == 2
    assert single["observed"] == 0.9
    assert single["fold_error"] > 1
    assert words["status"] == "not_applicable"
    assert words["predicted"] is None


def test_tables_csv_and_figure(tmp_path, capsys):
    file = write(tmp_path / "seen.csv", [ROW, {**ROW, "result_value": "9"}, WORDS])
    figure, rows = tmp_path / "figure.html", tmp_path / "rows.csv"
    command = [
        "validate",
        "receptor",
        "--experiments",
        file,
        "--quiet",
        "--figure",
        str(figure),
        "--csv",
        str(rows),
    ]
    assert main(command) == 0
    printed = capsys.readouterr().out
    for text in ("2 of 3 rows predicted", "Off by more than 1.5-fold", "Not predicted", "qualitative"):
        assert text in printed
    assert "plotly" in figure.read_text("utf-8")
    assert len(rows.read_text("utf-8").splitlines()) == 4


def test_a_wrong_column_is_named(tmp_path, capsys):
    columns = [name for name in COLUMNS if name != "unit"] + ["units"]
    file = write(tmp_path / "seen.csv", [ROW], columns)
    assert main(["validate", "receptor", "--experiments", file]) == 2
    assert "unit" in capsys.readouterr().err
