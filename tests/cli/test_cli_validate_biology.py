"""The command nemda validate biology."""

import csv
import json

from nemda.cli.main import main
from nemda.evidence.rows import schema_of

COLUMNS = list(schema_of("biology").columns)
ROW = {
    "topic": "glutamate_surge", "species": "rat", "preparation_region": "PFC", "compound": "ketamine",
    "dose_or_conc": "10 mg/kg", "route": "ip", "readout": "extracellular glutamate", "time": "1 h",
    "value": "increase", "unit": "direction", "citation": "Made 2020", "verified": "yes",
}  # fmt: skip


def write(file, rows):
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def test_a_table_gives_one_json_object(tmp_path, capsys):
    file = write(
        tmp_path / "seen.csv",
        [ROW, {**ROW, "species": "macaque"}, {**ROW, "compound": "Ro 25-6981"}],
    )
    assert main(["validate", "biology", "--table", file, "--json", "--quiet"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["summary"]["rows"] == 3
    assert content["summary"]["sign_correct"] == 1.0
    assert content["summary"]["within_tolerance"] is None
    assert [row["status"] for row in content["rows"]] == ["predicted", "not_applicable", "not_applicable"]
    assert "one receptor subtype" in content["rows"][2]["reason"]
    assert content["rows"][0]["observed"] == "glutamate: increase"


def test_the_tables_show_summary_topics_misses_and_reasons(tmp_path, capsys):
    rows = [{**ROW, "value": "900", "unit": "% of baseline"}, ROW, {**ROW, "species": "macaque"}]
    file, figure, kept = write(tmp_path / "seen.csv", rows), tmp_path / "figure.html", tmp_path / "rows.csv"
    command = ["validate", "biology", "--table", file, "--quiet", "--figure", str(figure), "--csv", str(kept)]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "2 of 3 rows predicted, 1 not applicable, 0 missing" in printed
    assert "900" in printed
    assert "no kinetics of this species" in printed
    assert "plotly" in figure.read_text("utf-8")
    assert len(kept.read_text("utf-8").splitlines()) == 4
