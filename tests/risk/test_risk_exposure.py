"""What reaches the body, on how many days, and what makes no sense."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import DataError, RegimenError
from nemda.evidence.citations import citations
from nemda.evidence.show import source_keys
from nemda.regimen import parse
from nemda.risk import Exposure, exposure_of, pattern, recreational
from nemda.risk.load import equivalents, use_days
from nemda.risk.priors import risk_parameters


def test_two_infusions_a_week_are_70_mg():
    found = exposure_of(parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 4 weeks"))
    assert found.setting == "clinic"
    assert found.mg_per_day == pytest.approx(35.0)  # 0.5 mg/kg x 70 kg, all of it into the vein
    assert found.mg_per_week == pytest.approx(70.0, rel=0.05)  # LR015; 8 sessions cover 27.9 days


def test_less_of_a_spray_than_of_an_infusion_reaches_the_body():
    spray = exposure_of(parse("84 mg esketamine nasal"))
    assert 84 * 0.3 < spray.mg_per_day < 84 * 0.7  # label: about half


def test_a_course_goes_on_at_its_own_rate():
    plan = parse("0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks")
    short, long = exposure_of(plan), exposure_of(plan, months=24)
    assert long.mg_per_week == short.mg_per_week
    assert (long.months, round(short.months, 1)) == (24, 0.7)


def test_what_is_no_exposure_is_refused():
    with pytest.raises(RegimenError, match="without ketamine"):
        exposure_of(parse("saline iv over 40 min"))
    with pytest.raises(DataError, match="seven days"):
        recreational(8.0, 12.0)
    with pytest.raises(DataError, match="months"):
        recreational(1.0, -1.0)
    with pytest.raises(DataError, match="pattern"):
        pattern("no such users")


@given(st.floats(0.1, 7.0), st.floats(0.5, 60.0))
def test_days_in_the_window_are_never_more_than_it_has(days, months):
    found = use_days(recreational(days, months))
    assert np.all(found <= 180.0 + 1e-9)
    assert np.all(found >= 0.0)


@given(st.floats(1.0, 1000.0))
def test_more_a_day_counts_for_more_where_the_exponent_is_positive(mg):
    less, more = (equivalents(Exposure("clinic", each, 2.0, 12.0)) for each in (mg, 2 * mg))
    assert np.all(more >= less)


def test_the_patterns_of_use_name_their_sources():
    known = citations()
    text = (files("nemda.risk") / "data" / "patterns.toml").read_text("utf-8")
    for name, entry in tomllib.loads(text).items():
        assert entry["source"] in known, name
        assert entry["note"]
        assert entry["grade"] in {"A", "B", "C"}
        assert pattern(name).setting == "recreational"


def test_every_number_of_the_room_has_a_known_source():
    known = citations()
    for one in risk_parameters().values():
        assert all(key in known or key == "assumption" for key in source_keys(one.source)), one.name


def test_unknown_amounts_count_as_those_of_the_surveys():
    assert np.array_equal(equivalents(recreational(2.0, 12.0)), use_days(recreational(2.0, 12.0)))
