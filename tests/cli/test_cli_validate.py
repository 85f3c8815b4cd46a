"""The command nemda validate pk."""

import csv
import json

from nemda.cli.main import main
from nemda.evidence.rows import schema_of

COLUMNS = list(schema_of("pk_observations").columns)
ROW = {
    "study_id": "made2020", "compound_measured": "ketamine", "dosed_compound": "ketamine", "dose": "0.5",
    "dose_unit": "mg/kg", "route": "IV", "duration_min": "40", "quantity": "Cmax", "value": "160",
    "unit": "ng/mL", "verified": "yes", "citation": "Made 2020",
}  # fmt: skip


def write(file, rows, columns=COLUMNS):
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


def test_a_file_gives_one_json_object(tmp_path, capsys):
    file = write(tmp_path / "seen.csv", [ROW, {**ROW, "route": "epidural"}])
    assert main(["validate", "pk", "--observations", file, "--json", "--quiet"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["summary"]["rows"] == 2
    assert content["summary"]["predicted"] == 1
    assert content["summary"]["by_route"]["iv"]["predicted"] == 1
    assert [row["status"] for row in content["rows"]] == ["predicted", "not_applicable"]
    assert content["rows"][1]["predicted"] is None
    assert "epidural" in content["rows"][1]["reason"]


def test_the_tables_show_summary_groups_misses_and_reasons(tmp_path, capsys):
    file = write(tmp_path / "seen.csv", [{**ROW, "value": "900"}, {**ROW, "route": "epidural"}])
    figure, rows = tmp_path / "figure.html", tmp_path / "rows.csv"
    command = [
        "validate",
        "pk",
        "--observations",
        file,
        "--quiet",
        "--figure",
        str(figure),
        "--csv",
        str(rows),
    ]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert "1 of 2 rows predicted, 1 not applicable" in printed
    assert "by route" in printed
    assert "made2020" in printed
    assert "no kinetics of the route" in printed
    assert "plotly" in figure.read_text("utf-8")
    assert len(rows.read_text("utf-8").splitlines()) == 3


def test_a_wrong_column_is_named(tmp_path, capsys):
    file = write(tmp_path / "seen.csv", [ROW], [name for name in COLUMNS if name != "route"] + ["way"])
    assert main(["validate", "pk", "--observations", file]) == 2
    printed = capsys.readouterr().err
    assert "route" in printed
    assert "way" in printed


def test_a_missing_file_is_an_error(tmp_path, capsys):
    assert main(["validate", "pk", "--observations", str(tmp_path / "none.csv")]) == 2
    assert "not found" in capsys.readouterr().err


def test_an_empty_table_has_no_shares(tmp_path, capsys):
    file = write(tmp_path / "seen.csv", [])
    assert main(["validate", "pk", "--observations", file, "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["aafe"] is None
    assert main(["validate", "pk", "--observations", file, "--quiet"]) == 0
