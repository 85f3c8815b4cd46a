"""Under which conditions an experiment is done: receptor, voltage, agonist, and what else is in the bath.

A setup names concentrations only; which compounds must be prepared with the receptor follows from them.
The agonist is that of the receptor at 1 mmol/L unless told otherwise. For the glycine site see
`nemda.receptor.preparation.prepare`: it is saturated unless glycine or another of its ligands is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from nemda.errors import ReceptorError
from nemda.receptor.preparation.prepare import Preparation, prepare
from nemda.receptor.scheme.library import load_scheme
from nemda.receptor.scheme.scheme import Scheme

SATURATING = 1000.0
"""Concentration of the agonist unless told otherwise (umol/L): 1 mmol/L, as in most of the literature."""

HOLDING_MV = -70.0


@dataclass(frozen=True)
class Setup:
    """The conditions of an experiment.

    `agonist` and `background` map ligands to concentrations (umol/L; gases atm); the background is there all
    the time. `voltage_mv` is the holding voltage (mV). The three switches are those of `prepare`.
    """

    receptor: str | Scheme
    voltage_mv: float = HOLDING_MV
    agonist: Mapping[str, float] = field(default_factory=dict[str, float])
    background: Mapping[str, float] = field(default_factory=dict[str, float])
    explicit_magnesium: bool = False
    explicit_glycine: bool = False
    high_affinity_site: bool = False

    def __post_init__(self) -> None:
        agonist = dict(self.agonist) or {self.scheme.agonist: SATURATING}
        object.__setattr__(self, "agonist", MappingProxyType(agonist))
        object.__setattr__(self, "background", MappingProxyType(dict(self.background)))

    @property
    def scheme(self) -> Scheme:
        """The scheme of the receptor alone."""
        return load_scheme(self.receptor) if isinstance(self.receptor, str) else self.receptor

    @property
    def active(self) -> Mapping[str, float]:
        """Concentrations while the agonist is there (umol/L)."""
        return {**self.background, **self.agonist}


def prepared(setup: Setup, others: Iterable[str] = ()) -> Preparation:
    """Return the receptor with everything that the setup and `others` name.

    Raises
    ------
    ReceptorError
        A compound is unknown, or an option does not apply to the receptor.
    """
    own = setup.scheme.ligands
    named = dict.fromkeys([*others, *setup.agonist, *setup.background])
    return prepare(
        setup.receptor,
        tuple(name for name in named if name not in own),
        explicit_magnesium=setup.explicit_magnesium,
        explicit_glycine=setup.explicit_glycine,
        high_affinity_site=setup.high_affinity_site,
    )


def at_voltage(setup: Setup, voltage_mv: float) -> Setup:
    """Return the setup at another holding voltage (mV)."""
    return replace(setup, voltage_mv=voltage_mv)


def with_background(setup: Setup, levels: Mapping[str, float]) -> Setup:
    """Return the setup with more ligands in the bath, or other concentrations of those there."""
    return replace(setup, background={**setup.background, **levels})


def with_agonist(setup: Setup, levels: Mapping[str, float]) -> Setup:
    """Return the setup with another agonist (umol/L)."""
    return replace(setup, agonist=levels)


def channel_only(setup: Setup) -> None:
    """Refuse a receptor without a pore.

    Raises
    ------
    ReceptorError
        The scheme describes binding only.
    """
    if setup.scheme.kind == "binding":
        raise ReceptorError(
            "This receptor has no current in the model: binding only.", where=setup.scheme.name,
            hint="use steady_state of nemda.receptor.preparation.steady for its occupancy",
        )  # fmt: skip
