"""Rows that nobody has seen: other words, doses, co-drugs, readouts are predicted or left out with a reason.

The numbers of the rows are invented; what is checked is how they are read.
"""

import pytest

from nemda.mechanism.complaints import complaints
from nemda.validate.acute.companions import companion_of
from nemda.validate.acute.dosing import plan_of
from nemda.validate.acute.people import sessions_of, who_of
from nemda.validate.acute.predict import outcome_of
from nemda.validate.acute.reports import reports
from nemda.validate.acute.row import interval_of, row_of

COLUMNS = (
    "study_id", "citation", "doi", "url", "compound", "dose", "route", "duration_min", "n", "effect",
    "time_min", "value", "unit", "dispersion", "dispersion_type", "verified", "note",
)  # fmt: skip


def row(**cells):
    usual = {
        "study_id": "x", "compound": "racemic ketamine", "dose": "0.5 mg/kg", "route": "IV",
        "duration_min": "40", "n": "40", "effect": "SBP change", "time_min": "40", "value": "10",
        "unit": "mmHg",
    }  # fmt: skip
    return row_of(dict.fromkeys(COLUMNS, "") | usual | cells)


def told(**cells):
    return outcome_of(row(**cells), {})


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ({"effect": "mean maximum increase in systolic blood pressure", "time_min": ""}, 14, 22),
        ({"effect": "SBP change, patients >=65 y"}, 17, 25),
        ({"effect": "heart rate > 110 bpm", "unit": "% patients", "time_min": ""}, 0, 10),
        ({"effect": "cardiac output increase", "unit": "%"}, 25, 45),
        ({"effect": "SBP change with clonidine pretreatment"}, 8, 14),
        ({"effect": "MAP decrease with clonidine vs placebo", "unit": "mmHg", "value": "4"}, 2, 8),
        ({"effect": "CADSS reduction with lamotrigine pretreatment", "unit": "%", "value": "-30"}, -60, -20),
        ({"effect": "mean MOAA/S", "unit": "points"}, 4, 5),
        ({"effect": "MOAA/S 3 or less", "unit": "% patients", "time_min": ""}, 2, 20),
        ({"effect": "CADSS >= 10", "unit": "% patients", "time_min": ""}, 10, 35),
        ({"effect": "CADSS total (third infusion)", "unit": "points"}, 4, 7),
        # pooled over three studies that disagree: -0.16 (95% -0.40 to 0.11)
        ({"effect": "correlation of CADSS and MADRS change", "unit": "r", "time_min": ""}, -0.4, 0.11),
        ({"effect": "dissociation remaining", "unit": "% patients", "time_min": "120"}, 0, 15),
        ({"effect": "time to resolution of sedation", "unit": "min", "time_min": ""}, 45, 120),
        ({"effect": "feeling high VAS", "unit": "mm"}, 60, 95),
        ({"effect": "feeling high VAS", "unit": "cm"}, 6.0, 9.5),
        ({"effect": "area of secondary hyperalgesia", "unit": "%"}, -80, -40),
        ({"effect": "pain NRS change", "unit": "points (0-10)", "note": "emergency department"}, -8, -4),
        ({"effect": "norketamine Cmax", "unit": "nmol/L", "time_min": ""}, 200, 500),
        ({"effect": "time to maximum plasma concentration", "unit": "min", "time_min": ""}, 35, 45),
        ({"note": "older adults, mean age 71"}, 18, 25),
        ({"effect": "SBP >= 160 mmHg during six infusions", "unit": "% patients", "time_min": ""}, 15, 35),
        ({"effect": "CADSS change over six infusions", "unit": "%", "time_min": ""}, -35, -10),
        ({"effect": "CADSS reduction after 6 infusions", "unit": "%", "value": "20", "time_min": ""}, 10, 35),
        (
            {
                "effect": "nausea in first session",
                "unit": "% patients",
                "route": "IN",
                "compound": "esketamine",
                "dose": "84 mg",
                "duration_min": "",
                "time_min": "",
            },
            4,
            14,
        ),
        (
            {"effect": "emergence reactions", "unit": "% patients", "dose": "2 mg/kg", "duration_min": "1"},
            9,
            13,
        ),
        ({"effect": "emergence reactions", "unit": "% patients"}, 0, 1),
        (
            {
                "effect": "adverse mental-status events",
                "dose": "subanesthetic",
                "unit": "events in 3 patients of 120 (360 infusions)",
                "value": "4",
            },
            2,
            6,
        ),
        # a quarter of the potency: the weight of R-ketamine in the model
        ({"effect": "S- vs R-ketamine potency ratio", "unit": "fold"}, 4, 4),
        ({"effect": "arketamine vs esketamine potency ratio", "unit": "fold"}, 0.25, 0.25),
        ({"effect": "plasma ketamine in women", "unit": "ng/mL"}, 140, 200),
        ({"effect": "MOAA/S < 5", "unit": "% patients", "time_min": "120"}, 1, 20),
    ],
)
def test_what_the_model_has_is_predicted_in_the_unit_of_the_row(cells, low, high):
    found = told(**cells)
    assert found.status == "predicted", found.reason
    assert low <= found.predicted <= high


