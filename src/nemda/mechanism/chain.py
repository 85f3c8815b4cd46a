"""The shipped model: which mechanisms make the chain from dose to mood, and what drives it.

Reading order is the order of cause. To leave a mechanism out, or to put another in its place, build a
model of your own from the same parts with `nemda.model.assembly.assemble`.
"""

from __future__ import annotations

from functools import cache

from nemda.mechanism.ampa import AMPA
from nemda.mechanism.bdnf import BDNF
from nemda.mechanism.block import BLOCK
from nemda.mechanism.circuit import CIRCUIT
from nemda.mechanism.circulation import CIRCULATION
from nemda.mechanism.dissociation import DISSOCIATION
from nemda.mechanism.expectancy import EXPECTANCY
from nemda.mechanism.glutamate import GLUTAMATE
from nemda.mechanism.inflammation import INFLAMMATION
from nemda.mechanism.magnesium import MAGNESIUM
from nemda.mechanism.mood import MOOD
from nemda.mechanism.opioid import OPIOID
from nemda.mechanism.sedation import SEDATION
from nemda.mechanism.signaling import SIGNALING
from nemda.mechanism.spines import SPINES
from nemda.mechanism.stress import STRESS
from nemda.model.assembly import Model, assemble
from nemda.model.mechanism import Declaration

MECHANISMS = (
    STRESS,
    MAGNESIUM,
    BLOCK,
    CIRCUIT,
    GLUTAMATE,
    AMPA,
    BDNF,
    SIGNALING,
    SPINES,
    INFLAMMATION,
    OPIOID,
    MOOD,
    EXPECTANCY,
    DISSOCIATION,
    SEDATION,
    CIRCULATION,
)

DRUG_DRIVES = {
    "ketamine_s_effect": Declaration("umol/L", "S-ketamine at the effect site"),
    "ketamine_r_effect": Declaration("umol/L", "R-ketamine at the effect site"),
    "norketamine_s_effect": Declaration("umol/L", "S-norketamine at the effect site"),
    "norketamine_r_effect": Declaration("umol/L", "R-norketamine at the effect site"),
    "hydroxynorketamine_effect": Declaration("umol/L", "hydroxynorketamine at the effect site"),
}

SETTING_DRIVES = {
    "session": Declaration("1/h", "dosing session under way (its integral over a session is 1)"),
    "comparator_felt": Declaration("1", "how clearly an active comparator is felt, 0 to 1"),
    "in_care": Declaration("1", "1 while in a study or treatment course"),
    "day_rhythm": Declaration("1", "rhythm of the day, 1 at the peak of cortisol secretion; 0 if left out"),
}


@cache
def chain() -> Model:
    """Return the shipped model (assembled once per process)."""
    return assemble("dose to mood", MECHANISMS, {**DRUG_DRIVES, **SETTING_DRIVES})
