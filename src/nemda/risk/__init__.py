"""Long-term risk of repeated ketamine: bladder, liver, dependence, cognition, seizures, psychosis, events.

Computed from an exposure (how much reaches the body, on how many days, for how long, in which setting), never
from a run of the chain. Clinic and recreational exposure stay apart in every result. Where no threshold is
known none is coded: a result then says so and gives the range of the evidence. What would falsify this room:
a program of clinic doses in which urinary or liver harm is common, or frequent users who have neither.
"""

from nemda.risk.exposure import Exposure, exposure_of, pattern, recreational
from nemda.risk.finding import Finding
from nemda.risk.profile import risk_profile

__all__ = ["Exposure", "Finding", "exposure_of", "pattern", "recreational", "risk_profile"]
