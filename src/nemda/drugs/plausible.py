"""Doses that nobody is known to have had: told beyond the largest published one, refused far beyond it.

The largest single dose of the evidence tables stands in ``plausible.toml`` for each compound and route. A
larger one is computed, with a warning that nothing here was judged there. Ten times more than anybody is
reported to have taken is refused: such a number is a slip in a unit or a decimal point. Animals get more per
kilogram, so this is asked where a person's regimen comes in, and not of every dose. Doses that coincide are
judged one by one, and a compound or route without an entry is not judged. Where users take more than any
study gave, what they take (for the nose a day's amount, the only one known) sets what is refused. Wrong if
a published dose is larger than its entry.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from nemda.drugs.cards import compounds
from nemda.drugs.routes import find_route
from nemda.errors import DrugError

MINUTES_PER_HOUR = 60.0
THOUSAND = 999.5
"""From here on three digits are no longer written out by themselves."""
FIELDS = frozenset({"compound", "routes", "dose", "unit", "grade", "source", "evidence", "note"})
OPTIONAL = frozenset({"per_minute", "taken"})


class UnusualDoseWarning(UserWarning):
    """A dose is larger than any that was published for the compound and route."""


class GivenDose(Protocol):
    """What is asked of a dose; `nemda.regimen.Dose` is one."""

    @property
    def compound(self) -> str:
        """The key of a card."""
        ...

    @property
    def amount(self) -> float:
        """How much of base, in `unit`."""
        ...

    @property
    def unit(self) -> str:
        """``mg``, ``mg/kg`` or ``%``."""
        ...

    @property
    def route(self) -> str:
        """The route."""
        ...

    @property
    def duration_h(self) -> float:
        """How long it lasts (h)."""
        ...


class LargestDose(NamedTuple):
    """The largest published single dose, what each minute adds to it, and the largest taken (mg/kg)."""

    dose_mg_kg: float
    per_minute_mg_kg: float
    taken_mg_kg: float
    source: str
    note: str

    def over(self, duration_h: float) -> float:
        """Return the largest published amount (mg/kg) that a dose of this length has had."""
        return self.dose_mg_kg + self.per_minute_mg_kg * MINUTES_PER_HOUR * duration_h


class Plausible(NamedTuple):
    """The entries by compound and route, the body of a dose in mg, and how many times more is refused."""

    largest: Mapping[tuple[str, str], LargestDose]
    body_kg: float
    refused_times: float


@cache
def plausible() -> Plausible:
    """Return the shipped entries.

    Raises
    ------
    DrugError
        An entry is not written as expected.
    """
    return parse_plausible(tomllib.loads((files("nemda.drugs") / "plausible.toml").read_text("utf-8")))


def parse_plausible(content: Mapping[str, Any]) -> Plausible:
    """Return the entries of a table.

    Raises
    ------
    DrugError
        A field is missing or unknown, or a compound or route is.
    """
    conventions = content["conventions"]
    body_kg = float(conventions["body_kg"])
    found: dict[tuple[str, str], LargestDose] = {}
    for entry in content["range"]:
        per_kg = {"mg/kg": 1.0, "mg": 1.0 / body_kg}.get(entry.get("unit", ""))
        right = FIELDS <= set(entry) <= FIELDS | OPTIONAL and entry["compound"] in compounds()
        if not right or per_kg is None:
            raise DrugError(
                "A range of doses is not written as expected.", where="plausible.toml",
                expected=f"a compound, mg or mg/kg, and {', '.join(sorted(FIELDS))}", got=dict(entry),
            )  # fmt: skip
        dose, minute, taken = (per_kg * float(entry.get(key, 0.0)) for key in ("dose", "per_minute", "taken"))
        for route in map(find_route, entry["routes"]):
            found[entry["compound"], route] = LargestDose(dose, minute, taken, entry["source"], entry["note"])
    return Plausible(MappingProxyType(found), body_kg, float(conventions["refused_times"]))


def warn_of_unusual(doses: Iterable[GivenDose]) -> None:
    """Warn once of every treatment that is larger than any published, and refuse what nobody could mean.

    Raises
    ------
    DrugError
        A dose is more than ten times the largest that anybody is reported to have had.
    """
    judged = {(one.compound, one.route, one.amount, one.unit, one.duration_h): one for one in doses}
    for dose in judged.values():
        text = unusual(dose)
        if text is not None:
            warnings.warn(text, UnusualDoseWarning, stacklevel=2)


def unusual(dose: GivenDose) -> str | None:
    """Return what to tell about a dose that is larger than any published; None about any other.

    Raises
    ------
    DrugError
        It is more than ten times the largest that anybody is reported to have had.
    """
    table = plausible()
    largest = table.largest.get((dose.compound, dose.route))
    if largest is None or dose.unit == "%":
        return None
    amount = dose.amount if dose.unit == "mg/kg" else dose.amount / table.body_kg
    published = largest.over(dose.duration_h)
    most = table.refused_times * max(published, largest.taken_mg_kg)
    said, known, limit = (_said(each, dose, table) for each in (amount, published, most))
    if amount > most:
        raise DrugError(
            f"Nobody is known to have had a tenth of this much {dose.compound} {dose.route}.",
            where="amount", expected=f"at most {limit}; the largest published is {known} ({largest.source})",
            got=said, hint="check the unit and the decimal point",
        )  # fmt: skip
    if amount > published * (1 + 1e-9):
        return (
            f"{said} {dose.compound} {dose.route} is more than the largest published single dose of it, "
            f"{known} ({largest.source}: {largest.note}). It is computed, but nothing here was judged at "
            "such a dose."
        )
    return None


def _said(mg_kg: float, dose: GivenDose, table: Plausible) -> str:
    """Return an amount in the unit of the dose, with commas from a thousand on."""
    amount = mg_kg if dose.unit == "mg/kg" else mg_kg * table.body_kg
    return f"{amount:,.0f} {dose.unit}" if amount >= THOUSAND else f"{amount:.3g} {dose.unit}"
