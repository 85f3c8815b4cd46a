"""What every engine is given: the same people, the same doses, the same times to report.

All states are reported, at 200 times: close together after each dose, where solvers work hardest, and
evenly spread elsewhere. Preparing a person (drawing parameters, the drug-free start, the closed form of
the drug levels) is common to all engines and is not part of what is timed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.beginning import Group, beginning
from nemda.engine.group import drive_of
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.lanes import segment_ends
from nemda.engine.setting import Setting
from nemda.mechanism.chain import chain
from nemda.model.drive import Drive
from nemda.people import people, sample
from nemda.regimen import Regimen, parse, sessions
from nemda.units import HOURS_PER_WEEK

SEED = 1
PRESET = "trd"
OUTPUT_TIMES = 200
AFTER_SESSION_H = (1 / 3, 2 / 3, 1.0, 2.0, 6.0)


class Protocol(NamedTuple):
    """A course of doses and how long it is followed."""

    name: str
    sentence: str
    weeks: float
    day_rhythm: bool = False


SIX_INFUSIONS = "0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11"

PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol("28d", SIX_INFUSIONS, 4.0),
        Protocol("28d-rhythm", SIX_INFUSIONS, 4.0, day_rhythm=True),
        Protocol("24w", "0.5 mg/kg ketamine iv over 40 min once weekly for 24 weeks", 24.0),
    )
}


class Piece(NamedTuple):
    """One segment between two edges of the drive, at whose beginning every solver starts anew.

    `times_h` are relative to the beginning: 0, the outputs `first` up to, not with, `last`, and the end
    of the segment (once, if it is an output too).
    """

    segment: int
    first: int
    last: int
    times_h: Float[ndarray, " time"]


@dataclass(frozen=True, eq=False)
class Problem:
    """The input of every engine: `start` [state, person], `constants` [constant, person], signals, times."""

    start: Float[ndarray, "state person"]
    constants: Float[ndarray, "constant person"]
    drive: Drive
    time_h: Float[ndarray, " time"]
    scale: Float[ndarray, " state"]

    @property
    def people(self) -> int:
        """Number of people."""
        return self.start.shape[1]

    def part(self, first: int, last: int) -> Problem:
        """Return the problem of the people from `first` up to, not with, `last`."""
        some, drive = slice(first, last), self.drive
        return replace(
            self,
            start=self.start[:, some].copy(),
            constants=self.constants[:, some].copy(),
            drive=replace(
                drive,
                rate=drive.rate[:, some].copy(),
                amplitude=drive.amplitude[:, :, some].copy(),
                plateau=drive.plateau[:, :, some].copy(),
                weight=drive.weight[:, :, some].copy(),
            ),
        )

    def pieces(self) -> tuple[Piece, ...]:
        """Return the segments that are reached, in order."""
        begins, ends = self.drive.edge_h, segment_ends(self.drive, self.time_h)
        made: list[Piece] = []
        for segment, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            if begin >= end:
                break
            first, last = (int(i) for i in np.searchsorted(self.time_h, (begin, end), side="right"))
            asked = np.minimum(self.time_h[first:last] - begin, end - begin)
            whole = np.concatenate([[0.0], asked, [end - begin]])
            ends_twice = asked.size > 0 and asked[-1] == end - begin
            made.append(Piece(segment, first, last, whole[:-1] if ends_twice else whole))
        return tuple(made)


def problem_of(protocol: Protocol, n: int, seed: int = SEED) -> Problem:
    """Return the problem of `n` people of the preset ``trd`` under a protocol."""
    regimen = parse(protocol.sentence)
    group = people(PRESET, n=n, seed=seed)
    job = Job(regimen, group, protocol.weeks, setting=Setting(day_rhythm=protocol.day_rhythm))
    model, code = chain(), kernels(chain())
    drawn = sample(job.parameters, group)
    constants = code.constants_of(np.array([drawn[name] for name in model.parameter_names]))
    drive = drive_of(job, model, drawn, group["weight_kg"])
    return Problem(
        start=beginning(Group(model, code, constants), drive, job.accuracy),
        constants=constants,
        drive=drive,
        time_h=reported_times(regimen, protocol.weeks * HOURS_PER_WEEK),
        scale=np.array([declared.scale for declared in model.states.values()]),
    )


def reported_times(regimen: Regimen, end_h: float, count: int = OUTPUT_TIMES) -> Float[ndarray, " time"]:
    """Return `count` rising times (h) from 0 to `end_h`: after each session, then the widest gaps halved."""
    near = [start + after for start in sessions(regimen) for after in AFTER_SESSION_H]
    times = np.unique([0.0, end_h, *(time for time in near if time < end_h)])
    while times.size < count:
        widest = int(np.argmax(np.diff(times)))
        times = np.insert(times, widest + 1, times[widest : widest + 2].mean())
    return times
