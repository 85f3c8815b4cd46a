"""A sentence that makes no sense gives one error that points at the word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nemda.errors import RegimenError
from nemda.regimen import Regimen, parse

# sentence, what the message says, the text under the caret ("" is the end of the sentence)
CASES = [
    ("0.5 mg/kg ketamin iv over 40 min", "Unknown compound", "ketamin"),
    ("0.5 mg/kg iv ketamin over 40 min", "Unknown compound", "ketamin"),
    ("0.5 mg/kg ketamine epidural", "Unknown route", "epidural"),
    ("84 esketamine nasal", "no unit", "esketamine"),
    ("84", "no unit", ""),
    ("0,5 mg/kg ketamine iv", "without a unit", "0"),
    ("0.5 ml ketamine iv", "not a volume", "ml"),
    ("0.5 mg/lb ketamine iv", "makes no sense", "lb"),
    ("5 mg/min/h ketamine iv over 1 h", "makes no sense", "h"),
    ("0.5 mg/kg ketamine iv 40 min", "without a word", "min"),
    ("0.5 mg/kg ketamine iv over 40", "without a unit", ""),
    ("0.5 mg/kg ketamine iv over 0 min", "duration of 0", "over 0 min"),
    ("0.5 mg/kg ketamine iv over min", "number is missing", "min"),
    ("0.5 mg/kg ketamine iv over -40 min", "below 0", "-"),
    ("-0.5 mg/kg ketamine iv", "below 0", "-"),
    ("0.5 mg/kg ketamine iv on day -1", "below 0", "-"),
    ("0.5 mg/kg ketamine iv on days 0, -1", "below 0", "-"),
    ("0 mg ketamine iv", "above 0", "0 mg"),
    ("5 mg saline iv", "no amount", "5 mg"),
    ("ketamine iv over 40 min", "How much ketamine", "ketamine"),
    ("84 mg esketamine", "By which route", ""),
    ("84 mg nasal", "Which compound", ""),
    ("50 mg norketamine iv", "cannot be dosed", "norketamine"),
    ("20 mg memantine", "By which route", ""),
    ("5 mg midazolam nasal", "not given by this route", "nasal"),
    ("50 mg ketamine oral over 40 min", "no duration", "oral"),
    ("10 mg/h ketamine iv", "rate needs a duration", "10 mg/h"),
    ("0.5 mg/kg ketamine iv infusion", "over how long", "infusion"),
    ("0.5 mg/kg ketamine iv over 40 min over 60 min", "second duration", "over 60 min"),
    ("0.5 mg/kg ketamine iv bolus over 60 min", "second duration", "over 60 min"),
    ("0.5 mg/kg ketamine iv im", "second route", "im"),
    ("0.5 mg/kg ketamine esketamine iv", "second compound", "esketamine"),
    ("0.5 mg/kg 84 mg ketamine iv", "second amount", "84 mg"),
    ("84 mg esketamine nasal twice weekly on days 0, 3", "second schedule", "on days 0, 3"),
    ("84 mg esketamine nasal on days 0, 3 twice weekly", "second schedule", "twice weekly"),
    ("84 mg esketamine nasal daily weekly for 1 week", "second schedule", "weekly"),
    ("84 mg esketamine nasal weekly for 2 weeks for 3 weeks", "second length", "for 3 weeks"),
    ("84 mg esketamine nasal weekly 3 doses x 4", "second number", "x 4"),
    ("84 mg esketamine nasal on day 0 starting on day 3", "second schedule", "starting on day 3"),
    ("84 mg esketamine nasal twice weekly", "without an end", "twice weekly"),
    ("84 mg esketamine nasal for 4 weeks", "without a rhythm", "for 4 weeks"),
    ("84 mg esketamine nasal 4 doses", "does not fit", "4 doses"),
    ("84 mg esketamine nasal on days 0, 3, 3 doses", "does not fit", "3 doses"),
    ("84 mg esketamine nasal twice weekly for 3 weeks, 5 doses", "does not fit", "5 doses"),
    ("84 mg esketamine nasal weekly, 2.5 doses", "whole number", "2.5 doses"),
    ("84 mg esketamine nasal weekly, 0 doses", "whole number", "0 doses"),
    ("84 mg esketamine nasal weekly for 0 weeks", "length of 0", "for 0 weeks"),
    ("84 mg esketamine nasal every 0 h for 1 day", "period of 0", "every 0 h"),
    ("84 mg esketamine nasal every", "Every what", ""),
    ("84 mg esketamine nasal on Monday", "On what", "Monday"),
    ("84 mg esketamine nasal on days 0, 3, 2", "must rise", "on days 0, 3, 2"),
    ("84 mg esketamine nasal on days 0, 0", "must rise", "on days 0, 0"),
    ("84 mg esketamine nasal on days 3 to 1", "range of days", "1"),
    ("84 mg esketamine nasal biweekly for 4 weeks", "no single meaning", "biweekly"),
    ("84 mg esketamine nasal weekly for 2 months", "no single meaning", "months"),
    ("84 mg esketamine nasal 5 times a week for 2 weeks", "no common meaning", "5 times a week"),
    ("84 mg esketamine nasal twice for 2 weeks", "How often", "for"),
    ("84 mg esketamine nasal at 0, 6", "without a unit", "at 0, 6"),
    ("84 mg esketamine nasal at 25:00", "time of day", "25:00"),
    ("84 mg esketamine nasal daily at 30 h for 2 days", "beyond 24 h", "at 30 h"),
    ("84 mg esketamine nasal every 12 h at 09:00 for 2 days", "whole days", "at 09:00"),
    ("84 mg esketamine nasal weekly for 4 weeks please", "not understood", "please"),
    ("84 mg esketamine nasal weekly for 4 weeks ?", "not understood", "?"),
    ("84 mg esketamine nasal weekly for 4 weeks then", "phase is missing", ""),
    ("84 mg esketamine nasal on day 0 then 5 mg midazolam on day 7", "By which route", ""),
    ("84 mg esketamine nasal on day 0 then midazolam iv on day 7", "How much midazolam", "midazolam"),
    ("84 mg ketamine oral on day 0 then ketamine HCl on day 7", "By which route", ""),
    ("84 mg esketamine nasal weekly for 4 weeks then 56 mg", "When, after 'then'", ""),
    ("84 mg esketamine nasal weekly for 4 weeks then on day 3", "back in time", "on day 3"),
    (
        "84 mg esketamine nasal weekly for 4 weeks then weekly from day 3, 2 doses",
        "back in time",
        "from day 3",
    ),
    ("84 mg esketamine nasal on day 9 then weekly for 1 week", "No dose falls", "for 1 week"),
    ("84 mg esketamine nasal weekly for 4 weeks followed weekly", "Followed by", "weekly"),
    ("84 mg esketamine nasal and", "phase is missing", ""),
    ("", "phase is missing", ""),
    ("0.5 mg/kg ketamine iv over 2 h every 1 h, 3 doses", "still run", "over 2 h"),
    ("100 mg ketamine oral every 1 min for 52 weeks", "More than 10000", "for 52 weeks"),
    ("100 mg ketamine oral every 1 min, 99999 doses", "More than 10000", ""),
]


@pytest.mark.parametrize(
    ("sentence", "message", "pointed"), CASES, ids=[case[0] or "empty" for case in CASES]
)
def test_error_says_what_and_where(sentence: str, message: str, pointed: str) -> None:
    with pytest.raises(RegimenError, match=message) as caught:
        parse(sentence)
    shown, marks = str(caught.value).splitlines()[1:3]
    start = marks.index("^")
    assert shown[start:].startswith(pointed)
    assert shown[: shown.index(":") + 1] == "  where:"
    assert len(marks.strip()) == max(1, len(pointed))
    if not pointed:
        assert start == len(shown)


def test_near_names_are_suggested() -> None:
    with pytest.raises(RegimenError, match="did you mean 'ketamine'"):
        parse("0.5 mg/kg ketamin iv")
    with pytest.raises(RegimenError, match="did you mean 'weekly'"):
        parse("84 mg esketamine nasal weeekly for 2 weeks")


def test_over_instead_of_for_is_explained() -> None:
    with pytest.raises(RegimenError, match="'over' is the length of one infusion"):
        parse("0.5 mg/kg ketamine iv twice weekly over 3 weeks")


@pytest.mark.parametrize(
    "sentence", ["1e999 mg ketamine iv", "1 mg ketamine iv over 1e999 h", "1 mg ketamine iv on day 1e999"]
)
def test_numbers_beyond_floats_are_refused(sentence: str) -> None:
    with pytest.raises(RegimenError, match="too large"):
        parse(sentence)


def test_duration_next_to_the_next_dose_is_allowed() -> None:
    # 50 min is not a float: an exact comparison with the rounded duration would refuse this.
    regimen = parse("0.5 mg/kg ketamine iv over 50 min every 50 min, 3 doses")
    assert len(regimen.doses) == 3


VOCABULARY = """
0.5 84 0 3 -1 mg mg/kg mcg/kg/min g ketamine esketamine saline placebo norketamine iv nasal oral over for on
days day weeks h min at 09:00 then and , twice weekly daily every other doses x once starting bolus - to ?
"""
WORDS = st.sampled_from(VOCABULARY.split())


def regimen_or_error(sentence: str) -> Regimen | RegimenError:
    try:
        return parse(sentence)
    except RegimenError as error:
        return error


@given(st.lists(WORDS, max_size=14).map(" ".join))
@example("0.5 mg ketamine iv on day 0 then then")
def test_any_words_give_a_regimen_or_one_regimen_error(sentence: str) -> None:
    outcome = regimen_or_error(sentence)
    assert outcome.doses if isinstance(outcome, Regimen) else outcome.where is not None


@given(st.text(max_size=40))
def test_any_text_gives_a_regimen_or_one_regimen_error(sentence: str) -> None:
    outcome = regimen_or_error(sentence)
    assert isinstance(outcome, Regimen) or outcome.where is not None
