"""Signals that drive a model from outside, in closed form: sums of exponentials in segments.

Linear kinetics between two dose edges are sums of decaying exponentials, so what the brain sees
needs no solver. A `Drive` keeps them as independent modes: for person p in segment i,

    z_m(t)      = plateau[i, m, p] + amplitude[i, m, p] * exp(-rate[m, p] * (t - edge_h[i]))
    signal_s(t) = sum_m weight[s, m, p] * z_m(t) + sum_r cos(2 pi (t - peak_h[r]) / period_h[r])

A piecewise-constant signal (a session, a co-drug given as a level) is a mode with amplitude 0. Rhythms
of the day are the same for everybody; most drives have none.
Segments are half-open: segment i covers [edge_h[i], edge_h[i + 1]) and the last one never ends.
The form would be wrong for saturable kinetics; those belong into the equations instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ModelError


class Rhythm(NamedTuple):
    """A cosine of the time since the start, added to one signal of everybody."""

    signal: str
    period_h: float
    peak_h: float

    def at(self, time_h: Float[ndarray, " *shape"] | float) -> Float[ndarray, " *shape"] | float:
        """Return the cosine at times (h)."""
        return np.cos(self._turn * (time_h - self.peak_h))

    def slope(self, time_h: Float[ndarray, " *shape"] | float) -> Float[ndarray, " *shape"] | float:
        """Return how fast the cosine changes (1/h)."""
        return -self._turn * np.sin(self._turn * (time_h - self.peak_h))

    @property
    def _turn(self) -> float:
        return 2 * np.pi / self.period_h


@dataclass(frozen=True)
class Drive:
    """Closed-form signals of a group of people over one regimen.

    Shapes: `edge_h` [segment], starting at 0 and strictly rising; `rate` [mode, person] in 1/h;
    `amplitude` and `plateau` [segment, mode, person]; `weight` [signal, mode, person].
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    edge_h: Float[ndarray, " segment"]
    rate: Float[ndarray, "mode person"]
    amplitude: Float[ndarray, "segment mode person"]
    plateau: Float[ndarray, "segment mode person"]
    weight: Float[ndarray, "signal mode person"]
    rhythms: tuple[Rhythm, ...] = ()

    def __post_init__(self) -> None:
        segments, modes, people = self.amplitude.shape
        shapes = {
            "edge_h": (self.edge_h.shape, (segments,)),
            "rate": (self.rate.shape, (modes, people)),
            "plateau": (self.plateau.shape, (segments, modes, people)),
            "weight": (self.weight.shape, (len(self.names), modes, people)),
            "units": ((len(self.units),), (len(self.names),)),
        }
        for name, (got, expected) in shapes.items():
            if got != expected:
                raise ModelError("Wrong shape in a drive.", where=name, expected=expected, got=got)
        if self.edge_h[0] != 0 or np.any(np.diff(self.edge_h) <= 0):
            raise ModelError(
                "Edges of a drive must start at 0 and rise.", where="edge_h", got=self.edge_h.tolist()
            )
        for rhythm in self.rhythms:
            if rhythm.signal not in self.names or not rhythm.period_h > 0:
                raise ModelError(
                    "A rhythm belongs to no signal, or has no period.", where="rhythms",
                    expected=f"a signal of {', '.join(self.names)}; a period above 0 h", got=rhythm,
                )  # fmt: skip

    @property
    def people(self) -> int:
        """Number of people."""
        return self.rate.shape[1]

    def segment_of(self, time_h: Float[ndarray, " time"]) -> ndarray:
        """Return the index of the segment that holds each time; a time at an edge opens the new one."""
        return np.searchsorted(self.edge_h, time_h, side="right") - 1

    def at(self, time_h: Float[ndarray, " time"]) -> Float[ndarray, "signal time person"]:
        """Return every signal at the given times (h, not negative)."""
        times = np.asarray(time_h, dtype=float)
        if np.any(times < 0):
            raise ModelError("A drive starts at time 0.", where="time_h", got=float(times.min()))
        segment = self.segment_of(times)
        elapsed = (times - self.edge_h[segment])[:, None]
        signals = np.zeros((len(self.names), times.size, self.people))
        level, share = np.empty((2, times.size, self.people))  # written again for every mode
        # modes one after the other, so that a person's rounding does not depend on the others
        for mode, weight in enumerate(self.weight.swapaxes(0, 1)):
            reached = np.flatnonzero(weight.any(axis=1))
            if reached.size:
                np.exp(-self.rate[mode] * elapsed, out=level)
                level *= self.amplitude[segment, mode]
                level += self.plateau[segment, mode]
                for signal in reached:
                    signals[signal] += np.multiply(weight[signal], level, out=share)
        for rhythm in self.rhythms:
            signals[self.names.index(rhythm.signal)] += np.asarray(rhythm.at(times))[:, None]
        return signals

    def on_edges(self, edge_h: Float[ndarray, " segment"]) -> Drive:
        """Return the same signals on a finer set of edges (every old edge must be among the new)."""
        source = self.segment_of(edge_h)
        elapsed = edge_h - self.edge_h[source]
        decay = np.exp(-self.rate[None] * elapsed[:, None, None])
        return replace(
            self, edge_h=edge_h, amplitude=self.amplitude[source] * decay, plateau=self.plateau[source]
        )


def constant_drive(
    names: Sequence[str],
    units: Sequence[str],
    edge_h: Float[ndarray, " segment"],
    level: Float[ndarray, "segment signal person"],
) -> Drive:
    """Return piecewise-constant signals as a drive: `level` holds from each edge to the next."""
    _, signals, people = level.shape
    identity = np.repeat(np.eye(signals)[:, :, None], people, axis=2)
    return Drive(
        names=tuple(names),
        units=tuple(units),
        edge_h=np.asarray(edge_h, dtype=float),
        rate=np.zeros((signals, people)),
        amplitude=np.zeros_like(level),
        plateau=level,
        weight=identity,
    )


def join(drives: Sequence[Drive]) -> Drive:
    """Return one drive with the signals of all, on the union of their edges.

    Raises
    ------
    ModelError
        Two drives hold different numbers of people or the same signal name.
    """
    names = [name for drive in drives for name in drive.names]
    if len(set(names)) != len(names):
        raise ModelError("Two drives carry the same signal.", got=sorted(names))
    people = {drive.people for drive in drives}
    if len(people) != 1:
        raise ModelError("Drives of different numbers of people.", got=sorted(people))
    edge_h = np.unique(np.concatenate([drive.edge_h for drive in drives]))
    parts = [drive.on_edges(edge_h) for drive in drives]
    modes = sum(part.rate.shape[0] for part in parts)
    weight = np.zeros((len(names), modes, people.pop()))
    signal = mode = 0
    for part in parts:
        height, width, _ = part.weight.shape
        weight[signal : signal + height, mode : mode + width] = part.weight
        signal, mode = signal + height, mode + width
    return Drive(
        names=tuple(names),
        units=tuple(unit for part in parts for unit in part.units),
        edge_h=edge_h,
        rate=np.concatenate([part.rate for part in parts]),
        amplitude=np.concatenate([part.amplitude for part in parts], axis=1),
        plateau=np.concatenate([part.plateau for part in parts], axis=1),
        weight=weight,
        rhythms=tuple(rhythm for part in parts for rhythm in part.rhythms),
    )
