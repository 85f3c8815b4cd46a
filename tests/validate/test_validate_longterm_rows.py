"""Long-term risk: rows are read by what they say, and the shipped table is met as far as is claimed."""

import csv
import json

import pytest
from typer.testing import CliRunner

from nemda.evidence.rows import schema_of, tables_folder
from nemda.risk import risk_profile
from nemda.validate.biology.outcome import summarize_biology
from nemda.validate.longterm import validate_longterm
from nemda.validate.longterm.course import plan_in
from nemda.validate.longterm.people import clinic_dose, days_in, exposure_in, months_in
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
    assert summary.numeric_predicted >= 70
    assert summary.within_tolerance >= 0.75
    assert summary.missing == 0


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
    assert exposure_in("ketamine users in treatment; all")[0].label == "rehabilitation"
    assert exposure_in("healthy controls; survey")[0].days_per_week == 0.0
    assert exposure_in("frequent users vs controls; survey")[0].label == "heavy users"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("weekly maintenance", 1.0), ("twice weekly", 2.0), ("every two weeks", 0.5),
        ("every 4 weeks", 0.25), ("three times a week", 3.0), ("trials", None),
    ],
)  # fmt: skip
def test_words_choose_how_often(words, days):
    assert days_in(words) == days


def test_the_spray_goes_on_as_the_label_says():
    year, _ = exposure_in("esketamine trial; up to 1 year")
    month, _ = exposure_in("esketamine trial; 1 month")
    often, _ = exposure_in("esketamine trial; twice weekly, 1 year")
    assert year.days_per_week < 1.0 < month.days_per_week < 2.1
    assert often.days_per_week == 2.0


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


def test_counts_doses_and_added_symptoms_of_a_row_are_used():
    relapse = {"domain": "relapse", "population": "iv ketamine", "item": "response", "value": "60"}
    assert "days 0, 2, 4, 7;" in read(exposure="4 infusions", **relapse).reason
    assert "days 0, 2, 4, 7, 9, 11, 14, 16;" in read(exposure="8 infusions", **relapse).reason
    home = {"domain": "at home", "population": "telehealth sublingual", "item": "response", "value": "60"}
    assert (
        "200 mg ketamine sublingual tablet weekly for 6 weeks"
        in read(exposure="6 sessions 200 mg", **home).reason
    )
    spray = read(domain="relapse", population="esketamine remitters", exposure="after 16 weeks",
                 item="relapse by 6 months", value="45")  # fmt: skip
    assert "84 mg esketamine nasal twice weekly for 4 weeks then weekly for 12 weeks" in spray.reason
    clinic = {"population": "iv ketamine clinic patients", "exposure": "weekly, 1 year", "value": "1"}
    new, all_of_them = read(item="new urinary symptoms", **clinic), read(item="urinary symptoms", **clinic)
    assert new.predicted < 3
    assert all_of_them.predicted > 20


def test_units_sessions_and_other_treatments_are_read():
    plane = {"domain": "anaesthesia plane", "population": "adult", "exposure": "awakening",
             "item": "plasma level", "unit": "ug/ml", "value": "0.6"}  # fmt: skip
    micro, nano = read(**plane), read(**plane | {"unit": "ng/ml", "value": "600"})
    assert nano.predicted == pytest.approx(1000 * micro.predicted)
    dizzy = {
        "domain": "acute neuro",
        "item": "dizziness as adverse event",
        "value": "10",
        "exposure": "trials",
    }
    weeks = [read(population=f"esketamine week {week}", **dizzy).predicted for week in (1, 4, 6)]
    assert weeks[0] == weeks[1] > weeks[2]  # two sessions a week for four weeks, then one
    ect = {"domain": "relapse", "exposure": "after course", "item": "relapse by 12 months", "value": "60"}
    assert read(population="ect remitters", **ect).status == "not_applicable"
    assert read(population="ketamine remitters", **ect).status == "predicted"
    first = read(item="time to first symptoms", unit="years", value="2")
    assert first.predicted == pytest.approx(24.67 / 12, rel=0.01)
    word = read(item="symptoms with higher dose", unit="qualitative", value="yes")
    assert word.status == "not_applicable"
    mild = read(domain="liver", population="esketamine, child-pugh c", exposure="single spray",
                item="exposure higher", unit="qualitative", value="yes")  # fmt: skip
    assert mild.status == "not_applicable"
    assert "\n" not in mild.reason


