"""From simulated courses to the numbers of rows: rates, differences, relapse, intervals, summary."""

import csv
import json

import numpy as np
import pytest
from test_validate_trials_rows import ARM, OUTCOME
from typer.testing import CliRunner

from nemda.cli.validate import app as validate
from nemda.trial.deviation import Deviation, Lift
from nemda.trial.rows.arm_row import arm_rows, outcome_rows
from nemda.trial.rows.course import Course, madrs_of
from nemda.trial.rows.reading_scales import scale_reading
from nemda.trial.rows.reckon import drawn_numbers, number_of
from nemda.trial.rows.request import Refused, Request, requests_of
from nemda.trial.rows.statistic import median_day
from nemda.validate.trials.outcome import TrialOutcomeRow
from nemda.validate.trials.summary import summarize_trials

SALINE = ARM | {"arm": "saline", "compound": "saline", "dose": "0", "comparator": ""}
PEOPLE = 200


def request(**cells) -> Request:
    found, _ = requests_of(outcome_rows([OUTCOME | cells]), arm_rows([ARM, SALINE]))
    assert isinstance(found[0], Request), found[0]
    return found[0]


def at_once(lift: np.ndarray) -> Lift:
    """Return a lift none of which lasts, and none of it by an antidepressant."""
    return Lift(lift, np.zeros_like(lift), np.zeros_like(lift))


def course(drug: float, other: float, times=(0.0, 24.0, 48.0), spread: float = 0.0) -> Course:
    """Everybody starts at 30 and loses the same shares from hour 24 on, up to a spread between people."""
    people = np.linspace(-1, 1, PEOPLE)[:, None] * spread
    time = np.array(times)
    after = (time >= 24)[None, :]
    lift = at_once(np.where(after, -np.log(1 - drug) + 0 * people, 0.0))
    rest = np.where(after, other + people, 0.0)
    return Course(time, lift, rest, np.full(PEOPLE, 30.0), np.zeros(PEOPLE), np.full(PEOPLE, 25.0))


def courses(asked: Request, *made: Course):
    return dict(zip([planned.scenario for planned in asked.planned], made, strict=True))


def test_a_change_is_the_mean_fall():
    asked = request()
    assert number_of(asked, courses(asked, course(0.5, 0.2)))[0] == pytest.approx(30 * (0.5 * 0.8 - 1))


def test_a_difference_is_first_minus_second():
    asked = request(arm="ketamine_vs_saline", quantity="diff_vs_control")
    value = number_of(asked, courses(asked, course(0.5, 0.0), course(0.0, 0.0)))[0]
    assert value == pytest.approx(-15)


def test_what_all_arms_lose_cancels_between_arms_that_differ_by_no_drug():
    asked = request(arm="ketamine_vs_saline", quantity="diff_vs_control")
    shifts = Deviation(np.zeros(1), np.zeros(1), np.array([0.1]))
    value = number_of(asked, courses(asked, course(0.0, 0.1), course(0.0, 0.1)), shifts)[0]
    assert value == pytest.approx(0)


def test_response_counts_people_at_or_below_half():
    asked = request(quantity="response_rate", unit="%", value="50")
    # shares lost run evenly from 0.3 to 0.7, so half of the people have lost at least 0.5
    assert number_of(asked, courses(asked, course(0.0, 0.5, spread=0.2)))[0] == pytest.approx(50)


def test_a_threshold_in_the_note_is_used():
    asked = request(quantity="response_rate", unit="%", value="50", note="responder = >=30% fall at 24 h")
    # all have lost 40% or more, three points beyond the limit of a share that is smooth within one
    assert number_of(asked, courses(asked, course(0.0, 0.5, spread=0.1)))[0] == pytest.approx(100, abs=0.1)


def test_a_shift_of_the_log_of_the_drug_multiplies_the_lift():
    lift, own = at_once(np.array([0.7])), Deviation(np.log(2.0), 0.0, 0.0)
    assert madrs_of(lift, np.zeros(1), np.full(1, 40.0), own) == pytest.approx(40 * np.exp(-1.4))


def test_the_bootstrap_has_the_standard_error_of_a_mean():
    asked = request(n="25")
    made = courses(asked, course(0.0, 0.5, spread=0.3))
    many = 4000
    shifts = Deviation(np.zeros(many), np.zeros(many), np.zeros(many))
    drawn = drawn_numbers(asked, made, shifts, 0.0, np.random.Generator(np.random.Philox(key=5)))
    spread = 30 * np.linspace(-1, 1, PEOPLE).std() * 0.3
    # 4000 draws know a standard deviation to about 1%; 5% is far outside chance
    assert drawn.std() == pytest.approx(spread / 5, rel=0.05)


def test_the_median_lies_between_the_visits_around_it():
    curve, days = np.array([1.0, 0.8, 0.4]), np.array([0.0, 7.0, 14.0])
    assert median_day(curve, days) == pytest.approx(7 + 7 * 0.3 / 0.4)
    assert median_day(np.array([1.0, 0.9]), np.array([0.0, 7.0])) == 7


def test_scales_of_depression_are_read_and_others_are_not():
    assert scale_reading("QIDS-SR16").key == "qids_sr16"
    assert scale_reading("HDRS").key == "hamd17"
    assert not scale_reading("CAPS-5").depression
    assert scale_reading("NRS pain").indication == "pain"
    assert scale_reading("plasma BDNF") is None


def test_an_outcome_of_another_scale_says_so():
    found, _ = requests_of(outcome_rows([OUTCOME | {"scale": "plasma BDNF"}]), arm_rows([ARM]))
    assert isinstance(found[0], Refused)
    assert "plasma BDNF" in found[0].reason


def row(**fields) -> TrialOutcomeRow:
    usual = {
        "study_id": "a", "arm": "k", "time_h": 24.0, "scale": "MADRS", "quantity": "change_from_baseline",
        "unit": "points", "status": "predicted", "observed": -10.0, "predicted": -12.0, "lower_90": -15.0,
        "upper_90": -9.0, "inside": True, "error": -2.0, "madrs_error": -2.0, "kind": "change",
        "variances": None,
        "known": False, "reason": "",
    }  # fmt: skip
    return TrialOutcomeRow(**(usual | fields))


def test_the_summary_counts_errors_and_coverage():
    rows = [
        row(),
        row(madrs_error=4.0, error=4.0, inside=False),
        row(kind="rate", error=10.0, madrs_error=None),
    ]
    found = summarize_trials(
        [*rows, row(status="not_applicable", kind="other", inside=None, madrs_error=None)]
    )
    assert (found.rows, found.predicted, found.not_applicable) == (4, 3, 1)
    assert (found.mae_change, found.bias, found.mae_rate) == (3, 1, 10)
    assert found.coverage_90 == pytest.approx(2 / 3)


def test_the_command_reads_files_with_the_same_columns(tmp_path):
    for name, cells in (
        ("arms.csv", [ARM, SALINE]),
        ("outcomes.csv", [OUTCOME, OUTCOME | {"scale": "plasma BDNF"}]),
    ):
        with (tmp_path / name).open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(cells[0]))
            writer.writeheader()
            writer.writerows(cells)
    arguments = ["--arms", str(tmp_path / "arms.csv"), "--outcomes", str(tmp_path / "outcomes.csv"), "--json"]
    result = CliRunner().invoke(validate, ["trials", *arguments])
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["summary"]["rows"] == 2
    first, second = content["rows"]
    assert first["status"] == "predicted"
    assert first["lower_90"] < first["predicted"] < first["upper_90"]
    assert second["status"] == "not_applicable"
    assert sum(first["variance_shares"].values()) == pytest.approx(1)
