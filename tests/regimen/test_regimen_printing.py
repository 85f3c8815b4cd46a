"""Printing back: the sentence reads to the same doses; the calendar shows them."""

import pytest
from hypothesis import given
from regimen_strategies import courses, regimens

from nemda.regimen import Dose, Regimen, calendar, parse, to_sentence


@given(regimens)
def test_any_regimen_reads_back(regimen: Regimen) -> None:
    assert parse(to_sentence(regimen)).doses == regimen.doses


@given(courses())
def test_any_course_reads_back(regimen: Regimen) -> None:
    assert parse(to_sentence(regimen)).doses == regimen.doses


@pytest.mark.parametrize(
    "sentence",
    [
        "no treatment",
        "saline iv over 40 min",
        "placebo nasal twice weekly for 4 weeks",
        "0.5 mg/kg ketamine iv over 40 min three times weekly for 2 weeks",
        "0.5 mg/kg ketamine iv over 40 min twice weekly, 5 doses",
        "84 mg esketamine nasal every 2 weeks for 8 weeks",
        "1 mg/kg ketamine iv bolus on day 3",
        "50 mg ketamine im daily for 3 days starting on day 2",
        "100 mg ketamine oral every 12 h for 3 days",
        "100 mg ketamine oral every 90 min, 3 doses",
        "100 mg ketamine oral at 0, 1, 5 h",
        "500 mg ketamine iv over 100 h",
        "0.5 mg/kg ketamine iv over 40 min and 0.045 mg/kg midazolam iv over 40 min on day 7",
    ],
)
def test_plain_sentences_print_as_they_were_written(sentence: str) -> None:
    assert to_sentence(parse(sentence)) == sentence


def test_trial_days_are_recognized_as_a_rhythm() -> None:
    regimen = parse("0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11")
    assert to_sentence(regimen) == "0.5 mg/kg ketamine iv over 40 min three times weekly for 2 weeks"


def test_coincident_and_overlapping_doses_stand_side_by_side() -> None:
    once = Dose("ketamine", 20.0, "mg", "iv", 0.0, 1.0)
    overlapping = Dose("ketamine", 20.0, "mg", "iv", 0.5, 1.0)
    regimen = Regimen((once, once, overlapping))
    text = "20 mg ketamine iv over 60 min"
    assert to_sentence(regimen) == f"{text} and {text} and {text} at 0.5 h"
    assert parse(to_sentence(regimen)).doses == regimen.doses


def test_calendar() -> None:
    regimen = parse(
        "56 mg esketamine nasal on day 0 then 84 mg twice weekly for 2 weeks "
        "and 100.123456 mg ketamine oral on day 3 at 09:00 and 21:00 and saline on day 45"
    )
    assert calendar(regimen) == (
        "   week day 0 day 1 day 2 day 3 day 4 day 5 day 6\n".replace(" day", "  day")
        + "      1      A      .      .   B+2C      .      .      .\n"
        "      2      B      .      .      B      .      .      .\n"
        "    3-6   no doses\n"
        "      7      .      .      .      D      .      .      .\n"
        "\n"
        "      A = 56 mg esketamine nasal (1 dose)\n"
        "      B = 84 mg esketamine nasal (3 doses)\n"
        "      C = 100.1 mg ketamine oral (2 doses, at 9, 21 h)\n"
        "      D = saline iv over 40 min (1 dose)"
    )


def test_calendar_without_doses() -> None:
    assert calendar(Regimen(())) == "no doses"


@given(regimens)
def test_calendar_counts_every_dose(regimen: Regimen) -> None:
    legend = [line for line in calendar(regimen).splitlines() if " = " in line]
    counts = [int(line.rsplit("(", 1)[1].split(" dose")[0]) for line in legend]
    assert sum(counts) == len(regimen.doses)
