"""Converting scores between scales, with the error that the conversion adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import DataError
from nemda.trial.scales.library import find_scale, links
from nemda.trial.scales.link import Link, Scale

if TYPE_CHECKING:
    from xarray import DataArray, Dataset

Scores = Float[ndarray, " *score"]
HUB = "madrs"
"""Scales without a cross-walk of their own are linked through it."""


class Converted(NamedTuple):
    """Scores on another scale, and the SD of one person's rating about them (points)."""

    value: Scores
    error_sd: Scores


def convert(
    score: Scores | float,
    start: str = "madrs",
    end: str = "hamd17",
    error_sd: Scores | float = 0.0,
    reading: str = "",
) -> Converted:
    """Return scores of `start` on the scale `end`, with the error of one person's converted score.

    An error of the score itself is carried along: sqrt((slope error_sd)^2 + error of the link^2). Two
    scales without a cross-walk of their own go through MADRS and have the errors of both steps.
    `reading` chooses another cross-walk of the same scales, such as ``"liu2014"`` for QIDS-SR16.

    >>> value, error = convert(26.0, "madrs", "hamd17")
    >>> float(value), round(float(error), 1)
    (20.0, 3.2)

    Raises
    ------
    DataError
        A scale or a reading is unknown, or a score lies outside its scale.
    """
    first, last = find_scale(start), find_scale(end)
    scores, error = np.asarray(score, dtype=float), np.asarray(error_sd, dtype=float)
    _check(scores, first)
    if not np.isfinite(error).all() or (error < 0).any():
        raise DataError("An SD is not negative.", where="error_sd", got=error_sd)
    if first == last:
        return Converted(scores, np.broadcast_to(error, scores.shape))
    direct = _find(start, end, reading)
    if direct is not None:
        return _along(direct, start, scores, error)
    if HUB in (start, end):
        raise DataError(
            "No such cross-walk.", where=f"{start} to {end}", got=reading,
            expected=", ".join(sorted({link.reading for link in links() if link.reading})),
        )  # fmt: skip
    middle = convert(scores, start, HUB, error, reading if _find(start, HUB, reading) else "")
    return convert(middle.value, HUB, end, middle.error_sd, reading if _find(HUB, end, reading) else "")


def on_scale(result: Dataset, scale: str, reading: str = "") -> DataArray:
    """Return everybody's MADRS of a simulation on another scale, labeled as in the result.

    Raises
    ------
    DataError
        The result holds no MADRS, or the scale is unknown.
    """
    if "madrs" not in result:
        raise DataError("The result holds no MADRS.", where="result", hint='simulate with variables="main"')
    madrs = result["madrs"]
    converted = convert(np.asarray(madrs.values), "madrs", scale, reading=reading)
    array = madrs.copy(data=converted.value)
    array.attrs = {"units": "point", "long_name": f"{find_scale(scale).title} total, read from MADRS"}
    return array.rename(scale)


def _find(start: str, end: str, reading: str) -> Link | None:
    wanted = {start, end}
    found = [link for link in links() if {link.start.name, link.end.name} == wanted]
    return next((link for link in found if link.reading == reading), None)


def _along(link: Link, start: str, scores: Scores, error: Scores) -> Converted:
    if link.start.name == start:
        slope = link.slope(scores)
        return Converted(link.forward(scores), slope * np.hypot(error, link.error_sd))
    value = link.backward(scores)
    return Converted(value, np.hypot(error / link.slope(value), link.error_sd))


def _check(scores: Scores, scale: Scale) -> None:
    bad = ~((scores >= 0) & (scores <= scale.most))
    if bad.any():
        raise DataError(
            "A score lies outside its scale.", where=scale.title, expected=f"0 to {scale.most:g}",
            got=float(scores[bad].flat[0]),
        )  # fmt: skip
