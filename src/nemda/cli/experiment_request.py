"""What ``nemda experiment`` was asked for: a study from a file, the library or words, and its readouts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from nemda.drugs.names import near_matches
from nemda.errors import ExperimentError
from nemda.experiment import Course, run
from nemda.experiment.files import Finding, Study, read_study
from nemda.experiment.library import classics
from nemda.experiment.words import parse_experiment, parse_readout

FILES = (".yaml", ".yml")
SHOWN = ("pyramidal_activity", "glutamate", "bdnf_released", "mtorc1", "connectivity", "mood_fast")
"""What is drawn when no readout says what to look at."""
POINTS = 241


def study_of(target: str, readouts: Sequence[str], hours: float | None) -> Study:
    """Return a study: a YAML file, a name of the library, or an experiment in words, with more readouts.

    Raises
    ------
    ExperimentError
        None of the three, or a readout cannot be read.
    """
    asked = tuple(Finding(parse_readout(text), MappingProxyType({})) for text in readouts)
    if target.endswith(FILES):
        study = read_study(target)
    elif target in classics():
        study = classics()[target]
    elif len(target.split()) == 1:
        near = near_matches(target, classics())
        raise ExperimentError(
            "Unknown experiment.", where="experiment", got=target,
            expected='a YAML file, a name that "nemda experiment list" shows, or words such as '
            '"10 mg/kg ketamine ip mouse"',
            hint=f"did you mean {near[0]}?" if near else None,
        )  # fmt: skip
    else:
        experiment = parse_experiment(target, hours)
        study = Study(target, "", "", "", 0.0, MappingProxyType({target: experiment}), ())
    if hours is not None and (target.endswith(FILES) or target in classics()):
        raise ExperimentError(
            "A study says itself how long it lasts.", where="--hours", got=hours,
            hint="set hours in the file, or describe the experiment in words",
        )  # fmt: skip
    return study._replace(findings=(*study.findings, *asked))


def courses_of(
    study: Study, variables: Sequence[str], changes: dict[str, float], parameter_set: str
) -> dict[str, Course]:
    """Return the course of every arm at common times: variables, those of the readouts, or the usual ones."""
    wanted = tuple(dict.fromkeys(variables or [one.readout.variable for one in study.findings] or SHOWN))
    end_h = min(experiment.hours for experiment in study.arms.values())
    times = np.linspace(0.0, end_h, POINTS)
    return {
        name: run(experiment, times, wanted, changes=changes, parameter_set=parameter_set)
        for name, experiment in study.arms.items()
    }


def folder_of(out: Path | None, target: str) -> Path:
    """Return the folder for the files: as asked, or below nemda-out after the target."""
    if out is not None:
        return out
    plain = Path(target).stem if target.endswith(FILES) else target
    name = "".join(letter if letter.isalnum() else "-" for letter in plain)
    return Path("nemda-out") / f"experiment-{name.strip('-')[:60]}"
