"""Magnesium beside the shipped facts, and rows that nobody has seen."""

import csv

import pytest

from nemda.evidence.rows import schema_of
from nemda.validate.biology.outcome import summarize_biology
from nemda.validate.magnesium import validate_magnesium
from nemda.validate.magnesium.row import interval_of, row_of
from nemda.validate.reading import observations

COLUMNS = list(schema_of("magnesium").columns)


@pytest.fixture(scope="module")
def shipped():
    return validate_magnesium()


def judged(tmp_path, **cells):
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerow({"id": "X1", "citation": "Made 2020", "verified": "yes", **cells})
    return validate_magnesium(file)[0]


def test_every_row_has_an_outcome_and_none_is_missing(shipped):
    found = summarize_biology(shipped)
    assert found.rows == len(observations("magnesium"))
    assert found.missing == 0
    assert found.predicted >= 84
    assert all(one.reason for one in shipped if one.status != "predicted")


def test_most_predicted_rows_agree(shipped):
    found = summarize_biology(shipped)
    assert found.within_tolerance >= 0.85
    assert found.sign_correct >= 0.9


def test_known_misses_stay_visible(shipped):
    missed = {one.readout for one in shipped if one.is_miss}
    assert "IC50 S-ketamine / Mg at NR1/2A" in missed
    assert any("CSF rise" in name for name in missed)


