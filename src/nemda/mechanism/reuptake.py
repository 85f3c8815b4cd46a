"""Extracellular transmitter when a drug blocks its transporter and autoreceptors answer at once.

Release falls as autoreceptors see more transmitter, and what is released leaves by the transporter:
release / (1 + g e) = clearance (1 - s occupancy) (1 + e), with e the excess over rest, g the feedback and
s the share of clearance that the transporter carries. The root of this quadratic is written so that it is
exactly 0 without a drug. Wrong where release itself changes; then the balance has to be solved in time.
"""

from __future__ import annotations

from nemda.model.maths import Value, sqrt


def occupancy(load: Value) -> Value:
    """Return the share of a site held at `load` half-saturating concentrations: load / (1 + load)."""
    return load / (1 + load)


def blocked_share(held: Value, other: Value) -> Value:
    """Return the share of all clearance that is lost when `held` of the transporters are held.

    `other` is what clears in other ways relative to the free transporter: held / (1 + other), below 1.
    """
    return held / (1 + other)


def excess(blocked: Value, feedback: Value) -> Value:
    """Return the extracellular excess over rest (1 means doubled) in the balance above.

    `blocked` is the share of all clearance that is lost (0 to below 1), `feedback` how much a doubling
    lowers release (positive).
    """
    open_share = 1 - blocked
    linear = open_share * (1 + feedback)
    return 2 * blocked / (linear + sqrt(linear * linear + 4 * open_share * feedback * blocked))
