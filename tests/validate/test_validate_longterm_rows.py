"""Long-term risk: rows are read by what they say, and the shipped table is met as far as is claimed."""

import csv
import json

import pytest
from typer.testing import CliRunner

from nemda.evidence.rows import schema_of, tables_folder
from nemda.validate.biology.outcome import summarize_biology
from nemda.validate.longterm import validate_longterm
from nemda.validate.longterm.people import exposure_in, months_in
from nemda.validate.longterm.predict import outcome_of
from nemda.validate.longterm.row import interval_of, row_of
from nemda.validate.outcome import NotApplicableError

COLUMNS = schema_of("longterm_risk").columns


def row(**cells):
    usual = {"id": "X1", "domain": "bladder", "population": "recent recreational users",
             "item": "urinary symptoms", "value": "30", "unit": "%", "n": "100", "citation": "A 2020",
             "verified": "yes"}  # fmt: skip
    return dict.fromkeys(COLUMNS, "") | usual | cells


def read(**cells):
    return outcome_of(row_of(row(**cells)))


@pytest.fixture(scope="module")
def shipped():
    return validate_longterm()


def test_shipped_numbers_are_met_as_claimed(shipped):
    summary = summarize_biology(shipped)
    assert summary.numeric_predicted >= 65
    assert summary.within_tolerance >= 0.7
    assert summary.missing <= 8


def test_every_row_has_an_outcome_and_a_reason_where_it_has_no_prediction(shipped):
    with (tables_folder() / "longterm_risk.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(shipped) == len(rows)
    assert all(one.reason for one in shipped if one.status != "predicted")
    for one, cells in zip(shipped, rows, strict=True):
        if "poison" in cells["domain"]:
            assert one.status == "not_applicable"


def test_counts_ranges_and_bounds_are_read():
    assert row_of(row(value="3 of 6")).value == 50.0
    assert row_of(row(value="3 of 6")).people == 6
    assert row_of(row(value="0", unit="patients", n="101")).unit == "%"
    assert row_of(row(value="4-11", low="4", high="11", unit="mg/kg")).value == 7.5
    assert interval_of(row_of(row(value="5", high="5", low="", n=""))) == (None, pytest.approx(6.5))
    assert interval_of(row_of(row(value="0", unit="cases", n="")))[1] == pytest.approx(3.69)
    assert interval_of(row_of(row(value="40", low="20", high="70"))) == (20.0, 70.0)


def test_a_mean_with_sd_has_at_least_thirty_percent():
    low, high = interval_of(row_of(row(value="10", unit="points", n="4", note="SD 8")))
    assert (low, high) == (pytest.approx(2.16), pytest.approx(17.84))  # 1.96 x 8 / sqrt(4)


def test_words_choose_the_exposure():
    assert exposure_in("offenders; self-report")[0].label == "heavy users"
    assert exposure_in("never users; survey")[0].days_per_week == 0.0
    assert exposure_in("infrequent recreational users; survey")[0].label == "recent users"
    assert exposure_in("recreational, daily; chronic")[0].label == "daily users"
    clinic, _ = exposure_in("clinic esketamine; trial schedule, up to 2 years")
    assert (clinic.setting, clinic.months) == ("clinic", 24.0)
    assert months_in("median 46.9 months, max 79") == 46.9
    with pytest.raises(NotApplicableError):
        exposure_in("dogs; none")


def test_unseen_rows_are_read_by_their_words():
    heavy = read(population="frequent ketamine users")
    recent = read(population="ketamine users, past year, recreational")
    assert heavy.predicted > recent.predicted
    twice = {"domain": "liver", "population": "volunteers", "item": "liver injury", "value": "2 of 6"}
    long = read(exposure="two 96 h infusions (15 mg/h) 4 months apart", **twice)
    short = read(exposure="two 96 h infusions (15 mg/h) 10 days apart", **twice)
    assert short.predicted > 2 * long.predicted
    year = read(domain="long trial safety", population="esketamine long study", exposure="up to 1 year",
                item="serious TEAE", value="6.9", n="802")  # fmt: skip
    assert year.within


def test_rows_without_a_model_say_so():
    for cells, status in (
        ({"domain": "diversion and poisoning", "item": "reports"}, "not_applicable"),
        ({"domain": "withdrawal", "item": "tremor", "value": "yes", "unit": "qualitative"}, "missing"),
        ({"domain": "hearing", "item": "loss"}, "not_applicable"),
        ({"item": "threshold for cystitis", "value": "not found"}, "predicted"),
    ):
        found = read(**cells)
        assert found.status == status
        assert found.reason


def test_the_command_takes_a_table_and_writes_json(tmp_path):
    from nemda.cli.validate import app

    file = tmp_path / "rows.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows([row(), row(domain="hearing", item="loss")])
    done = CliRunner().invoke(app, ["longterm", "--table", str(file), "--json", "--quiet"])
    assert done.exit_code == 0
    content = json.loads(done.stdout)
    assert content["summary"]["rows"] == 2
    assert [one["status"] for one in content["rows"]] == ["predicted", "not_applicable"]
    assert {"observed", "predicted", "unit", "tolerance", "within", "reason"} <= set(content["rows"][0])
