"""People: the same persons by seed, whole or in slices, whatever else is asked for."""

from __future__ import annotations

import doctest
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nemda.people
from nemda.errors import PeopleError
from nemda.people import People, people, preset_names

PRESETS = st.sampled_from(preset_names())


def test_seed_makes_the_people() -> None:
    assert people("trd", n=50, seed=3) == people("trd", n=50, seed=3)
    assert people("trd", n=50, seed=3) != people("trd", n=50, seed=4)
    assert hash(people("trd", n=50, seed=3)) == hash(people("trd", n=50, seed=3))


@given(preset=PRESETS, n=st.integers(2, 60), data=st.data())
def test_a_slice_holds_exactly_the_same_persons(preset: str, n: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, n - 1))
    stop = data.draw(st.integers(start + 1, n))
    whole = people(preset, n=n, seed=11)
    part = whole.slice(start, stop)
    assert len(part) == part.n == stop - start
    for name, values in whole.covariates.items():
        assert part[name].tobytes() == values[start:stop].tobytes()
    # the same persons drawn afresh on another machine
    assert part == people(preset, n=stop - start, seed=11, first=start)


@given(preset=PRESETS, small=st.integers(1, 40), more=st.integers(1, 400))
def test_a_larger_group_begins_with_the_smaller(preset: str, small: int, more: int) -> None:
    assert people(preset, n=small + more, seed=5).slice(0, small) == people(preset, n=small, seed=5)


def test_slices_of_slices_keep_count() -> None:
    part = people("trd", n=100, seed=2).slice(10, 60).slice(5, 9)
    assert part == people("trd", n=4, seed=2, first=15)


def test_setting_one_covariate_leaves_the_others() -> None:
    plain, heavy = people("trd", n=200, seed=6), people("trd", n=200, seed=6, weight_kg=(90.0, 10.0))
    changed = {name for name in plain.covariates if not np.array_equal(plain[name], heavy[name])}
    assert changed == {"weight_kg", "bmi_kg_m2"}
    older = people("trd", n=200, seed=6, age_y=70)
    assert {name for name in plain.covariates if not np.array_equal(plain[name], older[name])} == {"age_y"}


def test_presets_share_the_deviates_of_a_person() -> None:
    # person 7 of a seed is tall in every preset: contrasts between presets are not blurred by chance
    trd, mdd = people("trd", n=500, seed=1), people("mdd", n=500, seed=1)
    both = trd["female"] == mdd["female"]
    assert trd["height_cm"][both].tobytes() == mdd["height_cm"][both].tobytes()


def test_a_number_is_everybodys_value() -> None:
    group = people("trd", n=30, seed=1, weight_kg=70, baseline_madrs=35.0, prior_failed_treatments=4)
    assert set(group["weight_kg"]) == {70.0}
    assert set(group["baseline_madrs"]) == {35.0}
    assert set(group["prior_failed_treatments"]) == {4.0}
    np.testing.assert_allclose(group["bmi_kg_m2"], 70 / (group["height_cm"] / 100) ** 2, rtol=1e-15)
    assert group.sources["weight_kg"].grade == "given"
    assert group.sources["bmi_kg_m2"].source == "derived"


def test_weight_and_index_give_the_height() -> None:
    group = people("trd", n=3, seed=1, weight_kg=81, bmi_kg_m2=25)
    np.testing.assert_allclose(group["height_cm"], 180.0, rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "mean", "sd"),
    [
        ("weight_kg", 80.0, 15.0), ("age_y", 72.0, 5.0), ("baseline_madrs", 25.0, 4.0),
        ("heart_rate_bpm", 75.0, 9.0), ("bmi_kg_m2", 35.0, 4.0),
    ],
)  # fmt: skip
def test_a_pair_is_mean_and_sd(name: str, mean: float, sd: float) -> None:
    n = 200_000
    values = people("trd", n=n, seed=8, **{name: (mean, sd)})[name]  # type: ignore[arg-type]  a name known only here
    # 5 standard errors; up to 1.5 times wider for the SD of the skewed ones
    assert values.mean() == pytest.approx(mean, abs=5 * sd / np.sqrt(n))
    assert values.std() == pytest.approx(sd, abs=7.5 * sd / np.sqrt(2 * n))


def test_female_is_a_share() -> None:
    assert set(people("trd", n=100, female=1)["female"]) == {1.0}
    assert set(people("trd", n=100, female=0)["female"]) == {0.0}
    # 5 standard errors of a share of 20 000
    assert people("trd", n=20_000, female=0.25)["female"].mean() == pytest.approx(0.25, abs=0.0155)


def test_sex_carries_through_to_height() -> None:
    plain = people("trd", n=300, seed=1)
    women = people("trd", n=300, seed=1, female=1)
    already = plain["female"] == 1
    assert women["height_cm"][already].tobytes() == plain["height_cm"][already].tobytes()
    assert np.all(women["height_cm"][~already] < plain["height_cm"][~already])


def test_a_million_people_and_the_last_of_them() -> None:
    group = people("trd", n=1_000_000, seed=1)
    assert group.slice(999_990, 1_000_000) == people("trd", n=10, seed=1, first=999_990)