def test_at_home_people_are_asked_a_week_later_and_may_swallow():
    home = {"domain": "at home", "exposure": "4 sessions 150 mg", "item": "response", "value": "50"}
    tongue = read(population="telehealth sublingual", **home)
    swallowed = read(population="telehealth oral tablets", **home)
    assert "168 h after session 4" in tongue.reason
    assert "150 mg ketamine oral" in swallowed.reason
    assert swallowed.predicted < tongue.predicted


def test_deficits_are_those_that_a_study_sees():
    words = {"domain": "cognition", "item": "memory deficits", "unit": "qualitative", "exposure": "1 year"}
    assert read(population="frequent users", value="yes", **words).predicted == "yes"
    assert read(population="infrequent users", value="no", **words).predicted == "no"
    assert read(population="esketamine clinic", value="no", **words).predicted == "no"


@pytest.mark.parametrize(
    "cells",
    [
        {"item": "odds ratio of cystitis", "unit": "or", "value": "1.5"},
        {"item": "urinary symptoms", "unit": "points", "value": "4"},
        {"population": "ex-users, abstinent 1 year"},
        {"item": "bladder capacity", "unit": "ml", "value": "150"},
        {"domain": "long trial safety", "population": "esketamine", "exposure": "1 year",
         "item": "discontinued for adverse events", "value": "9"},
        {"domain": "relapse", "population": "esketamine remitters", "exposure": "continued weekly",
         "item": "relapse by 6 months", "value": "27"},
        {"domain": "seizure", "population": "esketamine", "item": "seizures", "unit": "cases", "value": "0"},
        {"item": "", "value": ""},
        {"domain": "cardiovascular", "population": "iv ketamine 0.5 mg/kg", "item": "sbp rise >= 40",
         "exposure": "0 sessions", "value": "8"},
    ],
)  # fmt: skip
def test_what_another_unit_or_people_mean_is_not_misread(cells):
    found = read(**cells)
    assert found.status == "not_applicable"
    assert len(found.reason) > 15


