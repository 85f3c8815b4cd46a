"""The published trials that ship with nemda, as trial files: read by study, listed, and found by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import yaml

from nemda.errors import TrialError
from nemda.evidence.near import near_matches
from nemda.trial.definition import Trial
from nemda.trial.reading import read_trial_file, trial_from_mapping

FOLDER = "library"


@cache
def shipped_trials() -> Mapping[str, Trial]:
    """Return every shipped trial by its study of the evidence tables."""
    folder = files("nemda.trial") / FOLDER
    found: dict[str, Trial] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            trial = trial_from_mapping(yaml.safe_load(file.read_text("utf-8")), where=file.name)
            found[trial.study_id] = trial
    return MappingProxyType(found)


def shipped_trial(study_id: str) -> Trial:
    """Return a shipped trial.

    Raises
    ------
    TrialError
        No trial of this study ships.
    """
    if study_id not in shipped_trials():
        near = near_matches(study_id, shipped_trials())
        raise TrialError(
            "No such trial.", expected="a YAML file, or a study of 'nemda trial list'", got=repr(study_id),
            hint=f"did you mean {near[0]!r}?" if near else None,
        )  # fmt: skip
    return shipped_trials()[study_id]


def find_trial(name: str) -> Trial:
    """Return the trial of a file, or the shipped one of a study.

    Raises
    ------
    TrialError
        There is neither, or the file is refused.
    """
    if name.endswith((".yaml", ".yml")) or Path(name).exists():
        return read_trial_file(name)
    return shipped_trial(name)
