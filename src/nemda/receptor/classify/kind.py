"""The classes that a compound can be put in."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What a compound does at a receptor; the value is the words for it."""

    AGONIST = "agonist"
    PARTIAL_AGONIST = "partial agonist"
    COMPETITIVE_ANTAGONIST = "competitive antagonist"
    TRAPPING_BLOCKER = "pore blocker, trapping"
    PARTLY_TRAPPING_BLOCKER = "pore blocker, partly trapping"
    FAST_BLOCKER = "pore blocker, fast"
    GLYCINE_SITE_AGONIST = "glycine-site agonist"
    GLYCINE_SITE_PARTIAL_AGONIST = "glycine-site partial agonist"
    GLYCINE_SITE_COMPETITOR = "glycine-site competitor"
    OTHER_INHIBITOR = "allosteric or other inhibitor"
    POTENTIATOR = "positive modulator"
    INACTIVE = "inactive"
