"""A profile as a labeled dataset, and its exposure as a table of medians and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nemda._version import NUMERICS_VERSION, __version__
from nemda.engine.profile.analytes import Analyte
from nemda.engine.profile.exposure import QUANTITIES, RATIOS, summary
from nemda.engine.profile.run import Course, Profile
from nemda.errors import DataError
from nemda.regimen import to_sentence

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

ALONE = "_alone"
"""End of the names of levels and exposure without the interacting drugs."""

RATIO = "_ratio"


def to_dataset(profile: Profile) -> Dataset:
    """Return levels [person, time] (ng/mL) and exposure [analyte, person] with units and long names.

    Levels are named like ``ketamine_venous``, exposure like ``cmax``; where an interacting drug acts,
    ``ketamine_venous_alone`` and ``cmax_alone`` are the same people without it, and ``cmax_ratio`` and
    ``auc_inf_ratio`` compare the two. A number that has no meaning for an analyte is NaN.
    """
    import xarray

    request = profile.request
    group, analytes = request.group, request.analytes
    levels: dict[str, Any] = {}
    with_drug = f" with {_names(profile)}" if request.interacting else ""
    for course, end, words in _courses(profile, with_drug):
        for analyte, values in course.levels.items():
            text = f"{analyte.name} in {analyte.site} plasma{words}"
            levels[analyte.signal + end] = (("person", "time"), values, {"units": "ng/mL", "long_name": text})
        for name, quantity in QUANTITIES.items():
            attributes = {"units": quantity.unit, "long_name": quantity.meaning + words}
            levels[name + end] = (
                ("analyte", "person"),
                _stacked(course, analytes, name, group.n),
                attributes,
            )
    if profile.alone is not None:
        for name in RATIOS:
            values = np.stack([profile.ratio(analyte, name) for analyte in analytes])
            text = f"{QUANTITIES[name].meaning}:{with_drug} over that without"
            levels[name + RATIO] = (("analyte", "person"), values, {"units": "1", "long_name": text})
    coordinates: dict[str, Any] = {
        "time": ("time", request.time_h, {"units": "h", "long_name": "time since the start"}),
        "person": ("person", np.arange(group.people.first, group.people.first + group.n)),
        "analyte": ("analyte", [analyte.signal for analyte in analytes]),
        "weight_kg": (
            "person",
            np.asarray(group.bodies.weight_kg),
            {"units": "kg", "long_name": "body weight"},
        ),
        "age_y": ("person", np.asarray(group.bodies.age_y), {"units": "year", "long_name": "age"}),
        "female": ("person", np.asarray(group.bodies.female), {"units": "1", "long_name": "1 for women"}),
    }
    return xarray.Dataset(levels, coords=coordinates, attrs=attributes_of(profile))


def attributes_of(profile: Profile) -> dict[str, str | float | int]:
    """Return what identifies a profile, in the plain types that NetCDF keeps."""
    request = profile.request
    return {
        "sentence": to_sentence(request.regimen),
        "people": request.group.words,
        "seed": request.seed,
        "hours": float(request.hours),
        "model": request.model,
        "interacting": "; ".join(each.name for each in request.interacting),
        "direction_only": "; ".join(
            f"{each.name}: {each.direction} exposure" for each in request.direction_only
        ),
        "changes": "; ".join(f"{name}={value!r}" for name, value in sorted(request.changes.items())),
        "warnings": "; ".join(profile.warnings),
        "nemda_version": __version__,
        "numerics_version": NUMERICS_VERSION,
    }


def exposure_table(dataset: Dataset) -> DataFrame:
    """Return the median and the 5th and 95th percentile over people of every number of exposure.

    One row per analyte and number; ratios are those of a person with and without the interacting drugs.

    Raises
    ------
    DataError
        The dataset is not one of ``nemda.pk(...)``.
    """
    from pandas import DataFrame

    if "cmax" not in dataset or "analyte" not in dataset.dims:
        raise DataError(
            "This holds no exposure.", expected="a dataset from nemda.pk(...)", got=str(list(dataset))
        )
    rows: list[dict[str, Any]] = []
    for name in (each for each in dataset.data_vars if "analyte" in dataset[each].dims):
        for analyte in dataset["analyte"].values:
            values = dataset[name].sel(analyte=analyte).values
            if np.isfinite(values).all():
                median, low, high = summary(values)
                unit = dataset[name].attrs["units"]
                rows.append(
                    {"analyte": str(analyte), "quantity": str(name), "unit": unit,
                     "median": median, "q05": low, "q95": high}
                )  # fmt: skip
    return DataFrame(rows)


def _courses(profile: Profile, words: str) -> list[tuple[Course, str, str]]:
    first = (profile.course, "", words)
    return (
        [first] if profile.alone is None else [first, (profile.alone, ALONE, f" without {_names(profile)}")]
    )


def _names(profile: Profile) -> str:
    return " and ".join(each.name for each in profile.request.interacting)


def _stacked(course: Course, analytes: tuple[Analyte, ...], quantity: str, people: int) -> np.ndarray:
    missing = np.full(people, np.nan)
    return np.stack([course.exposure[analyte].get(quantity, missing) for analyte in analytes])
