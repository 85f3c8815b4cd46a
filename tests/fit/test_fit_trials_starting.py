"""Where a calibration begins: its problem, and the point that an earlier calibration reached."""

import numpy as np
import pytest

from nemda.errors import DataError
from nemda.fit.trials import starting
from nemda.fit.trials.data import targets
from nemda.fit.trials.optimum import Start
from nemda.fit.trials.parameters import SPONTANEOUS, changes_of, free_parameters, hazard_of
from nemda.fit.trials.problem import Problem
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import DEFAULT_SET, ParameterSet, read_set
from nemda.trial.deviation import Deviation
from nemda.trial.rows.variation import Discrepancy, StudyEffect, Variation, variation_of

PROBLEM = starting.problem_of(20, 7)
ERROR = Deviation(0.2, 0.3, 0.04)


@pytest.fixture(scope="module")
def shipped() -> Start:
    return starting.start_of(PROBLEM, DEFAULT_SET)


def test_the_problem_is_that_of_the_tables_around_the_uncalibrated_set():
    found, times = targets()
    assert isinstance(PROBLEM, Problem)
    assert [(t.study_id, t.kind, t.value, t.error) for t in PROBLEM.targets] == [
        (t.study_id, t.kind, t.value, t.error) for t in found
    ]
    assert PROBLEM.times == times
    assert PROBLEM.free == free_parameters(simulation_parameters((starting.UNCALIBRATED,)))
    assert tuple(PROBLEM.who) == (20, 7, starting.UNCALIBRATED)


def test_the_start_has_the_parameters_of_the_set(shipped: Start):
    values = changes_of(PROBLEM.free, shipped.z)
    entries = read_set(DEFAULT_SET).entries
    compared = 0
    for key, value in values.items():
        name, _, field = key.partition(".")
        stored = entries[name].get(field or "value")
        # the set holds six digits; one that was not calibrated starts at its prior
        expected = stored if stored is not None else next(f.center for f in PROBLEM.free if f.key == key)
        assert value == pytest.approx(expected, rel=1e-5), key
        compared += stored is not None
    assert compared > 15
    hazard = variation_of(DEFAULT_SET).spontaneous_relapse_per_d
    assert hazard_of(PROBLEM.free, shipped.z) == pytest.approx(hazard)


def test_the_start_has_the_deviations_of_every_study(shipped: Start):
    earlier = variation_of(DEFAULT_SET)
    assert shipped.own.shape == (3, len(PROBLEM.studies))
    assert shipped.sds == earlier.sd
    for place, study in enumerate(PROBLEM.studies):
        assert tuple(shipped.own[:, place]) == earlier.effect_of(study, known=True).own


def test_a_study_that_the_earlier_calibration_lacked_starts_without_deviations(
    monkeypatch: pytest.MonkeyPatch,
):
    first, *_, last = PROBLEM.studies
    own = {first: Deviation(0.1, -0.2, 0.03), last: Deviation(-0.4, 0.5, -0.06)}
    earlier = Variation(
        Deviation(0.4, 0.3, 0.05), 0.002, Discrepancy(1.0, 4.0, 0.2),
        {study: StudyEffect(each, ERROR) for study, each in own.items()},
    )  # fmt: skip
    entries = {"drug_susceptibility": {"value": 1.5, "spread": 0.7}}
    monkeypatch.setattr(starting, "variation_of", lambda name: earlier)
    monkeypatch.setattr(starting, "read_set", lambda name: ParameterSet("made", {}, entries))
    found = starting.start_of(PROBLEM, "made")
    assert found.sds == earlier.sd
    assert tuple(found.own[:, 0]) == own[first]
    assert tuple(found.own[:, -1]) == own[last]
    assert not found.own[:, 1:-1].any()
    keys = [one.key for one in PROBLEM.free]
    moved = {keys[index] for index in np.flatnonzero(found.z)}
    assert moved == {"drug_susceptibility", "drug_susceptibility.spread", SPONTANEOUS}
    values = changes_of(PROBLEM.free, found.z)
    assert values["drug_susceptibility"] == pytest.approx(1.5)
    assert values["drug_susceptibility.spread"] == pytest.approx(0.7)


@pytest.mark.parametrize("name", ["no-such-set", starting.UNCALIBRATED])
def test_a_set_that_was_not_calibrated_is_no_start(name: str):
    with pytest.raises(DataError, match="No variation between trials"):
        starting.start_of(PROBLEM, name)
