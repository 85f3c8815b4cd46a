"""The calibration to trials: its data, parameters, the surface of the posterior, and what it writes."""

import tomllib

import numpy as np
import pytest

from nemda.errors import NemdaError
from nemda.fit.trials.data import FOLLOWED_H, choice, targets
from nemda.fit.trials.optimum import Optimum
from nemda.fit.trials.parameters import PRIORS, changes_of, free_parameters, hazard_of, standardized
from nemda.fit.trials.posterior import surface
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import DEFAULT_SET, read_set
from nemda.trial.deviation import Deviation
from nemda.trial.rows.variation import StudyEffect, variation_of

TARGETS, TIMES = targets()
FREE = free_parameters(simulation_parameters(("uncalibrated",)))


def test_every_target_comes_from_a_chosen_study_with_an_error():
    chosen = choice()
    assert {target.study_id for target in TARGETS} <= set(chosen["fitted"])
    assert not set(chosen["fitted"]) & set(chosen["left_out"])
    assert all(target.error > 0 for target in TARGETS)
    assert all(planned.scenario in TIMES for target in TARGETS for planned in target.request.planned)


def test_no_target_is_quoted_from_memory():
    assert not [t for t in TARGETS if t.request.row.note.startswith("memory")]


def test_those_who_stayed_are_no_target():
    assert not [t for t in TARGETS if "completers" in t.request.row.note]
    late = [t.request for t in TARGETS if (t.request.row.time_h or 0) > FOLLOWED_H]
    assert late  # a year of planned treatment is
    assert not [r for r in late for arm in r.arms if "naturalistic" in arm.design]


def test_the_spread_of_people_chosen_for_their_outcome_is_no_target():
    assert not [t for t in TARGETS if t.kind == "sd" and t.request.subgroup]


def test_the_calibration_set_is_in():
    named = {"wilkinson2018_ipd", "murrough2013", "daly2018_p1", "su2017", "correiamelo2020", "singh2016b",
             "zheng2019", "shiroma2014", "murrough2013b", "ibrahim2012", "sustain1"}  # fmt: skip
    assert named <= {target.study_id for target in TARGETS}


def test_a_mean_has_its_standard_error_joined_with_the_discrepancy():
    pooled = next(t for t in TARGETS if t.study_id == "murrough2013b" and t.kind == "points")
    # SD 6.6 in 24 people, and 1 point that no parameter explains
    assert pooled.error == pytest.approx(np.hypot(6.6 / 24**0.5, 1.0))


def test_a_rate_of_none_still_has_an_error():
    assert all(t.error > 4 for t in TARGETS if t.kind == "%")


def test_parameters_and_their_standardized_values_are_inverse():
    z = np.linspace(-0.5, 0.5, len(FREE))
    values = {one.key: one.value(float(each)) for one, each in zip(FREE, z, strict=True)}
    assert standardized(FREE, values) == pytest.approx(z)
    assert set(changes_of(FREE, z)) == {prior.key for prior in PRIORS}
    assert hazard_of(FREE, np.zeros(len(FREE))) == pytest.approx(0.001)


def test_the_surface_is_exact_for_a_quadratic():
    generator = np.random.default_rng(3)
    slopes, curvature = generator.normal(size=(6, 2)), generator.normal(size=(6, 2))
    by = generator.normal(size=(3, 6))
    index = np.array([0, 0, 1, 1, 2, 2])
    best = Optimum(
        z=np.array([0.3, -0.2]), own=generator.normal(size=(3, 3)), sds=Deviation(0.4, 0.4, 0.05),
        predicted=np.zeros(6), slopes=slopes, curvature=curvature, by_own=by, cost=0.0,
    )  # fmt: skip
    away, moved = np.array([0.5, 0.1]), generator.normal(size=(3, 3))
    found = surface(best, best.z + away, best.own + moved, index)
    by_study = (by * moved[:, index]).sum(axis=0)
    assert found == pytest.approx(slopes @ away + curvature @ away**2 / 2 + by_study)


def test_the_shipped_variation_belongs_to_the_default_set():
    found = variation_of(DEFAULT_SET)
    assert 0 < found.sd.drug < 2
    assert 0 < found.sd.lasting < 2
    assert 0 < found.sd.other < 0.3
    assert set(found.studies) == set(read_set().about["data"])
    for one in found.studies.values():
        assert one.error.drug <= 1.5 * found.sd.drug
        assert one.error.lasting <= 1.5 * found.sd.lasting
    table = simulation_parameters(("uncalibrated",))
    for draw in found.draws:
        assert {key.partition(".")[0] for key, _ in draw} <= set(table)


def test_an_unseen_study_has_the_whole_spread():
    found = variation_of(DEFAULT_SET)
    new = found.effect_of("nobody2031", known=True)
    assert new == StudyEffect(Deviation(0.0, 0.0, 0.0), found.sd)
    known = next(iter(found.studies))
    assert found.effect_of(known, known=False) == new


def test_a_set_without_variation_is_refused():
    with pytest.raises(NemdaError, match="variation"):
        variation_of("uncalibrated")


def test_the_chains_of_the_shipped_set_converged():
    about = read_set().about
    # limits of R-hat and effective size as usual (Vehtari 2021, 10.1214/20-BA1221), for fewer draws
    assert about["largest_rhat"] < 1.05
    assert about["smallest_effective_size"] > 200
    assert about["divergences"] <= 8
    assert tomllib.loads("".join(f"x = {about['surface_error']}"))["x"] < 2
