"""The ways a dose enters the body, and the words people use for them.

Eight routes, because kinetics with a source exist for these; epidural and transdermal doses are refused
rather than mapped onto a neighbor. Buccal is read as sublingual: both mean absorption through the
mouth lining with part of the dose swallowed (Simons 2022, 10.3389/fpain.2022.946486, gave one film
under the tongue or in the cheek, and one model describes both). Inhaled means nebulized into the
lungs (Jonkman 2017, 10.1097/ALN.0000000000001798); a spray into the nose is nasal. The preparations of a
route (tablet, wafer, suppository) are in `nemda.drugs.formulations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from nemda.drugs.names import near_matches, normal_form
from nemda.errors import DrugError

Route = Literal["iv", "im", "sc", "nasal", "sublingual", "oral", "rectal", "inhaled"]
ROUTES: tuple[Route, ...] = get_args(Route)

TIMED_ROUTES: frozenset[Route] = frozenset({"iv", "sc", "nasal", "inhaled"})
"""Routes that may last: a pump (iv, sc), sprays one after the other (nasal), a nebulizer (inhaled).

Others are given at once."""

PUMP_ROUTES: frozenset[Route] = frozenset({"iv", "sc"})
"""Routes that a pump can run for days."""

_SPELLINGS: dict[Route, tuple[str, ...]] = {
    "iv": ("iv", "i.v.", "intravenous", "intravenously"),
    "im": ("im", "i.m.", "intramuscular", "intramuscularly"),
    "sc": ("sc", "s.c.", "subcutaneous", "subcutaneously", "subcut", "subq"),
    "nasal": ("nasal", "nasally", "nasal spray", "intranasal", "intranasally", "in", "i.n."),
    "sublingual": ("sublingual", "sublingually", "sl", "s.l.", "under the tongue", "buccal", "buccally"),
    "oral": ("oral", "orally", "po", "p.o.", "by mouth"),
    "rectal": ("rectal", "rectally", "p.r.", "per rectum"),
    "inhaled": (
        "inhaled", "inhalation", "by inhalation", "nebulized", "nebulised", "nebulizer", "nebuliser",
        "pulmonary",
    ),
}  # fmt: skip

ROUTE_NAMES: Mapping[str, Route] = MappingProxyType(
    {spelling: route for route, spellings in _SPELLINGS.items() for spelling in spellings}
)


def find_route(text: str) -> Route:
    """Return the route that a word or phrase names: ``find_route("intranasal") == "nasal"``.

    Raises
    ------
    DrugError
        No route has this name.
    """
    forms: dict[str, Route] = {normal_form(name): route for name, route in ROUTE_NAMES.items()}
    route = forms.get(normal_form(text))
    if route is None:
        near = near_matches(text, ROUTE_NAMES)
        raise DrugError(
            "Unknown route.",
            expected=", ".join(ROUTES),
            got=repr(text),
            hint=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
        )
    return route
