"""What stands behind one parameter: its numbers in words, its sources in full, its evidence rows.

A parameter names its sources by key (several keys are separated by ";") and may point to rows of
evidence as ``"table.csv: words"``. Two sources name no literature: an assumption, and a fit made
with this program. This module takes any object with the attributes of a parameter, because the
parameters themselves are made further down the chain.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from nemda.errors import ParameterError
from nemda.evidence.citations import Citation, citations
from nemda.evidence.near import near_matches
from nemda.evidence.schema import SCHEMAS
from nemda.evidence.search import Line, plain, search

NOT_LITERATURE: Mapping[str, str] = MappingProxyType(
    {
        "assumption": "assumed here; the note says why",
        "nemda-fit": "fitted with nemda to the data that the note names",
    }
)
GRADES: Mapping[str, str] = MappingProxyType(
    {
        "A": "seen in the source",
        "B": "derived from the source",
        "C": "assumed",
        "F": "fitted here",
    }
)
_REMARK = re.compile(r"\([^)]*\)")


class SourcedParameter(Protocol):
    """A number with its unit, meaning, plausible interval and sources."""

    @property
    def name(self) -> str:
        """The name in the model."""
        ...

    @property
    def value(self) -> float:
        """The value of the typical person."""
        ...

    @property
    def unit(self) -> str:
        """The unit of the value."""
        ...

    @property
    def meaning(self) -> str:
        """What the number is."""
        ...

    @property
    def interval(self) -> tuple[float, float]:
        """The lowest and highest plausible value."""
        ...

    @property
    def grade(self) -> str:
        """A, B, C or F."""
        ...

    @property
    def source(self) -> str:
        """Keys of its sources, separated by ";"."""
        ...

    @property
    def distribution(self) -> str:
        """How it varies between people."""
        ...

    @property
    def spread(self) -> float:
        """Standard deviation between people, on the scale of the distribution."""
        ...

    @property
    def species(self) -> str:
        """In which species it was seen."""
        ...

    @property
    def preparation(self) -> str:
        """In which preparation it was seen."""
        ...

    @property
    def note(self) -> str:
        """What a reader must know."""
        ...

    @property
    def evidence(self) -> str:
        """Rows of evidence, as ``"table.csv: words"``, separated by ";"."""
        ...


@dataclass(frozen=True)
class EvidencePointer:
    """One reference of a parameter to rows of evidence, and the rows that it finds (maybe none)."""

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Description:
    """Everything behind one parameter; see the fields of the parameter for their meaning.

    `between_people` is the spread in words, `assumptions` says which sources are no literature, and
    `used_in` lists the mechanisms that take the parameter.
    """

    name: str
    meaning: str
    value: float
    unit: str
    interval: tuple[float, float]
    between_people: str
    grade: str
    grade_meaning: str
    species: str
    preparation: str
    note: str
    citations: tuple[Citation, ...]
    assumptions: tuple[str, ...]
    evidence: tuple[EvidencePointer, ...]
    used_in: tuple[str, ...]


def source_keys(source: str) -> tuple[str, ...]:
    """Return the keys in a source field: ``"kamp2020; fanta2015"`` -> ``("kamp2020", "fanta2015")``."""
    return tuple(key for part in source.split(";") if (key := part.strip()))


def is_known_source(source: str) -> bool:
    """Return whether every key of a source field is a known work, an assumption or a fit made here."""
    keys = source_keys(source)
    return bool(keys) and all(key in NOT_LITERATURE or key in citations() for key in keys)


def check_sources(parameters: Mapping[str, SourcedParameter]) -> None:
    """Refuse parameters that rest on a source nobody can look up.

    Raises
    ------
    ParameterError
        At least one key is unknown; the error names each, with the nearest known keys.
    """
    unknown = [
        f"{name}: {key!r}{_meant(key)}"
        for name, parameter in parameters.items()
        for key in source_keys(parameter.source) or ("",)
        if key not in NOT_LITERATURE and key not in citations()
    ]
    if unknown:
        raise ParameterError(
            "Unknown source.",
            got="; ".join(unknown),
            expected=f"a citation key, {' or '.join(map(repr, NOT_LITERATURE))}",
            hint="correct the key, or add the work to the table of extra citations",
        )


def check_evidence(parameters: Mapping[str, SourcedParameter]) -> None:
    """Refuse parameters that point to a row of evidence which is not there.

    Raises
    ------
    ParameterError
        At least one reference finds no row; the error names each.
    """
    lost = [
        f"{name}: {pointer.text!r}"
        for name, parameter in parameters.items()
        for pointer in evidence_pointers(parameter.evidence)
        if not pointer.lines
    ]
    if lost:
        raise ParameterError(
            "Evidence not found.",
            got="; ".join(lost),
            expected="'table.csv: words (remark)' with words that all occur in one row of that table",
            hint="'nemda evidence search WORDS --table NAME' shows what the words find",
        )


def describe(parameter: SourcedParameter, used_in: Sequence[str] = ()) -> Description:
    """Return what stands behind a parameter, with its sources and evidence rows looked up.

    Raises
    ------
    ParameterError
        A source key is unknown.
    """
    check_sources({parameter.name: parameter})
    keys = source_keys(parameter.source)
    return Description(
        name=parameter.name,
        meaning=parameter.meaning,
        value=parameter.value,
        unit=parameter.unit,
        interval=parameter.interval,
        between_people=between_people(parameter),
        grade=parameter.grade,
        grade_meaning=GRADES[parameter.grade],
        species=parameter.species,
        preparation=parameter.preparation,
        note=parameter.note,
        citations=tuple(citations()[key] for key in keys if key not in NOT_LITERATURE),
        assumptions=tuple(NOT_LITERATURE[key] for key in keys if key in NOT_LITERATURE),
        evidence=evidence_pointers(parameter.evidence),
        used_in=tuple(used_in),
    )


def between_people(parameter: SourcedParameter) -> str:
    """Return the spread between people in words.

    A lognormal spread s is given as the coefficient of variation sqrt(exp(s^2) - 1).
    """
    spread = parameter.spread
    if parameter.distribution == "none":
        return "the same in everyone"
    if parameter.distribution == "lognormal":
        variation = math.sqrt(math.expm1(spread**2))
        return f"lognormal, coefficient of variation {variation:.0%}"
    scale = "logit" if parameter.distribution == "logitnormal" else parameter.unit
    return f"{parameter.distribution}, standard deviation {spread:g} {scale}".rstrip()


def evidence_pointers(text: str) -> tuple[EvidencePointer, ...]:
    """Return the references in an evidence field, each with the rows it finds, best match first.

    ``"pk_models.csv: kamp CL (a remark)"`` finds the rows of that table in which all the words
    outside parentheses occur. A reference that names no table, or whose words occur in no row, has no
    lines.
    """
    return tuple(EvidencePointer(part, _lines(part)) for piece in text.split(";") if (part := piece.strip()))


def _lines(pointer: str) -> tuple[Line, ...]:
    file, _, rest = pointer.partition(":")
    name = file.strip().removesuffix(".csv")
    words = _REMARK.sub(" ", rest)
    if name not in SCHEMAS or not plain(words):
        return ()
    return tuple(hit.line for hit in search(*words.split(), tables=(name,)))


def _meant(key: str) -> str:
    near = near_matches(key, [*citations(), *NOT_LITERATURE])
    return f" (near: {', '.join(near)})" if near else ""
