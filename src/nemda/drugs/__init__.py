"""Compounds and routes: what can be given, in which form, and by which way.

What would falsify a card: a label whose printed contents disagree with its masses, or a product
whose plain name means another form than the card says.
"""

from nemda.drugs.cards import Substance, compounds, find_compound, find_substance, substances
from nemda.drugs.compound import Compound, Enantiomers, MolarMass
from nemda.drugs.formulations import (
    Device,
    Formulation,
    check_product,
    default_formulation,
    find_formulation,
    formulation_names,
    formulations,
)
from nemda.drugs.routes import PUMP_ROUTES, ROUTES, TIMED_ROUTES, Route, find_route

__all__ = [
    "PUMP_ROUTES",
    "ROUTES",
    "TIMED_ROUTES",
    "Compound",
    "Device",
    "Enantiomers",
    "Formulation",
    "MolarMass",
    "Route",
    "Substance",
    "check_product",
    "compounds",
    "default_formulation",
    "find_compound",
    "find_formulation",
    "find_route",
    "find_substance",
    "formulation_names",
    "formulations",
    "substances",
]
