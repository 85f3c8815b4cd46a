"""The long-term lines of nemda simulate: one for each risk, in every width, and in the JSON."""

import io
import json

import pytest
from rich.console import Console

from nemda.cli.main import main
from nemda.cli.outlook import outlook_json
from nemda.cli.outlook_view import print_outlooks
from nemda.plan.outlook import outlook
from nemda.regimen import parse
from nemda.report.outlook_section import outlook_section

INFUSIONS = outlook(parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks"), 70.0)
SPRAY = outlook(parse("84 mg esketamine nasal twice weekly for 4 weeks"), 70.0)
PAIR = outlook(
    parse("0.5 mg/kg ketamine iv over 40 min and 20 mg fluoxetine oral daily for 2 days and "
          "60 mg dextromethorphan oral daily for 2 days"), 70.0
)  # fmt: skip


def printed(found, width=100):
    stream = io.StringIO()
    print_outlooks(Console(file=stream, width=width, highlight=False), found)
    return stream.getvalue()


def test_each_risk_has_its_line_and_users_stand_apart():
    text = printed({"A": INFUSIONS._replace(tolerance=0.29)})
    for label in (
        "Bladder",
        "Liver",
        "Tolerance",
        "Dependence",
        "Cognition",
        "Seizure",
        "Psychosis",
        "Users",
    ):
        assert f"\n{label} " in text
    assert "kept apart" in text
    assert "29% of dissociation" in text
    assert "Serotonin" not in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width):
    assert max(len(line.rstrip()) for line in printed({"A": PAIR}, width).splitlines()) <= width


def test_of_several_regimens_only_what_differs_is_told_twice():
    text = printed({"infusions": INFUSIONS, "spray": SPRAY})
    assert text.count("Bladder") == 2
    assert text.count("Cognition") == 1
    assert "infusions" in text
    assert "spray" in text


def test_a_pair_of_drugs_is_warned_of_below_the_risks():
    text = printed({"A": PAIR})
    assert text.index("Long-term") < text.index("Serotonin syndrome")
    assert "fluoxetine + dextromethorphan" in text or "dextromethorphan + fluoxetine" in text
    assert printed({}) == ""


def test_programs_get_the_same_with_none_where_no_number_exists():
    found = outlook_json(PAIR)
    clinic = {one["what"]: one["estimate"] for one in found["long_term"]["clinic"]["course"]}
    assert clinic["seizures"] is None
    assert len(clinic["urinary symptoms added by the exposure"]) == 3
    assert found["long_term"]["prone_persons"]["psychosis"][0]["severity"] == "absolute"
    assert set(found["serotonin"][0]["drugs"]) == {"fluoxetine", "dextromethorphan"}


def test_the_report_has_tables_of_clinic_and_users_apart_and_one_of_the_pair():
    section = outlook_section({"A": PAIR})
    headings = [block.heading for block in section.blocks]
    assert headings == [
        "In a clinic", "In recreational users, kept apart", "Persons prone to seizures or psychosis",
        "Serotonin syndrome",
    ]  # fmt: skip
    assert all(len(row) == len(block.table.columns) for block in section.blocks for row in block.table.rows)


def test_the_main_job_tells_what_is_known_beyond_the_session(capsys, tmp_path):
    usual = ["simulate", "0.5 mg/kg ketamine iv over 40 min", "--n", "5", "--weeks", "1", "--quiet"]
    assert main([*usual, "--out", str(tmp_path / "a")]) == 0
    printed = capsys.readouterr().out
    assert printed.index("First session") < printed.index("Long-term") < printed.index("Report")
    page = (tmp_path / "a" / "report.html").read_text("utf-8")
    assert "Long-term risks, and drugs together" in page
    assert main([*usual, "--out", str(tmp_path / "b"), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["beyond_the_session"].values()
    assert 0 < found["dissociation_lost_to_tolerance"] < 0.35  # the ceiling of tolerance
    assert {one["risk"] for one in found["long_term"]["recreational"]} >= {"bladder", "dependence"}
