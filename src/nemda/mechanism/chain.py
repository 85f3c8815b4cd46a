"""The shipped model: which mechanisms make the chain from dose to mood, and what drives it.

Reading order is the order of cause. To leave a mechanism out, or to put another in its place, build a
model of your own from the same parts with `nemda.model.assembly.assemble`.
"""

from __future__ import annotations

from functools import cache

from nemda.drugs.targets import GLYCINE_POOLS, PORE_POOLS, TARGETS, load_signal
from nemda.mechanism.ampa import AMPA
from nemda.mechanism.bdnf import BDNF
from nemda.mechanism.block import BLOCK
from nemda.mechanism.blood_flow import BLOOD_FLOW
from nemda.mechanism.circuit import CIRCUIT
from nemda.mechanism.circulation import CIRCULATION
from nemda.mechanism.dissociation import DISSOCIATION
from nemda.mechanism.dopamine import DOPAMINE
from nemda.mechanism.expectancy import EXPECTANCY
from nemda.mechanism.glutamate import GLUTAMATE
from nemda.mechanism.glycine_site import GLYCINE_SITE
from nemda.mechanism.homeostasis import HOMEOSTASIS
from nemda.mechanism.inflammation import INFLAMMATION
from nemda.mechanism.magnesium import MAGNESIUM
from nemda.mechanism.mood import MOOD
from nemda.mechanism.nicotinic import NICOTINIC
from nemda.mechanism.noradrenaline import NORADRENALINE
from nemda.mechanism.opioid import OPIOID
from nemda.mechanism.pain import PAIN
from nemda.mechanism.planes import PLANES_OF_ANESTHESIA
from nemda.mechanism.plasticity import PLASTICITY
from nemda.mechanism.reward import REWARD
from nemda.mechanism.sedation import SEDATION
from nemda.mechanism.serotonin import SEROTONIN
from nemda.mechanism.signaling import SIGNALING
from nemda.mechanism.slow_antidepressant import SLOW_ANTIDEPRESSANT
from nemda.mechanism.spines import SPINES
from nemda.mechanism.stress import STRESS
from nemda.model.assembly import Model, assemble
from nemda.model.mechanism import Declaration

MECHANISMS = (
    STRESS,
    MAGNESIUM,
    BLOCK,
    GLYCINE_SITE,
    CIRCUIT,
    HOMEOSTASIS,
    GLUTAMATE,
    AMPA,
    DOPAMINE,
    PLASTICITY,
    BDNF,
    SIGNALING,
    SPINES,
    INFLAMMATION,
    OPIOID,
    MOOD,
    EXPECTANCY,
    DISSOCIATION,
    SEDATION,
    PLANES_OF_ANESTHESIA,
    CIRCULATION,
    PAIN,
    BLOOD_FLOW,
    SEROTONIN,
    NORADRENALINE,
    REWARD,
    SLOW_ANTIDEPRESSANT,
    NICOTINIC,
)

DRUG_DRIVES = {
    "ketamine_s_effect": Declaration("umol/L", "S-ketamine at the effect site"),
    "ketamine_r_effect": Declaration("umol/L", "R-ketamine at the effect site"),
    "norketamine_s_effect": Declaration("umol/L", "S-norketamine at the effect site"),
    "norketamine_r_effect": Declaration("umol/L", "R-norketamine at the effect site"),
    "hydroxynorketamine_effect": Declaration("umol/L", "hydroxynorketamine at the effect site"),
}

MONOAMINE_TARGETS = (
    "serotonin_transporter",
    "noradrenaline_transporter",
    "dopamine_transporter",
    "nicotinic_alpha7",
    "nicotinic_alpha7_desensitization",
    "nicotinic_alpha4beta2",
    "nicotinic_alpha4beta2_desensitization",
)


def _load(meaning: str) -> Declaration:
    """Declare the load of companion drugs at a target: free levels over half-effect levels, summed."""
    return Declaration("1", f"companion drugs over their half-effect levels: {meaning}")


