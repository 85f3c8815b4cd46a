"""Trials written as YAML, so that reading the file gives the same trial back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from nemda.regimen import to_sentence
from nemda.trial.definition import Arm, CovariateValue, Trial
from nemda.trial.protocol.written import as_mapping
from nemda.trial.results import Observed


def write_trial_file(trial: Trial, path: Path, heading: str = "") -> None:
    """Write a trial as YAML that reads back as the same trial; `heading` becomes comments on top."""
    comments = "".join(f"# {line}\n" for line in heading.splitlines())
    path.write_text(comments + trial_text(trial), encoding="utf-8")


def trial_text(trial: Trial) -> str:
    """Return a trial as the text of a YAML file."""
    return yaml.dump(_as_mapping(trial), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


class _Line(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    pass


def _one_line(dumper: _Dumper, line: _Line) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", line, flow_style=True)


_Dumper.add_representer(_Line, _one_line)


def _as_mapping(trial: Trial) -> dict[str, Any]:
    people = {"preset": trial.preset, "covariates": _as_covariates(trial.covariates)}
    return _filled(
        title=trial.title,
        study_id=trial.study_id,
        citation=trial.citation,
        source=trial.source,
        note=trial.note,
        people=_Line(_filled(**people)),
        weeks=_plain(trial.weeks),
        remission_madrs=_plain(trial.remission_madrs),
        arms=[_as_arm(arm) for arm in trial.arms],
        protocol=as_mapping(trial.protocol),
        observed=[_as_row(row) for row in trial.observed],
    )


def _as_arm(arm: Arm) -> dict[str, Any]:
    shares = [_Line(share=part.share, regimen=to_sentence(part.regimen)) for part in arm.mix]
    single = len(shares) == 1
    return _filled(
        name=arm.name,
        role=arm.role,
        regimen=to_sentence(arm.mix[0].regimen) if single else None,
        mix=None if single else shares,
        n=arm.n,
        covariates=_as_covariates(arm.covariates),
        comparator_felt=arm.comparator_felt,
        note=arm.note,
    )


def _as_row(row: Observed) -> _Line:
    filled = _filled(**row._asdict()) | {"dispersion": _number_or_text(row.dispersion)}
    return _Line(
        {name: _plain(value) for name, value in filled.items() if value is not False and value != ""}
    )


def _as_covariates(covariates: Mapping[str, CovariateValue]) -> _Line:
    return _Line(
        {
            name: _Line(mean=value[0], sd=value[1]) if isinstance(value, tuple) else value
            for name, value in covariates.items()
        }
    )


def _filled(**entries: Any) -> dict[str, Any]:
    """Return the entries that say something."""
    return {name: value for name, value in entries.items() if value not in (None, "", {}, [])}


def _number_or_text(dispersion: str) -> float | str:
    """Return the number that a dispersion is, where reading it back gives the same text."""
    try:
        number = float(dispersion)
    except ValueError:
        return dispersion
    return number if f"{number:g}" == dispersion else dispersion


def _plain(value: Any) -> Any:
    """Return a whole float as an int, which is easier to read."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
