"""Kinetics beside published levels: what a row of observations says, and what the model gives for it.

What would falsify this folder: a prediction made for other people, another dose, another site or another
window than the study had.
"""

from nemda.validate.pk.run import GROUPS, validate_pk

__all__ = ["GROUPS", "validate_pk"]
