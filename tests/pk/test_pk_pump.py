"""Pumps: limits and refusals."""

import pytest

from nemda.errors import RegimenError
from nemda.pk.pump import Pump, pump_of


def test_flow_times_strength_is_the_limit() -> None:
    assert pump_of(1200.0, 10.0).limit_mg_per_h == 12_000.0
    assert pump_of(99.9, 1.0, update_h=1 / 60).update_h == 1 / 60


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_senseless_pumps_are_refused(value: float) -> None:
    with pytest.raises(RegimenError, match=r"Pump\.update_h"):
        Pump(update_h=value)
    with pytest.raises(RegimenError, match=r"Pump\.limit_mg_per_h"):
        pump_of(value, 10.0)
