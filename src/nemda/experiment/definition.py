"""What is done in an experiment, as values that refuse what makes no sense.

The same values describe a rat in a cage, a slice in a bath and a person in a clinic: a species, doses or a
bath, other drugs as signals of the chain in windows of time, stress, and what differs from the wild type
as changes of parameters. Nothing here computes. Wrong if two experiments that a laboratory would call
different are equal here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from nemda.drugs.names import near_matches
from nemda.errors import ExperimentError
from nemda.mechanism.chain import CO_DRUG_DRIVES, EXPERIMENT_DRIVES
from nemda.pk.rodent.doses import ANIMAL_COMPOUNDS, ANIMAL_ROUTES

Species = Literal["human", "rat", "mouse"]
SPECIES: tuple[Species, ...] = get_args(Species)

Stress = Literal["none", "chronic"] | float
STRESS_LEVELS: Mapping[str, float] = MappingProxyType({"none": 0.0, "chronic": 1.0})
"""Chronic stress on the scale of the parameter `chronic_stress`: 1 is typical of depression."""

BATH_COMPOUNDS = ("ketamine", "ketamine_s", "ketamine_r", "norketamine", "hydroxynorketamine")
LONGEST_HOURS = 24.0 * 7 * 26


@dataclass(frozen=True)
class Dose:
    """One dose in mg of base per kg: given at once, or at a constant rate over `duration_h`.

    `compound` and `route` of an animal are those of `nemda.pk.rodent`; of a person those of a regimen.
    """

    compound: str
    amount_mg_kg: float
    route: str
    start_h: float = 0.0
    duration_h: float = 0.0

    def __post_init__(self) -> None:
        not_negative("Dose.amount_mg_kg", self.amount_mg_kg)
        not_negative("Dose.start_h", self.start_h)
        not_negative("Dose.duration_h", self.duration_h)


@dataclass(frozen=True)
class CoDrug:
    """A signal of the chain held at `share` over [start_h, stop_h): a share of the target, or a free level.

    `signal` is one of `nemda.mechanism.chain.EXPERIMENT_DRIVES`, whose unit says what `share` means.
    """

    signal: str
    share: float
    start_h: float = 0.0
    stop_h: float = math.inf

    def __post_init__(self) -> None:
        if self.signal not in EXPERIMENT_DRIVES:
            raise unknown("signal", "CoDrug.signal", self.signal, EXPERIMENT_DRIVES)
        not_negative("CoDrug.share", self.share)
        if self.is_share and self.share > 1:
            raise ExperimentError(
                "A share of a target is at most 1.", where=f"CoDrug {self.signal}", got=self.share
            )
        not_negative("CoDrug.start_h", self.start_h)
        if not self.stop_h > self.start_h:
            raise ExperimentError(
                "A co-drug ends before it begins.", where=f"CoDrug {self.signal}",
                expected=f"stop_h above {self.start_h:g}", got=self.stop_h,
            )  # fmt: skip

    @property
    def is_share(self) -> bool:
        """Whether the signal is the share of a target, which cannot exceed 1."""
        return self.signal in CO_DRUG_DRIVES and EXPERIMENT_DRIVES[self.signal].unit == "1"


@dataclass(frozen=True)
class Phase:
    """Parameters that have other values from `start_h` on, in all arms (spines removed, a switch thrown)."""

    start_h: float
    changes: Mapping[str, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))
        if not (math.isfinite(self.start_h) and self.start_h > 0):
            raise ExperimentError(
                "A phase begins after hour 0.", where="Phase.start_h", got=self.start_h,
                hint="what holds from the beginning belongs into genotype",
            )  # fmt: skip


@dataclass(frozen=True)
class Experiment:
    """One experiment; its vehicle control is the same without doses, bath and co-drugs.

    `co_drugs` are left out in the vehicle arm; `protocols` (stress, corticosterone) act in every arm.
    `stress` is the steady state in which the animal arrives. `genotype` replaces parameters in every arm.
    `bath` holds FREE concentrations in umol/L from hour 0 until it is washed out at `bath_until_h` (no
    kinetics), or other signals of `EXPERIMENT_DRIVES` in their unit. `hours` is the end.
    `note` says what was seen.

    Raises
    ------
    ExperimentError
        Anything about it makes no sense.
    """

    species: Species
    doses: tuple[Dose, ...] = ()
    co_drugs: tuple[CoDrug, ...] = ()
    stress: Stress = "none"
    genotype: Mapping[str, float] = field(default_factory=dict[str, float])
    bath: Mapping[str, float] | None = None
    phases: tuple[Phase, ...] = ()
    protocols: tuple[CoDrug, ...] = ()
    hours: float = 24.0
    bath_until_h: float = math.inf
    name: str = ""
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("doses", "co_drugs", "phases", "protocols"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "genotype", MappingProxyType(dict(self.genotype)))
        if self.bath is not None:
            object.__setattr__(self, "bath", MappingProxyType(dict(self.bath)))
        if self.species not in SPECIES:
            raise unknown("species", "Experiment.species", self.species, SPECIES)
        if not (math.isfinite(self.hours) and 0 < self.hours <= LONGEST_HOURS):
            raise ExperimentError(
                "The length of the experiment is out of range.", where="Experiment.hours",
                expected=f"more than 0, at most {LONGEST_HOURS:g} h", got=self.hours,
            )  # fmt: skip
        self._check_stress()
        self._check_doses()
        self._check_bath()
        self._check_times()

    @property
    def stress_level(self) -> float:
        """Chronic stress in which the animal arrives, on the scale of `chronic_stress`."""
        return STRESS_LEVELS[self.stress] if isinstance(self.stress, str) else float(self.stress)

    def _check_stress(self) -> None:
        if isinstance(self.stress, str):
            if self.stress not in STRESS_LEVELS:
                raise unknown("stress", "Experiment.stress", self.stress, STRESS_LEVELS)
        else:
            not_negative("Experiment.stress", self.stress)

    def _check_doses(self) -> None:
        if self.species == "human":
            return  # the regimen checks compound and route
        for dose in self.doses:
            if dose.compound not in ANIMAL_COMPOUNDS:
                raise unknown("compound", "Dose.compound", dose.compound, ANIMAL_COMPOUNDS)
            if dose.route not in ANIMAL_ROUTES:
                raise unknown("route of an animal", "Dose.route", dose.route, ANIMAL_ROUTES)

    def _check_bath(self) -> None:
        if not self.bath_until_h > 0:
            raise ExperimentError(
                "A bath is washed out after hour 0.", where="Experiment.bath_until_h", got=self.bath_until_h
            )
        if self.bath is None:
            return
        if self.doses:
            raise ExperimentError(
                "A bath holds concentrations, so it has no doses.", where="Experiment.bath",
                got=f"{len(self.doses)} doses", hint="leave out the doses or the bath",
            )  # fmt: skip
        for name, level in self.bath.items():
            if name not in BATH_COMPOUNDS and name not in EXPERIMENT_DRIVES:
                raise unknown("content of a bath", "Experiment.bath", name, _bath_names())
            not_negative(f"bath {name}", level)

    def _check_times(self) -> None:
        named = [(f"dose {n}", dose.start_h) for n, dose in enumerate(self.doses, start=1)]
        named += [(f"signal {one.signal}", one.start_h) for one in (*self.co_drugs, *self.protocols)]
        named += [(f"phase {n}", phase.start_h) for n, phase in enumerate(self.phases, start=1)]
        for what, start_h in named:
            if start_h >= self.hours:
                raise ExperimentError(
                    "Something begins after the experiment has ended.", where=what,
                    expected=f"before hour {self.hours:g}", got=f"hour {start_h:g}",
                    hint="make the experiment longer (hours)",
                )  # fmt: skip
        starts = [phase.start_h for phase in self.phases]
        if starts != sorted(set(starts)):
            raise ExperimentError("Phases begin one after the other.", where="phases", got=starts)


def _bath_names() -> tuple[str, ...]:
    return (*BATH_COMPOUNDS, *EXPERIMENT_DRIVES)


def not_negative(where: str, value: float) -> None:
    """Refuse a number that is negative or not finite."""
    if not (math.isfinite(value) and value >= 0):
        raise ExperimentError("A finite number that is not negative is needed.", where=where, got=value)


def unknown(
    what: str, where: str, got: str, known: Mapping[str, object] | tuple[str, ...]
) -> ExperimentError:
    """Return the error for a name that is none of the known ones; it names the nearest."""
    near = near_matches(str(got), known)
    return ExperimentError(
        f"Unknown {what}.", where=where, expected=", ".join(known), got=got,
        hint=f"did you mean {near[0]}?" if near else None,
    )  # fmt: skip
