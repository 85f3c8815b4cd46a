"""Rows on injury: cells killed by an agonist, injections into the brain, vacuoles after deep block.

These rows are answered by the synapse room, not by the chain, because nothing of them leads to mood. Which
kind a row is follows from its words alone. Wrong if a row is answered by another experiment than it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemda.validate.biology.injury_brain import judge_injection, judge_vacuoles
from nemda.validate.biology.injury_culture import judge_culture
from nemda.validate.biology.judge import Verdict
from nemda.validate.biology.observed import Number
from nemda.validate.biology.reading import UnreadableError
from nemda.validate.biology.row import Row

_INJURY = (
    r"neuronal (?:death|loss|injury)|cell death|vacuol|time to death|\bdeath\b|\bsurvival\b|weight loss|"
    r"neuroprotection|\bld[h5]0?\b|excitotox"
)
_DISH = r"cultur|\bslices?\b|neurons in vitro"


def is_injury(row: Row) -> bool:
    """Return whether a row is about cells that are harmed or die."""
    return re.search(_INJURY, row.readout) is not None


def judge_injury(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on a row about injury.

    Raises
    ------
    UnreadableError
        The row names no agonist, level or dose that the synapse room has.
    """
    if "vacuol" in row.readout:
        return judge_vacuoles(row, numbers)
    if re.search(r"inject", row.preparation):
        return judge_injection(row, numbers)
    if re.search(_DISH, row.preparation):
        return judge_culture(row, numbers)
    raise UnreadableError("injury is followed in cultures, after injections and as vacuoles; this is none")
