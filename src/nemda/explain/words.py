"""An explanation in sentences: what the model says, never more."""

from __future__ import annotations

from nemda.explain.explain import Explanation, Part
from nemda.units import HOURS_PER_DAY

CAUTION = (
    "This says how the model makes its number, not what happened in a brain: another set of equations that "
    "fits the same trials as well may share the same change differently."
)
HOW = (
    "Share: what the arrow adds, averaged over all orders in which the arrows can be switched on (Shapley "
    "value); shares sum to the drug's points. Lost: what goes when only this arrow is off. Alone: what comes "
    "when only this arrow is on. Points of MADRS; negative is better. Grade: A a number was seen, B a sign "
    "or time was seen, C assumed, F fitted."
)
SMALL = 0.05
"""Points below which a term is not worth a sentence."""


def moment_words(time_h: float) -> str:
    """Return a time as readers say it.

    >>> moment_words(4), moment_words(36.5), moment_words(168)
    ('4 h', '36.5 h', '7 d')
    """
    is_days = time_h >= 2 * HOURS_PER_DAY and time_h % HOURS_PER_DAY == 0
    return f"{time_h / HOURS_PER_DAY:g} d" if is_days else f"{time_h:g} h"


def sentences(explanation: Explanation, moment: int) -> tuple[str, ...]:
    """Return what the model says about one of the times looked at, in two to four sentences."""
    place, time_h = explanation.places[moment], explanation.task.at_h[moment]
    change = float(explanation.change[place])
    direction = "below" if change < 0 else "above"
    moved = f"{abs(change):.1f} points {direction} the {explanation.baseline:.1f} before"
    first = (
        f"{moment_words(time_h)} after the first dose the model gives MADRS {explanation.madrs[place]:.1f}, "
        f"{moved if abs(change) >= SMALL else 'as before'}."
    )
    named = [(term.title, float(term.points[place])) for term in explanation.terms]
    large = sorted((each for each in named if abs(each[1]) >= SMALL), key=lambda each: each[1])
    parts = ", ".join(f"{title} {points_text(points)}" for title, points in large)
    found = [first, f"The terms: {parts}." if parts else "No term is larger than a rounding error."]
    for game in explanation.games:
        strongest = max(game.parts, key=lambda part: abs(float(part.share[place])), default=None)
        if strongest is not None and abs(float(strongest.share[place])) >= SMALL:
            found.append(_strongest(strongest, place, game.name))
    return tuple(found)


def _strongest(part: Part, place: int, game: str) -> str:
    share, lost = float(part.share[place]), float(part.lost[place])
    which = "among the contested arrows" if game == "mechanism" else "among the last steps"
    return (
        f"Of the drug's points {which} most go to '{part.arrow.title}' ({points_text(share)}; "
        f"{points_text(lost)} would go without it; grade {part.arrow.grade})."
    )


def points_text(points: float, digits: int = 1) -> str:
    """Return points with a sign, none for zero.

    >>> points_text(-4.69), points_text(0.04), points_text(0.2)
    ('−4.7', '0.0', '+0.2')
    """
    text = f"{abs(points):.{digits}f}"
    if float(text) == 0:
        return text
    return ("−" if points < 0 else "+") + text
