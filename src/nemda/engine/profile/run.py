"""Levels and exposure of everybody in a request, block by block, with and without interacting drugs.

A block keeps the modes of its people only as long as it is at work; what is kept are the levels that were
asked for. A person's numbers do not depend on the block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.profile.analytes import Analyte, signal_of
from nemda.engine.profile.exposure import QUANTITIES, RATIOS, exposure, into_vein
from nemda.engine.profile.group import Group
from nemda.engine.profile.request import Request
from nemda.errors import CancelledError, DataError
from nemda.model.drive import Drive
from nemda.people import sample
from nemda.people.correlations import parse_correlations
from nemda.pk.doses import ketamine_doses
from nemda.pk.levels import levels
from nemda.pk.molar import ng_per_ml
from nemda.progress import SILENT, Progress
from nemda.regimen import Regimen

BLOCK = 250
"""People computed together: their modes fit into the cache of a processor."""


@dataclass(frozen=True, eq=False)
class Course:
    """Levels (ng/mL) and exposure of everybody; a quantity that has no meaning for an analyte is missing."""

    levels: Mapping[Analyte, Float[ndarray, "person time"]]
    exposure: Mapping[Analyte, Mapping[str, Float[ndarray, " person"]]]


@dataclass(frozen=True, eq=False)
class Profile:
    """The answer to a request; `alone` are the same people without the interacting drugs, if there are."""

    request: Request
    course: Course
    alone: Course | None

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What of the request lies outside the limits of a published model."""
        request = self.request
        if request.published is None:
            return ()
        bodies = request.group.bodies
        doses = ketamine_doses(request.regimen, np.asarray(bodies.weight_kg))
        return request.published.warnings(doses, bodies)

    def ratio(self, analyte: Analyte, quantity: str) -> Float[ndarray, " person"]:
        """Return a quantity with the interacting drugs over that without, person by person.

        Raises
        ------
        DataError
            There is no interacting drug, or the quantity is none of `RATIOS`.
        """
        if self.alone is None or quantity not in RATIOS:
            raise DataError(
                "There is no such ratio.",
                where=quantity,
                expected=f"an interacting drug, and {', '.join(RATIOS)}",
            )
        return self.course.exposure[analyte][quantity] / self.alone.exposure[analyte][quantity]


def profile(request: Request, progress: Progress = SILENT) -> Profile:
    """Return levels and exposure of everybody in a request.

    Raises
    ------
    NemdaError
        The model does not cover a dose, a body or an analyte.
    CancelledError
        The work was stopped on request.
    """
    interacting = tuple(each.name for each in request.interacting)
    progress.start(request.group.n, "levels")
    found: list[tuple[Course, Course | None]] = []
    for start in range(0, request.group.n, BLOCK):
        if progress.cancelled():
            raise CancelledError("Stopped on request.", where="levels", hint="nothing was written")
        group = request.group.slice(start, min(start + BLOCK, request.group.n))
        values = _values(request, group)
        course = _course(request, group, values, interacting)
        found.append((course, _course(request, group, values, ()) if interacting else None))
        progress.advance(group.n)
    progress.finish()
    alone = [course for _, course in found if course is not None]
    return Profile(request, _joined([course for course, _ in found]), _joined(alone) if alone else None)


def _values(request: Request, group: Group) -> dict[str, Float[ndarray, " person"]]:
    model = request.published
    correlations = () if model is None or group.typical else parse_correlations(model.correlations)
    return sample(request.table, group.people, 0.0 if group.typical else 1.0, correlations)


def _course(
    request: Request, group: Group, values: Mapping[str, ndarray], interacting: tuple[str, ...]
) -> Course:
    drive = _levels(request, request.regimen, group, values, interacting)
    vein = _vein(request, group, values, interacting)
    times: dict[Analyte, ndarray] = {}
    numbers: dict[Analyte, dict[str, ndarray]] = {}
    for analyte in request.analytes:
        signal = signal_of(analyte, drive, request.published)
        one = only(drive, signal)
        _refuse_nothing(one, analyte, request)
        # sums of exponentials that cancel leave rounding of either sign before the drug arrives
        times[analyte] = ng_per_ml(np.maximum(one.at(request.time_h)[0].T, 0.0), analyte.compound)
        numbers[analyte] = exposure(one, signal, analyte.compound, request.hours)
        if vein is not None and analyte.compound == "ketamine":
            whole = exposure(only(vein, signal), signal, analyte.compound, request.hours)["auc_inf"]
            numbers[analyte]["bioavailability"] = numbers[analyte]["auc_inf"] / whole
    return Course(times, numbers)


def _vein(
    request: Request, group: Group, values: Mapping[str, ndarray], interacting: tuple[str, ...]
) -> Drive | None:
    boluses = into_vein(request.regimen)
    covered = request.published is None or "iv" in request.published.routes
    if boluses is None or not covered:
        return None
    return _levels(request, boluses, group, values, interacting)


def _levels(
    request: Request,
    regimen: Regimen,
    group: Group,
    values: Mapping[str, ndarray],
    interacting: tuple[str, ...],
) -> Drive:
    return levels(regimen, group.bodies, model=request.model, interacting=interacting, parameters=values)


def only(drive: Drive, signal: str) -> Drive:
    """Return a drive with one of its signals and the modes that reach it."""
    row = drive.names.index(signal)
    reached = np.flatnonzero(drive.weight[row].any(axis=1))
    return replace(
        drive,
        names=(signal,),
        units=(drive.units[row],),
        rate=drive.rate[reached],
        amplitude=drive.amplitude[:, reached],
        plateau=drive.plateau[:, reached],
        weight=drive.weight[row : row + 1, reached],
        rhythms=tuple(rhythm for rhythm in drive.rhythms if rhythm.signal == signal),
    )


def _refuse_nothing(drive: Drive, analyte: Analyte, request: Request) -> None:
    if not np.any(drive.weight[0] * drive.amplitude[-1]):
        raise DataError(
            "These doses give no level of this analyte.", where="analytes", got=analyte.name,
            expected="a form that is dosed", hint=f"the regimen is {request.regimen.label}",
        )  # fmt: skip


def _joined(parts: list[Course]) -> Course:
    first = parts[0]
    return Course(
        {name: np.concatenate([part.levels[name] for part in parts]) for name in first.levels},
        {
            name: {
                quantity: np.concatenate([part.exposure[name][quantity] for part in parts])
                for quantity in QUANTITIES
                if quantity in numbers
            }
            for name, numbers in first.exposure.items()
        },
    )
