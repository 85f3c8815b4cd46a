"""BDNF and eEF2: translation is released from its brake, BDNF leaves the store and wakes TrkB.

Claim: block of NMDA receptors at rest switches eEF2 kinase off; phosphorylated eEF2 falls within half
an hour and BDNF is translated (Autry 2011, mouse; Nosyreva 2013). AMPA throughput releases stored
BDNF; TrkB answers within minutes and then adapts (Yuen & Mobley 1999: 14.5 at 5 min, 7.5 at 30 min).
Ketamine may also bind TrkB and raise its gain (Casarotto 2021). S6 kinase inhibits eEF2 kinase in
turn (Wang 2001). Form: store and release relative to rest. Time scale: minutes to hours.
Falsified by: an effect that survives loss of BDNF, or memantine lifting mood the same way.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, exp, hill
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Brake of translation, BDNF inside and outside, active receptor; all relative to rest."""

    phospho_eef2: Value = state("1", "phosphorylated eEF2 relative to rest", start=1.0)
    bdnf_store: Value = state("1", "releasable BDNF relative to rest", start=1.0)
    bdnf_released: Value = state("1", "released BDNF relative to rest", start=1.0)
    trkb: Value = state("1", "active TrkB relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Gains and time constants of translation, release and receptor."""

    eef2_time: Value
    resting_block_eef2_gain: Value
    s6k_eef2_gain: Value
    bdnf_translation_gain: Value
    bdnf_store_time: Value
    bdnf_store_leak: Value
    bdnf_release_time: Value
    trkb_time: Value
    trkb_saturation: Value
    trkb_direct_gain: Value
    trkb_direct_half: Value
    eef2_switch: Value
    trkb_direct_switch: Value


class Inputs(NamedTuple):
    """What starts translation and release."""

    resting_block: Value = signal("1", "share of resting (spontaneous) NMDA transmission blocked")
    ampa_throughput: Value = signal("1", "AMPA current relative to rest")
    mtorc1: Value = signal("1", "mTORC1/S6 kinase activity relative to rest")
    ketamine_free: Value = signal("umol/L", "free ketamine (both enantiomers) at the effect site")
    inflammation_brake: Value = signal("1", "share of BDNF release left under inflammation")


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the rates.

    eEF2: toward exp(-gain block) / (1 + gain_S6K (mTORC1 - 1)). Store: made by translation, emptied by
    release and by a leak that needs no activity. TrkB: toward (1 + s) B / (B + s), saturating with
    saturation s, times the direct gain.
    """
    p = parameters
    silenced = exp(-p.eef2_switch * p.resting_block_eef2_gain * inputs.resting_block)
    brake = silenced / (1 + p.s6k_eef2_gain * (inputs.mtorc1 - 1))
    translation = 1 + p.bdnf_translation_gain * (1 - states.phospho_eef2)
    release = inputs.ampa_throughput * states.bdnf_store * inputs.inflammation_brake
    emptied = p.bdnf_store_leak + (1 - p.bdnf_store_leak) * inputs.ampa_throughput
    direct = p.trkb_direct_switch * p.trkb_direct_gain * hill(inputs.ketamine_free, p.trkb_direct_half)
    bound = (1 + p.trkb_saturation) * states.bdnf_released / (states.bdnf_released + p.trkb_saturation)
    return States(
        phospho_eef2=(brake - states.phospho_eef2) / p.eef2_time,
        bdnf_store=(translation - emptied * states.bdnf_store) / p.bdnf_store_time,
        bdnf_released=(release - states.bdnf_released) / p.bdnf_release_time,
        trkb=(bound * (1 + direct) - states.trkb) / p.trkb_time,
    )


BDNF = Mechanism(
    name="bdnf",
    claim="resting block frees translation and AMPA throughput releases BDNF, which activates TrkB",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    rates=rates,
    table=table_beside(__name__),
)