def test_rows_without_a_model_say_so():
    for cells, status in (
        ({"domain": "diversion and poisoning", "item": "reports"}, "not_applicable"),
        ({"domain": "withdrawal", "item": "tremor", "value": "30"}, "not_applicable"),
        ({"domain": "dependence", "item": "more in women", "value": "yes"}, "missing"),
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


def test_amounts_and_routes_of_a_row_are_used():
    swallowed, _ = exposure_in("oral ketamine clinic; 300 mg twice weekly for 12 months")
    infused, notes = exposure_in("iv ketamine clinic; 12 months")
    assert swallowed.mg_per_day == pytest.approx(45, abs=30)  # a tenth to a quarter of 300 mg is left
    assert infused.mg_per_day == 35.0  # 0.5 mg/kg of 70 kg
    assert notes[0].startswith("0.5 mg/kg ketamine iv")
    assert clinic_dose("ketamine 50-75 mg im") == "62.5 mg ketamine im"
    assert clinic_dose("esketamine nasal 56 mg") == "56 mg esketamine nasal"
    with pytest.raises(NotApplicableError):
        clinic_dose("sublingual ketamine program")
    unknown, _ = exposure_in("frequent recreational users; chronic")
    more, _ = exposure_in("frequent recreational users; 3 g/day for 2 years")
    weekly, _ = exposure_in("recreational users; 7 g per week")
    assert unknown.mg_per_day is None
    assert 300 < more.mg_per_day < 3000
    assert more.months == 24.0
    assert weekly.days_per_week == 3.5  # an amount a week says use in every week: days of heavy users


def test_withdrawal_is_a_list_of_symptoms_without_shares():
    words = {"domain": "withdrawal", "population": "daily users", "exposure": "stopping",
             "unit": "qualitative"}  # fmt: skip
    assert read(item="craving and tremor", value="yes", **words).within
    assert read(item="women report more anxiety", value="yes", **words).within
    assert not read(item="women report more craving", value="yes", **words).within  # not seen
    for cells in ({"item": "seizures", "value": "yes"}, {"item": "tremor", "value": "30", "unit": "%"}):
        assert read(**words | cells).status == "not_applicable"


@pytest.mark.parametrize(
    ("item", "predicted"),
    [
        ("no craving on stopping", "no"), ("craving absent", "no"), ("craving on stopping", "yes"),
        ("tremor, but no craving", "no"), ("no tremor and no anxiety", "no"),
        ("women do not report more craving", "yes"), ("women do not report more tremor", "no"),
    ],
)  # fmt: skip
def test_a_denied_symptom_of_withdrawal_is_a_denial(item, predicted):
    found = read(domain="withdrawal", population="daily users", exposure="stopping", unit="qualitative",
                 item=item, value="yes")  # fmt: skip
    assert found.predicted == predicted


def test_nobody_asked_in_a_clinic_what_comes_on_stopping():
    for who in ("esketamine clinic", "iv ketamine therapy patients", "never users"):
        found = read(domain="withdrawal", population=who, exposure="stopping after 1 year",
                     unit="qualitative", item="craving", value="yes")  # fmt: skip
        assert found.status == "not_applicable"
    clinic = exposure_in("esketamine clinic; 1 year")[0]
    [shown] = [one for one in risk_profile(clinic) if one.risk == "withdrawal"]
    assert shown.evidence == read(domain="withdrawal", population="esketamine clinic", exposure="1 year",
                                  item="craving", value="yes").reason  # fmt: skip


def test_mood_of_patients_is_no_mood_of_users():
    patients = {"population": "esketamine", "exposure": "after 8 weeks", "item": "relapse by 6 months",
                "value": "45"}  # fmt: skip
    assert read(domain="depression relapse", **patients).status == "predicted"
    answer = {"population": "iv ketamine", "exposure": "6 infusions", "item": "response", "value": "60"}
    assert read(domain="mood", **answer).predicted == read(domain="relapse", **answer).predicted
    for population in ("recreational users", "people who misuse ketamine"):
        found = read(domain="depression", population=population, item="depressive symptoms", value="40")
        assert "who uses" in found.reason
    assert "who uses" not in read(domain="anxiety", population="esketamine patients").reason


@pytest.mark.parametrize(
    ("cells", "is_smoked"),
    [
        ({"note": "patients not smoking"}, False),
        ({"note": "adjusted for smoking"}, False),
        ({"population": "users who never smoked"}, False),
        ({"population": "frequent users, half of whom smoked tobacco"}, False),
        ({"exposure": "ketamine smoked daily"}, True),
        ({"exposure": "smoking ketamine"}, True),
        ({"item": "symptoms in smoked against snorted use"}, True),
        ({"item": "snorting worse than smoking"}, True),
    ],
)
def test_who_smokes_tobacco_does_not_smoke_ketamine(cells, is_smoked):
    assert ("smoked" in read(**cells).reason) == is_smoked


def test_a_named_compound_stays_what_it_is_in_a_spray():
    assert clinic_dose("racemic ketamine nasal 50 mg") == "50 mg ketamine nasal"
    assert clinic_dose("ketamine nasal spray 50 mg") == "50 mg ketamine nasal"
    assert clinic_dose("nasal spray 56 mg") == "56 mg esketamine nasal"
    assert clinic_dose("s-ketamine 25 mg iv") == "25 mg esketamine iv over 40 min"
    assert clinic_dose("esketamine trial") == "84 mg esketamine nasal"
    for words in ("racemic ketamine nasal", "esketamine iv"):
        with pytest.raises(NotApplicableError, match="how much"):
            clinic_dose(words)


def test_home_is_told_by_the_plan_and_not_by_its_words():
    cells = {"domain": "at home", "exposure": "4 sessions 150 mg", "item": "response", "value": "50"}
    assert plan_in(row_of(row(population="telehealth sublingual", **cells))).is_at_home
    assert not plan_in(row_of(row(population="iv ketamine clinic", **cells))).is_at_home


def test_unasked_people_at_home_tell_less_than_asked_ones():
    home = {"domain": "at home", "population": "telehealth sublingual", "exposure": "4 sessions 300 mg",
            "value": "5", "unit": "%"}  # fmt: skip
    told = read(item="side effects", **home)
    once = read(item="adverse events", **home | {"exposure": "1 session 300 mg"})
    assert 0 < once.predicted < told.predicted < 40
    assert "severe" in told.reason
    assert read(item="adverse events", **home | {"unit": "points"}).status == "not_applicable"


def test_rates_groups_and_reactions_of_a_row_are_used():
    status = {"domain": "seizure", "population": "status epilepticus", "item": "controlled", "value": "50"}
    assert read(exposure="0.5 mg/kg/h", **status).predicted == 0.0
    assert read(exposure="1-5 mg/kg/h", **status).predicted > 40
    severe = {"domain": "cardiovascular", "item": "sessions with severe hypertension", "value": "1",
              "exposure": "100 sessions"}  # fmt: skip
    high = read(population="iv ketamine 0.5 mg/kg, untreated hypertension", **severe)
    usual = read(population="iv ketamine 0.5 mg/kg", **severe)
    assert high.predicted > 5 * usual.predicted
    waking = {"domain": "acute neuro", "population": "anaesthesia", "item": "emergence reactions"}
    assert read(exposure="2 mg/kg iv", value="12", **waking).predicted == pytest.approx(12, abs=1)
    assert read(domain="long trial safety", population="esketamine", exposure="up to 2 years",
                item="cystitis", value="0", unit="cases", n="500").within  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"population": "rats", "exposure": "30 mg/kg daily", "item": "bladder fibrosis"}, "animals"),
        ({"item": "symptoms in smoked against snorted use"}, "route"),
        ({"domain": "mood (chronic use)", "population": "chronic users", "item": "depression"}, "who uses"),
        ({"domain": "psychosis", "population": "frequent users", "item": "delusions"}, "no rate"),
    ],
)
def test_what_is_no_risk_of_people_is_left_out_by_its_kind(cells, words):
    found = read(**cells)
    assert found.status == "not_applicable"
    assert words in found.reason


def test_what_is_not_known_stands_beside_a_share():
    assert "90% interval" in read().reason
    assert "90% interval" in read(item="interstitial cystitis", value="0", unit="cases",
                                  population="esketamine trial", exposure="1 year").reason  # fmt: skip


def test_words_of_dose_and_people_are_not_passed_over():
    liver = {"domain": "liver", "item": "ALT rise", "value": "0"}
    short = read(population="iv ketamine depression clinic", exposure="6 infusions over 2 weeks", **liver)
    assert short.status == "not_applicable"
    assert read(population="pain", exposure="40 h infusion of 15 mg/h", **liver).status == "predicted"
    never = read(domain="dependence", population="never users", item="dependent", value="0")
    assert never.predicted == 0.0
    spray = {
        "domain": "acute neuro",
        "population": "esketamine nasal 84 mg",
        "item": "sedation",
        "value": "40",
    }
    once, course = read(exposure="single dose", **spray), read(exposure="trials", **spray)
    assert once.predicted < 0.7 * course.predicted
    long = {"domain": "long trial safety", "exposure": "12 months", "item": "nausea", "value": "20"}
    assert read(population="esketamine", **long).status == "predicted"
    assert read(population="oral ketamine", **long).status == "not_applicable"
