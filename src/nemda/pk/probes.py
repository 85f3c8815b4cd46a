"""Enzyme activities from what an interacting drug does to a probe drug.

Midazolam is cleared by CYP3A4 alone. Given into a vein its clearance ratio gives the activity of the
liver through the well-stirred relation; given by mouth the rest of its ratio is the gut wall:

    E = E0 / R_iv,  a_liver = odds(E) / odds(E0)
    F_gut = F_gut0 (R_oral / R_iv) (1 - E0) / (1 - E),  a_gut = odds(1 - F_gut) / odds(1 - F_gut0)

With an oral ratio alone, both activities are taken as equal. Extraction 0.315 and gut availability 0.48 of
midazolam are the means of two studies (Quinney 2008, doi 10.1111/j.1365-2125.2007.02970.x: 0.27 and
0.47; a study of verapamil, doi 10.1016/j.clpt.2003.11.329: 0.36 and 0.49). What would falsify it: a
drug whose midazolam ratio after a vein exceeds that by mouth.
"""

from __future__ import annotations

from nemda.errors import ParameterError

MIDAZOLAM_EXTRACTION = 0.315
MIDAZOLAM_GUT_AVAILABILITY = 0.48
LOWEST_ACTIVITY = 0.02
"""What counts as full inhibition; a ratio beyond it says the probe's own availability was mistaken."""

HIGHEST_ACTIVITY = 50.0
HALVINGS = 80


def odds(part: float) -> float:
    """Return part / (1 - part)."""
    return part / (1.0 - part)


def liver_activity(iv_ratio: float) -> float:
    """Return the activity of hepatic CYP3A4 from the ratio of iv midazolam areas, with over without.

    Raises
    ------
    ParameterError
        The ratio asks for more clearance than hepatic flow carries.
    """
    extraction = MIDAZOLAM_EXTRACTION / _positive(iv_ratio)
    if extraction >= 1.0:
        raise ParameterError(
            "Midazolam cannot be cleared faster than the liver is perfused.", where="midazolam_iv",
            expected=f"a ratio above {MIDAZOLAM_EXTRACTION}", got=iv_ratio,
        )  # fmt: skip
    return odds(extraction) / odds(MIDAZOLAM_EXTRACTION)


def gut_activity(iv_ratio: float, oral_ratio: float) -> float:
    """Return the activity of CYP3A4 in the gut wall from both ratios, at least `LOWEST_ACTIVITY`."""
    extraction = MIDAZOLAM_EXTRACTION / _positive(iv_ratio)
    through_liver = (1.0 - MIDAZOLAM_EXTRACTION) / (1.0 - extraction)
    availability = MIDAZOLAM_GUT_AVAILABILITY * _positive(oral_ratio) / iv_ratio * through_liver
    if availability >= 1.0:
        return LOWEST_ACTIVITY
    activity = odds(1.0 - availability) / odds(1.0 - MIDAZOLAM_GUT_AVAILABILITY)
    return max(activity, LOWEST_ACTIVITY)


def shared_activity(oral_ratio: float) -> float:
    """Return the activity that gut wall and liver share, from the ratio of oral midazolam areas alone.

    Solves ratio = (1/a) (1 + o) / (1 + o a) with o the odds of loss in the gut wall; the right side
    falls with a, so halving the interval (on the log scale) finds it.
    """
    low, high = LOWEST_ACTIVITY, HIGHEST_ACTIVITY
    loss = odds(1.0 - MIDAZOLAM_GUT_AVAILABILITY)
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        if (1.0 + loss) / (middle * (1.0 + loss * middle)) > _positive(oral_ratio):
            low = middle
        else:
            high = middle
    return (low * high) ** 0.5


def _positive(ratio: float) -> float:
    if not 0.0 < ratio < float("inf"):
        raise ParameterError("A ratio of areas is a finite number above 0.", got=ratio)
    return ratio
