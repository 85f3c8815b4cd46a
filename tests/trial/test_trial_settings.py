from __future__ import annotations

import numpy as np
import pytest
from trial_samples import KETAMINE, SALINE

from nemda.errors import DataError, NemdaError, TrialError
from nemda.people import people
from nemda.regimen import parse
from nemda.trial import RunSettings, arms_of_regimens
from nemda.trial.planned import PlannedArm, Portion
from nemda.trial.settings import jobs


def planned(*sentences: str) -> PlannedArm:
    group = people("trd", n=2)
    arms = arms_of_regimens(map(parse, sentences), group)
    return PlannedArm("pool", "", tuple(Portion(*arm.portions[0]) for arm in arms))


def test_the_times_that_endpoints_need_are_among_the_outputs() -> None:
    [job] = jobs(planned("0.5 mg/kg ketamine iv over 100 min on days 0, 2.5"), RunSettings(2), [30.0, 31.5])
    needed = [0, 24, 48, 100 / 60, 60 + 100 / 60, 60 + 24, 60 + 48, 14 * 24 - 12, 30, 31.5, 14 * 24]
    assert np.isin(np.round(needed, 9), np.round(job.times_h, 9)).all()
    assert job.times_h[-1] == 14 * 24


def test_portions_of_one_arm_have_the_same_times() -> None:
    first, second = jobs(planned(f"{SALINE} on days 0, 1.3", f"{KETAMINE} on day 3"), RunSettings(1))
    assert np.array_equal(first.times_h, second.times_h)


def test_what_the_summary_needs_is_kept_whatever_was_asked_for() -> None:
    assert RunSettings(1, variables=("bdnf_released",)).names == (
        "bdnf_released", "madrs", "ketamine_venous", "dissociation", "systolic_rise",
    )  # fmt: skip
    assert "madrs" in RunSettings(1).names
    assert len(set(RunSettings(1, variables="all").names)) == len(RunSettings(1, variables="all").names)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (RunSettings(0), NemdaError, "out of range"),
        (RunSettings(-1), NemdaError, "out of range"),
        (RunSettings(float("nan")), NemdaError, "out of range"),
        (RunSettings(1e9), NemdaError, "out of range"),
        (RunSettings(0.2), NemdaError, "after the simulation ends"),
        (RunSettings(1, chunk=0), TrialError, "chunk"),
        (RunSettings(1, parameter_set="1999"), NemdaError, "Unknown parameter set"),
        (RunSettings(1, changes=(("no_such", 1.0),)), NemdaError, "no_such"),
        (RunSettings(1, changes=(("fast_time", -1.0),)), NemdaError, "fast_time"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    settings: RunSettings, error: type[NemdaError], message: str
) -> None:
    with pytest.raises(error, match=message):
        jobs(planned(f"{KETAMINE} on days 0, 3"), settings)


def test_an_unknown_variable_is_refused() -> None:
    with pytest.raises(DataError, match="Unknown variable"):
        RunSettings(1, variables=("madrss",)).names  # noqa: B018  asking for the names is under test
