"""Acute effects beside published numbers: pressure, dissociation, sedation, complaints, levels, pain.

A row of acute_effects says what was given to how many people and what was seen; it is read by rules that
never look at its place in the table, a group of people is given the same, and the same statistic is taken.
What would falsify this room: a row that is read by who it is and not by what it says, or one left out
without a word.
"""

from nemda.validate.acute.run import validate_acute

__all__ = ["validate_acute"]
