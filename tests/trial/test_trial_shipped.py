"""The trial files that ship: as the tables make them, marked truly, and ready to run."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from nemda.errors import TrialError
from nemda.evidence.tables import trial_outcomes
from nemda.fit.trials.data import choice
from nemda.trial.conduct import contrasts_of, groups_of
from nemda.trial.conduct.visits import endpoint_of, visits_of
from nemda.trial.shipped import find_trial, shipped_trial, shipped_trials
from nemda.trial.shipping import STUDIES, write_shipped

FITTED = frozenset(choice()["fitted"])


def test_there_is_a_file_for_every_study_and_no_other() -> None:
    assert set(shipped_trials()) == set(STUDIES)
    assert len(STUDIES) >= 25


def test_the_files_are_what_the_tables_make(tmp_path: Path) -> None:
    """Write them anew with scripts/ship_trials.py after a change of the tables or of how rows are read."""
    for path in write_shipped(tmp_path, FITTED):
        shipped = files("nemda.trial") / "library" / path.name
        assert path.read_text("utf-8") == shipped.read_text("utf-8"), path.name


@pytest.mark.parametrize("study_id", STUDIES)
def test_a_shipped_trial_can_be_planned_and_says_whether_it_was_fitted(study_id: str) -> None:
    trial = shipped_trial(study_id)
    assert trial.protocol.use == ("fit" if study_id in FITTED else "check")
    assert groups_of(trial)
    assert endpoint_of(trial).time_h in visits_of(trial)
    assert all(contrast.first != contrast.second for contrast in contrasts_of(trial))


def test_published_numbers_are_those_of_the_table() -> None:
    for study_id, trial in shipped_trials().items():
        cells = [row for row in trial_outcomes() if row.study_id == study_id]
        table = {(row.arm, row.time_h, row.scale, row.quantity, row.value) for row in cells}
        found = {(row.arm, row.time_h, row.scale, row.quantity, row.value) for row in trial.observed}
        assert found <= table


def test_designs_are_what_the_studies_were() -> None:
    assert shipped_trial("zarate2006").protocol.crossover is not None
    assert shipped_trial("murrough2013b").protocol.open_label
    assert not shipped_trial("murrough2013").protocol.open_label
    lead = shipped_trial("sustain1").protocol.lead_in
    assert lead is not None
    assert lead.keep == "responders"
    assert lead.days == 112
    assert set(shipped_trial("loo2016").protocol.titration) == {"ketamine IV", "ketamine IM", "ketamine SC"}


def test_an_unknown_study_gets_near_names() -> None:
    with pytest.raises(TrialError, match="did you mean 'murrough2013"):
        find_trial("murough2013")
