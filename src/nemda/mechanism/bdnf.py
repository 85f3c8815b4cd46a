"""BDNF and eEF2: translation is released from its brake, BDNF leaves the store and wakes TrkB.

Claim: block of NMDA receptors at rest switches eEF2 kinase off; phosphorylated eEF2 falls within half
an hour and BDNF is translated (Autry 2011, mouse; Nosyreva 2013). S6 kinase inhibits eEF2 kinase in turn
(Wang 2001). AMPA throughput releases stored BDNF; TrkB answers within minutes, then receptors that are
active together are taken inside and half of the activity is left at 30 min (Yuen & Mobley 1999: 14.5 at
5 min, 7.5 at 30 min). Ketamine may also bind TrkB and raise its gain (Casarotto 2021). Cortisol keeps
BDNF down, or else the glutamate that it raises would make spines where it costs them. Form: store and
release relative to rest, receptor in shares, so that cells in culture, with less BDNF of their own, obey
the same equations. Time scale: minutes to hours.
Falsified by: an effect that survives loss of BDNF, or memantine lifting mood the same way.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, exp, hill
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Brake of translation, BDNF inside and outside, active and available receptor; relative to rest."""

    phospho_eef2: Value = state("1", "phosphorylated eEF2 relative to rest", start=1.0)
    bdnf_store: Value = state("1", "releasable BDNF relative to rest", start=1.0)
    bdnf_released: Value = state("1", "released BDNF relative to rest", start=1.0)
    trkb: Value = state("1", "active TrkB relative to rest", start=1.0)
    trkb_surface: Value = state("1", "TrkB at the surface relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Gains and time constants of translation, release and receptor."""

    eef2_time: Value
    resting_block_eef2_gain: Value
    s6k_eef2_gain: Value
    bdnf_translation_gain: Value
    bdnf_store_time: Value
    bdnf_store_leak: Value
    bdnf_release_share: Value
    bdnf_release_time: Value
    cortisol_bdnf_brake: Value
    bdnf_at_rest: Value
    trkb_half: Value
    trkb_time: Value
    trkb_internalization: Value
    trkb_surface_time: Value
    trkb_direct_gain: Value
    trkb_direct_half: Value
    trkb_lacking: Value
    eef2_switch: Value
    trkb_direct_switch: Value


class Inputs(NamedTuple):
    """What starts translation and release, and what an experiment does to them."""

    resting_block: Value = signal("1", "share of resting (spontaneous) NMDA transmission blocked")
    ampa_throughput: Value = signal("1", "AMPA current relative to rest")
    mtorc1: Value = signal("1", "mTORC1/S6 kinase activity relative to rest")
    late_plasticity: Value = signal("1", "share of late plasticity that deep block has left")
    ketamine_free: Value = signal("umol/L", "free ketamine (both enantiomers) at the effect site")
    inflammation_brake: Value = signal("1", "share of BDNF release left under inflammation")
    cortisol: Value = signal("1", "cortisol relative to the unstressed mean")
    translation_inhibitor: Value = signal("1", "share of protein synthesis blocked, as by anisomycin")
    trkb_inhibitor: Value = signal("1", "share of TrkB blocked, as by K252a")
    bdnf_applied: Value = signal("nmol/L", "BDNF applied from outside")


class Outputs(NamedTuple):
    """The kinase of eEF2, and the receptor in absolute shares."""

    eef2_kinase: Value = signal("1", "eEF2 kinase activity relative to rest")
    trkb_active_share: Value = signal("1", "share of all TrkB that is active")
    trkb_share_at_rest: Value = signal("1", "share of all TrkB that is active at rest")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return eEF2 kinase and TrkB.

    kinase = exp(-switch gain block_resting) / (1 + gain_S6K (mTORC1 - 1));
    share at rest = rest / (rest + half), active share = TrkB x share at rest.
    """
    p = parameters
    at_rest = hill(p.bdnf_at_rest, p.trkb_half)
    return Outputs(
        eef2_kinase=_silenced(p, inputs) / (1 + p.s6k_eef2_gain * (inputs.mtorc1 - 1)),
        trkb_active_share=states.trkb * at_rest,
        trkb_share_at_rest=at_rest,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the rates.

    eEF2: exp(-switch gain block_resting) - (1 + gain_S6K (mTORC1 - 1)) eEF2. Store: made by translation,
    which needs AMPA throughput (NBQX removes the rise) and which deep block holds back, emptied by
    release and by a leak that needs no activity. Released: (1 + share (throughput - 1)) x store x what
    inflammation leaves of it, less what is cleared, (1 + brake (cortisol - 1))
    released. TrkB: toward the share that BDNF binds (applied BDNF included) relative to that at rest,
    times the direct gain, the receptors at the surface and what inhibitor and genotype leave. These come
    back as 1 + i rest^2 and go inside as (1 + i active^2) surface.
    """
    p = parameters
    receptor = outputs(states, p, inputs)
    silenced = _silenced(p, inputs)
    freed = 1 + p.s6k_eef2_gain * (inputs.mtorc1 - 1)
    active_sites = inputs.ampa_throughput * inputs.late_plasticity
    making = 1 + p.bdnf_translation_gain * (1 - states.phospho_eef2) * active_sites
    translation = (1 - inputs.translation_inhibitor) * making
    secretion = 1 + p.bdnf_release_share * (inputs.ampa_throughput - 1)
    release = secretion * states.bdnf_store * inputs.inflammation_brake
    cleared = (1 + p.cortisol_bdnf_brake * (inputs.cortisol - 1)) * states.bdnf_released
    emptied = p.bdnf_store_leak + (1 - p.bdnf_store_leak) * inputs.ampa_throughput
    direct = p.trkb_direct_switch * p.trkb_direct_gain * hill(inputs.ketamine_free, p.trkb_direct_half)
    around = states.bdnf_released * p.bdnf_at_rest + inputs.bdnf_applied
    bound = hill(around, p.trkb_half) / receptor.trkb_share_at_rest
    left = (1 - inputs.trkb_inhibitor) * (1 - p.trkb_lacking)
    active = bound * (1 + direct) * states.trkb_surface * left
    coming = 1 + p.trkb_internalization * receptor.trkb_share_at_rest**2
    going = 1 + p.trkb_internalization * receptor.trkb_active_share**2
    return States(
        phospho_eef2=(silenced - freed * states.phospho_eef2) / p.eef2_time,
        bdnf_store=(translation - emptied * states.bdnf_store) / p.bdnf_store_time,
        bdnf_released=(release - cleared) / p.bdnf_release_time,
        trkb=(active - states.trkb) / p.trkb_time,
        trkb_surface=(coming - going * states.trkb_surface) / p.trkb_surface_time,
    )


def _silenced(parameters: Parameters, inputs: Inputs) -> Value:
    """Return eEF2 kinase that block at rest leaves active."""
    p = parameters
    return exp(-p.eef2_switch * p.resting_block_eef2_gain * inputs.resting_block)


BDNF = Mechanism(
    name="bdnf",
    claim="resting block frees translation and AMPA throughput releases BDNF, which activates TrkB",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
