"""Effects of signals that nobody has are left alone in the steps, and nobody's numbers show it."""

from dataclasses import replace

import numpy as np
import pytest
from engine_models import compiled, shipped_group

from nemda.engine.kernels import kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.simd.effects import groups_of
from nemda.engine.simd.integrate import parts_of
from nemda.mechanism.chain import chain

PEOPLE = 11


@pytest.fixture(scope="module")
def shipped():
    return shipped_group(PEOPLE)


def given(group, name, person, share):
    """Return the group with a share of one person's ketamine as another signal of that person."""
    weights, names = group.drive.weight.copy(), group.drive.names
    ketamine = weights[names.index("ketamine_s_effect"), :, person]
    weights[names.index(name), :, person] = share * ketamine
    return group._replace(drive=replace(group.drive, weight=weights))


def test_groups_share_no_signal_and_hold_every_effect_once():
    effects = kernels(chain()).traced.effects
    groups = groups_of(effects)
    rows = [row for group in groups for row in group.effects]
    assert sorted(rows) == list(range(len(effects.outputs)))
    signals = [signal for group in groups for signal in group.signals]
    assert len(signals) == len(set(signals))
    assert len(groups) > 5


def test_only_groups_with_a_signal_move(shipped):
    group, _ = shipped
    moving = parts_of(group.drive).moving
    names = {group.drive.names[row] for row in moving}
    assert "ketamine_s_effect" in names
    assert "trkb_inhibitor" not in names
    moves = {one.signals: one.moves(moving) for one in groups_of(group.kernels.traced.effects)}
    assert 0 < sum(moves.values()) < len(moves)
    row = group.drive.names.index("trkb_inhibitor")
    assert [move for signals, move in moves.items() if row in signals] == [False]


@pytest.mark.parametrize("name", ["trkb_inhibitor", "ampa_antagonist", "dopamine_transporter_load"])
def test_who_else_gets_a_drug_does_not_show(shipped, name):
    group, times = shipped
    person, others = 3, np.delete(np.arange(PEOPLE), 3)
    before = compiled(group, times, Tolerance())
    after = compiled(given(group, name, person, 0.05), times, Tolerance())
    assert not after.failed.any()
    assert np.any(after.states[:, :, person] != before.states[:, :, person])
    np.testing.assert_array_equal(after.states[:, :, others], before.states[:, :, others])
    np.testing.assert_array_equal(after.steps[others], before.steps[others])
