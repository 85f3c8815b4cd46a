"""The main command does not import array libraries that it never uses, and leaves them importable."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from nemda.cli.simulate_quickly import NOT_HELD, spare_array_libraries
spare_array_libraries()
import numpy, xarray
made = xarray.Dataset({"madrs": (("person", "time"), numpy.ones((2, 3)))}, coords={"time": [0.0, 1.0, 2.0]})
assert float(made["madrs"].sel(time=1.0).mean()) == 1.0
assert not set(NOT_HELD) & set(sys.modules), sorted(set(NOT_HELD) & set(sys.modules))
import pint
assert pint.UnitRegistry is not None
"""


def test_array_libraries_are_neither_imported_nor_lost():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
