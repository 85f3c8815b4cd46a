"""Outcomes of whole rows of biology: predicted, refused or missing, never an error; and their summary."""

from __future__ import annotations

import csv
import json
import math

import pytest
from biology_rows import PLAIN, cells
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nemda.evidence.rows import raw_rows
from nemda.validate.biology import validate_biology
from nemda.validate.biology.courses import known_outputs
from nemda.validate.biology.outcome import BiologyOutcome, summarize_biology
from nemda.validate.biology.predict import outcome_of
from nemda.validate.biology.readouts import readouts
from nemda.validate.biology.row import row_of
from nemda.validate.biology.scope import out_of_scope
from nemda.validate.biology.series import references, series_of
from nemda.validate.biology.writing import COLUMNS, biology_json

THIRD = [dict(row.cells) for row in raw_rows("biology")[::3]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> tuple[BiologyOutcome, ...]:
    """Return the outcomes of every third row of the shipped table, read from a file."""
    file = tmp_path_factory.mktemp("biology") / "third.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(PLAIN))
        writer.writeheader()
        writer.writerows(THIRD)
    return validate_biology(file)


def test_every_row_of_the_table_has_an_outcome_with_a_reason(shipped):
    assert len(shipped) == len(THIRD)
    assert all(one.reason for one in shipped if one.status != "predicted")
    assert all(one.predicted is None for one in shipped if one.status != "predicted")
    assert all(one.within is not None for one in shipped if one.status == "predicted")


def test_a_quarter_of_the_table_is_predicted(shipped):
    # More than a tenth of the table are constants of other models; a reader that lost its words would fall
    # far below a quarter.
    assert summarize_biology(shipped).predicted > len(shipped) / 4


def test_the_dose_ladder_of_glutamate_rises_and_falls():
    answers = [outcome_of(cells(dose_or_conc=f"{dose} mg/kg")).predicted for dose in (10, 200)]
    assert answers[0] == "glutamate: increase"
    assert answers[1] == "glutamate: decrease"


def test_a_wrong_direction_is_a_miss():
    right, wrong = outcome_of(cells()), outcome_of(cells(value="decrease"))
    assert (right.status, right.sign, right.within, right.is_miss) == ("predicted", True, True, False)
    assert (wrong.status, wrong.sign, wrong.within, wrong.is_miss) == ("predicted", False, False, True)
    assert wrong.predicted == right.predicted


def test_a_row_that_says_two_things_needs_both():
    both = outcome_of(cells(readout="glutamate and GABA", value="increase; decrease"))
    assert both.sign is False


def test_numbers_are_judged_by_their_interval():
    size = outcome_of(cells(value="1", unit="fold")).predicted
    assert isinstance(size, float)
    near = outcome_of(cells(value=f"{100 * size:.3f}", unit="% of baseline"))
    far = outcome_of(cells(value=f"{300 * size:.3f}", unit="% of baseline"))
    assert near.within is True
    assert near.distance == pytest.approx(0.0, abs=1e-3)  # the value was written with three decimals
    assert far.within is False
    assert far.sign is True
    change = outcome_of(cells(value="10", unit="% increase")).predicted
    assert change == pytest.approx(100 * (size - 1))
    fall = outcome_of(cells(value="10", unit="% decrease")).predicted
    assert fall == pytest.approx(-100 * (size - 1))


def test_an_antagonist_of_ampa_receptors_removes_the_behavior():
    blocked = outcome_of(
        cells(species="mouse", compound="ketamine + NBQX", readout="immobility", time="1 h", value="blocked")
    )
    assert blocked.sign is True
    assert "of the effect left" in blocked.reason


def test_an_effect_that_is_not_there_cannot_be_blocked():
    row = cells(readout="spine formation", time="1 h", compound="ketamine + NBQX", value="blocked")
    found = outcome_of(row)
    assert found.predicted == "spine formation: no change"
    assert found.sign is False


def test_less_immobility_is_more_mood():
    down = outcome_of(cells(species="mouse", readout="immobility", time="1 h", value="decrease"))
    up = outcome_of(cells(species="mouse", readout="antidepressant response", time="1 h", value="increase"))
    assert down.sign is True
    assert up.sign is True


def test_patients_are_many_people():
    rate = outcome_of(
        cells(species="human TRD (n=20)", dose_or_conc="0.5 mg/kg", route="iv", readout="response rate",
              time="24 h", value="50", unit="%")
    )  # fmt: skip
    assert rate.status == "predicted"
    assert rate.sign is None
    assert isinstance(rate.predicted, float)
    assert 0 < rate.predicted < 100
    both = outcome_of(
        cells(species="human MDD", dose_or_conc="0.5 mg/kg", route="iv", time="24 h", value="0.5", unit="r",
              readout="correlation of glutamate with GABA")
    )  # fmt: skip
    assert both.sign is True


def test_the_ill_are_compared_with_the_well():
    spines = outcome_of(
        cells(species="human MDD vs HC", compound="none", dose_or_conc="", route="", time="baseline",
              readout="SV2A density", value="lower")
    )  # fmt: skip
    assert spines.sign is True
    marker = outcome_of(
        cells(species="human MDD vs control", compound="none", dose_or_conc="", route="", time="baseline",
              readout="IL-6 difference", value="0.5", unit="Cohen d")
    )  # fmt: skip
    assert marker.sign is True


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({"species": "computational"}, "not_applicable", "constant of another model"),
        ({"species": "rabbit"}, "not_applicable", "species"),
        ({"species": "rat (urethane)"}, "not_applicable", "anesthesia"),
        ({"topic": "excitotoxicity", "readout": "neuronal death"}, "not_applicable", "injury"),
        ({"readout": "spine head diameter"}, "not_applicable", "size of spines"),
        ({"readout": "striatal 3-methoxytyramine"}, "not_applicable", "metabolites of dopamine"),
        ({"readout": "delta sleep"}, "not_applicable", "rhythms"),
        ({"readout": "subcortical GABA"}, "not_applicable", "prefrontal"),
        ({"readout": "the shape of a cloud"}, "not_applicable", "no readout"),
        ({"value": "peculiar"}, "not_applicable", "no direction"),
        ({"value": "12", "unit": "furlong"}, "not_applicable", "furlong"),
        ({"compound": "aspirin"}, "not_applicable", "aspirin"),
        ({"readout": "plasma BDNF", "preparation_region": "plasma"}, "not_applicable", "platelets"),
    ],
)
def test_rows_that_are_not_predicted_say_why(changed, status, reason):
    found = outcome_of(cells(**changed))
    assert found.status == status
    assert reason in found.reason
    assert found.predicted is None


