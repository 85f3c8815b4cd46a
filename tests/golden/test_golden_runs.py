"""Small frozen runs: numbers may change only together with NUMERICS_VERSION and a changelog entry.

To freeze anew after an intended change: raise NUMERICS_VERSION, run `python tests/golden/freeze.py`,
and say in the changelog what moved and how to get the old numbers back.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from freeze import CASES, frozen_run

from nemda._version import NUMERICS_VERSION

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))


def test_the_frozen_numbers_belong_to_this_numerics_version():
    assert GOLDEN["numerics_version"] == NUMERICS_VERSION
    assert set(GOLDEN["runs"]) == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_runs_give_the_frozen_numbers(case):
    now, then = frozen_run(case), GOLDEN["runs"][case]
    assert set(now) == set(then)
    for name, values in then.items():
        # other processors round exp and log differently, which moves the adaptive steps a little;
        # the accepted error of the solver is 1e-4
        np.testing.assert_allclose(now[name], values, rtol=1e-4, atol=1e-6, err_msg=f"{case}: {name}")