TARGET_DRIVES = {
    **{load_signal(f"nmda_{pool}"): _load(TARGETS[f"nmda_{pool}"]) for pool in PORE_POOLS},
    **{load_signal(f"glycine_{pool}"): _load(TARGETS[f"glycine_{pool}"]) for pool in GLYCINE_POOLS},
    **{
        f"glycine_{pool}_action": _load(f"{TARGETS[f'glycine_{pool}']}, times efficacy")
        for pool in GLYCINE_POOLS
    },
    load_signal("mu_antagonist"): _load(TARGETS["mu_antagonist"]),
    load_signal("release_inhibition"): _load(TARGETS["release_inhibition"]),
    **{load_signal(name): _load(TARGETS[name]) for name in ("mtorc1", "gsk3", "ampa")},
    **{load_signal(name): _load(TARGETS[name]) for name in MONOAMINE_TARGETS},
}
"""What dosed companion drugs do at their targets; 0, and free of cost, in a regimen without any."""

SETTING_DRIVES = {
    "session": Declaration("1/h", "dosing session under way (its integral over a session is 1)"),
    "comparator_felt": Declaration("1", "how clearly an active comparator is felt, 0 to 1"),
    "in_care": Declaration("1", "1 while in a study or treatment course"),
    "day_rhythm": Declaration("1", "rhythm of the day, 1 at the peak of cortisol secretion; 0 if left out"),
}


def _held(unit: str, meaning: str) -> Declaration:
    """Declare a signal that an experiment holds at a level for a time."""
    return Declaration(unit, meaning, stepwise=True)


CO_DRUG_DRIVES = {
    "ampa_antagonist": _held("1", "share of AMPA receptors held by an antagonist such as NBQX"),
    "ampa_potentiator": _held("1", "share of AMPA receptors held by a potentiator such as CX546"),
    "mtorc1_inhibitor": _held("1", "share of mTORC1 blocked, as by rapamycin"),
    "translation_inhibitor": _held("1", "share of protein synthesis blocked, as by anisomycin"),
    "trkb_inhibitor": _held("1", "share of TrkB blocked, as by K252a"),
    "erk_inhibitor": _held("1", "share of ERK activation blocked, as by SL327"),
    "gsk3_inhibitor": _held("1", "share of GSK-3 blocked, as by lithium"),
    "opioid_antagonist": _held("1", "share of mu receptors held by an antagonist such as naltrexone"),
    "calcineurin_clamp": _held("1", "1 where calcineurin cannot fall, 0 where it is free"),
    "dopamine_antagonist": _held("1", "share of dopamine D1 receptors blocked, as by SCH23390"),
    "glutamate_release_inhibitor": _held("1", "share of extra release blocked, as by lamotrigine"),
    "sympatholytic": _held("1", "share of sympathetic outflow removed, as by clonidine"),
    "alpha1_antagonist": _held("1", "share of alpha-1 receptors blocked, as by prazosin or clozapine"),
    "memantine_effect": Declaration("umol/L", "free memantine at the effect site"),
    "mk801_effect": _held("umol/L", "free MK-801 at the effect site"),
}
"""Co-drugs of an experiment: shares of their target (0 to 1), or free levels; 0 where none is given."""

PROTOCOL_DRIVES = {
    "acute_stress": _held("1", "acute stressor under way, 0 none to 1 strong"),
    "stress_protocol": _held("1", "chronic stress added by a protocol, on the scale of chronic_stress"),
    "corticosterone_added": _held("1", "glucocorticoid given, relative to the unstressed mean"),
    "bdnf_applied": _held("nmol/L", "BDNF applied from outside"),
    "serum_magnesium_added": _held("mmol/L", "serum magnesium above the person's own level"),
}
"""What else an experiment may do to a brain, or to cells in a dish; 0 where it does not."""

EXPERIMENT_DRIVES = {**CO_DRUG_DRIVES, **PROTOCOL_DRIVES}

DRIVES = {**DRUG_DRIVES, **TARGET_DRIVES, **SETTING_DRIVES, **EXPERIMENT_DRIVES}
"""Everything that reaches the chain from outside."""


@cache
def chain() -> Model:
    """Return the shipped model (assembled once per process)."""
    return assemble("dose to mood", MECHANISMS, DRIVES)
