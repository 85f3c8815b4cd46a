"""Compounds and routes: what can be given, in which form, and by which way.

What would falsify a card: a label whose printed contents disagree with its masses, or a product
whose plain name means another form than the card says.
"""

from nemda.drugs.cards import Substance, compounds, find_compound, find_substance, substances
from nemda.drugs.compound import Compound, Enantiomers, MolarMass
from nemda.drugs.routes import ROUTES, TIMED_ROUTES, Route, find_route

__all__ = [
    "ROUTES",
    "TIMED_ROUTES",
    "Compound",
    "Enantiomers",
    "MolarMass",
    "Route",
    "Substance",
    "compounds",
    "find_compound",
    "find_route",
    "find_substance",
    "substances",
]
