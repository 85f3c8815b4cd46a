"""What is typed behind ``nemda eeg``, read: regimen, times, whose EEG."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cli.pk_options import duration_of, regimen_of
from nemda.cortex import EEG, blocks_of, spectra
from nemda.cortex.levels import person_levels, typical_person
from nemda.cortex.parameters import Cortex, cortex_of, typical_cortex
from nemda.engine.profile.group import Group, group_of
from nemda.errors import PeopleError, RegimenError
from nemda.people import People
from nemda.regimen import Regimen

AFTER_H = 2.0
SHOWN = 9


@dataclass(frozen=True, eq=False)
class EEGRequest:
    """Doses, times (h), and the one person who gets them."""

    regimen: Regimen
    time_h: Float[ndarray, " time"]
    group: Group
    cortex: Cortex
    who: str

    @property
    def end_h(self) -> float:
        """Return the end (h) of the time that pictures show."""
        last = max((dose.stop_h for dose in self.regimen.doses), default=0.0)
        return max(float(self.time_h.max()), last + AFTER_H if last + AFTER_H > self.time_h.max() else 0.0)

    def eeg(self, time_h: Float[ndarray, " time"]) -> EEG:
        """Return the person's EEG at times (h)."""
        levels = {name: rows[0] for name, rows in person_levels(self.regimen, time_h, self.group).items()}
        return spectra(blocks_of(levels), time_h, cortex=self.cortex)


def request_of(
    text: str, at: str | None, people: str | None, person: int, seed: int, weight: float | None
) -> EEGRequest:
    """Return the request.

    Raises
    ------
    NemdaError
        A part of it is refused.
    """
    regimen = regimen_of(text)
    if not regimen.doses:
        raise RegimenError("Nothing is given.", where="regimen", got=text, expected="at least one dose")
    times = times_of(at) if at is not None else _along(regimen)
    body = {} if weight is None else {"weight_kg": weight}
    if people is None:
        if person:
            raise PeopleError(
                "One typical person is number 0.", where="--person", got=person, hint="add --people healthy"
            )
        group = typical_person(regimen) if weight is None else group_of(None, None, seed, body, regimen)
        return EEGRequest(regimen, times, group, typical_cortex(), group.words)
    crowd = group_of(people, person + 1, seed, body, regimen)
    group = crowd.slice(person, person + 1)
    own = cortex_of(_one(crowd.people, person))[0]
    return EEGRequest(regimen, times, group, own, f"person {person} of the preset {people}, seed {seed}")


def times_of(text: str) -> Float[ndarray, " time"]:
    """Return times (h) written with commas; a number without a unit has that of the next one that has.

    Raises
    ------
    NemdaError
        One of them cannot be read, or is negative.
    """
    parts = [part.strip() for part in text.split(",")]
    unit = ""
    hours: list[float] = []
    for part in reversed(parts):
        found = re.fullmatch(r"([+-]?[\d.]+)\s*([a-z]*)", part)
        unit = found[2] if found and found[2] else unit
        hours.append(duration_of(f"{found[1]}{unit}" if found else part, "--at"))
    if min(hours) < 0:
        raise RegimenError("Times are 0 or later.", where="--at", got=text, expected="as in 0,20,40,60min")
    return np.array(hours[::-1])


def _along(regimen: Regimen) -> Float[ndarray, " time"]:
    last = max(dose.stop_h for dose in regimen.doses)
    return np.linspace(0.0, last + AFTER_H, SHOWN)


def _one(people: People, person: int) -> People:
    return people.slice(person, person + 1)
