"""Magnesium: serum follows intake, the brain hardly follows serum.

Claim: the blood-brain barrier is nearly closed to magnesium: raising serum did not raise CSF within 4 h
(Brewer, in the magnesium table), so the default gain from serum to brain is 0 and an optimistic
reading is a parameter away. Brain magnesium blocks the same channel as ketamine. Form: two levels
with first-order change; meals, kidney and stores are in `nemda.magnesium`, which gives the person's level
and, for an infusion, what is added to it. Time scale: hours in serum, weeks in brain. Falsified by: a mood
effect of intravenous magnesium within hours.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Magnesium in serum and around synapses."""

    serum_magnesium: Value = state("mmol/L", "serum magnesium", start=0.85)
    brain_magnesium: Value = state("mmol/L", "free magnesium around synapses", start=1.0)


class Parameters(NamedTuple):
    """Set points, time constants and the barrier."""

    serum_magnesium_level: Value
    serum_magnesium_normal: Value
    serum_magnesium_time: Value
    brain_magnesium_normal: Value
    brain_magnesium_time: Value
    brain_magnesium_gain: Value


class Inputs(NamedTuple):
    """Magnesium given."""

    serum_magnesium_added: Value = signal("mmol/L", "serum magnesium above the person's own level")


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return serum toward level and added, brain toward normal (1 + gain (serum / normal - 1))."""
    p = parameters
    level = p.serum_magnesium_level + inputs.serum_magnesium_added
    shift = p.brain_magnesium_gain * (states.serum_magnesium / p.serum_magnesium_normal - 1)
    return States(
        serum_magnesium=(level - states.serum_magnesium) / p.serum_magnesium_time,
        brain_magnesium=(p.brain_magnesium_normal * (1 + shift) - states.brain_magnesium)
        / p.brain_magnesium_time,
    )


MAGNESIUM = Mechanism(
    name="magnesium",
    claim="serum magnesium hardly reaches the synapse",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    rates=rates,
    table=table_beside(__name__),
)
