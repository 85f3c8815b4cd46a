"""How a trial is run, as data: entry, blinding, visits, raters, dropout, periods, doses that rise, analysis.

What would falsify this form: a trial whose report says enough to repeat it, but which cannot be written
here without changing what it would show.
"""

from nemda.trial.protocol.allocation import shares_of
from nemda.trial.protocol.definition import ORDINARY, Protocol
from nemda.trial.protocol.parts import (
    Analysis,
    Crossover,
    Dropout,
    Endpoint,
    LeadIn,
    Limits,
    Rated,
    Titration,
)

__all__ = [
    "ORDINARY",
    "Analysis",
    "Crossover",
    "Dropout",
    "Endpoint",
    "LeadIn",
    "Limits",
    "Protocol",
    "Rated",
    "Titration",
    "shares_of",
]
