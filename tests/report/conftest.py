"""Real simulations of a few people, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from report_cases import CONTROL, DRUG, PEOPLE, arm_result
from xarray import Dataset

from nemda.engine.simulate import simulate
from nemda.people import people
from nemda.report.arms import ShownArm, shown_arms
from nemda.trial.results import ArmResult, ComparisonRow, Observed


@pytest.fixture(scope="session")
def drug() -> Dataset:
    """Return a course of ketamine whose first dose is a day after the start."""
    return simulate(DRUG, people("trd", n=PEOPLE, seed=7), weeks=1)


@pytest.fixture(scope="session")
def control() -> Dataset:
    """Return the same people with saline."""
    return simulate(CONTROL, people("trd", n=PEOPLE, seed=7), weeks=1)


@pytest.fixture(scope="session")
def results(drug: Dataset, control: Dataset) -> list[ArmResult]:
    """Return both courses as arms."""
    return [arm_result("Ketamine", drug), arm_result("Saline", control)]


@pytest.fixture(scope="session")
def arms(results: Sequence[ArmResult]) -> tuple[ShownArm, ...]:
    """Return both arms as they are drawn."""
    return shown_arms(results)


@pytest.fixture(scope="session")
def observed() -> list[Observed]:
    """Return invented outcomes, one for each kind of dispersion."""
    return [
        Observed("Ketamine", 24, "MADRS", "mean", 17.0, "points", "10.7", "SD", 20),
        Observed("Ketamine", 24, "MADRS", "change_from_baseline", -15.0, "points", "3", "SE", 20),
        Observed("Saline", 24, "MADRS", "change_from_baseline", -5.0, "points", "-8 to -2", "95%CI", 20),
        Observed("Ketamine", 24, "MADRS", "response_rate", 60.0, "%", n=20),
        Observed("Ketamine_vs_Saline", 24, "MADRS", "diff_vs_control", -10.0, "points"),
        Observed("Ketamine", 24, "HAMD17", "response_rate", 55.0, "%", n=20),
        Observed("Ketamine", None, "MADRS", "mean", 20.0, "points"),
    ]


@pytest.fixture(scope="session")
def comparison() -> list[ComparisonRow]:
    """Return invented comparisons: inside, outside, and one that cannot be made."""
    return [
        ComparisonRow("Ketamine", 24, "MADRS", "mean", 17.0, 16.0, 12.0, 20.0, "points", inside=True),
        ComparisonRow(
            "Saline", 24, "MADRS", "change_from_baseline", -5.0, -9.0, -12.0, -6.0, "points", inside=False
        ),
        ComparisonRow("Ketamine", 24, "MADRS", "response_rate", 60.0, 50.0, 30.0, 70.0, "%", inside=True),
        ComparisonRow(
            "Ketamine", 24, "HAMD17", "response_rate", 55.0, None, None, None, "%", None, "not simulated"
        ),
    ]
