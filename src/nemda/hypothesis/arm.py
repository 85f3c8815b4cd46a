"""Experiments as the tables of this room write them: plain data that becomes an `Experiment`.

Beside what `nemda.experiment.Experiment` holds, an arm may take switches away (`removed`: a knock-down, a
lesion, a mutation) and scale parameters (`scaled`: people who differ in them). Both act on the fitted
parameters of each hypothesis, which a fixed genotype could not. Wrong if the same arm gives
``nemda experiment run`` another course.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from nemda.errors import ExperimentError
from nemda.experiment import SPECIES, CoDrug, Dose, Experiment
from nemda.hypothesis.explanation import of_the_chain
from nemda.model.parameters import ParameterTable

KEYS = ("species", "stress", "doses", "co_drugs", "bath", "genotype", "removed", "scaled", "time_h")
WINDOW_POINTS = 5
ACTIVE_SHARE = "hydroxynorketamine_active_share"
AFTER_H = 1.0
"""An experiment ends this long after its last readout."""


@dataclass(frozen=True)
class ArmOfStudy:
    """One arm: the experiment, what it takes away or scales, and the times of the readout (h)."""

    experiment: Experiment
    times_h: tuple[float, ...]
    removed: tuple[str, ...] = ()
    scaled: Mapping[str, float] = field(default_factory=dict[str, float])

    def changes(self, fitted: Mapping[str, float], table: ParameterTable) -> dict[str, float]:
        """Return the changes of parameters of this arm under a hypothesis, kept in their intervals."""
        changes = of_the_chain(fitted)
        if self.gives_hydroxynorketamine:
            changes.pop(
                ACTIVE_SHARE, None
            )  # what is given is all active; the fitted share is that of ketamine
        for name, factor in self.scaled.items():
            value = changes.get(name, table[name].value) * factor
            changes[name] = float(np.clip(value, *table[name].interval))
        return changes | dict.fromkeys(self.removed, 0.0)

    @property
    def gives_hydroxynorketamine(self) -> bool:
        """Whether the active metabolite itself is given."""
        given = {*(self.experiment.bath or {}), *(dose.compound for dose in self.experiment.doses)}
        return "hydroxynorketamine" in given

    @property
    def words(self) -> str:
        """The arm in a few words, as in "rat, ketamine 10 mg/kg ip, stressed"."""
        e = self.experiment
        given: dict[tuple[str, float, str], int] = {}
        for dose in e.doses:
            key = (dose.compound, dose.amount_mg_kg, dose.route)
            given[key] = given.get(key, 0) + 1
        parts = [
            f"{compound} {amount:g} mg/kg {route}" + (f" x{times}" if times > 1 else "")
            for (compound, amount, route), times in given.items()
        ]
        parts += [f"{name} {level:g} umol/L in the bath" for name, level in (e.bath or {}).items()]
        parts += [f"{_plain(one.signal)} {one.share:g}" for one in e.co_drugs]
        parts += [f"without {_plain(name)}" for name in self.removed]
        parts += [f"{_plain(name)} x{factor:g}" for name, factor in self.scaled.items()]
        if e.stress_level and e.species != "human":
            parts.append("stressed")
        return ", ".join([e.species, *parts])


def read_arm(entry: Mapping[str, Any], where: str) -> ArmOfStudy:
    """Return the arm of an entry of a table.

    Raises
    ------
    ExperimentError
        A key, a species or a form of entry is unknown; whatever `Experiment` refuses.
    """
    unknown = sorted(set(entry) - set(KEYS))
    if unknown or entry.get("species") not in SPECIES or "time_h" not in entry:
        raise ExperimentError(
            "An arm has unknown keys, or lacks a species or a time.", where=where,
            expected=", ".join(KEYS), got=unknown or entry.get("species"),
        )  # fmt: skip
    times = _times(entry["time_h"])
    species = entry["species"]
    stress = entry.get("stress", "chronic" if species == "human" else "none")
    experiment = Experiment(
        species=species,
        doses=tuple(Dose(*dose) for dose in entry.get("doses", ())),
        co_drugs=tuple(CoDrug(*one) for one in entry.get("co_drugs", ())),
        stress=stress,
        genotype=MappingProxyType(dict(entry.get("genotype", {}))),
        bath=entry.get("bath"),
        hours=times[-1] + AFTER_H,
        name=where,
    )
    return ArmOfStudy(
        experiment, times, tuple(entry.get("removed", ())), MappingProxyType(dict(entry.get("scaled", {})))
    )


def _times(written: object) -> tuple[float, ...]:
    if isinstance(written, list):
        low, high = (float(one) for one in cast("list[float]", written))
        return tuple(np.linspace(low, high, WINDOW_POINTS).tolist())
    return (float(cast("float", written)),)


def _plain(name: str) -> str:
    return name.removesuffix("_switch").removesuffix("_effect").replace("_", " ")
