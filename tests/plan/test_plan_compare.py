"""Benefit beside burden: same people, the right order, and no exposure without drug."""

import pytest

from nemda.errors import DataError, RegimenError
from nemda.people import people
from nemda.plan.compare import compare_regimens
from nemda.regimen import parse
from nemda.report.figures_compare import SHOWN, compare_figure

PLANS = (
    "0.5 mg/kg ketamine iv over 40 min twice weekly for 2 weeks",
    "0.2 mg/kg ketamine iv over 40 min twice weekly for 2 weeks",
    "saline iv over 40 min twice weekly for 2 weeks",
)
GROUP = people("trd", n=50, seed=6)


@pytest.fixture(scope="module")
def found():
    return compare_regimens([parse(each) for each in PLANS], GROUP)


def values(found, key):
    return [one.measure(key).value for one in found]


def test_more_drug_is_more_benefit_and_more_burden(found):
    full, low, saline = values(found, "madrs_1")
    assert full < low < saline < 0
    for key in ("response", "cadss", "weekly"):
        numbers = [each or 0.0 for each in values(found, key)]
        assert numbers == sorted(numbers, reverse=True)
    for key in ("systolic", "nausea", "sedated", "urinary"):
        assert values(found, key)[0] > values(found, key)[1]


def test_without_drug_there_is_no_exposure_and_no_number_for_it(found):
    saline = found[2]
    for key in ("systolic", "nausea", "hours", "weekly", "urinary"):
        assert saline.measure(key).value is None
    assert saline.measure("cadss").value == pytest.approx(0.0, abs=1e-9)


def test_intervals_hold_their_value(found):
    for one in found:
        for each in one.measures:
            if each.value is not None and each.key != "relapse":
                assert each.low is None or each.low <= each.value + 1e-9
                assert each.high is None or each.high >= each.value - 1e-9


def test_visits_and_milligrams_are_those_of_the_regimen(found):
    assert values(found, "visits") == [4.0, 4.0, 4.0]
    weight = sorted(GROUP["weight_kg"])
    middle = (weight[24] + weight[25]) / 2
    assert found[0].measure("weekly").value == pytest.approx(middle, rel=0.15)  # 2 x 0.5 mg/kg a week


def test_a_comparison_needs_two_that_differ():
    with pytest.raises(RegimenError, match="differ"):
        compare_regimens([parse(PLANS[0])], GROUP)
    with pytest.raises(RegimenError, match="differ"):
        compare_regimens([parse(PLANS[0]), parse(PLANS[0])], GROUP)


def test_an_unknown_measure_is_refused_with_the_choices(found):
    with pytest.raises(DataError, match="did you mean 'nausea'") as refused:
        found[0].measure("nause")
    assert all(one.key in str(refused.value) for one in found[0].measures)
    with pytest.raises(DataError, match="use one of these names"):
        found[0].measure("zzz")


def test_the_picture_has_a_mark_for_every_number(found):
    figure = compare_figure(found)
    shown = sum(one.measure(key).value is not None for one in found for key in SHOWN)
    assert len(figure.to_dict()["data"]) == shown
