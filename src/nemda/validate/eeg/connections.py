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
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.populations import Region
from nemda.cortex.spectrum import Response, response_of
from nemda.validate.eeg.reading import bands_of, regions_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study
from nemda.validate.outcome import NotApplicableError

_PHASE = r"pli\b|phase lag|coherence|\bsynchrony"
_THALAMUS = r"thalamo-?cortical|thalamic|cortico-?subcortical|cortico-?thalamic"
_NAMED: dict[Region, str] = {
    "frontal": r"frontal|fronto|anterior|prefrontal",
    "parietal": r"parietal|posterior",
    "occipital": r"occipital|occipito",
}
SMALL_SHARE = 0.01
"""A relative change of connectivity that counts as none."""


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
    if re.search(r"nmda", text) and re.search(r"frontal-to-parietal|parietal|fronto", text):
        left = 1 - float(np.mean(eeg.blocks.pyramidal))
        note = "NMDA part of the synapses; the AMPA part is not changed by the model"
        return Connection(left, left - 1, SMALL_SHARE, f"{left - 1:+.0%}, {note}")
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
    if (
        re.search(r"information|transfer entropy|directed (?:connectivity|transfer)|feedback", text)
        and "pli" not in text
    ):
        before, after = (
            float(cortical_flow(one, FREQUENCIES_HZ, "frontal", "parietal", edges).information.mean())
            for one in (rest, drug)
        )
        return _relative(before, after, "bit/s from frontal to parietal cortex")
    if re.search(_PHASE, text):
        first, second = _pair(text)
        return _phase(text, [link(one, FREQUENCIES_HZ, first, second, edges) for one in (rest, drug)])
    raise NotApplicableError(f"the model has no such connectivity: {row.shared.readout!r}")


def _phase(text: str, found: list[Link]) -> Connection:
    if re.search(r"dpli|directed", text):
        before, after = (float(one.directed_phase_lag.mean()) for one in found)
        return Connection(after, after - before, 1e-3, f"{before:.4f} at rest")
    if re.search("coherence|synchron", text):
        before, after = (float(one.coherence.mean()) for one in found)
    else:
        before, after = (float(one.weighted_phase_lag.mean()) for one in found)
    return _relative(before, after, "at rest")


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
    return Connection(after, after / before - 1, SMALL_SHARE, f"{after:.3g} against {before:.3g} {unit}")


def _responses(eeg: EEG) -> tuple[Response, Response]:
    """Return the responses at rest and at the middle of a window."""
    place = eeg.blocks.size // 2
    nothing = np.zeros(1)
    drug = Blocks(*(one[place : place + 1] for one in eeg.blocks))
    return (
        response_of(eeg.cortex, Blocks(nothing, nothing, nothing), FREQUENCIES_HZ),
        response_of(eeg.cortex, drug, FREQUENCIES_HZ),
    )
