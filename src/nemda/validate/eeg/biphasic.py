"""Rows on effects that rise and fall: up at low levels, lost for a while at the highest, back afterwards.

The low and the high course are those of the usual subanesthetic and anesthetic dose of a species. An effect
is lost where it is, at the peak of block, below a share (half) of what it is elsewhere along the same course.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nemda.cortex import EEG
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.reading import bands_of, regions_of
from nemda.validate.eeg.row import EEGRow

_BIPHASIC = re.compile(r"biphasic|inverted[- ]?u\b|bell[- ]?shape|non-?monotonic|rises? (?:and|then) falls?")


class TwoArms(NamedTuple):
    """Whether an effect rises and is lost, and the words for it."""

    right: bool
    words: str


def is_biphasic(row: EEGRow) -> bool:
    """Return whether a row reports an effect that rises and falls with the level."""
    return _BIPHASIC.search(row.shared.value) is not None


def whole_course() -> str:
    """Return the time, as a row would say it, over which an effect rises, is lost and comes back."""
    return f"{convention('course_start'):g}-{convention('course_stop'):g} min"


def at_state(row: EEGRow, state: str, time: str = "") -> EEGRow:
    """Return the same row at the usual dose of a state, at a time or at the usual one."""
    shared = replace(row.shared, dose=state, time=time)
    return replace(row, shared=shared, condition=state, concentration="")


def two_arms(row: EEGRow, low: EEG, high: EEG) -> TwoArms:
    """Return the verdict from the courses of a low and of a high dose.

    Raises
    ------
    NotApplicableError
        No band is named.
    """
    from nemda.cortex.readouts import change_db

    edges, regions = bands_of(row)[0][1], regions_of(row)
    small, large = (change_db(one, edges, regions) for one in (low, high))
    at = int(np.argmax(high.blocks.pyramidal))
    rises = float(small.max()) > convention("dead_band")
    lost = float(large[at]) < convention("lost_share") * float(large.max())
    words = (
        f"low dose up to {small.max():+.2f} dB; high dose {large[at]:+.2f} dB at the peak of block and "
        f"{large.max():+.2f} dB along the way"
    )
    return TwoArms(rises and lost, words)
