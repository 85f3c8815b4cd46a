"""Rows on coupling of amplitudes: phase-amplitude coupling of two bands, and amplitudes of two regions.

Envelopes of Gaussian signals correlate as their squared coherency, so that amplitude-amplitude connectivity
of the model is its coherence.
"""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np

from nemda.cortex import EEG, bands
from nemda.cortex.connectivity import link
from nemda.cortex.course import FREQUENCIES_HZ
from nemda.cortex.phase_amplitude import modulation
from nemda.cortex.populations import REGIONS
from nemda.cortex.spectrum import response_of
from nemda.validate.eeg.connections import Connection
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.reading import bands_of
from nemda.validate.eeg.row import EEGRow
from nemda.validate.eeg.study import Study
from nemda.validate.outcome import NotApplicableError

_SLOW, _FAST = ("delta", "theta", "alpha"), ("beta", "gamma", "high_frequency")
_FAST_WORDS = {"beta": "beta", "gamma": "gamma", "high_frequency": r"hfo|high[- ]frequency"}
_PHASE = r"phase-? ?amplitude|cross-frequency|\bpac\b|(?:delta|theta|alpha)-(?:gamma|hfo|beta) coupling"
_AMPLITUDE = (
    r"amplitude-? ?amplitude|(?<!phase[- ])amplitude (?:envelope )?(?:correlation|coupling)|"
    r"envelope correlation"
)


def coupling_of(row: EEGRow, study: Study) -> Connection | None:
    """Return the predicted coupling of amplitudes of a row; None where it speaks of something else.

    Raises
    ------
    NotApplicableError
        It says no slow or no fast band.
    """
    text = f"{row.band}; {row.shared.readout.split(';')[0]}"
    if re.search(_AMPLITUDE, text):
        return _envelopes(row, study.eegs[0])
    return _modulation(text, study) if re.search(_PHASE, text) else None


def _envelopes(row: EEGRow, eeg: EEG) -> Connection:
    response = response_of(eeg.cortex, eeg.blocks.with_rest(), FREQUENCIES_HZ)
    found = np.mean(
        [
            link(response, FREQUENCIES_HZ, first, second, edges).coherence
            for first, second in combinations(REGIONS, 2)
            for _, edges in bands_of(row)
        ],
        axis=0,
    )
    change = float(np.mean(found[1:]) / found[0] - 1)
    words = f"{change:+.1%} of the correlation of envelopes, which is the coherence"
    return Connection(float(np.mean(found[1:])), change, convention("dead_share"), words)


def _modulation(text: str, study: Study) -> Connection:
    slow = next((bands()[name] for name in _SLOW if name in text), None)
    fast = next((bands()[name] for name in _FAST if re.search(_FAST_WORDS[name], text)), None)
    said = re.search(r"amplitude (\d+)\s*-\s*(\d+)\s*hz", text)
    fast = (float(said[1]), float(said[2])) if said else fast
    if slow is None or fast is None:
        raise NotApplicableError(f"no slow and fast band of a coupling are read in {text!r}")
    changes: list[float] = []
    for eeg in study.eegs:
        found = modulation(eeg.cortex, eeg.blocks.with_rest(), slow, fast, FREQUENCIES_HZ)
        changes.append(float(np.mean(found[1:]) / np.mean(found[0]) - 1))
    words = "swing of fast power along slow waves " + ", ".join(f"{one:+.0%}" for one in changes)
    return Connection(changes[-1], float(np.mean(changes)), convention("dead_share"), words)