@pytest.mark.parametrize(
    ("cells", "status", "words"),
    [
        ({"effect": "SBP change with propranolol"}, "not_applicable", "only the direction of propranolol"),
        ({"effect": "CADSS with haloperidol 5 mg", "unit": "points"}, "not_applicable", "haloperidol"),
        ({"effect": "nausea with ondansetron", "unit": "% patients"}, "not_applicable", "ondansetron"),
        ({"effect": "intraocular pressure change"}, "missing", "another place"),
        ({"effect": "SpO2 < 93%", "unit": "% patients"}, "missing", "breathing"),
        ({"effect": "opioid consumption", "unit": "%"}, "missing", "other analgesics"),
        (
            {"effect": "hypertension requiring treatment", "unit": "% patients"},
            "not_applicable",
            "clinic treats",
        ),
        ({"effect": "heat pain threshold change", "unit": "degC"}, "not_applicable", "physical units"),
        ({"effect": "CRPS pain score", "unit": "NRS"}, "not_applicable", "score before the dose"),
        (
            {"effect": "CADSS total", "compound": "midazolam", "unit": "points"},
            "not_applicable",
            "comparator",
        ),
        ({"effect": "dissociation", "dose": "placebo", "unit": "% patients"}, "not_applicable", "comparator"),
        ({"effect": "CADSS, men vs women", "unit": "points"}, "not_applicable", "difference between groups"),
        ({"effect": "dissociation 84 vs 28 mg", "unit": "ratio"}, "not_applicable", "ratio of two groups"),
        ({"effect": "CADSS amnesia subscale", "unit": "points"}, "missing", "only the total"),
        ({"effect": "Ramsay sedation score", "unit": "points"}, "missing", "MOAA/S"),
        ({"effect": "nausea", "unit": "mm"}, "not_applicable", "share of people"),
        ({"effect": "sedation", "unit": "% patients", "note": "children"}, "not_applicable", "children"),
        ({"effect": "any adverse event", "unit": "% patients"}, "missing", "joint distribution"),
        ({"effect": "cortisol change", "unit": "ug/dL"}, "not_applicable", "validate biology"),
        ({"effect": "SBP change", "route": "epidural"}, "not_applicable", "route"),
        ({"note": "patients on beta-blockers"}, "not_applicable", "only the direction of beta-blockers"),
        (
            {"effect": "nausea", "unit": "% patients", "note": "ondansetron before each infusion"},
            "not_applicable",
            "ondansetron",
        ),
        ({"effect": "SBP change with nifedipine"}, "not_applicable", "nifedipine"),
        ({"effect": "heart rate change, placebo", "unit": "bpm"}, "not_applicable", "comparator"),
        ({"effect": "SBP >= 160 mmHg", "unit": "infusions"}, "not_applicable", "cannot be in"),
        ({"effect": "withdrawal for intolerance", "unit": "% patients"}, "missing", "who stops"),
        (
            {"effect": "emergence delirium with midazolam", "unit": "% patients"},
            "not_applicable",
            "midazolam",
        ),
        ({"effect": "nightmares", "unit": "% patients"}, "missing", "reactions on waking"),
        ({"effect": "heat vs electrical pain potency ratio", "unit": "fold"}, "missing", "one half-level"),
        ({"effect": "pressure to cold pain potency", "unit": "fold"}, "missing", "one half-level"),
        ({"effect": "ketamine vs norketamine potency ratio", "unit": "fold"}, "not_applicable", "R-ketamine"),
        ({"effect": "CADSS total", "unit": "%"}, "not_applicable", "in points"),
    ],
)
def test_what_it_has_not_is_left_out_with_its_reason(cells, status, words):
    found = told(**cells)
    assert (found.status, found.predicted) == (status, None)
    assert words in found.reason


