"""The glycine site: how much of the co-agonist's work is done, with and without a partial agonist.

Claim: NMDA receptors need glycine or D-serine as well as glutamate, and at rest the site is only partly
filled; D-cycloserine, a partial agonist, helps where the site is empty and hinders where it would be full,
by receptor type: it does more than glycine at GluN2C (interneurons) and less at GluN2B (Dravid 2010). So a
low dose lets pyramidal receptors work more, and a high dose adds little there while it drives interneurons
further. Form: co-agonist and drug compete, work = (g + sum of efficacy D / K) / (1 + g + sum of D / K) with g
the filling at rest as odds, divided by its value at rest; what potentiation gains is pyramidal work over the
inhibition that interneurons add. They add it as they lose it under block (`nemda.mechanism.circuit`): with
the cube of the change, because a cell that fires must be pushed past its threshold. A little more work of
their receptors therefore costs almost nothing and much more costs all that pyramidal cells have gained, which
makes the window of doses. No state of its own, because binding takes a second. Time scale: that of the level.
Falsified by: plasticity that goes on growing with the dose, or does not at 100 mg.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, sqrt
from nemda.model.mechanism import Mechanism, signal, table_beside

ROUNDING = 1e-9
"""Keeps the root of a square differentiable where nothing has changed."""


class States(NamedTuple):
    """None: binding is at equilibrium."""


class Parameters(NamedTuple):
    """How full the site is at rest, by pool, and what added interneuron work costs potentiation."""

    glycine_filling_interneuron: Value
    glycine_filling_pyramidal: Value
    coagonist_inhibition_half: Value
    coagonist_inhibition_weight: Value


class Inputs(NamedTuple):
    """Drug over its half-effect level, alone and times its efficacy."""

    glycine_interneuron_load: Value = signal("1", "drug over its half-effect level, interneurons")
    glycine_interneuron_action: Value = signal("1", "the same times efficacy, interneurons")
    glycine_pyramidal_load: Value = signal("1", "drug over its half-effect level, pyramidal cells")
    glycine_pyramidal_action: Value = signal("1", "the same times efficacy, pyramidal cells")


class Outputs(NamedTuple):
    """What the co-agonist site does, 1 without drug."""

    interneuron_coagonism: Value = signal("1", "work of the glycine site relative to rest, interneurons")
    pyramidal_coagonism: Value = signal("1", "work of the glycine site relative to rest, pyramidal cells")
    plasticity_coagonism: Value = signal("1", "what the glycine site lets potentiation be, relative to rest")


def coagonism(filling: Value, load: Value, action: Value) -> Value:
    """Return the work of the site relative to rest.

    `filling` f is the share filled at rest, so g = f / (1 - f):

        (g + action) / (1 + g + load) / f = (f + (1 - f) action) / (1 + (1 - f) load) / f
    """
    empty = 1 - filling
    return (filling + empty * action) / ((1 + empty * load) * filling)


def plasticity(parameters: Parameters, interneuron: Value, pyramidal: Value) -> Value:
    """Return what potentiation can be, relative to rest, from the work of the two pools (1 at rest).

    pyramidal / (1 + weight e^3 / (half^3 + |e|^3)),    e = interneuron - 1
    """
    extra = interneuron - 1
    square = extra * extra
    half = parameters.coagonist_inhibition_half
    added = square * extra / (half * half * half + square * sqrt(square + ROUNDING * ROUNDING))
    return pyramidal / (1 + parameters.coagonist_inhibition_weight * added)


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the work of each pool's site, and what `plasticity` makes of it."""
    del states
    p = parameters
    interneuron = coagonism(
        p.glycine_filling_interneuron, inputs.glycine_interneuron_load, inputs.glycine_interneuron_action
    )
    pyramidal = coagonism(
        p.glycine_filling_pyramidal, inputs.glycine_pyramidal_load, inputs.glycine_pyramidal_action
    )
    return Outputs(interneuron, pyramidal, plasticity(p, interneuron, pyramidal))


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return no rates."""
    del states, parameters, inputs
    return States()


GLYCINE_SITE = Mechanism(
    name="glycine_site",
    claim="a partial agonist at the glycine site helps where it is empty and hinders where it is full",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
