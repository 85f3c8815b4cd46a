"""Axons that feed back: their strength and gate, and the flow from front to back that block takes."""

from __future__ import annotations

import numpy as np
import pytest

from nemda.cortex import Blocks, blocks_of, no_block
from nemda.cortex.connectivity import cortical_flow, link
from nemda.cortex.coupling import cortical_shares, coupling_of, feedback_left
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.parameters import typical_cortex
from nemda.cortex.populations import PYRAMIDAL, Place
from nemda.cortex.spectrum import Response, response_of
from nemda.validate.eeg.calibration import weight
from nemda.validate.eeg.conventions import convention

CORTEX = typical_cortex()
FRONTAL, PARIETAL, OCCIPITAL = (Place(region, PYRAMIDAL).number for region in range(3))
ALPHA_HZ, WHOLE_HZ = (8.0, 12.0), (1.0, 80.0)


def deep(total: float) -> Response:
    half = np.array([total / 2])
    blocks = blocks_of({"ketamine_s_effect": half, "ketamine_r_effect": half}).with_rest()
    return response_of(CORTEX, blocks, FREQUENCIES_HZ)


def test_feedback_is_the_stronger_way_and_both_ways_have_the_mean_of_the_shares() -> None:
    shares = cortical_shares(CORTEX)
    assert shares[1, 0] / shares[0, 1] == pytest.approx(CORTEX.feedback_ratio)
    assert (shares[1, 0] + shares[0, 1]) / 2 == pytest.approx(CORTEX.share_frontal_parietal)
    assert (shares[2, 1] + shares[1, 2]) / 2 == pytest.approx(CORTEX.share_parietal_occipital)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)


def test_block_gates_the_ampa_current_of_feedback_alone() -> None:
    blocks = Blocks(np.array([0.5]), np.array([0.8]), np.array([0.6]))
    left = feedback_left(CORTEX, blocks)[0]
    gated = 1 - 0.5 * CORTEX.feedback_gate
    for target, source in ((PARIETAL, FRONTAL), (OCCIPITAL, FRONTAL), (OCCIPITAL, PARIETAL)):
        assert left[target, source] == pytest.approx(gated)
        assert left[source, target] == 1.0
    assert np.sum(left != 1.0) == 3
    free, held = coupling_of(CORTEX, no_block()).ampa[0], coupling_of(CORTEX, blocks).ampa[0]
    np.testing.assert_allclose(held, free * left)


@pytest.mark.parametrize("edges", [ALPHA_HZ, WHOLE_HZ])
def test_flow_from_front_to_back_falls_with_the_level(edges: tuple[float, float]) -> None:
    flows = [
        cortical_flow(deep(one), FREQUENCIES_HZ, "frontal", "parietal", edges).information
        for one in (0.6, 2.0, 6.0)
    ]
    ratios = [float(flow[1] / flow[0]) for flow in flows]
    # a plateau below anesthesia, where frontal power rises as feedback falls: a fall nevertheless, by more
    # than what counts as none in a comparison with findings
    assert max(ratios) < 1 - convention("dead_share")
    assert ratios[2] < min(ratios[:2])
    # in anesthesia, where recordings have it, by at least the 3% that the fit asks for
    assert ratios[2] < weight("flow")


def test_without_the_gate_the_flow_would_rise() -> None:
    half = np.array([3.0])
    blocks = blocks_of({"ketamine_s_effect": half, "ketamine_r_effect": half}).with_rest()
    open_gate = response_of(CORTEX._replace(feedback_gate=0.0), blocks, FREQUENCIES_HZ)
    flow = cortical_flow(open_gate, FREQUENCIES_HZ, "frontal", "parietal", WHOLE_HZ).information
    assert flow[1] > flow[0]


def test_the_lead_of_the_front_in_alpha_is_lost_in_anesthesia() -> None:
    lead = link(deep(6.0), FREQUENCIES_HZ, "frontal", "parietal", ALPHA_HZ).directed_phase_lag
    # by what the fit asks for; at rest there is one, beyond what counts as none
    assert lead[0] > lead[1] + weight("lead")
    assert lead[0] > convention("dead_lag")