def test_people_are_read_from_the_words_of_a_row():
    assert dict(who_of(row(effect="SBP change, older adults"))[0].overrides)["age_y"] == 70.0
    assert dict(who_of(row(note="median age 68"))[0].overrides)["age_y"] == 68.0
    assert dict(who_of(row(effect="CADSS in women"))[0].overrides)["female"] == 1.0
    assert "female" not in dict(who_of(row(effect="CADSS in men and women"))[0].overrides)
    assert who_of(row(effect="SBP change, without hypertension"))[1] == ("normotensive people",)
    assert who_of(row(effect="SBP change, untreated hypertensive"))[1] == ("untreated people",)
    assert "age_y" not in dict(who_of(row(note="weaker than in older adults"))[0].overrides)


@pytest.mark.parametrize(
    "note",
    [
        "aged 18 years or older", "aged 18 and over", "aged 21+", "aged 18\u201365", "aged 18-65 years",
        "age 18 y and above", "aged 18 years old or more", "aged 18 to 65", "aged 40 or under",
    ],
)  # fmt: skip
def test_who_may_enter_is_no_age_of_people(note):
    assert "age_y" not in dict(who_of(row(note=note))[0].overrides)


def test_an_age_and_old_people_are_read():
    for note, age_y in (("aged 45 years", 45.0), ("age 72", 72.0), ("mean age 44.5 (SD 9)", 44.0)):
        assert dict(who_of(row(note=note))[0].overrides)["age_y"] == age_y
    for effect in ("SBP change, aged 65 years or older", "SBP change, age 65+"):
        assert dict(who_of(row(effect=effect))[0].overrides)["age_y"] == 70.0


@pytest.mark.parametrize(
    ("cells", "group"),
    [
        ({"dose": "0.5 mg/kg, treated hypertensive patients"}, "treated"),
        ({"dose": "0.5 mg/kg, untreated hypertensive patients"}, "untreated"),
        ({"effect": "SBP change, hypertension not treated; hypertensive"}, "untreated"),
        ({"effect": "SBP change, hypertensive people on antihypertensives"}, "treated"),
        ({"effect": "SBP change, hypertensive people treated with esketamine"}, "untreated"),
        ({"effect": "SBP change, treated normotensive people"}, "normotensive"),
    ],
)
def test_treatment_of_pressure_is_read_from_effect_and_dose(cells, group):
    assert who_of(row(**cells))[1] == (f"{group} people",)


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("recovered on the ward, lithium excluded", None),
        ("recovered on the ward lithium levels fell", None),
        ("seen on day 3, lithium not allowed", None),
        ("no benzodiazepines before the infusion", None),
        ("treated patients, lithium washed out", None),
        ("half of them on stable lithium", "lithium"),
        ("all on a beta blocker", "beta blocker"),
        ("patients taking lithium, benzodiazepines excluded", "lithium"),
        ("seen with propranolol, and without lithium", "propranolol"),
    ],
)
def test_a_drug_beside_is_one_that_was_given(note, name):
    found = companion_of(row(note=note))
    assert (found and found.name) == name


def test_sessions_are_counted_in_digits_and_in_words():
    spray = {"route": "in", "unit": "% patients"}
    for effect, sessions in (
        ("nausea", 8), ("nausea in week 1", 2), ("nausea in first session", 1), ("nausea in six sessions", 6),
        ("nausea in 3 infusions", 3), ("nausea in 1 session", 1),
    ):  # fmt: skip
        assert sessions_of(row(effect=effect, **spray))[0] == sessions


