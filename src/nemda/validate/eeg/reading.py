"""Bands, regions and states that a row names."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from nemda.cortex.bands import bands
from nemda.cortex.populations import REGIONS, Region
from nemda.validate.eeg.row import EEGRow
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import NUMBER

State: TypeAlias = Literal["baseline", "subanesthetic", "anesthetic", "recovery"]
Band: TypeAlias = tuple[str, tuple[float, float]]

LOWEST_HZ, HIGHEST_HZ = 0.5, 180.0
BROAD_HZ = (1.0, 80.0)
_NAMES = (
    ("high_frequency", r"hfo|high-frequency oscillation|high frequency oscillation"),
    ("gamma", r"gamma"), ("beta", r"beta"), ("alpha", r"alpha"), ("theta", r"theta"),
    ("delta", r"delta|slow(?: wave)?s?"),
)  # fmt: skip
_HERTZ = re.compile(rf"(?P<sign>>)?\s*(?P<low>{NUMBER})(?:\s*-\s*(?P<high>{NUMBER}))?\s*-?hz")
_REGIONS: tuple[tuple[Region, str], ...] = (
    ("frontal", r"(?<!temporo)frontal|prefrontal|\bpfc\b|anterior(?! to)|\bm1\b|motor|cingulate|\bacc\b"),
    ("parietal", r"parietal|precuneus|\btpj\b|posterior"),
    ("occipital", r"occipital|visual|posterior"),
)


def bands_of(row: EEGRow) -> tuple[Band, ...]:
    """Return the bands of a row with their edges (Hz); two joined by a slash or hyphen are one.

    Raises
    ------
    NotApplicableError
        No band is named.
    """
    found: list[Band] = []
    for part in re.split(r"[;,]|\band\b", re.sub(r"\([^)]*\)", "", row.band)):
        named = [name for name, pattern in _NAMES if re.search(rf"(?<![a-z]){pattern}", part)]
        hertz = _HERTZ.search(part)
        if hertz is not None:
            low = float(hertz["low"])
            high = (
                float(hertz["high"]) if hertz["high"] else (bands()["gamma"][1] if hertz["sign"] else low + 4)
            )
            edges = (max(low, LOWEST_HZ), min(high, HIGHEST_HZ))
            if edges[0] >= edges[1]:
                raise NotApplicableError(
                    f"the band {part.strip()!r} is outside of {LOWEST_HZ:g} to {HIGHEST_HZ:g} Hz"
                )
            found.append((named[0] if named else part.strip(), edges))
        elif named:
            edges_all = [bands()[name] for name in named]
            together = (min(low for low, _ in edges_all), max(high for _, high in edges_all))
            found.append(("/".join(reversed(named)), together))
    if re.search(r"broad ?band|all bands|all frequencies", row.band):
        return (("broadband", BROAD_HZ),)
    if not found:
        raise NotApplicableError(f"no band is read in {row.band!r}")
    return tuple(dict.fromkeys(found))


def regions_of(row: EEGRow) -> tuple[Region, ...]:
    """Return the regions that a row names; all where it names none."""
    for text in (f"{row.band}; {row.shared.readout}", row.shared.preparation):
        found: tuple[Region, ...] = tuple(region for region, pattern in _REGIONS if re.search(pattern, text))
        if found:
            return found
    return REGIONS


def state_of(row: EEGRow) -> State:
    """Return the state in which a row's recording was made; subanesthetic where none is named."""
    text = f"{row.condition}; {row.shared.time}"
    if re.search(r"recovery", text):
        return "recovery"
    if re.search(r"baseline|drug-free", row.condition) or row.shared.compound in {
        "none",
        "",
        "saline",
        "placebo",
    }:
        return "baseline"
    said = f"{row.condition}; {row.shared.dose}; {row.shared.route}"
    if re.search(r"sub-?an", said):
        return "subanesthetic"
    return (
        "anesthetic"
        if re.search(r"an(?:a)?esthe|unconscious|gamma burst|\bloc\b|induction|high dose", said)
        else "subanesthetic"
    )
