"""What a fitted explanation is to a later experiment: a name and parameter vectors that the data left over.

They come from a comparison in memory or from the JSON that ``nemda hypotheses compare --save`` wrote, so
that a search for experiments need not fit again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemda.errors import DataError, ExperimentError, StorageError
from nemda.hypothesis.compare import Comparison
from nemda.hypothesis.explanation import find_hypothesis


@dataclass(frozen=True)
class Candidate:
    """An explanation with its parameter vectors: the best first, then draws of equal weight."""

    name: str
    title: str
    vectors: tuple[Mapping[str, float], ...]

    @property
    def best(self) -> Mapping[str, float]:
        """The vector that fits best."""
        return self.vectors[0]


def candidates(comparison: Comparison) -> tuple[Candidate, ...]:
    """Return the explanations of a comparison, the best first."""
    return tuple(
        Candidate(
            one.hypothesis.name,
            one.hypothesis.title,
            (
                {**one.hypothesis.switches, **{each.name: each.value for each in one.estimates}},
                *one.hypothesis.changes(one.draws),
            ),
        )
        for one in comparison.ranked
    )


def save_candidates(found: tuple[Candidate, ...], parameter_set: str, file: Path) -> None:
    """Write fitted explanations as JSON.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    content = {
        "parameter_set": parameter_set,
        "explanations": [
            {"name": one.name, "title": one.title, "vectors": [dict(each) for each in one.vectors]}
            for one in found
        ],
    }
    try:
        file.write_text(json.dumps(content, indent=1), "utf-8")
    except OSError as error:
        raise StorageError("The file cannot be written.", where=str(file), got=str(error)) from error


def read_candidates(file: Path) -> tuple[tuple[Candidate, ...], str]:
    """Return fitted explanations and the parameter set that they were fitted with.

    Raises
    ------
    DataError
        The file cannot be read or is not what `save_candidates` writes.
    """
    try:
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
        found = tuple(
            Candidate(one["name"], one["title"], tuple(one["vectors"])) for one in content["explanations"]
        )
        return found, str(content["parameter_set"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            "Not a file of fitted explanations.", where=str(file), got=f"{type(error).__name__}: {error}",
            hint="nemda hypotheses compare --save FILE writes one",
        ) from error  # fmt: skip


def chosen_candidates(found: Sequence[Candidate], names: Sequence[str]) -> tuple[Candidate, ...]:
    """Return the explanations of these names, in the order of the fits; all for no name.

    Raises
    ------
    ExperimentError
        A name is not among the fits.
    """
    asked = [find_hypothesis(name).name for name in names]
    missing = set(asked) - {one.name for one in found}
    if missing:
        raise ExperimentError(
            "The fits hold no such explanation.", where="--only", got=", ".join(sorted(missing)),
            expected=", ".join(one.name for one in found),
        )  # fmt: skip
    return tuple(one for one in found if not asked or one.name in asked)
