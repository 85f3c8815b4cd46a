"""The numbers of the battery as evidence: what was measured, the line it was held against, what it says."""

from __future__ import annotations

from typing import NamedTuple

from nemda.receptor.classify.battery import Alone, Block, Inhibition, Rivalry
from nemda.receptor.classify.thresholds import Thresholds

NO_LINE = float("nan")


class Evidence(NamedTuple):
    """One number of the battery, the line it was held against (NaN: none), and what it says."""

    test: str
    quantity: str
    value: float
    threshold: float
    meaning: str


def alone_evidence(own: Alone, lines: Thresholds) -> list[Evidence]:
    """Return what the compound does alone."""
    opens = own.efficacy >= lines.agonism
    test = "alone"
    found = [
        Evidence(
            test, "largest peak over that of the agonist", own.efficacy, lines.agonism,
            "opens the receptor" if opens else "opens nothing",
        )
    ]  # fmt: skip
    if opens:
        ratio = own.half / own.desensitizing_half
        found += [
            Evidence(test, "half-activating concentration", own.half, NO_LINE, "potency of the peak"),
            Evidence(test, "steady response over peak", own.steady_over_peak, NO_LINE, "desensitization"),
            Evidence(
                "pre-exposure", "half-activating over half-desensitizing concentration", ratio,
                lines.strong_desensitization, "how much less desensitizes than activates",
            ),
        ]  # fmt: skip
    return found


def coagonist_evidence(share: float, lines: Thresholds) -> list[Evidence]:
    """Return what the compound does in place of glycine."""
    acts = share >= lines.agonism
    return [
        Evidence(
            "in place of glycine", "largest response over that to glycine", share, lines.agonism,
            "lets the agonist act" if acts else "does not replace glycine",
        )
    ]  # fmt: skip


def effect_evidence(effect: Inhibition, lines: Thresholds) -> list[Evidence]:
    """Return what the compound does to responses to the agonist."""
    test = "with agonist"
    return [
        Evidence(
            test, "largest share lost", effect.largest, lines.effect,
            "inhibits" if effect.largest >= lines.effect else "does not inhibit",
        ),
        Evidence(
            test, "largest share gained", effect.gain, lines.effect,
            "raises a response" if effect.gain >= lines.effect else "raises nothing",
        ),
        Evidence(test, "half-inhibiting concentration", effect.half, NO_LINE, "potency"),
    ]  # fmt: skip


def rivalry_evidence(rivalry: Rivalry, rival: str, lines: Thresholds) -> list[Evidence]:
    """Return whether more of a rival overcomes the compound."""
    test = f"competition with {rival}"
    shifts = rivalry.dose_ratio >= lines.shift
    restored = rivalry.maximum >= lines.retained_maximum
    return [
        Evidence(
            test, "dose ratio", rivalry.dose_ratio, lines.shift,
            "shifts the curve" if shifts else "does not shift the curve",
        ),
        Evidence(
            test, "maximum restored", rivalry.maximum, lines.retained_maximum,
            "surmountable" if restored else "not surmountable",
        ),
    ]  # fmt: skip


def block_evidence(block: Block, lines: Thresholds) -> list[Evidence]:
    """Return voltage dependence, use dependence, speed and trapping."""
    senses = block.voltage_ratio >= lines.voltage_ratio
    spares = block.first_over_late < lines.first_response
    stays = block.retained >= lines.mostly_kept
    holds = block.kept_in_silence >= lines.held_in_silence
    return [
        Evidence(
            "voltage", "half-block 90 mV less negative over that here", block.voltage_ratio,
            lines.voltage_ratio, "depends on voltage" if senses else "does not depend on voltage",
        ),
        Evidence(
            "use", "block of the first response over late block", block.first_over_late,
            lines.first_response, "needs open channels" if spares else "acts at once or on resting receptors",
        ),
        Evidence("washout", "recovery time constant in agonist (s)", block.offset_s, NO_LINE, "speed"),
        Evidence(
            "joint washout", "share of block kept for a minute", block.retained, lines.mostly_kept,
            "stays" if stays else "leaves while channels close, or at once",
        ),
        Evidence(
            "joint washout", "share of that kept through a second minute", block.kept_in_silence,
            lines.held_in_silence, "closed channels hold it" if holds else "closed channels let it out",
        ),
    ]  # fmt: skip
