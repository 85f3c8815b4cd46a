"""Long-term risk beside published numbers: bladder, liver, dependence, events, relapse, acute harm.

A row of longterm_risk says in which people at which exposure something was seen; it is read by rules that
never look at its place in the table. What would falsify this room: a row that is read by who it is and not by
what it says, or one left out without a word.
"""

from nemda.validate.longterm.run import validate_longterm

__all__ = ["validate_longterm"]
