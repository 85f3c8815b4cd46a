"""What a run of the mood model means for another indication, for every reading of its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.indication.definition import Fitted, Indication, Reading
from nemda.indication.forms import chance_better, points_gained, symptoms_left
from nemda.indication.library import fitted_numbers, indication
from nemda.indication.states import States, states_at
from nemda.people.streams import normals

if TYPE_CHECKING:
    from collections.abc import Callable

    from xarray import Dataset

    _Readout = Callable[[Fitted], Float[ndarray, " person"]]

DRAWS, SEED = 400, 20261122


class Range(NamedTuple):
    """The value at the fitted numbers, and the interval of 90% over their uncertainty."""

    value: float
    low: float
    high: float


class Outcome(NamedTuple):
    """One reading's answer, never without its evidence.

    `better` is the share of people who count as better (0 to 1), `left` the mean share of baseline symptoms
    left, `gained` points of the scale; those that the form of the indication does not have are None.
    """

    indication: str
    reading: str
    people: str
    time_h: float
    scale: str
    better: Range | None
    left: Range | None
    gained: Range | None
    criterion: str
    when: str
    unit: str
    grade: str
    sentence: str
    sources: tuple[str, ...]


def predict(
    result: Dataset, name: str, reading: str | None = None, time_h: float | None = None
) -> tuple[Outcome, ...]:
    """Return the outcome of each reading of an indication's evidence, or of one.

    `result` is a run of `nemda.simulate` with the shares of drug, expectancy and natural course. `time_h` is
    24 h after the last session unless said.

    Raises
    ------
    DataError
        No such indication or reading, or the run lacks what is needed.
    """
    asked = indication(name)
    names = [one.name for one in asked.readings]
    if reading is not None and reading not in names:
        raise DataError("Unknown reading.", where=f"indication {asked.name}", expected=names, got=reading)
    states = states_at(result, time_h)
    return tuple(
        outcome(asked, one, fitted_numbers()[asked.name, one.name], states)
        for one in asked.readings
        if reading in (None, one.name)
    )


def outcome(asked: Indication, reading: Reading, fitted: Fitted, states: States) -> Outcome:
    """Return what one reading says of people in these states."""
    better = left = gained = None
    if asked.form == "points":
        gained = _range(asked, reading, fitted, lambda each: points_gained(each, states.drug))
    else:
        better = _range(
            asked, reading, fitted, lambda each: chance_better(asked, each, states.drug, states.other)
        )
    if asked.form == "share":
        left = _range(asked, reading, fitted, lambda each: symptoms_left(each, states.drug, states.other))
    return Outcome(
        asked.name,
        reading.name,
        reading.people,
        states.time_h,
        asked.scale,
        better,
        left,
        gained,
        asked.better,
        asked.when,
        asked.unit,
        asked.grade,
        reading.sentence,
        reading.sources,
    )


def _range(asked: Indication, reading: Reading, fitted: Fitted, of: _Readout) -> Range:
    drawn = [float(np.mean(of(each))) for each in draws(asked.name, reading.name, fitted)]
    low, high = np.quantile(drawn, (0.05, 0.95))
    value = float(np.mean(of(fitted)))
    return Range(value, min(float(low), value), max(float(high), value))


def draws(name: str, reading: str, fitted: Fitted) -> list[Fitted]:
    """Return fitted numbers drawn within their standard errors."""

    def deviate(part: str) -> Float[ndarray, " draw"]:
        return normals(SEED, f"indication/{name}/{reading}/{part}", 0, DRAWS)

    columns = [
        getattr(fitted, part) + getattr(fitted, f"{part}_error") * deviate(part)
        for part in ("transfer", "weight", "level")
    ]
    return [
        fitted._replace(transfer=float(t), weight=float(w), level=float(v))
        for t, w, v in zip(*columns, strict=True)
    ]
