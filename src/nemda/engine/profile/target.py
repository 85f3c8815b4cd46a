"""Target-controlled infusion for a described person: from wanted levels in ng/mL to the steps of a pump.

The rule is that of `nemda.pk.target`; here the person, the model and the place of the target are chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import compounds, find_compound
from nemda.engine.profile.group import Group, group_of
from nemda.engine.profile.request import request_of
from nemda.errors import DataError, RegimenError
from nemda.model.drive import Drive
from nemda.model.parameters import ParameterTable
from nemda.people import sample
from nemda.pk.covariates import with_covariates
from nemda.pk.doses import ketamine_doses
from nemda.pk.interactions import Interaction, with_interactions
from nemda.pk.kinetics import effect_drive, plasma_drive
from nemda.pk.levels import DEFAULT
from nemda.pk.molar import ng_per_ml
from nemda.pk.published import PublishedModel
from nemda.pk.pump import Pump
from nemda.pk.target import Infusion, TargetCourse, target_infusion
from nemda.regimen import Dose, Regimen

EFFECT = "effect"
PLACES = ("arterial", "venous", EFFECT)
SHOWN_TIMES = 600
REFERENCE_KG = 70.0
"""The weight of a person of whom nothing is said; it is shown with the result."""
AFTER_H = 1.0
"""How long the level is followed after the pump stops."""


@dataclass(frozen=True, eq=False)
class TargetRequest:
    """A target course (ng/mL) of ketamine at one place, for one person."""

    compound: str
    place: str
    time_h: tuple[float, ...]
    target_ng_per_ml: tuple[float, ...]
    stop_h: float
    group: Group
    published: PublishedModel | None
    table: ParameterTable
    interacting: tuple[Interaction, ...]
    pump: Pump

    @property
    def model(self) -> str:
        """The name of the model."""
        return DEFAULT if self.published is None else self.published.name

    @property
    def target_scale(self) -> float:
        """What a level in umol/L is multiplied by to be in ng/mL."""
        return float(ng_per_ml(1.0, "ketamine"))


@dataclass(frozen=True, eq=False)
class TargetRun:
    """What the pump gives, and the level (ng/mL) that it reaches, with those in plasma beside an effect site.

    `levels` maps a place to [time]; `target` is the wanted level at `time_h`, NaN after the stop.
    """

    request: TargetRequest
    infusion: Infusion
    time_h: Float[ndarray, " time"]
    target: Float[ndarray, " time"]
    levels: Mapping[str, Float[ndarray, " time"]]
    warnings: tuple[str, ...]

    @property
    def total_mg(self) -> float:
        """The amount given (mg of base)."""
        return math.fsum(dose.amount for dose in self.infusion.regimen.doses)


def target_request(
    targets: Sequence[tuple[float, float]],
    until_h: float,
    *,
    compound: str = "ketamine",
    place: str | None = None,
    model: str = DEFAULT,
    pump: Pump | None = None,
    interacting: Sequence[str] = (),
    changes: Mapping[str, float] | None = None,
    body: Mapping[str, float] | None = None,
) -> TargetRequest:
    """Return the request for pairs of time (h) and target (ng/mL) that hold until `until_h`.

    `place` is arterial (the default), venous or effect; a published model has its own place.

    Raises
    ------
    NemdaError
        A time, a target, the compound, the place, the model or the person makes no sense.
    """
    card = find_compound(compound)
    if card.enantiomers is None or not card.has_kinetics:
        raise RegimenError(
            "A target is held with ketamine only; this compound has not its kinetics.", where="compound",
            expected=", ".join(each.key for each in compounds().values() if each.enantiomers is not None),
            got=card.key,
        )  # fmt: skip
    if not (math.isfinite(until_h) and until_h > 0):
        raise RegimenError(
            "The infusion ends at a time above 0.", where="until", got=until_h, expected="as in 60min"
        )
    trial = Regimen((Dose(card.key, 1.0, "mg", "iv", 0.0, until_h),), label=card.key)
    own = request_of(trial, model=model, interacting=interacting, changes=changes, hours=until_h, body=body)
    group = own.group if body else group_of(None, None, 1, {"weight_kg": REFERENCE_KG}, trial)
    if own.direction_only:
        names = ", ".join(each.name for each in own.direction_only)
        raise RegimenError("Direction only: a pump cannot be set by it.", where="interacting", got=names)
    chosen = _place(place, own.published)
    TargetCourse(tuple(time for time, _ in targets), tuple(level for _, level in targets), until_h)
    return TargetRequest(
        compound=card.key,
        place=chosen,
        time_h=tuple(time for time, _ in targets),
        target_ng_per_ml=tuple(level for _, level in targets),
        stop_h=until_h,
        group=group,
        published=own.published,
        table=own.table,
        interacting=own.interacting,
        pump=pump or Pump(),
    )


def _place(place: str | None, published: PublishedModel | None) -> str:
    known = PLACES
    if published is not None:
        known = (published.site, *((EFFECT,) if published.has_effect_site else ()))
    if place is not None and place not in known:
        raise DataError(
            "The model has no level at this place.",
            where="place",
            got=repr(place),
            expected=" or ".join(known),
        )
    return place or known[0]


def target_levels(request: TargetRequest) -> TargetRun:
    """Return the steps of the pump and the levels that they give.

    Raises
    ------
    NemdaError
        A target is not reached by this pump, or the model does not cover the person.
    """
    per_umol = request.target_scale
    course = TargetCourse(
        request.time_h, tuple(level / per_umol for level in request.target_ng_per_ml), request.stop_h
    )
    signals = _signals(request, request.place)
    infusion = target_infusion(
        course, lambda regimen: _drive(request, regimen, request.place), signals,
        compound=request.compound, pump=request.pump,
    )  # fmt: skip
    time_h = np.linspace(0.0, request.stop_h + AFTER_H, SHOWN_TIMES + 1)
    places = (request.place,) if request.place != EFFECT else (_plasma(request), EFFECT)
    levels = {place: _level(request, infusion.regimen, place, time_h) for place in places}
    target = np.where(
        time_h < request.stop_h, course.at(np.minimum(time_h, request.stop_h)) * per_umol, np.nan
    )
    return TargetRun(request, infusion, time_h, target, levels, _warnings(request, infusion.regimen))


def _plasma(request: TargetRequest) -> str:
    return "arterial" if request.published is None else request.published.site


def _level(
    request: TargetRequest, regimen: Regimen, place: str, time_h: Float[ndarray, " time"]
) -> Float[ndarray, " time"]:
    drive = _drive(request, regimen, place)
    levels = drive.at(time_h)
    total = np.sum([levels[drive.names.index(name), :, 0] for name in _signals(request, place)], axis=0)
    return ng_per_ml(total, "ketamine")


def _signals(request: TargetRequest, place: str) -> tuple[str, ...]:
    if request.published is not None:
        alone = request.published.separate_s
        return ("ketamine_effect",) if place == EFFECT else (f"ketamine{'_s' if alone else ''}_{place}",)
    return ("ketamine_s_effect", "ketamine_r_effect") if place == EFFECT else (f"ketamine_{place}",)


def _drive(request: TargetRequest, regimen: Regimen, place: str) -> Drive:
    bodies = request.group.bodies
    weight_kg = np.asarray(bodies.weight_kg)
    values = sample(request.table, request.group.people, 0.0)
    if request.published is not None:
        doses = ketamine_doses(regimen, weight_kg)
        of = request.published.effect if place == EFFECT else request.published.plasma
        return of(doses, bodies, values)
    values = with_interactions(with_covariates(values, bodies), request.interacting)
    return (effect_drive if place == EFFECT else plasma_drive)(regimen, weight_kg, values)


def _warnings(request: TargetRequest, regimen: Regimen) -> tuple[str, ...]:
    if request.published is None:
        return ()
    doses = ketamine_doses(regimen, np.asarray(request.group.bodies.weight_kg))
    return request.published.warnings(doses, request.group.bodies)
