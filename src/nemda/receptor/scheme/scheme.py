"""What a kinetic scheme is: states joined by transitions whose rates are structured, not free text.

A rate is

    k * factor * prod_j c_j * exp((V - V_ref) / slope) * occupancy(site)^power * p_0

with a constant k, a statistical factor, ligand concentrations c_j (umol/L), a voltage term of the
form that Vargas-Caballero and Robinson (2004, 10.1523/JNEUROSCI.1380-04.2004) use for magnesium, the
equilibrium occupancy of a fast binding site, and the share p_0 of pores free of a fast blocker.
Every part but k is optional. Because the form is fixed, units, detailed balance and the generator
matrix follow from the data; a scheme that needs another form cannot be written, which is the price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from nemda.receptor.scheme.constant import Constant


@dataclass(frozen=True)
class State:
    """One state: `conductance` relative to the fully open channel, `bound` agonist molecules.

    `holds` names the pore blocker that the receptor carries in this state, or is empty.
    """

    name: str
    conductance: float = 0.0
    bound: int = 0
    meaning: str = ""
    holds: str = ""


@dataclass(frozen=True)
class Rate:
    """One rate, by the names of its constants (see the module for the equation).

    `slope` names a constant in mV (e-fold per so many mV, negative where depolarization slows);
    `through_pore` multiplies by the share of pores without the scheme's fast blocker.
    """

    constant: str
    factor: float = 1.0
    ligands: tuple[str, ...] = ()
    slope: str = ""
    reference_mv: float = 0.0
    site: str = ""
    power: float = 1.0
    through_pore: bool = False


@dataclass(frozen=True)
class Transition:
    """Both directions between two states; `irreversible` says why there is no way back, if so."""

    source: str
    target: str
    forward: Rate
    back: Rate | None
    irreversible: str = ""


@dataclass(frozen=True)
class Cycle:
    """A closed walk through `states`, back to the first; `detailed_balance` claims equilibrium on it."""

    states: tuple[str, ...]
    detailed_balance: bool = True


@dataclass(frozen=True)
class SiteLigand:
    """A ligand of a fast site, by the names of its constants; no efficacy or Hill slope means 1."""

    name: str
    half: str
    efficacy: str = ""
    hill: str = ""


@dataclass(frozen=True)
class Site:
    """A binding site at equilibrium: sum e_j x_j / (1 + sum x_j) with x_j = (c_j / half_j)^hill_j."""

    name: str
    ligands: tuple[SiteLigand, ...]


@dataclass(frozen=True)
class FastBlock:
    """A blocker at equilibrium with the open pore: p_0 = 1 / (1 + c / (half exp(slope V))).

    `half` (umol/L at 0 mV) and `slope` (1/mV) name constants.
    """

    ligand: str
    half: str
    slope: str


class Step(NamedTuple):
    """One direction of a transition."""

    source: str
    target: str
    rate: Rate


@dataclass(frozen=True)
class Scheme:
    """A receptor's states and transitions with all their constants.

    `kind` is "channel", or "binding" for a receptor without a pore. `rest` names the state without
    agonist in which an experiment begins.
    """

    name: str
    title: str
    family: str
    subtype: str
    kind: str
    agonist: str
    rest: str
    source: str
    states: tuple[State, ...]
    constants: Mapping[str, Constant]
    transitions: tuple[Transition, ...]
    cycles: tuple[Cycle, ...] = ()
    sites: tuple[Site, ...] = ()
    fast_block: FastBlock | None = None
    temperature_c: float | None = None
    note: str = ""
    _place: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        place = {state.name: number for number, state in enumerate(self.states)}
        object.__setattr__(self, "_place", MappingProxyType(place))

    def index(self, state: str) -> int:
        """Return the position of a state in every array over states; KeyError for an unknown one."""
        return self._place[state]

    @property
    def state_names(self) -> tuple[str, ...]:
        """The names of the states, in the order of every array over states."""
        return tuple(state.name for state in self.states)

    @property
    def open_states(self) -> tuple[str, ...]:
        """The states that conduct."""
        return tuple(state.name for state in self.states if state.conductance > 0)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every direction of every transition."""
        forward = [Step(one.source, one.target, one.forward) for one in self.transitions]
        back = [Step(one.target, one.source, one.back) for one in self.transitions if one.back is not None]
        return (*forward, *back)

    @property
    def ligands(self) -> frozenset[str]:
        """Everything whose concentration changes a rate."""
        found = {name for step in self.steps for name in step.rate.ligands}
        found |= {ligand.name for site in self.sites for ligand in site.ligands}
        return frozenset(found | ({self.fast_block.ligand} if self.fast_block else set()))