def test_people_cannot_be_changed() -> None:
    group = people("trd", n=3)
    with pytest.raises(ValueError, match="read-only"):
        group["weight_kg"][0] = 1.0
    with pytest.raises(AttributeError):
        group.n = 4  # type: ignore[misc]  the refusal is what is tested
    with pytest.raises(TypeError):
        group.covariates["weight_kg"] = group["age_y"]  # type: ignore[index]  the refusal is what is tested


def test_people_travel_between_processes() -> None:
    group = people("trd", n=20, seed=3, age_y=(50.0, 5.0))
    assert pickle.loads(pickle.dumps(group)) == group


def test_describe_tells_numbers_and_sources() -> None:
    group = people("trd", n=1000, seed=1, age_y=50)
    text = group.describe()
    assert "People('trd', n=1000, seed=1, first=0)" in text
    assert "wilkinson2018" in text
    rows = {row.name: row for row in group.summary()}
    assert set(rows) == set(group.covariates)
    assert rows["baseline_madrs"].mean == group["baseline_madrs"].mean()
    assert rows["baseline_madrs"].sd == group["baseline_madrs"].std(ddof=1)
    assert rows["age_y"] == ("age_y", "year", 50.0, 0.0, 50.0, 50.0, "given", "the caller", "set to 50")
    assert people("trd", n=1).summary()[1].sd == 0


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(sys.modules["nemda.people.people"]).failed == 0


def test_the_room_can_be_called() -> None:
    assert nemda.people("mdd", n=5, seed=2) == people("mdd", n=5, seed=2)  # type: ignore[operator]  a callable module


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n\n.*at least 1"),
        ({"n": -5}, "at least 1"),
        ({"n": True}, "whole number"),
        ({"seed": -1}, "seed"),
        ({"first": -1}, "first"),
        ({"weight": 70}, "weight_kg"),
        ({"weigth_kg": 70}, "weight_kg"),
        ({"weight_kg": 7}, "the value asked for\n.*25 to 300 kg"),
        ({"weight_kg": -70}, "25 to 300 kg"),
        ({"height_cm": 1.75}, "120 to 220 cm"),
        ({"baseline_madrs": 61}, "0 to 60"),
        ({"age_y": 12}, "18 to 100"),
        ({"age_y": float("nan")}, "finite"),
        ({"age_y": "old"}, "Not a number"),
        ({"age_y": True}, "Not a number"),
        ({"age_y": (50.0, 0.0)}, "positive"),
        ({"age_y": (50.0, -3.0)}, "positive"),
        ({"age_y": (50.0, 90.0)}, "smaller SD"),
        ({"age_y": (500.0, 3.0)}, "inside its bounds"),
        ({"age_y": (50.0,)}, "mean, SD"),
        ({"age_y": np.array([50.0, 60.0])}, "Not a number"),
        ({"female": 1.5}, "between 0 and 1"),
        ({"female": (0.5, 0.1)}, "whole number"),
        ({"prior_failed_treatments": 2.5}, "whole number"),
        ({"prior_failed_treatments": (3.0, 1.0)}, "whole number"),
        ({"systolic_mmHg": 80, "diastolic_mmHg": 85}, "diastolic"),
        ({"height_cm": 180, "weight_kg": 80, "bmi_kg_m2": 40}, "do not fit together"),
        ({"weight_kg": 300, "bmi_kg_m2": 20}, "height_cm"),
    ],
)
def test_an_absurd_request_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(PeopleError, match=f"(?s){message}"):
        people("trd", **arguments)  # type: ignore[arg-type]  wrong on purpose


def test_three_body_measures_that_fit_are_taken() -> None:
    group = people("trd", n=2, height_cm=180, weight_kg=81, bmi_kg_m2=25)
    assert (group["height_cm"][0], group["weight_kg"][0], group["bmi_kg_m2"][0]) == (180, 81, 25)


@pytest.mark.parametrize("n", ["1.5", "'ten'", "None", "10.0"])
def test_a_number_of_people_that_is_not_whole_is_refused(n: str) -> None:
    # in a fresh Python: here the shape checker of the tests would object before nemda does
    code = (
        "from nemda.people import people\n"
        f"try: people('trd', n={n})\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("PeopleError Not a whole number.\n  where:    n\n")


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (3, 3), (5, 4), (0, 11), (-1, 4), (10, 11)])
def test_a_slice_outside_is_refused(start: int, stop: int) -> None:
    with pytest.raises(PeopleError):
        people("trd", n=10).slice(start, stop)


def test_an_unknown_covariate_is_refused() -> None:
    with pytest.raises(PeopleError, match="weight_kg"):
        people("trd", n=1)["weight"]


def test_people_made_by_hand_must_be_consistent() -> None:
    group = people("trd", n=3)
    with pytest.raises(PeopleError, match="one value per person"):
        People("trd", 1, 0, 4, group.covariates, group.sources)
    with pytest.raises(PeopleError, match="sources differ"):
        People("trd", 1, 0, 3, {"age_y": group["age_y"]}, group.sources)
