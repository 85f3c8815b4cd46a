"""The numbers of a companion drug's card as parameters, checked for what each form of kinetics needs.

Parameters are named after the compound (`memantine_clearance`, `dextromethorphan_dextrorphan_volume`,
`memantine_half_nmda_pyramidal`), so that a change or a set can name them like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from nemda.drugs import Compound, compounds
from nemda.drugs.targets import TARGETS
from nemda.errors import DrugError
from nemda.model.parameters import Parameter, ParameterTable, merge, parameter_of
from nemda.regimen import Regimen

DISPOSITION = frozenset({"clearance", "volume"})
GAS = frozenset({"wash_rate", "solubility"})
SECOND_COMPARTMENT = frozenset({"peripheral_volume", "exchange"})
ALWAYS = frozenset({"unbound_fraction", "effect_site_rate"})
METABOLITE = frozenset({"formed_fraction"})
OPTIONAL = frozenset({"residence_rate", "first_pass_fraction"})
NO_PARAMETER = frozenset({"targets", "molar_mass"})
"""What a metabolite's table holds besides kinetic numbers."""

WITH = "_with_"
"""Between a number and the compound that changes it: ``clearance_with_bupropion``."""


@dataclass(frozen=True)
class CompanionCard:
    """The numbers of one compound.

    `kinetics` has the parameters of the compound by their short name, `metabolites` those of each metabolite,
    `halves` and `efficacies` by the molecule ("" is the compound itself) and target.
    """

    compound: Compound
    kinetics: Mapping[str, Parameter]
    metabolites: Mapping[str, Mapping[str, Parameter]]
    halves: Mapping[tuple[str, str], Parameter]
    efficacies: Mapping[tuple[str, str], Parameter]

    @property
    def parameters(self) -> ParameterTable:
        """All parameters of the card by full name."""
        groups = [self.kinetics, *self.metabolites.values(), self.halves, self.efficacies]
        return MappingProxyType({one.name: one for group in groups for one in group.values()})

    @property
    def molecules(self) -> tuple[str, ...]:
        """The compound itself ("") and its metabolites."""
        return ("", *self.metabolites)


def companion_keys(regimen: Regimen) -> tuple[str, ...]:
    """Return the keys of the companion drugs that a regimen gives, in alphabetical order."""
    return tuple(sorted({d.compound for d in regimen.doses if compounds()[d.compound].is_companion}))


def companion_molecules(regimen: Regimen) -> tuple[str, ...]:
    """Return the companion drugs of a regimen and those of their metabolites whose molar mass is known."""
    return tuple(
        name
        for key in companion_keys(regimen)
        for name in (
            key,
            *(
                metabolite
                for metabolite, table in compounds()[key].numbers.get("metabolites", {}).items()
                if "molar_mass" in table
            ),
        )
    )


def companion_parameters(regimen: Regimen) -> ParameterTable:
    """Return the parameters of every companion drug in a regimen; empty without one."""
    return merge(companion_card(key).parameters for key in companion_keys(regimen))


@cache
def every_companion_parameter() -> ParameterTable:
    """Return the parameters of all companion cards."""
    return merge(companion_card(key).parameters for key, card in compounds().items() if card.is_companion)


@cache
def companion_card(key: str) -> CompanionCard:
    """Return the checked numbers of a companion drug.

    Raises
    ------
    DrugError
        The compound has no kinetics of its own, or its card lacks a number, or has one that nothing reads.
    ParameterError
        A number is refused.
    """
    compound = compounds()[key]
    if not compound.is_companion:
        raise DrugError("This compound brings no kinetics on its card.", got=key)
    numbers = compound.numbers
    metabolites = numbers.get("metabolites", {})
    card = CompanionCard(
        compound,
        _parameters(key, key, numbers["kinetics"]),
        {
            name: _parameters(key, f"{key}_{name}", {k: v for k, v in table.items() if k not in NO_PARAMETER})
            for name, table in metabolites.items()
        },
        {
            **_by_target(key, key, "", "half", numbers.get("targets", {})),
            **{
                place: one
                for name, table in metabolites.items()
                for place, one in _by_target(
                    key, f"{key}_{name}", name, "half", table.get("targets", {})
                ).items()
            },
        },
        _by_target(key, key, "", "efficacy", numbers.get("efficacies", {})),
    )
    _check(card)
    return card


def _parameters(key: str, prefix: str, table: Mapping[str, Any]) -> Mapping[str, Parameter]:
    return MappingProxyType(
        {name: parameter_of(f"{prefix}_{name}", dict(entry), f"drugs/{key}") for name, entry in table.items()}
    )


def _by_target(
    key: str, prefix: str, molecule: str, noun: str, table: Mapping[str, Any]
) -> dict[tuple[str, str], Parameter]:
    if unknown := sorted(set(table) - set(TARGETS)):
        raise DrugError(
            "Unknown target.", where=f"compound card {key!r}", expected=", ".join(TARGETS), got=unknown
        )
    return {
        (molecule, target): parameter_of(f"{prefix}_{noun}_{target}", dict(entry), f"drugs/{key}")
        for target, entry in table.items()
    }


def _check(card: CompanionCard) -> None:
    where = f"compound card {card.compound.key!r}"
    form = GAS if card.compound.is_gas else DISPOSITION
    routes = {
        f"{route}_{noun}"
        for route in card.compound.routes
        if route != "iv" and not card.compound.is_gas
        for noun in ("bioavailability", "absorption_rate")
    }
    needed: dict[str, Iterable[str]] = {"": form | ALWAYS | routes}
    needed |= dict.fromkeys(card.metabolites, DISPOSITION | ALWAYS | METABOLITE)
    for molecule, required in needed.items():
        present = set(card.kinetics if not molecule else card.metabolites[molecule])
        plain = {name.partition(WITH)[0] for name in present}
        pair = SECOND_COMPARTMENT if present & SECOND_COMPARTMENT else frozenset[str]()
        if missing := sorted({*required, *pair} - present):
            raise DrugError("Missing number.", where=f"{where}, {molecule or 'kinetics'}", expected=missing)
        if unknown := sorted(plain - {*required, *pair, *OPTIONAL}):
            raise DrugError("Unknown number.", where=f"{where}, {molecule or 'kinetics'}", got=unknown)
    if lost := sorted(target for _, target in card.efficacies.keys() - card.halves.keys()):
        raise DrugError("An efficacy without a half-effect concentration.", where=where, got=lost)
