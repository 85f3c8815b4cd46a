"""The short way: a report from one result or several, as ``nemda.report(result, "report.html")``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nemda.errors import DataError
from nemda.report.page import write_report
from nemda.trial.results import ArmResult

if TYPE_CHECKING:
    from xarray import Dataset


def report(
    result: Dataset | Sequence[Dataset], path: str | Path, title: str | None = None, spaghetti: int = 0
) -> Path:
    """Write a report on one result, or on several side by side, and return the path of the HTML file.

    Parameters
    ----------
    result
        What `nemda.simulate` returns, or several of them; each becomes an arm named by its regimen.
    path
        The file to write.
    title
        The heading; by default it says what was simulated.
    spaghetti
        How many people of each arm are drawn one by one.

    Raises
    ------
    DataError
        As `nemda.report.page.write_report`, or nothing was given.
    StorageError
        The file cannot be written.
    """
    results = list(result) if isinstance(result, Sequence) else [result]
    arms = named_arms(results)
    heading = title or (arms[0].name if len(arms) == 1 else f"{len(arms)} simulated courses side by side")
    return write_report(Path(path), heading, arms, spaghetti=spaghetti)


def named_arms(results: Sequence[Dataset]) -> list[ArmResult]:
    """Return results as arms, each named by its regimen and by what was changed in the model.

    Raises
    ------
    DataError
        There are none, or a dataset is no result of a simulation.
    """
    if not results:
        raise DataError("There is no result to report on.", expected="one result or several", got="none")
    names = distinct([_name(one) for one in results])
    return [
        ArmResult(name, _attribute(one, "sentence"), one) for name, one in zip(names, results, strict=True)
    ]


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, with a number behind each that occurs more than once.

    >>> distinct(["a", "b", "a"])
    ['a (1)', 'b', 'a (2)']
    """
    total, seen = Counter(names), Counter[str]()
    result: list[str] = []
    for name in names:
        seen[name] += 1
        result.append(f"{name} ({seen[name]})" if total[name] > 1 else name)
    return result


def _name(dataset: Dataset) -> str:
    """Return what a result is called: its label, or sentence, and what was changed in the model."""
    name = _attribute(dataset, "label") or _attribute(dataset, "sentence")
    changes = _attribute(dataset, "changes")
    return f"{name} [{changes}]" if changes else name


def _attribute(dataset: Dataset, name: str) -> str:
    if name not in dataset.attrs:
        raise DataError(
            "This is not the result of a simulation.", expected="a dataset from nemda.simulate",
            got=f"a dataset without the attribute {name!r}",
        )  # fmt: skip
    return str(dataset.attrs[name])