@pytest.mark.parametrize(
    ("cells", "predicted"),
    [
        ({"section": "form", "item": "elemental magnesium content", "population_or_condition": "malate",
          "value": "15.5", "unit": "% w/w"}, 15.54),
        ({"section": "form", "item": "elemental magnesium content", "population_or_condition": "bromide",
          "value": "13.2", "unit": "% w/w", "note": "stoichiometry of MgBr2"}, 13.2),
        ({"section": "form", "item": "fractional absorption, citrate", "population_or_condition":
          "healthy adults, 12 mEq/day", "value": "48", "unit": "%"}, 55.9),
        ({"section": "absorption", "item": "fractional absorption", "population_or_condition":
          "healthy adults, 200 mg", "value": "25", "unit": "%"}, 24.7),
        ({"section": "absorption", "item": "mineral water 84 mg/L", "population_or_condition":
          "1 L without meal", "value": "45", "unit": "%"}, 41.5),
        ({"section": "phytate", "item": "fractional absorption, 1.0 mmol phytate", "population_or_condition":
          "4 mmol Mg meal", "value": "20", "unit": "%"}, 25.8),
        ({"section": "pool", "item": "serum magnesium", "population_or_condition": "eGFR 20 mL/min",
          "value": "1.1", "unit": "mmol/L"}, 1.08),
        ({"section": "iv_pk", "item": "serum at 12 h, 6 g then 2 g/h", "population_or_condition":
          "pre-eclampsia, China", "value": "3.2", "unit": "mmol/L"}, 3.17),
        ({"section": "iv_pk", "item": "half-life", "population_or_condition": "pregnant, Brazil",
          "value": "6.7", "unit": "h"}, 6.68),
        ({"section": "mood", "item": "PHQ-9 change with MgCl2 124 mg, 6 wk", "value": "-3",
          "unit": "points"}, -3.0),
        ({"section": "kinetics", "item": "half-time pool 2", "value": "3.5", "unit": "h"}, 3.0),
        ({"section": "absorption", "item": "fractional absorption of 12 mmol magnesium citrate",
          "value": "22", "unit": "%"}, 19.75),
        ({"section": "absorption", "item": "absorbed amount from 300 mg", "value": "60", "unit": "mg"}, 58.3),
        ({"section": "absorption", "item": "apparent absorption at 80 mg/day", "value": "70",
          "unit": "%"}, 73.6),
        ({"section": "absorption", "item": "mineral water 110 mg/L, 1.5 L over the day", "value": "50",
          "unit": "%"}, 52.9),
        ({"section": "phytate", "item": "fall of absorption by 1.49 mmol phytate", "population_or_condition":
          "3.6 mmol Mg meal", "value": "-60", "unit": "%"}, -59.96),
        ({"section": "form", "item": "elemental content of 500 mg tablet", "population_or_condition": "oxide",
          "value": "301", "unit": "mg Mg"}, 301.5),
        ({"section": "iv_pk", "item": "serum peak after 2 g over 15 min", "population_or_condition":
          "healthy volunteers", "value": "1.4", "unit": "mmol/L"}, 1.47),
        ({"section": "iv_pk", "item": "serum 24 h after 4 g MgSO4", "population_or_condition":
          "healthy volunteers", "value": "0.9", "unit": "mmol/L"}, 0.902),
        ({"section": "iv_pk", "item": "serum after 6 g load then 2 g/h", "population_or_condition":
          "pre-eclampsia, at 12 h", "value": "5.5", "unit": "mg/dL"}, 5.12),
        ({"section": "pool", "item": "urine output at intake of 200 mg/day", "value": "90",
          "unit": "mg/day"}, 95.4),
        ({"section": "pool", "item": "serum magnesium, eGFR 25 with 300 mg supplement", "value": "1.1",
          "unit": "mmol/L"}, 1.125),
        ({"section": "absorption", "item": "fractional absorption", "population_or_condition":
          "girls, calcium intake 800 mg/day", "value": "40", "unit": "%"}, 35.9),
        ({"section": "iv_pk", "item": "serum 6 h after stopping 2 g/h", "population_or_condition":
          "postpartum", "value": "1.5", "unit": "mmol/L"}, 1.50),
        ({"section": "iv_pk", "item": "increase in serum after 2 g over 20 min", "population_or_condition":
          "adults", "value": "0.6", "unit": "mmol/L"}, 0.573),
        ({"section": "iv_pk", "item": "ionised serum after 2 g over 20 min", "population_or_condition":
          "asthma", "value": "0.9", "unit": "mmol/L"}, 0.899),
        ({"section": "pool", "item": "serum magnesium rise by 300 mg/day for 12 weeks", "value": "0.03",
          "unit": "mmol/L"}, 0.028),
        ({"section": "pool", "item": "24-h urine magnesium on 400 mg/day supplement as oxide", "value": "123",
          "unit": "mg/day"}, 123.4),
        ({"section": "unit", "item": "mg magnesium per g", "population_or_condition":
          "magnesium sulfate heptahydrate", "value": "98.6", "unit": "mg"}, 98.6),
        ({"section": "reference_intake", "item": "RDA", "population_or_condition": "female 14-18 y",
          "value": "360", "unit": "mg/day"}, 360.0),
        ({"section": "reference_intake", "item": "EAR", "population_or_condition": "pregnant 19-30 y",
          "value": "290", "unit": "mg/day"}, 291.7),
        ({"section": "unit", "item": "mmol/L per mg/dL", "value": "0.41", "unit": "mmol/L"}, 0.4114),
        ({"section": "food", "item": "magnesium in almonds", "population_or_condition": "50 g",
          "value": "135", "unit": "mg"}, 135.0),
        ({"section": "receptor", "item": "Mg IC50 at -60 mV", "population_or_condition": "GluN1/GluN2B",
          "value": "0.1", "unit": "mM"}, 0.0909),
    ],
)  # fmt: skip
def test_rows_never_seen_are_read_by_their_words(tmp_path, cells, predicted):
    found = judged(tmp_path, **cells)
    assert found.status == "predicted", found.reason
    # To the digits that the case states.
    assert found.predicted == pytest.approx(predicted, rel=0.02)


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        ({"section": "absorption", "item": "citrate vs oxide", "value": "higher",
          "unit": "qualitative"}, True),
        ({"section": "absorption", "item": "oxide vs citrate", "value": "higher",
          "unit": "qualitative"}, False),
        ({"section": "absorption", "item": "one dose of 360 mg vs four doses of 90 mg", "value": "lower",
          "unit": "qualitative"}, True),
        ({"section": "form", "item": "urinary excretion rise citrate vs oxide", "value": "higher",
          "unit": "qualitative"}, True),
        ({"section": "csf", "item": "CSF Mg after 4 weeks oral 400 mg", "value": "no change",
          "unit": "qualitative"}, True),
        ({"section": "form", "item": "gluconate = citrate", "value": "equal",
          "unit": "qualitative"}, True),
        ({"section": "csf", "item": "CSF Mg after 16 mmol IV", "value": "no change",
          "unit": "qualitative"}, True),
        ({"section": "preclinical", "item": "imipramine 15 mg/kg + Mg 10 mg/kg", "value": "cuts immobility",
          "unit": "qualitative"}, True),
        ({"section": "kinetics", "item": "time to follow a diet change", "value": "hours",
          "unit": "qualitative"}, False),
    ],
)  # fmt: skip
def test_directions_are_judged_by_sign(tmp_path, cells, right):
    found = judged(tmp_path, **cells)
    assert found.status == "predicted", found.reason
    assert found.sign is right


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"section": "reference_intake", "item": "RDA", "value": "400", "unit": "mg/day"}, "not_applicable"),
        ({"section": "reference_intake", "item": "AI", "population_or_condition": "0-6 months", "value": "30",
          "unit": "mg/day"}, "not_applicable"),
        ({"section": "iv_pk", "item": "peak after 10 g IM", "population_or_condition": "eclampsia",
          "value": "2", "unit": "mmol/L"}, "not_applicable"),
        ({"section": "food", "item": "phytate in almonds", "value": "1000", "unit": "mg"}, "not_applicable"),
        ({"section": "weather", "item": "rain", "value": "3", "unit": "mm"}, "not_applicable"),
        ({"section": "form", "item": "glycinate vs oxide", "population_or_condition":
          "patients with ileal resection", "value": "23", "unit": "%"}, "not_applicable"),
        ({"section": "mood", "item": "HAM-D change with MgO 400 mg, 8 wk", "value": "-5",
          "unit": "points"}, "not_applicable"),
        ({"section": "toxicity", "item": "asystole", "value": "7", "unit": "mmol/L"}, "not_applicable"),
        ({"section": "form", "item": "elemental magnesium content", "population_or_condition": "unobtainate",
          "value": "5", "unit": "% w/w"}, "not_applicable"),
        ({"section": "pool", "item": "hair magnesium", "value": "40", "unit": "ug/g"}, "missing"),
    ],
)  # fmt: skip
def test_what_is_not_predicted_says_why(tmp_path, cells, status):
    found = judged(tmp_path, **cells)
    assert found.status == status
    assert found.predicted is None
    assert found.reason


