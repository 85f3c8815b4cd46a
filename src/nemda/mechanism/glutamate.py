"""Glutamate and GABA: freed pyramidal cells release more, and the transmitter cycle follows.

Claim: a subanesthetic dose raises cortical glutamate for about an hour and a half (rat
microdialysis, Moghaddam 1997: up at 10 to 30 mg/kg, flat at 50, down at 200); in people the 13C
signal of glutamate cycling rises 13% (Abdallah 2018) and Glx and GABA peak 38% up at 26 min (Milak
2016), while other MRS studies see nothing (Taylor 2012). Hydroxynorketamine adds release on its own
(half-effect 3.3 umol/L, Riggs 2019, slices). Chronic stress raises it through glucocorticoids
(Moghaddam 1994). GABA follows glutamate through the cycle, which contradicts plain disinhibition;
it is an output only. An acute stressor raises it within minutes, in proportion to cortisol, without
which the rise is attenuated (Moghaddam 1993, 1994). Drugs that hold back release (lamotrigine, mGlu2
agonists) scale everything above rest. Time scale: half an hour. Falsified by: no rise at
antidepressant doses.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Extracellular transmitter relative to the unstressed brain at rest."""

    glutamate: Value = state("1", "prefrontal extracellular glutamate relative to rest", start=1.0)
    gaba: Value = state("1", "prefrontal GABA relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Gains and time constants of release."""

    glutamate_time: Value
    gaba_time: Value
    gaba_follows_glutamate: Value
    cycling_share: Value
    hydroxynorketamine_release_gain: Value
    hydroxynorketamine_release_half: Value
    hydroxynorketamine_active_share: Value
    stress_glutamate_gain: Value
    acute_stress_glutamate_gain: Value
    hydroxynorketamine_switch: Value


class Inputs(NamedTuple):
    """What drives release."""

    pyramidal_activity: Value = signal("1", "pyramidal firing relative to rest")
    hydroxynorketamine_free: Value = signal("umol/L", "free hydroxynorketamine at the effect site")
    cortisol: Value = signal("1", "cortisol relative to the unstressed mean")
    acute_stress: Value = signal("1", "acute stressor under way, 0 none to 1 strong")
    glutamate_release_inhibitor: Value = signal("1", "share of extra release blocked, as by lamotrigine")
    release_inhibition_load: Value = signal("1", "inhibitors of release over their half-effect levels")


class Outputs(NamedTuple):
    """What spectroscopy sees, and what a stimulus releases."""

    glutamate_cycling: Value = signal("1", "glutamate-glutamine cycling and pool relative to rest")
    release_probability: Value = signal("1", "release at a stimulated synapse relative to rest")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return cycling and release.

    cycling = 1 + share (glutamate - 1), as most of what a spectrometer sees is not in the synapse;
    release probability = 1 + switch gain Hill(metabolite).
    """
    p = parameters
    metabolite = p.hydroxynorketamine_active_share * inputs.hydroxynorketamine_free
    extra = p.hydroxynorketamine_release_gain * hill(metabolite, p.hydroxynorketamine_release_half)
    return Outputs(
        glutamate_cycling=1 + p.cycling_share * (states.glutamate - 1),
        release_probability=1 + p.hydroxynorketamine_switch * extra,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return relaxation of both transmitters toward what firing, metabolite and stress demand.

    Release = 1 + (1 - inhibitor) / (1 + load) (pyramidal + release probability - 2 + stress).
    """
    p = parameters
    extra = outputs(states, p, inputs).release_probability - 1
    stress = p.stress_glutamate_gain * (inputs.cortisol - 1)
    stressor = p.acute_stress_glutamate_gain * inputs.acute_stress * inputs.cortisol
    above_rest = inputs.pyramidal_activity - 1 + extra + stress + stressor
    kept = (1 - inputs.glutamate_release_inhibitor) / (1 + inputs.release_inhibition_load)
    release = 1 + kept * above_rest
    inhibition = 1 + p.gaba_follows_glutamate * (states.glutamate - 1)
    return States(
        glutamate=(release - states.glutamate) / p.glutamate_time,
        gaba=(inhibition - states.gaba) / p.gaba_time,
    )


GLUTAMATE = Mechanism(
    name="glutamate",
    claim="freed pyramidal cells release more glutamate; GABA follows through the cycle",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
