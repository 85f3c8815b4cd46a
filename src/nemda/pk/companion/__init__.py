"""Companion drugs: any compound but ketamine, with linear kinetics and affinities from its own card.

A card (``nemda/drugs/cards``) holds, each number with its unit, interval, grade and source:

- ``[kinetics.<name>]``: clearance and volume, or wash_rate and solubility of a gas; unbound_fraction and
  effect_site_rate; optionally peripheral_volume with exchange, a residence_rate at the pore, and for every
  route but the vein ``<route>_bioavailability`` and ``<route>_absorption_rate``. ``<name>_with_<key>`` is the
  value wherever the compound <key> is in the same regimen;
- ``[metabolites.<metabolite>.<name>]``: the same, with formed_fraction (of what is cleared) and
  first_pass_fraction (of a swallowed dose that arrives as metabolite), and a bare ``molar_mass`` (g/mol)
  where its level is to be shown;
- ``[targets.<target>]``: the free concentration of half effect at one of `nemda.drugs.targets.TARGETS`;
- ``[efficacies.<target>]``: for a partial agonist, its effect relative to the full agonist.

Which compounds are in a regimen decides which parameters exist, so a drug that nobody takes costs nothing.
What would falsify the form: levels or loads that do not double with the dose.
"""

from nemda.pk.companion.cards import (
    CompanionCard,
    companion_card,
    companion_keys,
    companion_molecules,
    companion_parameters,
    every_companion_parameter,
)
from nemda.pk.companion.levels import companion_plasma, companion_signals

__all__ = [
    "CompanionCard",
    "companion_card",
    "companion_keys",
    "companion_molecules",
    "companion_parameters",
    "companion_plasma",
    "companion_signals",
    "every_companion_parameter",
]
