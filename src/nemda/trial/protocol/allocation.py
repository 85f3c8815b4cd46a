"""How people are shared between arms: ratios such as "2:1", or shares that sum to 1."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from nemda.errors import TrialError

ROUNDING = 0.005
"""Shares may be typed with two decimals (0.33, 0.67)."""


def shares_of(allocation: str | Sequence[float], arms: int) -> tuple[float, ...]:
    """Return the share of each arm; an empty text means equal shares.

    >>> shares_of("2:1:1", 3)
    (0.5, 0.25, 0.25)

    Raises
    ------
    TrialError
        There is not one number per arm, one is not above 0, or shares do not sum to 1.
    """
    if allocation == "":
        return (1.0 / arms,) * arms
    if isinstance(allocation, str):
        if not re.fullmatch(r"\s*\d+(\.\d+)?(\s*:\s*\d+(\.\d+)?)*\s*", allocation):
            raise TrialError(
                "Not a ratio.", where="allocation", expected="such as '2:1'", got=repr(allocation)
            )
        numbers = [float(part) for part in allocation.split(":")]
        total = math.fsum(numbers)
    else:
        numbers, total = [float(share) for share in allocation], 1.0
    if len(numbers) != arms or min(numbers, default=0.0) <= 0:
        raise TrialError(
            "Allocation has one number above 0 for each arm.", where="allocation", expected=f"{arms} numbers",
            got=allocation,
        )  # fmt: skip
    if abs(math.fsum(numbers) - total) > ROUNDING * arms:
        raise TrialError(
            "Allocation does not sum to 1.", where="allocation", expected="shares that sum to 1",
            got=f"{math.fsum(numbers):g}", hint="write a ratio such as '2:1' instead",
        )  # fmt: skip
    whole = math.fsum(numbers)
    return tuple(number / whole for number in numbers)


def sizes_of(people: int, shares: Sequence[float]) -> tuple[int, ...]:
    """Return how many people each arm gets: rounded down, the rest to the largest remainders, at least 2."""
    exact = [share * people for share in shares]
    sizes = [math.floor(size) for size in exact]
    for index in sorted(range(len(sizes)), key=lambda i: sizes[i] - exact[i])[: people - sum(sizes)]:
        sizes[index] += 1
    return tuple(max(size, 2) for size in sizes)
