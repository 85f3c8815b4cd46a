"""Inhibitors of glutamate release beside ketamine, and nicotine at both of its receptors."""

from functools import cache

import numpy as np
import pytest

from nemda.engine.group import GroupResult, run_group
from nemda.engine.job import Job
from nemda.people import people
from nemda.pk.companion import companion_card
from nemda.regimen import parse

GROUP = people("trd", n=60, seed=3)
DAY = 24.0
KETAMINE = "0.5 mg/kg ketamine iv over 40 min starting at 2 h"


@cache
def course(sentence: str) -> GroupResult:
    return run_group(Job(parse(sentence), GROUP, 1.0, visits_h=(1.0, 3.0, 26.0, 98.0)), GROUP)


def felt(result: GroupResult) -> float:
    return float(result.values["dissociation"].max(axis=1).mean())


def lift(result: GroupResult, time_h: float) -> float:
    return float(result.values["drug_share"][:, np.argmin(np.abs(result.time_h - time_h))].mean())


def test_lamotrigine_lowers_dissociation_and_leaves_most_of_the_lift() -> None:
    plain, beside = course(KETAMINE), course(f"300 mg lamotrigine oral and {KETAMINE}")
    # some 6 umol/L free against a half at 21: a fifth of the release, two fifths of which is felt
    assert 0.85 < felt(beside) / felt(plain) < 0.97
    assert beside.values["glutamate"].max(axis=1).mean() < plain.values["glutamate"].max(axis=1).mean()
    # no effect on mood was seen in patients; a tenth is below what such studies can see
    for hours in (26.0, 98.0):
        assert lift(beside, hours) == pytest.approx(lift(plain, hours), rel=0.1)


def test_riluzole_at_its_free_level_changes_next_to_nothing() -> None:
    beside = course(f"50 mg riluzole oral twice daily for 1 week and {KETAMINE}")
    assert lift(beside, 98.0) == pytest.approx(lift(course(KETAMINE), 98.0), rel=0.02)
    assert beside.values["release_inhibition_load"].max() > 0


def test_lamotrigine_has_the_levels_of_its_label() -> None:
    values = {name: one.value for name, one in companion_card("lamotrigine").parameters.items()}
    half_life = np.log(2) * values["lamotrigine_volume"] / values["lamotrigine_clearance"]
    assert half_life == pytest.approx(24.1, rel=0.01)


def test_nicotine_opens_and_silences_alpha4_beta2_at_the_levels_of_smokers() -> None:
    result = course("1 mg nicotine iv over 5 min")
    opened, quiet = (result.values[f"alpha4beta2_{noun}"] for noun in ("activation", "desensitized"))
    assert not opened[:, 0].any()
    assert not quiet[:, 0].any()
    assert 0 < opened.max() < 1
    seven = result.values["alpha7_desensitized"]
    # the receptor of dependence is silenced at lower levels than alpha-7, and opened at far lower ones
    assert opened.max() > 10 * result.values["alpha7_activation"].max()
    assert quiet.max() > (seven - seven[:, :1]).max()