def test_intervals_are_the_published_ones_or_the_stated_uncertainty():
    blank = dict.fromkeys(COLUMNS, "")
    cases = [
        ({"value": "40"}, (30.0, 50.0)),
        ({"value": "0.35", "low": "0.25", "high": "0.442"}, (0.25, 0.442)),
        ({"section": "absorption", "unit": "%", "value": "48", "low": "43", "high": "53"}, (38.0, 58.0)),
        (
            {"value": "43", "low": "43", "high": "48", "population_or_condition": "men / women"},
            (32.25, 53.75),
        ),
    ]
    for cells, expected in cases:
        row = row_of({**blank, **cells})
        assert tuple(interval_of(row, row.number)) == pytest.approx(expected)
    least = row_of({**blank, "value": "2", "high": "2", "note": '"less than 2% per day"'})
    assert interval_of(least, 2.0).holds(0.1)
    assert not interval_of(least, 2.0).holds(2.1)


def test_a_range_is_read_as_its_middle_and_ends(tmp_path):
    cells = {
        "section": "absorption",
        "item": "fractional absorption of 100 mg",
        "value": "30-40",
        "unit": "%",
    }
    found = judged(tmp_path, **cells)
    assert found.observed == 35.0
    assert found.within


def test_published_models_of_pregnancy_are_used_for_nobody_else(tmp_path):
    cells = {
        "section": "iv_pk",
        "item": "serum after 4 g over 20 min at 2 h",
        "value": "1.5",
        "unit": "mmol/L",
    }
    volunteers = judged(tmp_path, population_or_condition="healthy volunteers", **cells)
    women = judged(tmp_path, population_or_condition="pre-eclampsia", **cells)
    assert "body model" in volunteers.reason
    assert "lu2002" in women.reason
    assert volunteers.predicted != women.predicted
