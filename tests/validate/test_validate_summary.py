from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError
from nemda.validate.outcome import Outcome
from nemda.validate.summary import summarize, summarize_by
from nemda.validate.writing import validation_json, write_csv


def outcome(observed: float | None, predicted: float | None, route: str = "iv") -> Outcome:
    status = "not_applicable" if predicted is None else "predicted"
    return Outcome(
        "s", "Cmax", status, observed, predicted, "ng/mL", "nemda", "venous", "", (("route", route),)
    )


def test_the_measures_are_those_of_their_definition() -> None:
    summary = summarize([outcome(1.0, 2.0), outcome(1.0, 0.5), outcome(4.0, 4.0), outcome(1.0, None)])
    # (ln 2 + ln 2 + 0) / 3, and errors that cancel
    assert summary.aafe == pytest.approx(2 ** (2 / 3), rel=1e-12)
    assert summary.bias == pytest.approx(1.0, rel=1e-12)
    assert summary.within == (1 / 3, 1 / 3, 1.0)
    assert (summary.rows, summary.predicted, summary.not_applicable) == (4, 3, 1)


def test_exactly_two_fold_is_within_two_fold() -> None:
    assert summarize([outcome(3.0, 6.0), outcome(0.3, 0.6), outcome(0.7, 0.35)]).within[2] == 1.0


def test_no_prediction_gives_nulls_and_not_nan() -> None:
    content = validation_json([outcome(1.0, None)], ["route"])
    text = json.dumps(content, allow_nan=False)
    assert content["summary"]["aafe"] is None
    assert "NaN" not in text
    assert validation_json([], ["route"])["summary"]["rows"] == 0


def test_keys_stand_in_fixed_order() -> None:
    content = validation_json([outcome(1.0, 2.0)], ["route", "compound"])
    assert list(content) == ["summary", "rows"]
    assert list(content["summary"]) == [
        "rows", "predicted", "not_applicable", "aafe", "within_1_25", "within_1_5", "within_2", "bias",
        "by_route", "by_compound",
    ]  # fmt: skip
    assert list(content["rows"][0]) == [
        "study_id", "quantity", "status", "observed", "predicted", "fold_error", "unit", "model",
        "sampling", "reason",
    ]  # fmt: skip
    assert list(content["summary"]["by_route"]["iv"]) == list(content["summary"])[:8]


def test_groups_add_up_to_the_whole() -> None:
    rows = [outcome(1.0, 2.0), outcome(1.0, 3.0, "oral"), outcome(2.0, None, "oral")]
    groups = summarize_by(rows, "route")
    assert {name: each.rows for name, each in groups.items()} == {"iv": 1, "oral": 2}
    assert sum(each.predicted for each in groups.values()) == summarize(rows).predicted


@pytest.mark.parametrize("predicted", [0.0, -1.0, math.nan, math.inf, None])
def test_a_prediction_that_is_no_ratio_is_refused(predicted: float | None) -> None:
    with pytest.raises(DataError, match="ratio"):
        Outcome("s", "Cmax", "predicted", 1.0, predicted, "", "", "", "")


positive = st.floats(1e-6, 1e6)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=20))
def test_bias_never_exceeds_aafe_and_swapping_sides_inverts_it(pairs: list[tuple[float, float]]) -> None:
    one = summarize([outcome(o, p) for o, p in pairs])
    other = summarize([outcome(p, o) for o, p in pairs])
    assert one.aafe is not None
    assert one.bias is not None
    assert other.aafe == pytest.approx(one.aafe, rel=1e-9)
    assert other.bias == pytest.approx(1 / one.bias, rel=1e-9)
    assert 1 / one.aafe * (1 - 1e-9) <= one.bias <= one.aafe * (1 + 1e-9)


def test_rows_are_written_as_csv(tmp_path) -> None:
    file = tmp_path / "rows.csv"
    write_csv([outcome(1.0, 2.0), outcome(1.0, None)], file)
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("study_id,quantity,status,observed,predicted,fold_error")
    assert lines[1] == "s,Cmax,predicted,1.0,2.0,2.0,ng/mL,nemda,venous,"
    assert lines[2] == "s,Cmax,not_applicable,1.0,,,ng/mL,nemda,venous,"
