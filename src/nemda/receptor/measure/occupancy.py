"""Who sits where: the share of receptors in each state, and with each drug in the pore."""

from __future__ import annotations

from collections.abc import Mapping

from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.preparation.course import Course


def occupancy_by_state(course: Course) -> Mapping[str, Float[ndarray, "batch time"]]:
    """Return the probability of every state, by name; they sum to 1 at each time."""
    return {name: course.occupancy(name) for name in course.scheme.state_names}


def occupancy_by_drug(course: Course) -> Mapping[str, Float[ndarray, "batch time"]]:
    """Return the share of receptors that hold each blocker of the scheme, by name.

    Compounds without states of their own (fast magnesium, the glycine site at equilibrium) are not listed.
    """
    held = dict.fromkeys(state.holds for state in course.scheme.states if state.holds)
    return {name: course.held(name) for name in held}
