"""How strongly the populations drive each other, and how much of it the drug leaves.

The strengths are those of the corticothalamic model of Robinson (2002; as listed by Hindriks 2023): the
mean potential of a population is the sum over inputs of strength times rate. Four additions. Excitation of
a population is carried by NMDA receptors to a share n, so that block b leaves 1 - n b of it. Inhibition is
divided between parvalbumin and somatostatin cells, all of which get the input of the published inhibitory
population. Excitation between pyramidal cells is divided between regions, more of it from the front to the
back (feedback) than the other way. Block of pyramidal cells takes the AMPA current of feedback as well,
whose input to the tufts NMDA receptors carry on (in visual cortex NMDA block takes the influence of
feedback, AMPA block does not: Self 2012; both parts fell under ketamine: Muthukumaraswamy 2015). At rest
everything adds up to the published strengths; where a region or parvalbumin cells differ from them, a
constant background input takes up the difference, so that the published resting rates stay. Falsified by: a
share of NMDA current that block leaves unchanged, or feedback that survives it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.blocks import Blocks
from nemda.cortex.operating import Rest, rest_of
from nemda.cortex.parameters import Cortex
from nemda.cortex.populations import (
    CELLS,
    CORTICAL,
    COUNT,
    PARVALBUMIN,
    PYRAMIDAL,
    REGIONS,
    RELAY,
    RETICULAR,
    SOMATOSTATIN,
    Place,
)


class Coupling(NamedTuple):
    """Strengths (mV s) as [level, target, source] by receptor, and what enters from outside.

    `background` (mV) is [level, target]; `sensory_ampa` and `sensory_nmda` (mV s) are the strengths of the
    sensory input of relay cells, [level].
    """

    ampa: Float[ndarray, "level target source"]
    nmda: Float[ndarray, "level target source"]
    gaba: Float[ndarray, "level target source"]
    background: Float[ndarray, "level target"]
    sensory_ampa: Float[ndarray, " level"]
    sensory_nmda: Float[ndarray, " level"]

    @property
    def total(self) -> Float[ndarray, "level target source"]:
        """Return the strengths at rest, all receptors together."""
        return self.ampa + self.nmda + self.gaba


def cortical_shares(cortex: Cortex) -> Float[ndarray, "region region"]:
    """Return the share of pyramidal excitation of a region (row) that comes from each region (column)."""
    parietal, occipital, far = (
        cortex.share_frontal_parietal, cortex.share_parietal_occipital, cortex.share_frontal_occipital,
    )  # fmt: skip
    forward = 2 / (1 + cortex.feedback_ratio)
    back = cortex.feedback_ratio * forward
    shares = np.array(
        [
            [0.0, parietal * forward, far * forward],
            [parietal * back, 0.0, occipital * forward],
            [far * back, occipital * back, 0.0],
        ]
    )
    return shares + np.diag(1 - shares.sum(axis=1))


def nmda_shares(cortex: Cortex) -> Float[ndarray, " population"]:
    """Return the share of the excitation of each population that NMDA receptors carry."""
    posterior = min(cortex.nmda_share_pyramidal * cortex.posterior_nmda_ratio, 1.0)
    return np.array([
        [
            cortex.nmda_share_pyramidal if region == 0 else posterior,
            cortex.nmda_share_parvalbumin, cortex.nmda_share_somatostatin,
            cortex.nmda_share_relay, cortex.nmda_share_reticular,
        ]
        for region in range(len(REGIONS))
    ]).ravel()  # fmt: skip


def feedback_left(cortex: Cortex, blocks: Blocks) -> Float[ndarray, "level target source"]:
    """Return what block leaves of the AMPA current of each connection: all, save of axons that feed back.

    Axons from the front towards the back end on the tufts of pyramidal cells, whose NMDA receptors carry
    their input on to the soma; block takes the share `feedback_gate` of it.
    """
    left = np.ones((blocks.size, COUNT, COUNT))
    gated = 1 - cortex.feedback_gate * blocks.pyramidal
    for to in range(len(REGIONS)):
        for source in range(to):
            left[:, Place(to, PYRAMIDAL).number, Place(source, PYRAMIDAL).number] = gated
    return left


def coupling_of(cortex: Cortex, blocks: Blocks) -> Coupling:
    """Return the coupling under each of several levels of block."""
    excitation, inhibition, background = _unblocked(cortex, rest_of(cortex))
    share = nmda_shares(cortex)
    left = 1 - np.tile(blocks.by_cell(), (1, len(REGIONS)))  # [level, population]
    levels = left.shape[0]
    relay = Place(0, RELAY).number
    nmda_left = left[:, relay] * share[relay]
    sensory_ampa = np.full(levels, cortex.sensory_strength * (1 - share[relay]))
    sensory_nmda = cortex.sensory_strength * nmda_left
    outside = np.tile(background, (levels, 1))
    for region in range(len(REGIONS)):
        outside[:, Place(region, RELAY).number] += (sensory_ampa + sensory_nmda) * cortex.sensory_rate
    return Coupling(
        ampa=excitation * (1 - share)[:, None] * feedback_left(cortex, blocks),
        nmda=excitation * (share * left)[:, :, None],
        gaba=np.broadcast_to(inhibition, (levels, COUNT, COUNT)),
        background=outside,
        sensory_ampa=sensory_ampa,
        sensory_nmda=sensory_nmda,
    )


def _unblocked(cortex: Cortex, rest: Rest) -> tuple[ndarray, ndarray, ndarray]:
    """Return excitation and inhibition [target, source], and the background [target], without drug."""
    excitation, inhibition = np.zeros((2, COUNT, COUNT))
    background = np.zeros(COUNT)
    between = cortical_shares(cortex)
    gain = (cortex.thalamic_gain_frontal, cortex.thalamic_gain_parietal, cortex.thalamic_gain_occipital)
    inhibitory = {PARVALBUMIN: cortex.parvalbumin_share, SOMATOSTATIN: 1 - cortex.parvalbumin_share}
    for region in range(len(REGIONS)):
        at = [Place(region, cell).number for cell in range(len(CELLS))]
        for cell in CORTICAL:
            excitation[at[cell], at[PYRAMIDAL]] = cortex.excitation_strength
            excitation[at[cell], at[RELAY]] = cortex.thalamocortical_strength * gain[region]
            kept = cortex.inhibition_of_parvalbumin if cell == PARVALBUMIN else 1.0
            for source, part in inhibitory.items():
                inhibition[at[cell], at[source]] = cortex.inhibition_strength * part * kept
            background[at[cell]] = (
                cortex.thalamocortical_strength * (1 - gain[region]) * rest.relay
                + cortex.inhibition_strength * (1 - kept) * rest.cortical
            )
        for other in range(len(REGIONS)):
            source = Place(other, PYRAMIDAL).number
            excitation[at[PYRAMIDAL], source] = cortex.excitation_strength * between[region, other]
        excitation[at[RELAY], at[PYRAMIDAL]] = cortex.corticothalamic_strength
        inhibition[at[RELAY], at[RETICULAR]] = cortex.reticular_relay_strength
        excitation[at[RETICULAR], at[PYRAMIDAL]] = cortex.cortex_reticular_strength
        excitation[at[RETICULAR], at[RELAY]] = cortex.relay_reticular_strength
    return excitation, inhibition, background
