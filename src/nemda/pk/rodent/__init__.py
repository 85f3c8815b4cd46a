"""Kinetics of ketamine and its metabolites in rats and mice, in closed form."""

from nemda.pk.rodent.doses import ANIMAL_ROUTES, AnimalDose
from nemda.pk.rodent.kinetics import animal_drive
from nemda.pk.rodent.values import ANIMALS, Animal, animal_parameters

__all__ = [
    "ANIMALS",
    "ANIMAL_ROUTES",
    "Animal",
    "AnimalDose",
    "animal_drive",
    "animal_parameters",
]
