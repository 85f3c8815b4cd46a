"""Levels over time and exposure of people under a regimen, by the default or a published kinetic model."""

from nemda.engine.profile.analytes import Analyte
from nemda.engine.profile.call import pk
from nemda.engine.profile.dataset import exposure_table, to_dataset
from nemda.engine.profile.request import Request
from nemda.engine.profile.run import Profile, profile
from nemda.engine.profile.target import TargetRequest, TargetRun, target_levels

__all__ = [
    "Analyte",
    "Profile",
    "Request",
    "TargetRequest",
    "TargetRun",
    "exposure_table",
    "pk",
    "profile",
    "target_levels",
    "to_dataset",
]
