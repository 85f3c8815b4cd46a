"""Extracellular transmitter when a drug blocks its transporter and autoreceptors answer at once.

Release falls as autoreceptors see more transmitter, and what is released leaves by the transporter:
release / (1 + g e) = clearance (1 - s occupancy) (1 + e), with e the excess over rest, g the feedback and
s the share of clearance that the transporter carries. The root of this quadratic is written so that it is
exactly 0 without a drug. Wrong if transmitter overshoots and sinks back while the drug stays: then the
brake has a delay of its own.
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


def excess(blocked: Value, feedback: Value, freed: Value = 0) -> Value:
    """Return the extracellular excess over rest (1 means doubled) in the balance above.

    `blocked` is the share of all clearance that is lost (0 to below 1), `feedback` how much a doubling
    lowers release (positive), `freed` the rise of release that something else causes, as a share of rest
    (above blocked - 1).
    """
    open_share = 1 - blocked
    linear = open_share * (1 + feedback)
    surplus = freed + blocked
    return 2 * surplus / (linear + sqrt(linear * linear + 4 * open_share * feedback * surplus))
