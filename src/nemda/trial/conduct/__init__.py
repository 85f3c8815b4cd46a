"""Trials run in virtual people: simulated once, then drawn again and again as trials would draw them.

Simulating is dear and drawing is cheap, so everybody of an arm is simulated once (a pool) and every
replicate draws its people from there, rates them, loses some, and is analyzed. All arms have the same
people in their pools, so that arms without a difference have none. What would falsify this: a replicate of
people simulated anew that scatters more, or less, than replicates from the pool.
"""

from nemda.trial.conduct.groups import Group, contrasts_of, groups_of
from nemda.trial.conduct.pool import Pool, PoolSettings, simulate_pools
from nemda.trial.conduct.replicate import Observation, World, draw_replicate

__all__ = [
    "Group",
    "Observation",
    "Pool",
    "PoolSettings",
    "World",
    "contrasts_of",
    "draw_replicate",
    "groups_of",
    "simulate_pools",
]
