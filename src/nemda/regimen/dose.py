"""A dose and a regimen as values: what is given, how much, by which route, when, for how long.

Amounts are always milligrams of base (in all, or per kilogram of body weight), and for a gas the inspired
percentage, so no reader of a dose has to ask about salts; whoever reads text or files converts once, at the
border. Doses are data, not events of a model, so the same regimen serves kinetics, expectancy, reports and
export.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from nemda.drugs import (
    ROUTES,
    TIMED_ROUTES,
    Compound,
    Route,
    check_product,
    compounds,
    find_compound,
    find_formulation,
)
from nemda.errors import DrugError, RegimenError

Unit = Literal["mg", "mg/kg", "%"]
"""A gas is breathed at a percentage of the inspired air; everything else is weighed."""

UNITS: tuple[Unit, ...] = get_args(Unit)

ONE_INSTANT_H = 1e-9
"""Times closer than this (3.6 microseconds) are one instant: less than any pump or clock resolves."""


class Treatment(NamedTuple):
    """Everything about a dose except when it is given."""

    compound: str
    amount: float
    unit: Unit
    route: Route
    duration_h: float
    formulation: str | None = None


@dataclass(frozen=True)
class Dose:
    """One dose.

    `compound` is the key of a card; `amount` is in mg of base, mg of base per kg or (gases) percent, and 0
    only for inert compounds; `start_h` counts from the start of the regimen. The dose covers
    [start_h, start_h + duration_h); a duration of 0 is a bolus (everything enters at once).
    `formulation` is the key of a preparation of the route ("tablet", "extended release"; see
    `nemda.drugs.formulations`); None means the usual one of the route and compound.

    Raises
    ------
    RegimenError
        An amount, a time or a duration makes no sense, or the route cannot last.
    DrugError
        The compound is unknown or cannot be dosed, the route is not allowed for it, or the route has
        no such preparation.
    """

    compound: str
    amount: float
    unit: Unit
    route: Route
    start_h: float = 0.0
    duration_h: float = 0.0
    formulation: str | None = None

    def __post_init__(self) -> None:
        compound = compounds().get(self.compound)
        if compound is None:
            raise DrugError(
                "A dose names its compound by the key of the card.", where="Dose.compound",
                expected=find_compound(self.compound).key, got=repr(self.compound),
            )  # fmt: skip
        if self.unit not in UNITS:
            raise RegimenError(
                "Unknown unit of a dose.", where="Dose.unit", expected=UNITS, got=repr(self.unit)
            )
        check_route(compound, self.route, self.duration_h)
        check_formulation(compound, self.route, self.formulation, self.duration_h)
        check_amount(compound, self.amount, self.unit)
        for name, value in (("start_h", self.start_h), ("duration_h", self.duration_h)):
            if not (math.isfinite(value) and value >= 0):
                raise RegimenError(
                    "A time of a dose is a finite number of hours, not negative.",
                    where=f"Dose.{name}", got=value, hint="the regimen starts at hour 0",
                )  # fmt: skip

    @property
    def stop_h(self) -> float:
        """The hour at which the dose has ended (its start for a bolus)."""
        return self.start_h + self.duration_h

    @property
    def treatment(self) -> Treatment:
        """The dose without its time."""
        return Treatment(self.compound, self.amount, self.unit, self.route, self.duration_h, self.formulation)


def check_route(compound: Compound, route: Route, duration_h: float) -> None:
    """Raise `DrugError` or `RegimenError` when the compound cannot be given this way."""
    if not compound.dosable:
        raise DrugError(
            f"{compound.key} is an information card: it cannot be dosed.", got=compound.key,
            expected=", ".join(key for key, card in compounds().items() if card.dosable),
        )  # fmt: skip
    if route not in ROUTES or route not in compound.routes:
        raise DrugError(
            f"{compound.key} is not given by this route.",
            expected=", ".join(compound.routes),
            got=repr(route),
        )
    if compound.is_gas and duration_h == 0:
        raise RegimenError(
            f"{compound.key} is a gas: how long is it breathed?", where="duration",
            expected="a duration, as in 'over 60 min'", got="none",
        )  # fmt: skip
    if duration_h > 0 and route not in TIMED_ROUTES:
        raise RegimenError(
            f"A dose given {route} has no duration: it is given at once.",
            expected="a duration only with " + ", ".join(sorted(TIMED_ROUTES)), got=f"{duration_h:g} h",
        )  # fmt: skip


def check_formulation(compound: Compound, route: Route, formulation: str | None, duration_h: float) -> None:
    """Raise `DrugError` or `RegimenError` when a preparation does not exist for this dose, or cannot last."""
    if formulation is None:
        return
    if compound.is_companion:
        raise DrugError(
            f"The card of {compound.key} knows no preparations.", where="Dose.formulation",
            expected="none: its absorption is that of its usual form", got=repr(formulation),
        )  # fmt: skip
    found = find_formulation(route, formulation)
    if found.key != formulation:
        raise DrugError(
            "A dose names its preparation by its key.", where="Dose.formulation",
            expected=repr(found.key), got=repr(formulation),
        )  # fmt: skip
    check_product(found, compound.key)
    if found.device is not None and duration_h > 0:
        raise RegimenError(
            "Devices have times of their own, so the dose has no duration.", where="Dose.duration_h",
            expected=f"0 h: the devices are {60 * found.device.interval_h:g} min apart",
            got=f"{duration_h:g} h",
        )  # fmt: skip


def check_amount(compound: Compound, amount: float, unit: Unit) -> None:
    """Raise `RegimenError` when the amount makes no sense for the compound."""
    if compound.kind == "inert":
        if amount != 0 or unit != "mg":
            raise RegimenError(
                f"{compound.key} carries no drug, so it has no amount.", where="amount",
                expected="no amount (0 mg)", got=f"{amount:g} {unit}",
            )  # fmt: skip
    elif compound.is_gas != (unit == "%") or (unit == "%" and amount > 100):
        raise RegimenError(
            "A gas is given in percent of the inspired air, and everything else as a mass.", where="amount",
            expected="above 0 to 100 %" if compound.is_gas else "mg or mg/kg", got=f"{amount:g} {unit}",
        )  # fmt: skip
    elif not (math.isfinite(amount) and amount > 0):
        raise RegimenError(
            "The amount of a dose is a finite number above 0.", where="amount", got=f"{amount:g} {unit}",
            hint="for a session without drug write 'saline' or 'placebo'",
        )  # fmt: skip


def _order(dose: Dose) -> tuple[object, ...]:
    return (
        dose.start_h, dose.compound, dose.route, dose.unit, dose.amount, dose.duration_h,
        dose.formulation or "",
    )  # fmt: skip


@dataclass(frozen=True)
class Regimen:
    """The doses of one plan, in order of their start; coincident and overlapping doses add.

    The doses are put into one fixed order (start, compound, route, unit, amount, duration,
    preparation), so two regimens with the same doses are equal whatever the order in which they were
    written. No doses at all is a legal regimen: a waiting list. `label` is for people and does not count
    in equality.
    """

    doses: tuple[Dose, ...]
    label: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "doses", tuple(sorted(self.doses, key=_order)))
