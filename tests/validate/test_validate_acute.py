"""Acute effects: rows are read by what they say, and the shipped table is met as far as is claimed."""

import csv
import json

import pytest
from typer.testing import CliRunner

from nemda.cli.validate_findings import acute_command, longterm_command
from nemda.evidence.rows import schema_of
from nemda.validate.acute import validate_acute
from nemda.validate.acute.dosing import plan_of
from nemda.validate.acute.row import interval_of, row_of
from nemda.validate.biology.outcome import summarize_biology
from nemda.validate.outcome import NotApplicableError

COLUMNS = schema_of("acute_effects").columns


def row(**cells):
    usual = {"study_id": "x", "citation": "A 2020", "compound": "racemic ketamine", "dose": "0.5 mg/kg",
             "route": "IV", "duration_min": "40", "n": "30", "effect": "SBP change", "time_min": "40",
             "value": "16", "unit": "mmHg", "verified": "yes"}  # fmt: skip
    return dict.fromkeys(COLUMNS, "") | usual | cells


@pytest.fixture(scope="module")
def shipped():
    return validate_acute()


def test_three_quarters_of_the_shipped_numbers_are_met(shipped):
    summary = summarize_biology(shipped)
    assert summary.within_tolerance >= 0.75
    assert summary.sign_correct == 1.0
    assert summary.numeric_predicted >= 75
    missing = {one.readout for one in shipped if one.status == "missing"}
    assert missing == {"withdrawal for tolerability", "heat vs electrical pain potency ratio"}


def test_every_row_has_an_outcome_and_a_reason_where_it_has_no_prediction(shipped):
    with open_table() as stream:
        assert len(shipped) == len(list(csv.DictReader(stream)))
    assert all(one.reason for one in shipped if one.status != "predicted")


def open_table():
    from nemda.evidence.rows import tables_folder

    return (tables_folder() / "acute_effects.csv").open(encoding="utf-8")


@pytest.mark.parametrize(
    ("cells", "doses"),
    [
        ({"dose": "56-84 mg", "route": "IN", "compound": "esketamine"}, [[56.0], [84.0]]),
        ({"dose": "0.26 mg/kg bolus + 0.65 mg/kg/h", "duration_min": "60"}, [[0.26, 0.65]]),
        ({"dose": "22 mg/h/70 kg", "compound": "esketamine", "duration_min": "6000"}, [[22 * 100 / 70]]),
        ({"dose": "20 mg/h x 2 h", "compound": "esketamine", "duration_min": "120"}, [[40.0]]),
        ({"dose": "0.3 mg/kg bolus", "duration_min": ""}, [[0.3]]),
    ],
)
def test_doses_are_read_by_what_they_say(cells, doses):
    plan = plan_of(row_of(row(**cells)), {})
    found = [[dose.amount for dose in one.doses] for one in plan.regimens]
    assert len(found) == len(doses)
    for mine, theirs in zip(found, doses, strict=True):
        assert mine == pytest.approx(theirs)


def test_a_pump_holds_the_level_that_is_said():
    plan = plan_of(row_of(row(dose="TCI target 100 ng/ml", duration_min="30")), {})
    assert plan.ends_h == (0.5,)
    assert sum(dose.amount for dose in plan.regimens[0].doses) > 0


@pytest.mark.parametrize(
    "cells",
    [
        {"dose": "recreational", "route": "mixed"},
        {"compound": "salt water"},
        {"route": "by wish"},
        {"dose": "much"},
    ],
)
def test_what_cannot_be_given_is_refused_with_its_reason(cells):
    with pytest.raises(NotApplicableError):
        plan_of(row_of(row(**cells)), {})


@pytest.mark.parametrize(
    ("cells", "interval"),
    [
        ({"value": "10", "dispersion": "8 to 12", "dispersion_type": "95%CI"}, (8.0, 12.0)),
        ({"value": "10", "dispersion": "", "n": ""}, (7.0, 13.0)),
        ({"value": "10", "dispersion": "1", "dispersion_type": "SD", "n": "100"}, (7.0, 13.0)),
        ({"value": "10", "dispersion": "40", "dispersion_type": "SD", "n": "100"}, (2.16, 17.84)),
        ({"value": "90", "note": "upper bound; said so"}, (None, 117.0)),
    ],
)
def test_intervals_come_from_the_row(cells, interval):
    assert interval_of(row_of(row(**cells))) == pytest.approx(interval)


def test_an_unseen_table_is_predicted_by_the_command(tmp_path):
    file = tmp_path / "other.csv"
    rows = [
        row(study_id="new1"),
        row(study_id="new2", compound="esketamine", dose="84 mg", route="IN", duration_min="",
            effect="nausea", value="20", unit="% patients"),
        row(study_id="new3", effect="liver enzymes", value="3", unit="%"),
        row(study_id="new4", effect="CADSS total", value="8", unit="points", dispersion="9",
            dispersion_type="SD"),
    ]  # fmt: skip
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    from nemda.cli.validate import app

    done = CliRunner().invoke(app, ["acute", "--table", str(file), "--json", "--quiet"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert [one["status"] for one in found["rows"]] == [
        "predicted",
        "predicted",
        "not_applicable",
        "predicted",
    ]
    assert found["summary"]["rows"] == 4
    assert found["rows"][0]["predicted"] == pytest.approx(14, abs=4)


def test_the_help_of_findings_breaks_no_sentence():
    for command in (acute_command, longterm_command):
        paragraphs = command.__doc__.split("\n\n")
        assert all("\n" not in one and one.endswith(".") for one in paragraphs)
