from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.pk.interaction import parse_interaction
from nemda.pk.probes import (
    LOWEST_ACTIVITY,
    MIDAZOLAM_EXTRACTION,
    MIDAZOLAM_GUT_AVAILABILITY,
    gut_activity,
    liver_activity,
    odds,
    shared_activity,
)


def probe_ratios(liver: float, gut: float) -> tuple[float, float]:
    """Return the iv and oral ratios of midazolam that activities give, the other way round."""
    extraction = liver * odds(MIDAZOLAM_EXTRACTION) / (1.0 + liver * odds(MIDAZOLAM_EXTRACTION))
    iv = MIDAZOLAM_EXTRACTION / extraction
    loss = gut * odds(1.0 - MIDAZOLAM_GUT_AVAILABILITY)
    availability = 1.0 / (1.0 + loss)
    through = (1.0 - extraction) / (1.0 - MIDAZOLAM_EXTRACTION)
    return iv, iv * through * availability / MIDAZOLAM_GUT_AVAILABILITY


@given(st.floats(0.05, 20.0), st.floats(0.05, 20.0))
def test_activities_come_back_from_the_ratios_they_give(liver: float, gut: float) -> None:
    iv, oral = probe_ratios(liver, gut)
    assert liver_activity(iv) == pytest.approx(liver, rel=1e-9)
    assert gut_activity(iv, oral) == pytest.approx(gut, rel=1e-6)


@given(st.floats(0.05, 20.0))
def test_a_shared_activity_comes_back_from_the_oral_ratio(activity: float) -> None:
    assert shared_activity(probe_ratios(activity, activity)[1]) == pytest.approx(activity, rel=1e-9)


def test_no_change_is_an_activity_of_one() -> None:
    assert liver_activity(1.0) == pytest.approx(1.0)
    assert gut_activity(1.0, 1.0) == pytest.approx(1.0)
    assert shared_activity(1.0) == pytest.approx(1.0)


def test_clarithromycin_agrees_with_the_availabilities_measured_beside_it() -> None:
    # Quinney 2008: hepatic availability 0.73 to 0.91 is an activity of 0.27, gut 0.47 to 0.79 one of 0.24.
    assert liver_activity(2.8) == pytest.approx(odds(0.09) / odds(0.27), abs=0.05)
    assert gut_activity(2.8, 6.8) < odds(0.21) / odds(0.53) + 0.05


def test_a_ratio_beyond_full_inhibition_counts_as_full() -> None:
    assert gut_activity(3.57, 10.3) == LOWEST_ACTIVITY


@pytest.mark.parametrize("ratio", [0.0, -1.0, float("nan"), float("inf")])
def test_an_impossible_ratio_is_refused(ratio: float) -> None:
    for call in (liver_activity, shared_activity):
        with pytest.raises(ParameterError, match="ratio of areas"):
            call(ratio)


def test_a_clearance_above_hepatic_flow_is_refused() -> None:
    with pytest.raises(ParameterError, match="perfused"):
        liver_activity(0.3)


ENTRY = {"direction": "raises", "grade": "B", "source": "gorski1998", "note": "n"}


@pytest.mark.parametrize(
    "change",
    [
        {"strength": 2.0},
        {"direction": "up"},
        {"grade": "Z"},
        {"source": ""},
        {"probe": {"triazolam": 2.0}},
        {"fitted": {"cyp3a4_gut": -1.0}},
    ],
)
def test_a_badly_written_interaction_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ParameterError, match=r"somedrug|probe"):
        parse_interaction("somedrug", ENTRY | change)
