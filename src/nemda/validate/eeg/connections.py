"""Predicted connectivity of a row: indices of phase lag, directed flow, strength of synapses."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from nemda.cortex import EEG, Blocks
from nemda.cortex.connectivity import cortical_flow, link, thalamic_flow
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.spectrum import Response, response_of
from nemda.validate.eeg.reading import bands_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study
from nemda.validate.outcome import NotApplicableError

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
    if re.search(r"thalamo-?cortical", text):
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
    if re.search(r"pli|phase lag|coherence", text):
        return _phase(text, edges, rest, drug)
    raise NotApplicableError(f"the model has no such connectivity: {row.shared.readout!r}")


def _phase(text: str, edges: tuple[float, float], rest: Response, drug: Response) -> Connection:
    found = [link(one, FREQUENCIES_HZ, "frontal", "parietal", edges) for one in (rest, drug)]
    if re.search(r"dpli|directed", text):
        before, after = (float(one.directed_phase_lag.mean()) for one in found)
        return Connection(after, after - before, 1e-3, f"{before:.4f} at rest")
    if "coherence" in text:
        before, after = (float(one.coherence.mean()) for one in found)
    else:
        before, after = (float(one.weighted_phase_lag.mean()) for one in found)
    return _relative(before, after, "at rest")


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
