"""What makes the main command start sooner and changes no number.

xarray asks of every array it gets whether it is one of Dask or Pint, and imports those libraries to ask,
where they are installed: a tenth of the time that a small run takes. It asks once and remembers. Here it asks
while they cannot be found, so the answer is no; they can be imported as ever afterwards. No result of a
simulation holds such arrays. Wrong if one ever does: xarray would treat it as an unknown object.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager

NOT_HELD = ("dask", "pint")


def spare_array_libraries() -> None:
    """Let xarray learn that nobody hands it arrays of Dask or Pint, without importing them."""
    with _hidden(NOT_HELD):
        import xarray

        xarray.Dataset({"one": ("row", [0.0])}, coords={"row": [0]})


@contextmanager
def _hidden(names: Sequence[str]) -> Generator[None]:
    """Let imports of these libraries fail, unless they are imported already."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # pyright: ignore[reportArgumentType]  how Python marks what is not to be found
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
