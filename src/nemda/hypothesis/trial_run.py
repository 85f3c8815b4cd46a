"""A regimen in people under one explanation or a mixture: which switches, and what mood does.

It is `nemda.engine.simulate` with changes and nothing else; the same numbers come from ``nemda simulate``
with the --change options that are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from nemda.engine.simulate import simulate
from nemda.errors import ExperimentError
from nemda.hypothesis.candidate import chosen_candidates, read_candidates
from nemda.hypothesis.explanation import find_hypothesis, mixed_switches, of_the_chain
from nemda.mechanism.sets import DEFAULT_SET
from nemda.people import people as people_of
from nemda.progress import SILENT, Progress

MOMENTS_H = (2.0, 24.0, 72.0, 168.0, 336.0, 672.0)
RESPONSE = 0.5


@dataclass(frozen=True)
class HypothesisRun:
    """What a run gave: mean change of MADRS (points) and share of responders at each moment (h)."""

    name: str
    regimen: str
    changes: Mapping[str, float]
    people: int
    time_h: tuple[float, ...]
    madrs_change: tuple[float, ...]
    response: tuple[float, ...]

    @property
    def options(self) -> str:
        """The options that give the same run with ``nemda simulate``."""
        return " ".join(f"--change {name}={value:.6g}" for name, value in self.changes.items())

    def as_json(self) -> dict[str, Any]:
        """Return the run as JSON."""
        return {
            "name": self.name,
            "regimen": self.regimen,
            "people": self.people,
            "changes": dict(self.changes),
            "time_h": list(self.time_h),
            "madrs_change": list(self.madrs_change),
            "response_rate": list(self.response),
        }


def changes_of(name: str, fits: Path | None = None) -> tuple[dict[str, float], str]:
    """Return the changes of parameters of an explanation, or of ``NAME=weight,NAME=weight``, and the set.

    With `fits` an explanation brings its fitted parameters; a mixture only mixes switches.

    Raises
    ------
    ExperimentError
        A name or weight is refused, or a mixture is asked of fits.
    """
    if "=" in name:
        if fits is not None:
            raise ExperimentError(
                "Fits belong to single explanations.", where="--fits", got=name,
                hint="run the fitted explanation called mix, or leave out --fits",
            )  # fmt: skip
        return mixed_switches(_weights(name)), DEFAULT_SET
    if fits is None:
        return of_the_chain(find_hypothesis(name).typical()), DEFAULT_SET
    found, used = read_candidates(fits)
    [one] = chosen_candidates(found, [name])
    return of_the_chain(one.best), used


def run_hypothesis(
    name: str,
    regimen: str,
    *,
    people: str = "trd",
    n: int = 200,
    weeks: float = 4.0,
    seed: int = 1,
    fits: Path | None = None,
    progress: Progress = SILENT,
) -> HypothesisRun:
    """Return the course of people under one explanation.

    Raises
    ------
    NemdaError
        Whatever `changes_of` or `nemda.engine.simulate.simulate` refuses.
    """
    changes, used = changes_of(name, fits)
    moments = tuple(moment for moment in MOMENTS_H if moment <= weeks * 168.0)
    group = cast("Any", people_of)(people, n=n, seed=seed)
    result = simulate(
        regimen, group, weeks, visits_h=moments, changes=changes, parameter_set=used,
        variables=("madrs", "madrs_change"), progress=progress,
    )  # fmt: skip
    score = cast("Any", result["madrs"].sel(time=list(moments), method="nearest"))
    change = cast("Any", result["madrs_change"].sel(time=list(moments), method="nearest"))
    responded = score <= RESPONSE * (score - change)
    return HypothesisRun(
        name=name,
        regimen=regimen,
        changes=changes,
        people=n,
        time_h=moments,
        madrs_change=tuple(float(one) for one in change.mean("person")),
        response=tuple(float(one) for one in responded.mean("person")),
    )


def _weights(text: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        try:
            weights[name.strip()] = float(value)
        except ValueError:
            raise ExperimentError(
                "A weight is not a number.", where=name.strip(), got=value or "nothing",
                expected="a mixture as disinhibition=0.6,habenula=0.4",
            ) from None  # fmt: skip
    return weights
