"""Which of ketamine and magnesium comes first, at the receptor."""

import pytest

from nemda.errors import DataError
from nemda.magnesium.ketamine import order_at_receptor, order_effect

SILENT_PER_H = 0.035  # the rate at which trapped drug leaves silent cells of the habenula in the chain


@pytest.mark.parametrize("pool", ["interneuron", "pyramidal", "habenula"])
def test_open_pores_forget_the_order(pool):
    # time constants are seconds, and a minute after the second drug nothing tells which came first
    found = order_at_receptor(0.6, 2.0, test_min=60.0, pool_name=pool)
    assert found.effect == pytest.approx(1.0, abs=1e-6)
    early = order_at_receptor(0.6, 2.0, gap_min=5.0, test_min=5.1, pool_name=pool)
    assert early.effect > 1.2


def test_silent_receptors_keep_it_with_the_sign_of_the_rat_and_less_of_its_size():
    effects = [
        order_at_receptor(
            0.6, 2.0, test_min=minutes, pool_name="habenula", unblocking_per_h=SILENT_PER_H
        ).effect
        for minutes in (20.0, 60.0, 240.0)
    ]
    assert effects[0] > effects[1] > effects[2] > 1.0
    assert effects[1] < order_effect()


def test_without_more_magnesium_there_is_only_the_later_start():
    found = order_at_receptor(0.6, 1.0, test_min=60.0)
    assert found.effect == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("levels", [(0.0, 2.0), (0.6, 0.0)])
def test_an_order_needs_two(levels):
    with pytest.raises(DataError, match="need levels"):
        order_at_receptor(*levels)
    with pytest.raises(DataError, match="comes last"):
        order_at_receptor(0.6, 2.0, gap_min=60.0, test_min=30.0)
