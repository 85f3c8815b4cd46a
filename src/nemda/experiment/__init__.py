"""An experiment as a value: an animal, a person or a dish, doses, co-drugs, stress, and what is read out."""

from nemda.experiment.course import Course
from nemda.experiment.definition import SPECIES, CoDrug, Dose, Experiment, Phase, Species
from nemda.experiment.readout import Readout, measure, read
from nemda.experiment.run import run, sweep

__all__ = [
    "SPECIES",
    "CoDrug",
    "Course",
    "Dose",
    "Experiment",
    "Phase",
    "Readout",
    "Species",
    "measure",
    "read",
    "run",
    "sweep",
]
