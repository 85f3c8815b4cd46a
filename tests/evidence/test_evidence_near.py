"""Near matches: what somebody probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.evidence.near import near_matches

NAMES = ("kamp2020", "kampa2004", "hasan2021", "gilling2009", "clearance", "renal_clearance")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kamp", "kamp2020"),
        ("Kamp2020", "kamp2020"),
        ("giling2009", "gilling2009"),
        ("renal", "renal_clearance"),
        ("clearanc", "clearance"),
    ],
)
def test_the_likeliest_comes_first(typed: str, first: str) -> None:
    assert near_matches(typed, NAMES)[0] == first


def test_a_part_of_a_name_is_enough() -> None:
    assert near_matches("clearance", NAMES) == ("clearance", "renal_clearance")


@pytest.mark.parametrize("typed", ["", "  ", "zzzzzz"])
def test_nothing_is_near_to_nothing(typed: str) -> None:
    assert near_matches(typed, NAMES) == ()


@given(st.text(max_size=12), st.lists(st.text(min_size=1, max_size=12)), st.integers(1, 4))
def test_only_known_names_once_and_not_too_many(typed: str, names: list[str], limit: int) -> None:
    near = near_matches(typed, names, limit)
    assert len(near) == len(set(near)) <= limit
    assert set(near) <= set(names)
