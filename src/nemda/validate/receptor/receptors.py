"""Which receptors of the bench a text means: a subtype, one receptor with two subtypes, or a neuron's."""

from __future__ import annotations

import re
from typing import TypeAlias

from nemda.validate.outcome import NotApplicableError

Receptors: TypeAlias = tuple[str, ...]
"""Receptors that stand for one preparation; a quantity is the geometric mean over them."""

FOREBRAIN: Receptors = ("nmda.2a", "nmda.2b")
_SUBTYPE = r"(?:h|r|rat |human )?(?:glun|nr|n)?-?2([abcd])"
_SUBTYPES = re.compile(rf"(?<![a-z0-9.]){_SUBTYPE}(?:\s*/\s*{_SUBTYPE})?(?![a-z0-9])")
_EPSILON = re.compile(r"(?:epsilon|eps|e)([1-4])(?![0-9])")
_OTHERS: tuple[tuple[str, Receptors], ...] = (
    (r"alpha-?\s?7\b|\ba7\b", ("nachr.alpha7",)),
    (r"\bampa|\bglua\d|\bglur[1-4]\b", ("ampa",)),
    (r"gaba-?\s?\(?a\b|gabaa|\bipsc", ("gabaa",)),
)
_OPIOID_LIGANDS = r"naltrex|naloxone|diprenorphine|damgo|morphine|fentan"
_MU_ALONE = r"(?:^|[;,]\s*|\bat (?:the )?)mu\b(?:\s*(?:receptor|site|$|[;,]))"
_OPIOID = re.compile(r"\b(?:mu|kappa|delta)\b")
_UNKNOWN = (
    r"kainate|glycine receptor|\bglyr|5-?ht|serotonin|dopamine|\bd[1-5]r?\b receptor|\bhcn|sodium channel|"
    r"\bnav?1\.|calcium channel|potassium|a4b2|alpha-?4|alpha-?3|muscarin|sigma|\bsert\b|\bnet\b|\bdat\b|"
    r"mglu|kappa|delta[- ](?:opioid|receptor)|\bkor\b|\bdor\b|\bglun3|\bnr3|cholinesterase|gaba-?b"
)
_NEURONS = (
    r"neuron|hippocamp|cortical|cortex|slice|autap|native|pyramidal|striat|cell-attached|mepsc|epsc|forebrain"
)


def receptors_in(text: str) -> tuple[Receptors, ...]:
    """Return the receptors that a plain text names, in order, each once; empty where it names none.

    Of opioid receptors all three are named, though the bench holds only mu, so that lists keep their order.

    >>> receptors_in("deactivation of glun1-1a/2a/2b")
    (('nmda.2a', 'nmda.2b'),)
    """
    found: list[Receptors] = []
    for match in _SUBTYPES.finditer(text):
        letters = [letter for letter in match.groups() if letter]
        if text[match.end() :].lstrip().startswith("ratio"):
            # "GluN2B/GluN2A ratio" compares two receptors.
            found += [(f"nmda.2{letter}",) for letter in letters]
        else:
            found.append(tuple(f"nmda.2{letter}" for letter in sorted(set(letters))))
    if "epsilon" in text or re.search(r"zeta1|/e[1-4]\b", text):
        found += [(f"nmda.2{'abcd'[int(match[1]) - 1]}",) for match in _EPSILON.finditer(text)]
    places = ((re.search(pattern, text), receptors) for pattern, receptors in _OTHERS)
    found += [receptors for place, receptors in places if place is not None]
    if "opioid" in text or re.search(_OPIOID_LIGANDS, text) or re.search(_MU_ALONE, text):
        found += [(f"opioid.{match[0].strip()}",) for match in _OPIOID.finditer(text)]
    return tuple(dict.fromkeys(found))


def neuron_in(text: str) -> bool:
    """Return whether a plain text speaks of receptors of neurons."""
    return re.search(_NEURONS, text) is not None


def check_known(measured: str) -> None:
    """Refuse a quantity of a receptor that the bench has no scheme of.

    Raises
    ------
    NotApplicableError
        Another receptor is named, and none of the bench.
    """
    unknown = re.search(_UNKNOWN, measured)
    if unknown and not receptors_in(measured) and "nmda" not in measured:
        raise NotApplicableError(f"no scheme of this receptor: {unknown[0]!r}")
