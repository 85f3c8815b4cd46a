"""Tells what a compound is at a receptor from what it does there.

The battery is run, its numbers are held against the thresholds in a fixed order, and the verdict is
returned with the numbers that decided. No label of a compound's card is read: two compounds that make the
receptor respond alike get the same class, whatever they are called.

Order: what opens the receptor is an agonist; what lets the agonist act without glycine acts at the glycine
site; what changes nothing is inactive; what more glycine or more agonist overcomes competes there; what
depends on voltage or needs open channels sits in the pore, and the joint wash tells how firmly; the rest
inhibits in another way.

Limits: a pore blocker that neither senses voltage nor needs open channels looks allosteric. A competitive
antagonist and an agonist of tiny efficacy differ by a threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemda.receptor.classify import battery
from nemda.receptor.classify.bench import bench
from nemda.receptor.classify.evidence import (
    Evidence,
    alone_evidence,
    block_evidence,
    coagonist_evidence,
    effect_evidence,
    rivalry_evidence,
)
from nemda.receptor.classify.kind import Kind
from nemda.receptor.classify.thresholds import Thresholds, thresholds
from nemda.receptor.experiment.setup import HOLDING_MV, Setup
from nemda.receptor.experiment.table import Table
from nemda.receptor.scheme.scheme import Scheme


@dataclass(frozen=True)
class Classification:
    """What a compound is at a receptor, in one sentence, with the evidence from its own runs."""

    receptor: str
    compound: str
    voltage_mv: float
    kind: Kind
    sentence: str
    evidence: tuple[Evidence, ...]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """One row for each number of the battery."""
        return Table(Evidence._fields, tuple(tuple(one) for one in self.evidence))


def classify(receptor: str | Scheme, compound: str, voltage_mv: float = HOLDING_MV) -> Classification:
    """Return the class of a compound at a receptor, held at `voltage_mv` (mV) without magnesium.

    Raises
    ------
    ReceptorError
        The receptor or the compound is unknown, or the receptor has no pore.
    """
    subject = bench(Setup(receptor, voltage_mv), compound)
    lines = thresholds()
    name = subject.setup.scheme.name

    def verdict(kind: Kind, why: str, notes: tuple[str, ...] = ()) -> Classification:
        sentence = f"{compound} at {name} is: {kind.value}. {why}"
        return Classification(name, compound, voltage_mv, kind, sentence, tuple(evidence), notes)

    evidence: list[Evidence] = []
    own = battery.alone(subject)
    evidence += alone_evidence(own, lines)
    if own.efficacy >= lines.agonism:
        return verdict(*_agonist(own, subject.agonist, lines))
    share, half = battery.instead_of_coagonist(subject)
    if subject.needs_coagonist:
        evidence += coagonist_evidence(share, lines)
    if share >= lines.agonism:
        return verdict(*_coagonist(share, half, lines))
    effect = battery.with_agonist(subject)
    evidence += effect_evidence(effect, lines)
    if effect.largest < lines.effect:
        if effect.gain >= lines.effect:
            return verdict(Kind.POTENTIATOR, f"It raises the response by up to {effect.gain:.0%}.")
        return verdict(
            Kind.INACTIVE, f"No response changes by more than {max(effect.largest, effect.gain):.1%}."
        )
    dose = battery.STRONG * effect.half
    for kind, rivalry, rival in (
        (Kind.GLYCINE_SITE_COMPETITOR, battery.rivalry_with_coagonist(subject, dose), "glycine"),
        (Kind.COMPETITIVE_ANTAGONIST, battery.rivalry_with_agonist(subject, dose), subject.agonist),
    ):
        competes = rivalry.dose_ratio >= lines.shift and rivalry.maximum >= lines.retained_maximum
        evidence += rivalry_evidence(rivalry, rival, lines)
        if competes:
            return verdict(
                kind,
                f"It opens nothing and inhibits (half at {effect.half:.3g} when {rival} is scarce); "
                f"{rivalry.dose_ratio:.3g} times as much {rival} restores "
                f"{rivalry.maximum:.0%} of the maximum.",
            )
    block = battery.blocking(subject, effect.half)
    evidence += block_evidence(block, lines)
    in_pore = block.voltage_ratio >= lines.voltage_ratio or block.first_over_late < lines.first_response
    return verdict(*(_blocker(effect, block, lines) if in_pore else _other(effect, block)))


def _agonist(own: battery.Alone, agonist: str, lines: Thresholds) -> tuple[Kind, str, tuple[str, ...]]:
    kind = Kind.AGONIST if own.efficacy >= lines.full_agonism else Kind.PARTIAL_AGONIST
    why = (
        f"Alone it opens the receptor: largest peak {own.efficacy:.0%} of that of {agonist}, "
        f"half at {own.half:.3g}."
    )
    ratio = own.half / own.desensitizing_half
    notes: tuple[str, ...] = ()
    if ratio >= lines.strong_desensitization:
        notes = (
            f"Strongly desensitizing: exposure to {own.desensitizing_half:.3g} halves the response, "
            f"{ratio:.3g} times less than it takes to activate.",
        )
    return kind, " ".join((why, *notes)), notes


def _coagonist(share: float, half: float, lines: Thresholds) -> tuple[Kind, str]:
    full = share >= lines.full_coagonism
    kind = Kind.GLYCINE_SITE_AGONIST if full else Kind.GLYCINE_SITE_PARTIAL_AGONIST
    more = " (more than glycine itself)" if share > 2 - lines.full_coagonism else ""
    why = (
        f"In place of glycine it lets the agonist act, up to {share:.0%} of glycine{more}, "
        f"half at {half:.3g}."
    )
    return kind, why


def _blocker(effect: battery.Inhibition, block: battery.Block, lines: Thresholds) -> tuple[Kind, str]:
    held = block.kept_in_silence >= lines.held_in_silence and block.retained >= lines.mostly_kept
    kind = Kind.TRAPPING_BLOCKER if held else Kind.PARTLY_TRAPPING_BLOCKER
    if block.retained < lines.not_trapped:
        kind = Kind.FAST_BLOCKER
    spared = "spares the first response" if block.first_over_late < lines.first_response else "acts at once"
    return kind, (
        f"It opens nothing, blocks half at {effect.half:.3g} whatever the agonist, {spared}, needs "
        f"{block.voltage_ratio:.3g} times as much 90 mV less negative. When drug and agonist are washed off "
        f"together {block.retained:.0%} of the block stays for a minute, and "
        f"{block.kept_in_silence:.0%} of that through a second, silent one."
    )


def _other(effect: battery.Inhibition, block: battery.Block) -> tuple[Kind, str]:
    return Kind.OTHER_INHIBITOR, (
        f"It opens nothing and takes up to {effect.largest:.0%} of the response, half at {effect.half:.3g}, "
        f"at every voltage (ratio {block.voltage_ratio:.3g}) and from the first response on."
    )
