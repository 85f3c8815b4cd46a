from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping
from importlib.resources import files

import numpy as np
import pytest

from nemda.evidence.citations import citations
from nemda.pk.values import FRACTIONS, parameter_table, person_values, typical_values


def printed_value(row: Mapping[str, str]) -> float:
    per_hour = {"L/min/70kg": 60.0, "1/min": 60.0, "min": 1.0 / 60.0}
    return float(row["value"]) * per_hour.get(row["unit"], 1.0)


def sourced_rows() -> list[tuple[str, dict[str, str]]]:
    """Return each parameter that names one row of the model table, with that row."""
    table = files("nemda.evidence").joinpath("tables/pk_models.csv")
    with table.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found: list[tuple[str, dict[str, str]]] = []
    for name, parameter in parameter_table().items():
        if parameter.grade != "A" or not parameter.evidence.startswith("pk_models.csv: "):
            continue
        parts = parameter.evidence.removeprefix("pk_models.csv: ").split(", ", 2)
        if len(parts) < 3:
            continue
        label = parts[2].split(" (")[0]
        matches = [
            row
            for row in rows
            if row["model_id"] == parts[0] and row["compound"] == parts[1]
            and row["parameter"].split(" (")[0].split(",")[0] == label
        ]  # fmt: skip
        if len(matches) == 1:
            found.append((name, matches[0]))
    return found


def test_most_parameters_point_to_one_row_of_the_evidence() -> None:
    assert len(sourced_rows()) >= 45


SAID_OTHERWISE = {
    # factors and scales whose typical value is 1, with the spread of the row
    "ketamine_clearance_factor", "ketamine_volume_factor", "norketamine_clearance_factor",
    "norketamine_volume_factor", "hydroxynorketamine_clearance_factor", "spray_norketamine_yield",
    # the row is a mean time, or carries the value in its label
    "sublingual_gut_transit_rate", "nasal_device_content",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row"), sourced_rows(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_parameter_is_the_number_in_the_evidence(name: str, row: dict[str, str]) -> None:
    parameter = parameter_table()[name]
    if name not in SAID_OTHERWISE:
        assert parameter.value == pytest.approx(printed_value(row), rel=1e-9)
    # A row without a spread leaves it to an assumption, which the note of the parameter says.
    if parameter.distribution == "lognormal" and row["iiv_cv_pct"]:
        cv = float(row["iiv_cv_pct"]) / 100.0
        # Log standard deviation of a lognormal; the CVs are rounded to three digits.
        assert parameter.spread == pytest.approx(math.sqrt(math.log1p(cv**2)), rel=0.005)


def test_correlations_are_between_parameters_that_vary() -> None:
    content = tomllib.loads(
        files("nemda.pk").joinpath("tables/correlations.toml").read_text(encoding="utf-8")
    )["correlation"]
    for pair in content:
        assert all(parameter_table()[name].distribution == "lognormal" for name in pair["between"])
    assert [pair["value"] for pair in content] == pytest.approx(
        [0.02261 / math.sqrt(0.084177 * 0.026048), 0.04456 / math.sqrt(0.040426 * 0.10319)], abs=1e-3
    )


def test_every_source_is_a_citation_of_the_evidence_or_an_assumption() -> None:
    keys = {"assumption", *citations()}
    assert {parameter.source for parameter in parameter_table().values()} <= keys


def test_every_number_but_an_assumption_points_to_its_evidence() -> None:
    # a work outside the tables has no row to point to; its citation says where it was seen
    table = files("nemda.evidence").joinpath("tables/extra_citations.csv")
    with table.open(encoding="utf-8") as stream:
        further = {row["key"] for row in csv.DictReader(stream)}
    for name, parameter in parameter_table().items():
        assert parameter.evidence or parameter.source in {"assumption", *further}, name


def test_fractions_cannot_be_drawn_above_1() -> None:
    for name in FRACTIONS:
        assert parameter_table()[name].distribution in {"none", "logitnormal"}, name


def test_person_values_are_the_named_arrays_and_nothing_else() -> None:
    values = person_values(typical_values(4) | {"of another room": np.zeros(4)}, 4)
    assert values.keys() == parameter_table().keys()
    assert values["hepatic_volume"].tolist() == [101.0] * 4
