"""Short keys for citations: the first author's surname and the year, as people say them aloud.

A key is computed from the citation text alone, so whoever writes a parameter can tell the key of a
paper without looking it up. A text without an author (a label, a web page) gets its first word and
the year, or its first three words when it has no year; a bare PMC or PubMed number is its own key.
Different works can share a key; `nemda.evidence.works` tells them apart with a suffix.
"""

from __future__ import annotations

import re
import unicodedata

from nemda.errors import DataError

PARTICLES = frozenset(
    {
        "aan", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "het", "la", "le",
        "ten", "ter", "van", "von",
    }
)  # fmt: skip

# Letters that Unicode does not decompose into an ASCII letter and an accent.
_PLAIN = str.maketrans(
    {
        "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i",
    }
)  # fmt: skip
# A year; digits after a colon, dash or dot are pages or parts of an identifier.
_YEAR = re.compile(r"(?<![\d:.\-])(?:19|20)\d\d(?!\d)")
# Where the author part of a citation ends.
_END = re.compile(rf"\bet al\b|\s&\s|[,;:/(]|\.(?=\s|$)|\bgroup\b|{_YEAR.pattern}")
_IDENTIFIER = re.compile(r"(?:PMC|pubmed\s+|PMID:?\s*)\d+", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z](?:[.\-]?[A-Z]){0,2}")
_CAPITALIZED = re.compile(r"[A-Z][\w'\-]*")


def citation_key(text: str) -> str:
    """Return the key of a citation text: ``"Gilling et al 2009 Neuropharmacology"`` -> ``"gilling2009"``.

    Only lower-case ASCII letters and digits occur in a key; accents are dropped, name particles
    and compound surnames are joined (``"aan het Rot M et al. 2010"`` -> ``"aanhetrot2010"``).

    Raises
    ------
    DataError
        The text holds no letter to make a key of.
    """
    plain = " ".join(_ascii(text).split())
    identifier = _IDENTIFIER.match(plain)
    if identifier:
        return _letters(identifier.group())
    found = _YEAR.search(plain)
    year = found.group() if found else ""
    end = _END.search(plain)
    surname, rest = _surname(plain[: end.start()] if end else plain)
    authored = end is not None and (year or end.group() == "et al")
    compound = len(rest) <= 3 and all(_CAPITALIZED.fullmatch(word) for word in rest)
    if authored and compound:
        surname = " ".join([surname, *rest])
    elif not year or len(_letters(surname)) == 1:
        surname = " ".join([surname, *rest[:2]])
    return _key(surname, year, text)


def _key(name: str, year: str, text: str) -> str:
    letters = _letters(name)
    if not letters:
        raise DataError("No citation key can be made of this text.", got=repr(text), hint="name its author")
    return letters + year


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _surname(head: str) -> tuple[str, list[str]]:
    """Return the first name word with its particles, and the words after it without initials."""
    words = head.split()
    particles = 0
    while particles < len(words) - 1 and words[particles].lower() in PARTICLES:
        particles += 1
    rest = words[particles + 1 :]
    while rest and _INITIALS.fullmatch(rest[-1]):
        rest.pop()
    return " ".join(words[: particles + 1]), rest
