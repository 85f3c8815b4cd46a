"""People's courses as NetCDF files: written part by part, joined, and read back.

Files are written with h5netcdf itself, because xarray's writer first imports every array library it knows.
The number of people is fixed when a file is made: asking an unlimited dimension for its length takes
longer than reading the numbers. Numbers are stored as 32-bit floats: their rounding, 6e-8, is far below
the solver's error.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nemda.engine.labeled import Column, dataset_of

if TYPE_CHECKING:
    from xarray import Dataset

STORED = np.float32

HELD_BYTES = 2**28
"""A result up to this size is read into memory at once; a larger one stays on disk until it is used."""


def write_people(file: Path, dataset: Dataset) -> None:
    """Write the courses of some people (`nemda.engine.dataset.to_dataset`) to a new file."""
    import h5netcdf

    coordinates = " ".join(str(name) for name in dataset.coords if name not in dataset.dims)
    with h5netcdf.File(file, "w") as target:
        target.dimensions.update({str(name): size for name, size in dataset.sizes.items()})
        target.attrs.update(dataset.attrs)
        for name, variable in dataset.variables.items():
            course = name in dataset.data_vars
            values = variable.values.astype(STORED) if course else variable.values
            made = target.create_variable(str(name), variable.dims, dtype=values.dtype, data=values)
            made.attrs.update(variable.attrs | ({"coordinates": coordinates} if course else {}))


def join_people(file: Path, parts: Sequence[Path], people: int) -> None:
    """Write one file of so many people from the files of their parts, one part in memory at a time."""
    import h5netcdf
    import h5py

    with h5netcdf.File(file, "w") as target:
        with h5netcdf.File(parts[0], "r") as one:
            rows = _prepare(target, one, people)
        first = 0
        for path in parts:
            with h5py.File(path, "r") as opened:
                part: Any = opened
                last = first + part["person"].shape[0]
                for name, row in rows.items():
                    row[first:last] = part[name][...]
            first = last


def _prepare(target: Any, part: Any, people: int) -> dict[str, Any]:
    """Create everything like in a part, for all people; return what has a row for each of them, by name."""
    sizes = {name: dimension.size for name, dimension in part.dimensions.items()}
    target.dimensions.update(sizes | {"person": people})
    target.attrs.update(part.attrs)
    rows: dict[str, Any] = {}
    for name, variable in part.variables.items():
        dimensions = variable.dimensions
        shared = "person" not in dimensions
        made = target.create_variable(
            name, dimensions, dtype=variable.dtype, data=variable[...] if shared else None
        )
        made.attrs.update(variable.attrs)
        if not shared:
            rows[name] = made
    return rows


def open_people(file: Path) -> Dataset:
    """Return the courses in a file, read now unless they are more than `HELD_BYTES`."""
    import xarray

    if file.stat().st_size <= HELD_BYTES:
        return _read(file)
    return xarray.open_dataset(file, engine="h5netcdf")


def as_stored(dataset: Dataset, file: Path) -> Dataset:
    """Return what `open_people` finds in the file that a dataset was just written to, without reading it."""
    if file.stat().st_size > HELD_BYTES:
        return open_people(file)
    columns: dict[str, Column] = {
        str(name): (tuple(map(str, variable.dims)), variable.values, variable.attrs)
        for name, variable in dataset.variables.items()
    }
    courses = {
        name: (dimensions, values.astype(STORED), attributes)
        for name, (dimensions, values, attributes) in columns.items()
        if name in dataset.data_vars
    }
    coordinates = {name: column for name, column in columns.items() if name not in courses}
    return _of_file(dataset_of(courses, coordinates, dataset.attrs), file)


def _of_file(dataset: Dataset, file: Path) -> Dataset:
    dataset.encoding["source"] = str(file)  # as xarray says where a dataset comes from
    return dataset


def _read(file: Path) -> Dataset:
    """Return what a file of `write_people` holds, without xarray's search for other kinds of files."""
    import h5netcdf

    courses: dict[str, Column] = {}
    coordinates: dict[str, Column] = {}
    with h5netcdf.File(file, "r") as source:
        for name, variable in source.variables.items():
            attributes = dict(variable.attrs)
            target = coordinates if attributes.pop("coordinates", None) is None else courses
            target[name] = (variable.dimensions, variable[...], attributes)
        return _of_file(dataset_of(courses, coordinates, dict(source.attrs)), file)
