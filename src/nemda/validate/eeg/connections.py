"""Predicted connectivity of a row: indices of phase lag, directed flow, strength of synapses."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from nemda.cortex import EEG, Blocks
from nemda.cortex.connectivity import (
    Link,
    cortical_flow,
    corticothalamic_flow,
    link,
    thalamic_flow,
    thalamic_link,
)
from nemda.cortex.coupling import feedback_left
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.populations import PYRAMIDAL, REGIONS, Place, Region
from nemda.cortex.spectrum import Response, response_of
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.reading import bands_of, regions_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study
from nemda.validate.outcome import NotApplicableError

_PHASE = r"pli\b|phase lag|coherence|\bsynchrony|phase.?locking value|\bplv\b"
_THALAMUS = r"thalamo-?cortical|thalamic|cortico-?subcortical|cortico-?thalamic"
_NAMED: dict[Region, str] = {
    "frontal": r"frontal|fronto|anterior|prefrontal",
    "parietal": r"parietal|posterior",
    "occipital": r"occipital|occipito",
}
_FLOW = (
    r"information|transfer entropy|granger|partial directed|directed (?:connectivity|transfer|coherence)|"
    r"feed-?back|feed-?forward|top-down|bottom-up"
)
_BETWEEN = r"parietal|fronto|occipit|feed-?back|feed-?forward|top-down|bottom-up"
"""Words of axons between regions."""


class Connection(NamedTuple):
    """`size` under the drug, its `change` against rest, the dead `band` of that, and the words for it."""

    size: float
    change: float
    band: float
    words: str


def connection_of(row: EEGRow, study: Study) -> Connection:
    """Return the predicted connectivity of a row.

    Raises
    ------
    NotApplicableError
        The model has no such connectivity.
    """
    text = f"{row.shared.readout}; {row.shared.unit}"
    eeg = study.eegs[0]
    if re.search(r"nmda|ampa", text) and re.search(_BETWEEN, text):
        return _synapses(text, eeg)
    rest, drug = _responses(eeg)
    edges = bands_of(row)[0][1]
    if re.search(_THALAMUS, text) and re.search(_PHASE, text):
        return _phase(text, [_thalamic(one, row, edges) for one in (rest, drug)])
    if re.search(r"cortico-?(?:thalamic|subcortical)|cortex to thalamus", text):
        before, after = (
            float(np.mean([corticothalamic_flow(one, FREQUENCIES_HZ, at, edges).information.mean()
                           for at in regions_of(row)]))
            for one in (rest, drug)
        )  # fmt: skip
        return _relative(before, after, "bit/s from cortex to thalamus")
    if re.search(_THALAMUS, text):
        before, after = (
            float(thalamic_flow(one, FREQUENCIES_HZ, "frontal", edges).information.mean())
            for one in (rest, drug)
        )
        return _relative(before, after, "bit/s from thalamus to frontal cortex")
    if re.search(_FLOW, text) and "pli" not in text:
        source, target = _ends(text)
        before, after = (
            float(cortical_flow(one, FREQUENCIES_HZ, source, target, edges).information.mean())
            for one in (rest, drug)
        )
        return _relative(before, after, f"bit/s from {source} to {target} cortex")
    if re.search(_PHASE, text):
        first, second = _pair(text)
        return _phase(text, [link(one, FREQUENCIES_HZ, first, second, edges) for one in (rest, drug)])
    raise NotApplicableError(f"the model has no such connectivity: {row.shared.readout!r}")


def _synapses(text: str, eeg: EEG) -> Connection:
    """Return what is left of the parts of the axons of a row's way; of several the one that lost least.

    Block takes the NMDA part of every way, and the AMPA part of axons that feed back alone.
    """
    source, target = (Place(REGIONS.index(one), PYRAMIDAL).number for one in _ends(text))
    ampa = feedback_left(eeg.cortex, eeg.blocks)[:, target, source]
    left = {"nmda": 1 - float(np.mean(eeg.blocks.pyramidal)), "ampa": float(np.mean(ampa))}
    named = {name: one for name, one in left.items() if name in text}
    words = ", ".join(f"{name.upper()} part {one - 1:+.1%}" for name, one in named.items())
    most = max(named.values())
    return Connection(most, most - 1, convention("dead_share"), words)


def _phase(text: str, found: list[Link]) -> Connection:
    if re.search(r"dpli|directed", text):
        before, after = (float(one.directed_phase_lag.mean()) for one in found)
        return Connection(after, after - before, convention("dead_lag"), f"{before:.4f} at rest")
    if re.search(r"coherence|synchron|locking|\bplv\b", text):
        before, after = (float(one.coherence.mean()) for one in found)
    else:
        before, after = (float(one.weighted_phase_lag.mean()) for one in found)
    return _relative(before, after, "at rest")


def _ends(text: str) -> tuple[Region, Region]:
    """Return from where to where a row's axons run: as it names the way, else in the order of its regions.

    Axons run forward from the back of the head and feed back from its front.
    """
    first, second = _pair(text)
    front, back = sorted((first, second), key=REGIONS.index)
    forward, fed_back = (
        re.search(pattern, text) is not None
        for pattern in (r"feed-?forward|bottom-up", r"feed-?back|top-down")
    )
    if forward == fed_back:
        return first, second
    return (back, front) if forward else (front, back)


def _pair(text: str) -> tuple[Region, Region]:
    """Return the two regions a row names, in its order; front and back where it does not name two."""
    named: list[tuple[int, Region]] = []
    for region, pattern in _NAMED.items():
        found = re.search(pattern, text)
        if found is not None:
            named.append((found.start(), region))
    if len(named) < 2:
        return "frontal", "parietal"
    (_, first), (_, second), *_ = sorted(named)
    return first, second


def _thalamic(response: Response, row: EEGRow, edges: tuple[float, float]) -> Link:
    found = [thalamic_link(response, FREQUENCIES_HZ, at, edges) for at in regions_of(row)]
    return Link(*(np.mean(list(each), axis=0) for each in zip(*found, strict=True)))


def _relative(before: float, after: float, unit: str) -> Connection:
    return Connection(
        after, after / before - 1, convention("dead_share"), f"{after:.3g} against {before:.3g} {unit}"
    )


def _responses(eeg: EEG) -> tuple[Response, Response]:
    """Return the responses at rest and at the middle of a window."""
    place = eeg.blocks.size // 2
    nothing = np.zeros(1)
    drug = Blocks(*(one[place : place + 1] for one in eeg.blocks))
    return (
        response_of(eeg.cortex, Blocks(nothing, nothing, nothing), FREQUENCIES_HZ),
        response_of(eeg.cortex, drug, FREQUENCIES_HZ),
    )
