"""Published models of ketamine in plasma, selectable by name, each a dated set with its limits.

They stand beside the default composite model for comparison, and for people it does not cover: children
and patients in intensive care. Each is kept as its source has it, misfits included. What would falsify
an entry: the source prints another number.
"""

from nemda.pk.published.catalog import LeftOut, find_model, published_models, why_not
from nemda.pk.published.limits import DoseLimit, Exceeded, Limits
from nemda.pk.published.model import PublishedModel

__all__ = [
    "DoseLimit",
    "Exceeded",
    "LeftOut",
    "Limits",
    "PublishedModel",
    "find_model",
    "published_models",
    "why_not",
]
