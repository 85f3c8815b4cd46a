from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nemda.report.arms import ShownArm, variables_of
from nemda.report.numbers import fixed, short, span, with_unit
from nemda.report.tables import (
    Table,
    comparison_table,
    errors_table,
    facts_table,
    people_table,
    run_table,
    visits_table,
)
from nemda.trial.results import ComparisonRow


def test_every_row_has_a_cell_for_every_column(
    arms: tuple[ShownArm, ...], comparison: list[ComparisonRow]
) -> None:
    tables = [
        run_table(arms),
        facts_table(arms, variables_of(arms)),
        visits_table(arms, ()),
        people_table(arms[0]),
        comparison_table(comparison),
        errors_table(comparison),
    ]
    for table in tables:
        assert table.rows
        assert table.caption
        assert {len(row) for row in table.rows} == {len(table.columns)}


def cell(table: Table, row: int, column: str) -> str:
    return table.rows[row][[c.text for c in table.columns].index(column)]


def test_the_table_of_visits_tells_the_spread_of_the_people(arms: tuple[ShownArm, ...]) -> None:
    table = visits_table(arms, ())
    madrs = arms[0].dataset["madrs"].sel(time=48).values
    assert table.rows[1][:2] == ("Ketamine", "24 h")
    assert cell(table, 1, "mean") == f"{madrs.mean():.1f}"
    assert cell(table, 1, "SD") == f"{madrs.std(ddof=1):.1f}"
    assert cell(table, 1, "95%") == f"{np.quantile(madrs, 0.95):.1f}"


def test_the_run_can_be_repeated_from_its_table(arms: tuple[ShownArm, ...]) -> None:
    rows = {row[0]: row[1:] for row in run_table(arms).rows}
    assert rows["seed"] == ("7", "7")
    assert rows["people"][0].startswith("40, adults with treatment-resistant depression")
    assert rows["people"][0].endswith("(trd)")
    assert rows["simulated weeks"] == ("1", "1")
    assert rows["changed parameters"] == ("none", "none")


def test_people_of_a_file_are_named_by_it(arms: tuple[ShownArm, ...]) -> None:
    read = replace(arms[0], dataset=arms[0].dataset.assign_attrs(preset="people.csv"))
    assert "40, from people.csv" in run_table([read]).rows[0]
    assert people_table(read).rows == ()


def test_every_covariate_has_a_source_in_words(arms: tuple[ShownArm, ...]) -> None:
    table = people_table(arms[0])
    weight = next(row for row in table.rows if row[0] == "body weight")
    assert weight[1] == with_unit(short(float(arms[0].dataset["weight_kg"].mean()), 3), "kg")
    assert all(" " in row[-1] for row in table.rows)


def test_errors_are_predicted_minus_observed(comparison: list[ComparisonRow]) -> None:
    rows = {row[0]: row[1:] for row in errors_table(comparison).rows}
    assert rows == {
        "mean score": ("1", "1.0 points", "−1.0 points", "1 of 1"),
        "change from baseline": ("1", "4.0 points", "−4.0 points", "0 of 1"),
        "response": ("1", "10.0 percentage points", "−10.0 percentage points", "1 of 1"),
    }


def test_a_value_outside_and_one_not_predicted_say_so(comparison: list[ComparisonRow]) -> None:
    table = comparison_table(comparison)
    assert [row[6] for row in table.rows] == ["inside", "OUTSIDE", "inside", "not compared"]
    assert table.rows[3][4:] == ("not predicted", "", "not compared", "not simulated")
    lost = comparison_table([comparison[0]._replace(observed=None, time_h=None)])
    assert lost.rows[0][1] == "not given"
    assert lost.rows[0][3] == "not given"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (fixed(-17.26), "−17.3"),
        (fixed(-0.04), "0.0"),
        (fixed(3.0, 0), "3"),
        (span(-1.0, 2.0, 0), "−1 to 2"),
        (short(1.5e-7), "1.5e-07"),
        (short(-0.25), "−0.25"),
        (with_unit("3", "umol/L"), "3 µmol/L"),
        (with_unit("3", "1"), "3"),
    ],
)
def test_numbers_in_words(text: str, expected: str) -> None:
    assert text == expected
