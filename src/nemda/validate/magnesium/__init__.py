"""Magnesium beside published numbers: every row of the table predicted, or left out with its reason."""

from nemda.validate.magnesium.run import validate_magnesium

__all__ = ["validate_magnesium"]
