"""The numbers of the model by name, typical or of one person.

Strengths, time constants and the curve of firing are published; the shares of NMDA receptors and the few
gains of `data/cortex.toml` with grade F are fitted to eeg.csv. What would falsify a share: a recording of
the NMDA part of the charge of that synapse.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nemda.model.parameters import ParameterTable, read_table
from nemda.people import People, sample

MILLISECONDS = 1e-3


class Cortex(NamedTuple):
    """One value of every parameter of `data/cortex.toml`; units and sources stand there."""

    maximal_rate: float
    threshold: float
    threshold_spread: float
    excitation_strength: float
    inhibition_strength: float
    thalamocortical_strength: float
    corticothalamic_strength: float
    reticular_relay_strength: float
    sensory_strength: float
    cortex_reticular_strength: float
    relay_reticular_strength: float
    sensory_rate: float
    cortical_damping: float
    loop_delay: float
    loop_lag: float
    dendritic_decay: float
    dendritic_rise: float
    ampa_decay: float
    interneuron_membrane: float
    nmda_decay: float
    nmda_rise: float
    gaba_fast_decay: float
    gaba_slow_decay: float
    axonal_velocity: float
    distance_frontal_parietal: float
    distance_parietal_occipital: float
    distance_frontal_occipital: float
    share_frontal_parietal: float
    share_parietal_occipital: float
    share_frontal_occipital: float
    nmda_share_pyramidal: float
    nmda_share_parvalbumin: float
    nmda_share_somatostatin: float
    nmda_share_relay: float
    nmda_share_reticular: float
    posterior_nmda_ratio: float
    feedback_ratio: float
    feedback_gate: float
    parvalbumin_share: float
    inhibition_of_parvalbumin: float
    thalamic_gain_frontal: float
    thalamic_gain_parietal: float
    thalamic_gain_occipital: float
    sensory_noise: float
    active_dwell: float
    slow_dwell: float
    dwell_slope: float
    dwell_block: float
    dwell_block_rodent: float
    active_dwell_macaque: float
    slow_dwell_macaque: float
    slow_wave_frontal: float
    slow_wave_posterior: float
    theta_reference: float


@cache
def cortex_table() -> ParameterTable:
    """Return every parameter with unit, interval, grade and source."""
    return read_table(files("nemda.cortex").joinpath("data", "cortex.toml"), "cortex")


@cache
def typical_cortex() -> Cortex:
    """Return the typical values."""
    return Cortex(*(cortex_table()[name].value for name in Cortex._fields))


def rodent(cortex: Cortex) -> Cortex:
    """Return the values with the block at which rats and mice, who need more of it, alternate."""
    return cortex._replace(dwell_block=cortex.dwell_block_rodent)


def macaque(cortex: Cortex) -> Cortex:
    """Return the values with the stays of macaques, which are shorter."""
    return cortex._replace(active_dwell=cortex.active_dwell_macaque, slow_dwell=cortex.slow_dwell_macaque)


def cortex_of(people: People) -> list[Cortex]:
    """Return the values of each person; those without a spread are typical.

    Raises
    ------
    PeopleError
        The people cannot be drawn from.
    """
    drawn = sample(cortex_table(), people)
    return [Cortex(*(float(drawn[name][person]) for name in Cortex._fields)) for person in range(people.n)]