def test_a_rule_falls_away_when_the_model_has_the_output():
    row = row_of(cells(topic="pain"))
    without = known_outputs() - {"analgesia"}
    assert out_of_scope(row, without) is not None
    assert out_of_scope(row, {*without, "analgesia"}) is None


def test_a_readout_takes_the_first_output_that_the_model_has():
    spine_calcium = next(one for one in readouts() if one.name == "spine_calcium")
    assert spine_calcium.chosen({"spine_calcium", "pyramidal_activity"}) == ("spine_calcium",)
    assert spine_calcium.chosen({"pyramidal_activity"}) == ("pyramidal_activity",)
    assert spine_calcium.chosen(set()) is None
    spines = next(one for one in readouts() if one.name == "spines")
    assert spines.chosen(known_outputs()) == ("labile_spines", "stable_spines")


def test_units_of_another_model_are_shares_of_the_largest():
    course = [
        cells(compound="BDNF", dose_or_conc="2 nM", route="bath", preparation_region="cultured neurons",
              readout="active TrkB", time=time, value=value, unit="nM (model units)")
        for time, value in (("5 min", "14.5"), ("30 min", "7.5"))
    ]  # fmt: skip
    largest = references(course)
    found = [outcome_of(one, largest[series_of(row_of(one))]) for one in course]
    assert [one.status for one in found] == ["not_applicable", "predicted"]
    assert found[1].observed == pytest.approx(7.5 / 14.5)
    assert found[1].unit == "share of the largest"
    assert outcome_of(course[0]).status == "not_applicable"


def test_json_has_the_promised_keys_and_no_number_that_json_lacks(shipped):
    content = biology_json(shipped)
    assert {
        "rows", "numeric_rows", "predicted", "not_applicable", "missing", "sign_correct", "within_tolerance",
    } <= set(content["summary"])  # fmt: skip
    assert {
        "status", "observed", "predicted", "unit", "tolerance", "within", "reason",
    } <= set(COLUMNS)  # fmt: skip
    assert all(set(row) == set(COLUMNS) for row in content["rows"])
    json.dumps(content, allow_nan=False)
    summary = content["summary"]
    assert summary["rows"] == summary["predicted"] + summary["not_applicable"] + summary["missing"]
    assert 0 <= summary["sign_correct"] <= 1


def test_shares_are_over_what_can_be_judged():
    def made(sign: bool | None, within: bool, numeric: bool) -> BiologyOutcome:
        return BiologyOutcome(
            "t", "rat", "r", "predicted", numeric, 1.0, 1.0, "u", 0.05, within, sign, None, "yes", ""
        )

    found = summarize_biology([made(True, True, False), made(False, False, True), made(None, True, True)])
    assert (found.sign_correct, found.signed) == (0.5, 2)
    assert (found.within_tolerance, found.numeric_predicted) == (0.5, 2)
    empty = summarize_biology([])
    assert empty.sign_correct is None
    assert empty.within_tolerance is None


SEEN = [dict(row.cells) for row in raw_rows("biology")]
COLUMN = st.sampled_from([name for name in PLAIN if name not in {"citation", "doi_or_pmid", "url"}])
OTHER = st.dictionaries(COLUMN, st.one_of(st.sampled_from(SEEN), st.text(max_size=12)), max_size=3)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEN), OTHER)
def test_no_row_raises_whatever_it_says(seen, other):
    changed = {name: cell[name] if isinstance(cell, dict) else cell for name, cell in other.items()}
    found = outcome_of({**seen, **changed})
    assert found.status in {"predicted", "not_applicable", "missing"}
    if found.status != "predicted":
        assert found.reason
    for value in (found.observed, found.predicted):
        if isinstance(value, float):
            assert math.isfinite(value)
