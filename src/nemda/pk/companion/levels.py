"""Levels of companion drugs, and what they add up to at each target, as closed-form signals.

    load_target(t) = sum over molecules of free level(t) / half-effect concentration
    action_target(t) = sum over molecules of efficacy load          (partial agonists)

Both are linear in the doses, so they are sums of exponentials like the levels themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.drugs.targets import TRAPPED_TARGETS, load_signal
from nemda.model.drive import Drive
from nemda.pk.companion.cards import CompanionCard, companion_card, companion_keys
from nemda.pk.companion.systems import CompanionSystem, companion_system
from nemda.pk.linear import Readout, edges, simulate
from nemda.pk.superpose import superpose
from nemda.regimen import Regimen, amounts_mg

FREE_LEVEL_SIGNALS: Mapping[str, str] = {"memantine": "memantine_effect"}
"""Drugs whose half-blocks the receptor room holds: their free level at the pore is a signal itself."""

OF = " of "
"""Between a signal and the metabolite that contributes to it, until contributions are added."""


def companion_plasma(
    regimen: Regimen, weight_kg: Float[ndarray, " person"], parameters: Mapping[str, ndarray]
) -> Drive | None:
    """Return total plasma (of a gas, blood) levels in umol/L by molecule, or None without companion drugs.

    Signals are named like ``memantine_venous`` and ``dextrorphan_venous``. `parameters` holds every name of
    `companion_parameters` as one value per person.

    Raises
    ------
    ParameterError, RegimenError
        A parameter, a weight or a dose cannot be used.
    """
    systems = _systems(regimen, weight_kg, parameters)
    if not systems:
        return None
    readouts = [
        {f"{name or card.compound.key}_venous": level for name, level in system.plasma.items()}
        for card, system in systems
    ]
    parts = _simulated(systems, readouts, weight_kg.size)
    names = [name for each in readouts for name in each]
    return superpose(parts, {name: (name,) for name in names}, weight_kg.size, parts[0].edge_h)


def companion_signals(
    regimen: Regimen,
    weight_kg: Float[ndarray, " person"],
    parameters: Mapping[str, ndarray],
    wanted: Collection[str] | None = None,
) -> Drive | None:
    """Return what the companion drugs of a regimen do at each target that they reach, or None for nothing.

    Signals are `nemda.drugs.targets.load_signal` of each target (dimensionless), ``<target>_action`` for
    partial agonists, and the free levels (umol/L) of `FREE_LEVEL_SIGNALS`; only the `wanted` ones where those
    are named. Arguments and errors as for `companion_plasma`.
    """
    people = weight_kg.size
    systems = _systems(regimen, weight_kg, parameters)
    if not systems:
        return None
    readouts = [
        {
            name: readout
            for name, readout in _loads(card, system, parameters, people).items()
            if wanted is None or name.partition(OF)[0] in wanted
        }
        for card, system in systems
    ]
    if not any(readouts):
        return None
    parts = _simulated(systems, readouts, people)
    recipe: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(name for each in readouts for name in each):
        signal = name.partition(OF)[0]
        recipe[signal] = (*recipe.get(signal, ()), name)
    drive = superpose(parts, recipe, people, parts[0].edge_h)
    levels = set(FREE_LEVEL_SIGNALS.values())
    return replace(drive, units=tuple("umol/L" if name in levels else "1" for name in drive.names))


def _systems(
    regimen: Regimen, weight_kg: ndarray, parameters: Mapping[str, ndarray]
) -> list[tuple[CompanionCard, CompanionSystem]]:
    keys = companion_keys(regimen)
    amounts = amounts_mg(regimen, weight_kg) if keys else None
    found: list[tuple[CompanionCard, CompanionSystem]] = []
    for key in keys:
        assert amounts is not None
        doses = [(dose, amounts[place]) for place, dose in enumerate(regimen.doses) if dose.compound == key]
        card = companion_card(key)
        found.append((card, companion_system(card, doses, weight_kg, parameters, keys)))
    return found


def _simulated(
    systems: list[tuple[CompanionCard, CompanionSystem]], readouts: list[dict[str, Readout]], people: int
) -> list[Drive]:
    pairs = zip(systems, readouts, strict=True)
    edge_h = edges([dosing for (_, system), wanted in pairs if wanted for dosing in system.dosings])
    return [
        simulate(system.flows, system.dosings, wanted, people, edge_h)
        for (_, system), wanted in zip(systems, readouts, strict=True)
        if wanted
    ]


def _loads(
    card: CompanionCard, system: CompanionSystem, parameters: Mapping[str, ndarray], people: int
) -> dict[str, Readout]:
    """Return one readout per signal and molecule."""
    found: dict[str, Readout] = {}
    for (molecule, target), half in card.halves.items():
        place = (system.at_pore if target in TRAPPED_TARGETS else system.free)[molecule]
        scale = place.scale / np.broadcast_to(parameters[half.name], (people,))
        found[_signal(load_signal(target), molecule)] = Readout(place.compartment, scale)
        efficacy = card.efficacies.get((molecule, target))
        if efficacy is not None:
            name = _signal(f"{target}_action", molecule)
            found[name] = Readout(place.compartment, scale * parameters[efficacy.name])
    if (signal := FREE_LEVEL_SIGNALS.get(card.compound.key)) is not None:
        found[signal] = system.at_pore[""]
    return found


def _signal(name: str, molecule: str) -> str:
    return f"{name}{OF}{molecule}" if molecule else name
