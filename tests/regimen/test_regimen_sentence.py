"""The regimen sentence: what each form means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.regimen import Dose, Regimen, parse

INDUCTION_DAYS = [0, 3, 7, 10, 14, 17, 21, 24]
KETAMINE = "0.5 mg/kg ketamine iv over 40 min"


def days(regimen: Regimen) -> list[float]:
    return [dose.start_h / 24 for dose in regimen.doses]


def only_dose(sentence: str) -> Dose:
    (dose,) = parse(sentence).doses
    return dose


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (f"{KETAMINE} on days 0, 2, 4, 7, 9, 11", [0, 2, 4, 7, 9, 11]),
        (f"{KETAMINE} on days 0, 2 and 4", [0, 2, 4]),
        (f"{KETAMINE} on days 0 2 4", [0, 2, 4]),
        (f"{KETAMINE} on days 0 to 3, and 7", [0, 1, 2, 3, 7]),
        (f"{KETAMINE} on days 0-2", [0, 1, 2]),
        (f"{KETAMINE} day 3", [3]),
        (f"{KETAMINE} twice weekly for 3 weeks", [0, 3, 7, 10, 14, 17]),
        (f"{KETAMINE} twice weekly, 5 doses", [0, 3, 7, 10, 14]),
        (f"{KETAMINE} three times weekly for 2 weeks", [0, 2, 4, 7, 9, 11]),
        (f"{KETAMINE} three times a week for 2 weeks, 6 infusions", [0, 2, 4, 7, 9, 11]),
        (f"{KETAMINE} thrice weekly x 6", [0, 2, 4, 7, 9, 11]),
        (f"{KETAMINE} 3x/week for six doses", [0, 2, 4, 7, 9, 11]),
        (f"{KETAMINE} weekly for 4 weeks", [0, 7, 14, 21]),
        (f"{KETAMINE} once a week for 2 weeks", [0, 7]),
        (f"{KETAMINE} every week, 3 doses", [0, 7, 14]),
        (f"{KETAMINE} every 2 weeks for 8 weeks", [0, 14, 28, 42]),
        (f"{KETAMINE} every other day, 4 doses", [0, 2, 4, 6]),
        (f"{KETAMINE} every second week, 2 doses", [0, 14]),
        (f"{KETAMINE} fortnightly for 4 weeks", [0, 14]),
        (f"{KETAMINE} daily for 3 days", [0, 1, 2]),
        (f"{KETAMINE} daily for a week", [0, 1, 2, 3, 4, 5, 6]),
        (f"{KETAMINE} every 2 weeks for 8 weeks starting on day 7", [7, 21, 35, 49]),
        (f"{KETAMINE} weekly from day 3, 2 doses", [3, 10]),
        (f"{KETAMINE} starting on day 5", [5]),
        (f"{KETAMINE} once", [0]),
        (f"{KETAMINE} single dose", [0]),
        (f"{KETAMINE}.", [0]),
    ],
)
def test_schedules(sentence: str, expected: list[float]) -> None:
    regimen = parse(sentence)
    assert days(regimen) == expected
    assert {dose.treatment for dose in regimen.doses} == {("ketamine", 0.5, "mg/kg", "iv", 40 / 60, None)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("100 mg ketamine oral every 12 h for 3 days", [0, 12, 24, 36, 48, 60]),
        ("100 mg ketamine oral at 0, 6 and 12 h", [0, 6, 12]),
        ("100 mg ketamine oral at 30 min", [0.5]),
        ("100 mg ketamine oral at 0 h, 90 min", [0, 1.5]),
        ("100 mg ketamine oral daily at 09:00 and 21:00 for 2 days", [9, 21, 33, 45]),
        ("100 mg ketamine oral on days 0, 2 at 09:30", [9.5, 57.5]),
        ("100 mg ketamine oral weekly at 0 and 6 h for 2 weeks", [0, 6, 168, 174]),
        ("100 mg ketamine oral twice daily for 1 day", [0, 12]),
        ("100 mg ketamine oral bid x 3", [0, 12, 24]),
        ("100 mg ketamine oral tid for 1 day", [0, 8, 16]),
        ("100 mg ketamine oral q8h for 1 day", [0, 8, 16]),
        ("100 mg ketamine oral 4 times a day for 1 day", [0, 6, 12, 18]),
        ("100 mg ketamine oral every 6 h for 13 h", [0, 6, 12]),
        ("100 mg ketamine oral daily, 2 doses starting at 30.5 h", [30.5, 54.5]),
    ],
)
def test_schedules_in_hours(sentence: str, expected: list[float]) -> None:
    assert [dose.start_h for dose in parse(sentence).doses] == expected


def test_spans_are_half_open() -> None:
    assert days(parse(f"{KETAMINE} weekly for 2 weeks")) == [0, 7]
    assert days(parse(f"{KETAMINE} weekly for 15 days")) == [0, 7, 14]


def test_twice_weekly_is_the_esketamine_trial_schedule() -> None:
    # NCT03097133: days 1, 4, 8, 11, 15, 18, 22 and 25, counted from 1.
    assert [day + 1 for day in days(parse("84 mg esketamine nasal twice weekly for 4 weeks"))] == [
        1, 4, 8, 11, 15, 18, 22, 25,
    ]  # fmt: skip


def test_then_continues_where_the_span_ends() -> None:
    regimen = parse("84 mg esketamine nasal twice weekly for 4 weeks then weekly for 4 weeks")
    assert days(regimen) == [*INDUCTION_DAYS, 28, 35, 42, 49]
    assert {dose.amount for dose in regimen.doses} == {84.0}


def test_then_after_a_first_dose_keeps_the_calendar() -> None:
    regimen = parse("56 mg esketamine nasal on day 0 then 84 mg esketamine nasal twice weekly for 4 weeks")
    assert days(regimen) == INDUCTION_DAYS
    assert [dose.amount for dose in regimen.doses] == [56.0] + [84.0] * 7


def test_then_with_a_number_counts_only_new_doses() -> None:
    regimen = parse("56 mg esketamine nasal on days 0, 3 then 84 mg twice weekly, 3 doses")
    assert days(regimen) == [0, 3, 7, 10, 14]


def test_then_after_a_number_of_doses_starts_when_the_next_was_due() -> None:
    regimen = parse(f"{KETAMINE} twice weekly, 3 doses then weekly, 2 doses")
    assert days(regimen) == [0, 3, 7, 10, 17]


def test_then_with_listed_days_counts_from_the_start() -> None:
    assert days(parse(f"{KETAMINE} twice weekly for 2 weeks then on days 20, 40")) == [0, 3, 7, 10, 20, 40]


def test_then_far_beyond_a_short_rhythm_is_quick() -> None:
    regimen = parse("20 mg ketamine im on day 40000 then every 1 min, 2 doses")
    assert [dose.start_h for dose in regimen.doses] == pytest.approx(
        [960000.0, 960000 + 1 / 60, 960000 + 2 / 60]
    )


def test_later_phase_keeps_what_it_does_not_restate() -> None:
    regimen = parse(
        "30 mg ketamine hydrochloride iv over 40 min on day 0 then 60 mg on day 7 then im on day 14"
    )
    ratio = 237.725 / 274.186
    assert [dose.amount for dose in regimen.doses] == pytest.approx([30 * ratio, 60 * ratio, 60 * ratio])
    assert [dose.route for dose in regimen.doses] == ["iv", "iv", "im"]
    assert [dose.duration_h for dose in regimen.doses] == [40 / 60, 40 / 60, 0.0]


def test_restating_the_same_compound_keeps_the_rest() -> None:
    regimen = parse("56 mg esketamine nasal on day 0 then 84 mg Spravato weekly, 2 doses")
    assert {dose.route for dose in regimen.doses} == {"nasal"}
    assert days(regimen) == [0, 7, 14]


def test_rate_follows_a_restated_duration() -> None:
    regimen = parse("10 mcg/kg/min ketamine iv over 40 min on day 0 then over 60 min on day 7")
    assert [dose.amount for dose in regimen.doses] == pytest.approx([0.4, 0.6])


def test_and_runs_side_by_side() -> None:
    regimen = parse(f"{KETAMINE} on days 0, 2 and 0.045 mg/kg midazolam iv over 40 min on day 1")
    assert [(dose.compound, dose.start_h) for dose in regimen.doses] == [
        ("ketamine", 0.0),
        ("midazolam", 24.0),
        ("ketamine", 48.0),
    ]


def test_followed_by_means_then() -> None:
    assert days(parse(f"{KETAMINE} weekly for 1 week followed by every 2 weeks for 4 weeks")) == [0, 7, 21]
    assert days(parse(f"{KETAMINE} weekly for 1 week, and then every 2 weeks for 4 weeks")) == [0, 7, 21]


def test_bare_saline_is_forty_minutes_intravenous() -> None:
    assert only_dose("saline") == Dose("saline", 0.0, "mg", "iv", 0.0, 40 / 60)
    assert only_dose("saline iv") == only_dose("saline")
    assert only_dose("saline iv bolus").duration_h == 0.0
    assert only_dose("saline im") == Dose("saline", 0.0, "mg", "im")


def test_bare_placebo_is_one_spray() -> None:
    assert only_dose("placebo") == Dose("placebo", 0.0, "mg", "nasal")
    regimen = parse("placebo nasal twice weekly for 4 weeks")
    assert days(regimen) == INDUCTION_DAYS
    assert {dose.amount for dose in regimen.doses} == {0.0}


def test_no_treatment_is_empty() -> None:
    assert parse("No treatment").doses == ()


def test_midazolam_is_a_dose() -> None:
    assert only_dose("0.045 mg/kg midazolam iv over 40 min").amount == 0.045


def test_intravenous_without_a_duration_is_a_bolus() -> None:
    assert only_dose("1 mg/kg ketamine iv") == only_dose("1 mg/kg ketamine iv push")
    assert only_dose("1 mg/kg ketamine iv").duration_h == 0.0


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("84 mg", 84.0, "mg"),
        ("0.084 g", 84.0, "mg"),
        ("84000 mcg", 84.0, "mg"),
        ("500 µg/kg", 0.5, "mg/kg"),
        ("500 μg per kg", 0.5, "mg/kg"),
        ("0.5mg/kg", 0.5, "mg/kg"),
        (".5 mg / kg", 0.5, "mg/kg"),
        ("10 mcg/kg/min", 0.4, "mg/kg"),
        ("0.6 mg/kg/h", 0.4, "mg/kg"),
        ("30 mg/h", 20.0, "mg"),
    ],
)
def test_units_of_the_amount(text: str, amount: float, unit: str) -> None:
    dose = only_dose(f"{text} ketamine iv over 40 min")
    assert (dose.amount, dose.unit) == (amount, unit)


def test_hydrochloride_is_converted_and_plain_is_base() -> None:
    assert only_dose("100 mg ketamine oral").amount == 100.0
    # Ratio of the molar masses on the card; exact up to the rounding of one product.
    assert only_dose("100 mg ketamine HCl oral").amount == pytest.approx(100 * 237.725 / 274.186, rel=1e-15)


@pytest.mark.parametrize(
    "sentence",
    [
        "0.5 mg/kg iv ketamine over 40 min",
        "ketamine 0.5 mg/kg IV over 40 minutes",
        "Intravenous ketamine, 0.5 mg/kg, over 40 min",
        "0.5 mg/kg of racemic ketamine i.v. infusion over 0.6666666666666666 h",
        "over 40 min 0.5 mg/kg ketamine iv",
        "0.5\tmg/kg\nketamine  iv over 40 min",
    ],
)
def test_order_and_spelling_are_free(sentence: str) -> None:
    assert parse(sentence).doses == parse(KETAMINE).doses


def test_label_is_the_sentence() -> None:
    assert parse(f"  {KETAMINE}  ").label == KETAMINE


@given(
    dose_mg=st.integers(1, 500),
    minutes=st.integers(1, 1439),
    day_list=st.lists(st.integers(0, 365), min_size=1, max_size=8, unique=True).map(sorted),
)
def test_numbers_are_the_nearest_floats(dose_mg: int, minutes: int, day_list: list[int]) -> None:
    listed = ", ".join(map(str, day_list))
    regimen = parse(f"{dose_mg} mg ketamine sc over {minutes} min on days {listed}")
    assert regimen.doses == tuple(
        Dose("ketamine", float(dose_mg), "mg", "sc", 24.0 * day, minutes / 60) for day in day_list
    )
