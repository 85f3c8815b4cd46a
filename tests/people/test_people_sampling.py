"""Parameters between persons, deviates between occasions: right distributions, stable persons."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import PeopleError
from nemda.model.parameters import Parameter, ParameterTable
from nemda.people import (
    Correlation,
    correlated_normals,
    occasion_normals,
    people,
    read_correlations,
    sample,
    visit_noise,
)
from nemda.people.correlations import correlation_matrix
from nemda.people.sampling import moved

N = 200_000


def parameter(name: str, value: float, distribution: str = "none", spread: float = 0.0) -> Parameter:
    return Parameter(
        name=name, value=value, unit="dimensionless", meaning="for a test", interval=(-1e6, 1e6),
        grade="C", source="assumption", note="for a test", distribution=distribution, spread=spread,
    )  # fmt: skip


def table(*parameters: Parameter) -> ParameterTable:
    return MappingProxyType({entry.name: entry for entry in parameters})


MIXED = table(
    parameter("clearance", 95.2, "lognormal", 0.3),
    parameter("shift", -2.0, "normal", 1.5),
    parameter("fraction", 0.2, "logitnormal", 0.8),
    parameter("hill", 1.4),
)


def deviates(name: str, n: int = N) -> np.ndarray:
    """Return the deviates behind a parameter, from a parameter that is nothing but its deviate."""
    return sample(table(parameter(name, 0.0, "normal", 1.0)), people("trd", n=n))[name]


def test_each_distribution_is_its_formula() -> None:
    drawn = sample(MIXED, people("trd", n=500))
    assert list(drawn) == list(MIXED)
    np.testing.assert_allclose(
        drawn["clearance"], 95.2 * np.exp(0.3 * deviates("clearance", 500)), rtol=1e-14
    )
    np.testing.assert_allclose(drawn["shift"], -2 + 1.5 * deviates("shift", 500), rtol=1e-14)
    odds = 0.2 / 0.8 * np.exp(0.8 * deviates("fraction", 500))
    np.testing.assert_allclose(drawn["fraction"], odds / (1 + odds), rtol=1e-13)
    assert set(drawn["hill"]) == {1.4}


def test_moments_of_the_distributions() -> None:
    drawn = sample(MIXED, people("trd", n=N))
    # the median is the typical value: 5 standard errors of a median, 1.2533 sd / sqrt(n), on the log scale
    assert np.log(np.median(drawn["clearance"]) / 95.2) == pytest.approx(0, abs=5 * 1.2533 * 0.3 / np.sqrt(N))
    assert np.log(drawn["clearance"]).std() == pytest.approx(0.3, abs=5 * 0.3 / np.sqrt(2 * N))
    assert drawn["shift"].mean() == pytest.approx(-2, abs=5 * 1.5 / np.sqrt(N))
    assert drawn["shift"].std() == pytest.approx(1.5, abs=5 * 1.5 / np.sqrt(2 * N))
    logit = np.log(drawn["fraction"] / (1 - drawn["fraction"]))
    assert logit.mean() == pytest.approx(np.log(0.25), abs=5 * 0.8 / np.sqrt(N))
    assert drawn["fraction"].min() > 0
    assert drawn["fraction"].max() < 1


@given(first=st.integers(0, 5000), n=st.integers(1, 100), seed=st.integers(0, 1000))
def test_a_person_keeps_the_parameters_in_any_slice(first: int, n: int, seed: int) -> None:
    whole = sample(MIXED, people("trd", n=first + n, seed=seed))
    alone = sample(MIXED, people("trd", n=n, seed=seed, first=first))
    for name in MIXED:
        assert whole[name][first:].tobytes() == alone[name].tobytes()


@given(st.permutations(list(MIXED)), st.integers(1, 4))
def test_other_parameters_do_not_shift_one(order: list[str], kept: int) -> None:
    group = people("trd", n=40, seed=2)
    whole = sample(MIXED, group)
    part = sample({name: MIXED[name] for name in order[:kept]}, group)
    for name, values in part.items():
        assert values.tobytes() == whole[name].tobytes()


def test_parameters_and_covariates_are_independent() -> None:
    group = people("trd", n=N)
    rows = [sample(table(parameter("age_y", 0.0, "normal", 1.0)), group)["age_y"], group["age_y"]]
    rows += [deviates("clearance"), deviates("volume"), occasion_normals(group, "clearance", 1)[0]]
    rows.append(visit_noise(group, "clearance", 1, sd=1.0)[0])
    correlation = np.corrcoef(np.stack(rows)) - np.eye(len(rows))
    # the same word in another role is another stream; 5 / sqrt(n) holds for 15 pairs
    assert np.abs(correlation).max() < 5 / np.sqrt(N)


def test_spread_scale() -> None:
    group = people("trd", n=1000)
    typical = sample(MIXED, group, spread_scale=0.0)
    for name, entry in MIXED.items():
        assert set(typical[name]) == {entry.value}
    full, half = sample(MIXED, group), sample(MIXED, group, spread_scale=0.5)
    np.testing.assert_allclose(
        np.log(half["clearance"] / 95.2), 0.5 * np.log(full["clearance"] / 95.2), rtol=1e-10, atol=1e-14
    )


@pytest.mark.parametrize("scale", [-0.1, float("nan"), float("inf")])
def test_a_wrong_scale_is_refused(scale: float) -> None:
    with pytest.raises(PeopleError, match="spread_scale"):
        sample(MIXED, people("trd", n=2), spread_scale=scale)


def test_a_parameter_that_does_not_vary_is_not_moved() -> None:
    with pytest.raises(PeopleError, match="hill"):
        moved(MIXED["hill"], np.zeros(3))


# Correlations


def pair(first: str, second: str, value: float) -> Correlation:
    return Correlation((first, second), value, "C", "assumption", note="for a test")


def test_correlated_parameters() -> None:
    group = people("trd", n=N)
    pairs = [pair("clearance", "shift", 0.7), pair("shift", "fraction", -0.4)]
    drawn = sample(MIXED, group, correlations=pairs)
    scales = np.stack(
        [
            np.log(drawn["clearance"]), drawn["shift"], np.log(drawn["fraction"] / (1 - drawn["fraction"])),
        ]
    )  # fmt: skip
    expected = np.array([[1, 0.7, 0], [0.7, 1, -0.4], [0, -0.4, 1]])
    # a correlation of n pairs has a standard error below 1 / sqrt(n)
    np.testing.assert_allclose(np.corrcoef(scales), expected, atol=5 / np.sqrt(N))
    assert scales[1].std() == pytest.approx(1.5, abs=5 * 1.5 / np.sqrt(2 * N))
    # the first name of the block keeps its own deviate
    assert drawn["clearance"].tobytes() == sample(MIXED, group)["clearance"].tobytes()


@given(first=st.integers(0, 3000), n=st.integers(1, 50))
def test_correlated_deviates_are_the_same_in_any_window(first: int, n: int) -> None:
    matrix = np.array([[1.0, 0.6, 0.2], [0.6, 1.0, -0.3], [0.2, -0.3, 1.0]])
    whole = correlated_normals(4, ["a", "b", "c"], matrix, 0, first + n)
    alone = correlated_normals(4, ["a", "b", "c"], matrix, first, n)
    for name in "abc":
        assert whole[name][first:].tobytes() == alone[name].tobytes()


def test_a_name_added_at_the_end_changes_none_before() -> None:
    small = correlated_normals(4, ["a", "b"], np.array([[1.0, 0.6], [0.6, 1.0]]), 0, 50)
    matrix = np.array([[1.0, 0.6, 0.2], [0.6, 1.0, -0.3], [0.2, -0.3, 1.0]])
    large = correlated_normals(4, ["a", "b", "c"], matrix, 0, 50)
    assert large["a"].tobytes() == small["a"].tobytes()
    assert large["b"].tobytes() == small["b"].tobytes()


def test_no_correlation_gives_the_streams_themselves() -> None:
    from nemda.people.streams import normals

    alone = correlated_normals(4, ["a", "b"], np.eye(2), 0, 50)
    np.testing.assert_array_equal(alone["b"], normals(4, "b", 0, 50))


def test_the_matrix_of_pairs() -> None:
    names, matrix = correlation_matrix([pair("a", "b", 0.5), pair("c", "a", 0.1)])
    assert names == ("a", "b", "c")
    np.testing.assert_array_equal(matrix, [[1, 0.5, 0.1], [0.5, 1, 0], [0.1, 0, 1]])


@pytest.mark.parametrize(
    ("names", "matrix", "message"),
    [
        (["a", "a"], np.eye(2), "twice"),
        (["a", "b"], np.eye(3), "size"),
        (["a", "b"], np.array([[1.0, 0.5], [0.4, 1.0]]), "symmetric"),
        (["a", "b"], np.array([[2.0, 0.5], [0.5, 2.0]]), "diagonal"),
        (["a", "b"], np.array([[1.0, 1.0], [1.0, 1.0]]), "contradict"),
        (["a", "b", "c"], np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]), "contradict"),
    ],
)
def test_a_wrong_matrix_is_refused(names: list[str], matrix: np.ndarray, message: str) -> None:
    with pytest.raises(PeopleError, match=message):
        correlated_normals(1, names, matrix, 0, 3)


def test_wrong_correlations_are_refused() -> None:
    group = people("trd", n=2)
    with pytest.raises(PeopleError, match="did you mean 'clearance'"):
        sample(MIXED, group, correlations=[pair("clearanse", "shift", 0.5)])
    with pytest.raises(PeopleError, match="hill"):
        sample(MIXED, group, correlations=[pair("clearance", "hill", 0.5)])
    with pytest.raises(PeopleError, match="twice"):
        sample(MIXED, group, correlations=[pair("clearance", "shift", 0.5), pair("shift", "clearance", 0.5)])
    with pytest.raises(PeopleError, match="different"):
        pair("shift", "shift", 0.5)
    for value in (1.0, -1.0, 2.0, float("nan")):
        with pytest.raises(PeopleError, match="between -1 and 1"):
            pair("clearance", "shift", value)
    with pytest.raises(PeopleError, match="grade"):
        Correlation(("a", "b"), 0.5, "D", "assumption", "why")
    with pytest.raises(PeopleError, match="note"):
        Correlation(("a", "b"), 0.5, "C", "assumption")


def test_correlations_are_read_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "pairs.toml"
    entry = (
        '[[correlation]]\nbetween = ["clearance", "volume"]\nvalue = 0.5\ngrade = "A"\nsource = "fanta2015"\n'
    )
    file.write_text(entry, "utf-8")
    assert read_correlations(file) == (Correlation(("clearance", "volume"), 0.5, "A", "fanta2015"),)
    file.write_text(entry + 'why = "typo"\n', "utf-8")
    with pytest.raises(PeopleError, match="as expected"):
        read_correlations(file)
    file.write_text('title = "no pairs"\n', "utf-8")
    assert read_correlations(file) == ()


# Occasions and visits


@given(occasions=st.integers(1, 6), more=st.integers(0, 4), first=st.integers(0, 400), n=st.integers(1, 20))
def test_occasions_are_stable_in_number_and_slice(occasions: int, more: int, first: int, n: int) -> None:
    long = occasion_normals(people("trd", n=first + n, seed=3), "absorption", occasions + more)
    short = occasion_normals(people("trd", n=n, seed=3, first=first), "absorption", occasions)
    assert short.shape == (occasions, n)
    assert long[:occasions, first:].tobytes() == np.ascontiguousarray(short).tobytes()


def test_occasions_are_independent_standard_normals() -> None:
    drawn = occasion_normals(people("trd", n=N), "absorption", 4)
    np.testing.assert_allclose(np.cov(drawn), np.eye(4), atol=5 * np.sqrt(2 / N))


def test_visit_noise_has_the_given_sd() -> None:
    noise = visit_noise(people("trd", n=N), "madrs", 3, sd=2.5)
    assert noise.shape == (3, N)
    assert noise.std(axis=1) == pytest.approx([2.5] * 3, abs=5 * 2.5 / np.sqrt(2 * N))
    assert noise.mean(axis=1) == pytest.approx([0] * 3, abs=5 * 2.5 / np.sqrt(N))
    assert not visit_noise(people("trd", n=5), "madrs", 2, sd=0.0).any()


@pytest.mark.parametrize(("name", "count"), [("", 1), ("absorption", 0), ("absorption", True)])
def test_wrong_occasions_are_refused(name: str, count: int) -> None:
    group = people("trd", n=2)
    with pytest.raises(PeopleError):
        occasion_normals(group, name, count)
    with pytest.raises(PeopleError):
        visit_noise(group, name, count, sd=1.0)


@pytest.mark.parametrize("sd", [-1.0, float("nan")])
def test_a_wrong_sd_of_a_visit_is_refused(sd: float) -> None:
    with pytest.raises(PeopleError, match="sd"):
        visit_noise(people("trd", n=2), "madrs", 1, sd=sd)
