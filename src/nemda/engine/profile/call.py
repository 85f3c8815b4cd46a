"""The call ``nemda.pk(...)``: from words to a labeled dataset, as the command ``nemda pk`` does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from numpy import ndarray

from nemda.engine.profile.dataset import to_dataset
from nemda.engine.profile.request import request_of
from nemda.engine.profile.run import profile
from nemda.people import People
from nemda.pk.levels import DEFAULT
from nemda.progress import SILENT, Progress
from nemda.regimen import Regimen

if TYPE_CHECKING:
    from xarray import Dataset


def pk(
    doses: str | Regimen,
    hours: float | None = None,
    people: str | People | None = None,
    n: int | None = None,
    seed: int = 1,
    model: str = DEFAULT,
    interacting: Sequence[str] = (),
    sample: str | None = None,
    analytes: Sequence[str] | None = None,
    times_h: Sequence[float] | ndarray | None = None,
    changes: Mapping[str, float] | None = None,
    reading: Sequence[str] = (),
    progress: Progress = SILENT,
    **body: float,
) -> Dataset:
    """Return levels in plasma and exposure of virtual people under a regimen.

    ``nemda.pk("84 mg esketamine nasal", hours=24)["ketamine_venous"].median("person")``

    Parameters
    ----------
    doses
        A sentence or a `Regimen`.
    hours
        How long people are followed from the start (h); 24 h after the last dose when left out.
    people, n, seed
        A preset (healthy, mdd, trd) with so many people, or `People`. 500 healthy people when left out.
    model
        ``"nemda"``, or the name of a published model, such as ``"kamp2020"``.
    interacting
        Drugs and foods taken with all doses. Those with a direction only change nothing and are named in
        the attribute ``direction_only``.
    sample
        ``"venous"`` (the default), ``"arterial"`` or ``"both"``; a published model has its own place.
    analytes
        Names such as ``"ketamine"``, ``"S-norketamine"``; all compounds when left out, forms together.
    times_h
        Times (h) at which levels are wanted; a fine grid when left out.
    changes
        Kinetic parameters by name, in place of the shipped values.
    reading
        Names of other readings of contested numbers (`nemda.pk.readings`).
    progress
        What is told of the work.
    **body
        Properties of the body by name (`nemda.pk.bodies.LIMITS`): weight_kg, age_y, female, child_pugh, ...
        With `people` they hold for everybody; without, they describe one person, typical in the kinetics
        unless `n` asks for several.

    Returns
    -------
    Dataset
        Levels [person, time] in ng/mL and exposure [analyte, person]; see `nemda.engine.profile.to_dataset`
        and `nemda.engine.profile.exposure_table`.

    Raises
    ------
    NemdaError
        Anything about the request is refused; the message names the field, the value and what to do.
    """
    request = request_of(
        doses, hours=hours, people=people, n=n, seed=seed, model=model, interacting=interacting,
        sample=sample,
        analytes=analytes, times_h=times_h, changes=changes, reading=reading, body=body,
    )  # fmt: skip
    return to_dataset(profile(request, progress))
