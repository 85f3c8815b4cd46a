"""What the tests of the report simulate."""

from __future__ import annotations

from xarray import Dataset

from nemda.trial.results import ArmResult

PEOPLE = 40
DRUG = "0.5 mg/kg ketamine iv over 40 min on days 1, 3"
CONTROL = "saline iv over 40 min on days 1, 3"


def arm_result(name: str, dataset: Dataset) -> ArmResult:
    """Return an arm with the sentence of its dataset."""
    return ArmResult(name, str(dataset.attrs["sentence"]), dataset)
