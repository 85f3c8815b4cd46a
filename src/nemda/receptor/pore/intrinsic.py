"""Intrinsic constants of a blocker from what an experiment in continuous agonist shows.

A laboratory sees a half-blocking concentration and the rate k of recovery after the drug is washed off
while agonist stays. The drug moves only while the gate is open, a share P of the time, so inside the
open channel

    k_off = (k - (1 - P) k_esc) / P,        k_on = k / (IC50 P)

With symmetric arms this gives back the IC50 exactly and k for small occupancy. P is the steady open
probability of the scheme in use, computed, not typed: another gating scheme gives other constants and
the same experiment. A drug that passes the closed gate as easily as the open one has k_off = k.

Wrong if: k changes with agonist concentration otherwise than P does.
"""

from __future__ import annotations

from math import log

import numpy as np

from nemda.errors import ReceptorError
from nemda.receptor.pore.blocker import Blocker
from nemda.receptor.pore.compose import with_blockers
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.scheme import Scheme
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.exponential import transition_matrix
from nemda.receptor.solve.generator import generator, rate_table
from nemda.receptor.solve.steady import stationary

SATURATING = 1000.0
"""Agonist (umol/L) that counts as continuous and saturating."""

THERMAL_VOLTAGE_MV = 25.3
"""RT/F at about 20 C, as in the voltage factor exp(delta (V + 70) / 25.3 mV)."""

TRAPPING_DRUG = 10.0
TRAPPING_WASH_S = 60.0
"""Joint washout in which a trapping fraction counts: from 10 umol/L, for 60 s (assumed)."""


def steady_gate(scheme: Scheme, agonist: float = SATURATING) -> float:
    """Return P, the steady probability that the gate is open under agonist (umol/L), without blockers."""
    at = conditions(0.0, {scheme.agonist: agonist})
    share = stationary(generator(rate_table(scheme), at), scheme.index(scheme.rest))
    return float(sum(share[scheme.index(name)] for name in scheme.open_states))


def intrinsic_blocker(
    scheme: Scheme,
    name: str,
    half_block: Constant,
    apparent_dissociation: Constant,
    distance: Constant,
    reference_mv: float,
    closed_exit: Constant | None = None,
    *,
    closed_access: bool = False,
    relative: float = 1.0,
) -> Blocker:
    """Return the blocker in `scheme` that shows the given half-block and recovery under continuous agonist.

    `relative` multiplies the half-block (another subtype) by way of the dissociation. With
    `closed_access` the closed gate is no barrier.

    Raises
    ------
    ReceptorError
        The escape through the closed gate alone is faster than the whole recovery.
    """
    gate = 1.0 if closed_access else steady_gate(scheme)
    seen = apparent_dissociation.value
    escape = 0.0 if closed_exit is None or closed_access else closed_exit.value
    leaving = (seen - (1 - gate) * escape) / gate
    if leaving <= 0:
        raise ReceptorError(
            "Escape through the closed gate is faster than the whole recovery.", where=name,
            expected=f"below {seen / (1 - gate):.3g} per s", got=f"{escape:.3g}",
        )  # fmt: skip
    derived = f"apparent constants over the open probability {gate:.4g} of {scheme.name}"
    verified = half_block.verified and apparent_dissociation.verified
    dissociation = _derived(apparent_dissociation, leaving * relative, "1/s", derived, verified=verified)
    association = _derived(
        half_block, seen / (half_block.value * gate), "1/(umol/L s)", derived, verified=verified
    )
    slope = None
    if distance.value > 0:
        slope = _derived(
            distance, THERMAL_VOLTAGE_MV / distance.value, "mV", "25.3 mV over the electrical distance",
            verified=distance.verified,
        )  # fmt: skip
    return Blocker(
        name=name, association=association, dissociation=dissociation, dissociation_slope=slope,
        reference_mv=reference_mv, closed_entry=closed_access,
        closed_exit=dissociation if closed_access else closed_exit,
    )  # fmt: skip


def retained_fraction(scheme: Scheme, blocker: Blocker, wash_s: float = TRAPPING_WASH_S) -> float:
    """Return the share of block that is left after agonist and drug were washed off together.

    The receptor starts in the steady state with saturating agonist and 10 umol/L drug, at the blocker's
    reference voltage.
    """
    blocked = with_blockers(scheme, [blocker])
    table = rate_table(blocked)
    rest = blocked.index(blocked.rest)
    loaded = conditions(blocker.reference_mv, {scheme.agonist: SATURATING, blocker.name: TRAPPING_DRUG})
    washed = conditions(blocker.reference_mv, {})
    before = stationary(generator(table, loaded), rest)
    after = before @ transition_matrix(generator(table, washed), wash_s)
    held = np.array([state.holds == blocker.name for state in blocked.states])
    return float(after[held].sum() / before[held].sum())


def escape_for_trapping(scheme: Scheme, fully_trapped: Blocker, fraction: Constant) -> Constant | None:
    """Return k_esc (1/s) with which a blocker keeps `fraction` of its block through a joint washout.

    Closed receptors lose it as exp(-k_esc t), so k_esc = ln(r / fraction) / t with r the share that the
    chain keeps without escape; None where the chain alone loses as much.
    """
    kept = retained_fraction(scheme, fully_trapped)
    if kept <= fraction.value:
        return None
    return _derived(
        fraction, log(kept / fraction.value) / TRAPPING_WASH_S, "1/s",
        f"ln({kept:.4f} / {fraction.value:g}) in a washout of {TRAPPING_WASH_S:g} s", verified=False,
    )  # fmt: skip


def _derived(origin: Constant, value: float, unit: str, how: str, *, verified: bool) -> Constant:
    return Constant(
        name=origin.name, value=value, unit=unit, meaning=origin.meaning, source=origin.source,
        grade="C" if origin.grade == "C" else "B", verified=verified, evidence=origin.evidence,
        note=" ".join(filter(None, [f"Derived: {how}.", origin.note])),
    )  # fmt: skip