def test_a_count_of_people_in_the_unit_is_a_share():
    one = row(effect="somnolence", unit="events in 9 subjects of 450 (833 infusions)", value="10")
    assert (one.value, one.people, one.unit) == (2.0, 450, "% of people in 2 sessions")
    low, high = interval_of(one)
    assert low < 2.0 < high < 5.0
    assert row(effect="somnolence", unit="events in 9 subjects of 0", value="10").value == 10.0
    told_so = row(effect="somnolence", unit="patients", value="9 of 450 patients")
    assert (told_so.value, told_so.people, told_so.dispersion) == (2.0, 450, "9/450")
    assert row(effect="somnolence", unit="points", value="7 of 5").value is None


def test_words_of_staff_stand_for_complaints_by_a_table():
    for one in reports():
        assert one.complaint in complaints()
        assert one.grade == "C"
    found = told(effect="altered mental status", unit="% patients", value="2")
    severe = told(effect="severe dissociation", unit="% patients", value="2", time_min="")
    assert found.predicted == severe.predicted > 0
    assert "read as severe dissociation, assumed" in found.reason


def test_a_dose_that_does_not_bring_an_effect_has_no_duration():
    both = told(effect="BPRS psychosis increase duration", dose="0.05-0.5 mg/kg bolus", duration_min="1",
                time_min="", unit="min")  # fmt: skip
    high = told(effect="BPRS psychosis increase duration", dose="0.5 mg/kg bolus", duration_min="1",
                time_min="", unit="min")  # fmt: skip
    assert both.predicted == high.predicted > 10
    assert "of the doses that bring it" in both.reason
    none = told(effect="anesthesia duration", time_min="", unit="min")
    assert none.predicted == 0.0


def test_a_direction_is_judged_where_a_source_has_no_size():
    found = told(effect="SBP change with methylphenidate vs without", value="6")
    assert (found.observed, found.predicted, found.within) == ("increase", "increase", True)


@pytest.mark.parametrize(
    ("cells", "doses"),
    [
        ({"dose": "0.5 mg/kg IV over 100 min", "duration_min": ""}, [("iv", "mg/kg", 0.5, 100 / 60)]),
        (
            {"dose": "84mg", "route": "intranasal spray", "compound": "esketamine"},
            [("nasal", "mg", 84.0, 0.0)],
        ),
        ({"dose": "75 ug/kg", "duration_min": "2"}, [("iv", "mg/kg", 0.075, 2 / 60)]),
        ({"dose": "10 mcg/kg/min", "duration_min": "60"}, [("iv", "mg/kg", 0.6, 1.0)]),
        ({"dose": "0.5 mg/kg", "route": "i.v."}, [("iv", "mg/kg", 0.5, 40 / 60)]),
    ],
)
def test_more_ways_to_say_a_dose_are_read(cells, doses):
    found = [
        (d.route, d.unit, round(d.amount, 6), d.duration_h)
        for d in plan_of(row(**cells), {}).regimens[0].doses
    ]
    assert found == [(route, unit, amount, pytest.approx(hours)) for route, unit, amount, hours in doses]


@pytest.mark.parametrize(
    ("cells", "value", "interval"),
    [
        ({"value": "<5"}, 5.0, (None, 6.5)),
        ({"value": ">10"}, 10.0, (7.0, None)),
        ({"value": "15-20"}, 17.5, (15.0, 20.0)),
        ({"value": "1,200", "unit": "ng/mL"}, 1200.0, (840.0, 1560.0)),
        ({"value": "0", "unit": "r", "n": "103"}, 0.0, pytest.approx((-0.194, 0.194), abs=2e-3)),
    ],
)  # fmt: skip
def test_more_ways_to_say_a_number_are_read(cells, value, interval):
    one = row(**cells)
    assert one.value == value
    assert interval_of(one) == interval


def test_times_in_words_count_from_the_end_of_the_infusion_where_they_say_so():
    assert row(time_min="", effect="MAP change at 20 min").time_min == 20.0
    assert row(time_min="", effect="SBP change 1 h after infusion").time_min == 100.0
    assert row(time_min="2 h").time_min == 120.0


def test_a_drug_in_a_note_counts_only_where_it_was_given():
    assert companion_of(row(note="propofol anesthesia in a later study")) is None
    assert companion_of(row(note="clonidine 5 ug/kg as premedication")).pressor == "clonidine"
    assert companion_of(row()) is None
