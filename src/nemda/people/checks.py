"""What people may be made of: whole numbers, finite numbers, known names. Anything else is refused."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import numpy as np

from nemda.errors import PeopleError
from nemda.evidence.near import near_matches


def whole_number(where: str, value: object, *, lowest: int) -> int:
    """Return `value` as an int.

    Raises
    ------
    PeopleError
        The value is not an integer (True and 3.0 are refused too) or lies below `lowest`.
    """
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise PeopleError("Not a whole number.", where=where, expected="a whole number", got=repr(value))
    if value < lowest:
        raise PeopleError("Number too small.", where=where, expected=f"at least {lowest}", got=int(value))
    return int(value)


def finite_number(where: str, value: object) -> float:
    """Return `value` as a float.

    Raises
    ------
    PeopleError
        The value is not a number, or is infinite or not-a-number.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise PeopleError("Not a number.", where=where, expected="a number", got=repr(value))
    if not isfinite(value):
        raise PeopleError("Not a finite number.", where=where, expected="a finite number", got=float(value))
    return float(value)


def unknown_name(what: str, got: str, known: Iterable[str]) -> PeopleError:
    """Return the error for a name that is not known, with the nearest known ones as the next step."""
    names = sorted(known)
    near = near_matches(got, names)
    hint = f"did you mean {' or '.join(repr(name) for name in near)}?" if near else "use one of these names"
    return PeopleError(f"Unknown {what}.", expected=", ".join(names), got=repr(got), hint=hint)
