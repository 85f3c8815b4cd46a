"""A bath that is washed out: the same as one that stays until then, and no drug after it."""

from __future__ import annotations

import numpy as np
import pytest

from nemda.errors import ExperimentError
from nemda.experiment import Experiment, run

HOURS = [0.1, 0.4, 1.0, 2.0]
NAMES = ["ketamine_free", "pyramidal_block", "ampa_response"]


def test_a_bath_ends_where_it_is_washed_out():
    stays, washed = (
        run(Experiment("rat", bath={"ketamine": 10.0}, bath_until_h=until, hours=3.0), HOURS, NAMES)
        for until in (np.inf, 0.5)
    )
    for name in NAMES:
        # the tolerance of the solver, whose steps differ by the edge at half an hour
        assert washed.drug[name][:2] == pytest.approx(stays.drug[name][:2], rel=1e-4)
    assert stays.drug["ketamine_free"] == pytest.approx(10.0)
    assert washed.drug["ketamine_free"][2:] == pytest.approx(0.0, abs=1e-12)
    assert washed.drug["pyramidal_block"][-1] < 0.01 < stays.drug["pyramidal_block"][-1]


def test_a_signal_in_the_bath_is_washed_out_too():
    course = run(
        Experiment("rat", bath={"ampa_antagonist": 1.0}, bath_until_h=0.5, hours=3.0), HOURS, ["ampa_open"]
    )
    assert course.drug["ampa_open"] == pytest.approx([0.0, 0.0, 1.0, 1.0], abs=1e-9)


def test_a_bath_is_not_washed_out_before_it_begins():
    with pytest.raises(ExperimentError, match="washed out"):
        Experiment("rat", bath={"ketamine": 1.0}, bath_until_h=0.0)
