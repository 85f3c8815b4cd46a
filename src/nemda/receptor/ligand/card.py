"""A compound's card: its constants and its actions at receptor families.

Actions name constants of the card. What a compound does follows from them alone; no card says what
class of drug it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nemda.receptor.scheme.constant import Constant

Names = Mapping[str, str]
"""Name of a constant by receptor subtype; "any" stands for those not named."""


@dataclass(frozen=True)
class ApparentBlock:
    """Block of the pore as seen in continuous agonist; `relative` scales the half-block by subtype."""

    family: str
    half_block: str
    apparent_dissociation: str
    distance: str
    reference: str
    trapping: str = ""
    closed_access: bool = False
    relative: Names | None = None


@dataclass(frozen=True)
class OpenBlock:
    """Block of the pore by intrinsic rates at 0 mV, with its own effect on the gate."""

    family: str
    association: str
    dissociation: str
    association_slope: str
    dissociation_slope: str
    opening_factor: str
    closing_factor: str


@dataclass(frozen=True)
class Coagonist:
    """Binding to the glycine site, by subtype; `dissociation` where its speed is known."""

    family: str
    half: Names
    efficacy: Names
    dissociation: Names | None = None


@dataclass(frozen=True)
class Inhibition:
    """Plain scaling of the current; `subtypes` restricts it, empty means all."""

    family: str
    half: str
    hill: str = ""
    maximal: str = ""
    subtypes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DisputedSite:
    """An inhibitory site beside the pore that only a switch turns on."""

    family: str
    half: str
    maximal: str
    dissociation: str


@dataclass(frozen=True)
class Compound:
    """One compound. `unit` is that of its concentration: umol/L, or atm for a gas."""

    name: str
    title: str
    unit: str
    note: str
    constants: Mapping[str, Constant]
    apparent_blocks: tuple[ApparentBlock, ...] = ()
    open_blocks: tuple[OpenBlock, ...] = ()
    coagonists: tuple[Coagonist, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    disputed_sites: tuple[DisputedSite, ...] = ()

    def of_subtype(self, names: Names, subtype: str) -> Constant | None:
        """Return the constant for a subtype, or that for "any", or None."""
        found = names.get(subtype, names.get("any"))
        return None if found is None else self.constants[found]
