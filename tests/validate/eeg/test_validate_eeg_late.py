"""Rows that look after the drug: windows, spines, and what stays out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from nemda.cortex.parameters import typical_cortex
from nemda.units import MINUTES_PER_HOUR
from nemda.validate.biology.cohort import Cohort, cohort_course
from nemda.validate.eeg.late import densities, late_eeg
from nemda.validate.eeg.predict import outcome_of
from nemda.validate.eeg.row import row_of
from nemda.validate.eeg.study import study_of
from nemda.validate.eeg.window import SHORTEST_MIN, LastingError, lasting_h
from nemda.validate.reading import observations

MOMENT_H = SHORTEST_MIN / MINUTES_PER_HOUR
EMPTY = dict.fromkeys(observations("eeg")[0], "")
PLAIN = EMPTY | {
    "topic": "EEG/MEG", "species": "human healthy (n=12)", "preparation_region": "EEG",
    "compound": "ketamine", "dose_or_conc": "0.5 mg/kg over 40 min", "route": "iv", "band": "delta",
    "readout": "power", "time": "day 3", "change": "increase", "unit": "direction", "verified": "yes",
}  # fmt: skip


def changed(**cells: str) -> Mapping[str, str]:
    return PLAIN | cells


@pytest.mark.parametrize(
    ("time", "starts", "window"),
    [
        ("day 2", (0.0,), (48.0, 48.0 + MOMENT_H)),
        ("days 2-7", (0.0,), (48.0, 168.0)),
        ("24-72 h", (0.0,), (24.0, 72.0)),
        ("sustained, up to 7 d protocol", (0.0,), (24.0, 168.0)),
        ("delayed", (0.0,), (24.0, 168.0)),
        ("24 h after last infusion", (0.0, 72.0, 168.0), (192.0, 192.0 + MOMENT_H)),
        ("24 h", (0.0, 72.0), None),
        ("within 7 d", (0.0,), (24.0, 168.0)),
        ("until day 7", (0.0,), (24.0, 168.0)),
        ("within 24 h", (0.0,), None),
        ("up to 24 h after infusion", (0.0,), None),
        ("first 24 h", (0.0,), None),
        ("over the next 24 h", (0.0,), None),
        ("after the first 24 h", (0.0,), (24.0, 24.0 + MOMENT_H)),
        ("up to day 1", (0.0,), None),
        ("6 h", (0.0,), None),
        ("recovery", (0.0,), None),
        ("during infusion", (0.0,), None),
    ],
)
def test_windows_after_the_drug_are_read(
    time: str, starts: tuple[float, ...], window: tuple[float, float] | None
) -> None:
    found = lasting_h(row_of(changed(time=time)), "subanesthetic", starts)
    # 3e-7 h is a millisecond, and a moment lasts 60 ms
    assert found == (None if window is None else pytest.approx(window, abs=3e-7, rel=0))


def test_density_is_that_of_the_people_over_their_own_before() -> None:
    course = cohort_course(Cohort("healthy", "ketamine", 0.5, "iv", 2 / 3, (0.0,)).lasting(72.0))
    before, early, late = densities(course, np.array([0.0, 3.0, 72.0]))
    assert before == pytest.approx(1.0)
    assert early == pytest.approx(1.0, abs=0.01)  # spines need half a day
    assert 1.01 < late < 1.3


def test_delta_is_up_for_days_and_alpha_is_not_moved() -> None:
    delta = outcome_of(changed())
    assert delta.within
    assert "of spines" in delta.reason
    assert outcome_of(changed(band="alpha", change="no change")).within
    assert outcome_of(changed(species="human TRD (n=20)", time="day 7")).within


def test_a_late_study_holds_no_block() -> None:
    study = study_of(row_of(changed(time="day 2")))
    assert study.lasting
    assert study.eegs[0].blocks.pyramidal.max() == 0
    assert study.eegs[0].spines.min() > 1.0


def test_what_the_chain_is_not_run_for_is_refused() -> None:
    with pytest.raises(LastingError, match="more than 42 days"):
        late_eeg(Cohort("healthy", "ketamine", 0.5, "iv", 2 / 3, (0.0,)), (24.0, 2000.0), typical_cortex())
    rate = outcome_of(changed(dose_or_conc="0.25 mg/kg/h for 24 h"))
    assert rate.status == "missing"
    assert "rate" in rate.reason
