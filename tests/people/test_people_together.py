"""What goes together in a person: same distributions, the stated correlations, nobody moved by company."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.errors import PeopleError
from nemda.mechanism.catalog import simulation_parameters
from nemda.people import people, sample
from nemda.people.correlations import correlation_matrix, parse_correlations
from nemda.people.together import shared_deviates, together

N = 200_000
TABLE = simulation_parameters()
NAMES, MATRIX = correlation_matrix(together())
BLOCK = {name: TABLE[name] for name in NAMES}


def deviates_of(drawn: dict[str, np.ndarray]) -> np.ndarray:
    """Return the deviates behind drawn lognormal parameters, [parameter, person]."""
    return np.stack([np.log(drawn[name] / BLOCK[name].value) / BLOCK[name].spread for name in NAMES])


def test_the_shipped_correlations_are_those_of_the_drawn_people() -> None:
    z = deviates_of(sample(BLOCK, people("trd", n=N, seed=5)))
    # a correlation of n pairs has a standard error below 1 / sqrt(n)
    np.testing.assert_allclose(np.corrcoef(z), MATRIX, atol=5 / np.sqrt(N))
    np.linalg.cholesky(MATRIX)  # raises unless positive definite


def test_every_parameter_keeps_its_distribution() -> None:
    group = people("trd", n=N, seed=5)
    # p below 1e-6 is expected once in a million seeds
    for values in deviates_of(sample(BLOCK, group)):
        assert kstest(values, "norm").pvalue > 1e-6
    together_drawn, apart = sample(BLOCK, group), sample(BLOCK, group, correlations=())
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    for name in NAMES:
        first, second = (
            np.quantile(np.log(drawn[name]), levels) / BLOCK[name].spread for drawn in (together_drawn, apart)
        )
        # 5 standard errors of the difference of two quantiles; at 5% the density is 0.103
        np.testing.assert_allclose(first, second, atol=5 * np.sqrt(2 * 0.05 * 0.95 / N) / 0.103)


def test_only_the_followers_are_drawn_anew() -> None:
    group = people("trd", n=300, seed=2)
    joint = sample(TABLE, group)
    apart = sample(TABLE, group, correlations=())
    changed = {name for name in TABLE if joint[name].tobytes() != apart[name].tobytes()}
    assert changed == {"dissociation_ceiling", "kynurenine_relief"}


@given(first=st.integers(0, 3000), n=st.integers(1, 40), kept=st.sets(st.sampled_from(NAMES), min_size=1))
def test_a_person_of_the_block_is_the_same_in_any_batch_and_company(
    first: int, n: int, kept: set[str]
) -> None:
    whole = sample(BLOCK, people("trd", n=first + n, seed=4))
    part = sample({name: BLOCK[name] for name in kept}, people("trd", n=n, seed=4, first=first))
    for name, values in part.items():
        assert values.tobytes() == whole[name][first:].tobytes()


def test_tables_without_the_block_and_typical_people_are_left_alone() -> None:
    group = people("trd", n=5)
    assert shared_deviates({}, group, together()) == {}
    typical = sample(TABLE, group, spread_scale=0.0)
    assert all(set(typical[name]) == {TABLE[name].value} for name in NAMES)


def test_a_wrong_table_of_what_goes_together_is_refused() -> None:
    pair = {"between": ["a", "b"], "value": 0.2, "grade": "A", "source": "milak2016"}
    with pytest.raises(PeopleError, match="twice"):
        correlation_matrix(parse_correlations([pair, pair | {"between": ["b", "a"]}]))
    contradiction = [pair | {"between": list(names), "value": value} for names, value in
                     ((("a", "b"), 0.9), (("b", "c"), 0.9), (("a", "c"), -0.9))]  # fmt: skip
    with pytest.raises(PeopleError, match="contradict"):
        shared_deviates({"a": BLOCK[NAMES[0]]}, people("trd", n=2), parse_correlations(contradiction))


def test_who_dissociates_more_improves_more_in_a_simulation_and_without_an_arrow() -> None:
    group = people("trd", n=1000, seed=3)
    looks = (2 / 3, 230 / 60, 24.0)
    unblinded = {"unblinding_switch": 0.0}
    job = job_of("0.5 mg/kg ketamine iv over 40 min", group, 0.2, visits_h=looks, changes=unblinded)
    result = run_group(job, group)
    at = {look: int(np.argmin(np.abs(result.time_h - look))) for look in looks}
    cadss = result.values["dissociation"][:, at[2 / 3]]
    change = result.values["madrs_change"][:, at[230 / 60]]
    r = np.corrcoef(cadss, change)[0, 1]
    # the studies pooled: -0.16, 95% from -0.40 to 0.11; at least three standard errors of r from nothing
    assert -0.40 < r < -3 / np.sqrt(1000)
    # MADRS points per CADSS point up to 15 at 24 h: -0.5, SD 0.25 (correiamelo2020)
    few = cadss <= 15
    slope = np.polyfit(cadss[few], result.values["madrs"][few, at[24.0]], 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.25)
    stronger = job_of(
        "0.5 mg/kg ketamine iv over 40 min", group, 0.2, visits_h=looks,
        changes=unblinded | {"dissociation_ceiling": 3 * TABLE["dissociation_ceiling"].value},
    )  # fmt: skip
    again = run_group(stronger, group).values
    # three times the ceiling, less what more tolerance takes
    assert (again["dissociation"][:, at[2 / 3]] > 2.5 * cadss).all()
    # points: tolerance moves the steps of the solver, which is right to 1e-4
    assert again["madrs"] == pytest.approx(result.values["madrs"], abs=1e-3)
