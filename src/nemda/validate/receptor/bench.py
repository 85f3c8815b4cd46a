"""One experiment of the bench for each kind of quantity, and its value for a preparation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from nemda.validate.receptor import gating, potency, speed
from nemda.validate.receptor.measured import Measured
from nemda.validate.receptor.quantities import Kind, Quantity
from nemda.validate.receptor.scenario import Scenario
from nemda.validate.receptor.text import geometric_mean

Experiment: TypeAlias = Callable[[Scenario, str, Quantity], Measured]

EXPERIMENTS: Mapping[Kind, Experiment] = MappingProxyType(
    {
        "hill": potency.hill,
        "distance": potency.distance,
        "e_fold": potency.e_fold,
        "binding": potency.binding,
        "half": potency.half,
        "efficacy": potency.efficacy,
        "response": potency.response,
        "association": speed.association,
        "offset": speed.offset,
        "onset": speed.onset,
        "recovery_share": speed.recovery_share,
        "retained": speed.retained,
        "trap_recovery_time": speed.trap_recovery_time,
        "trap_recovery_share": speed.trap_recovery_share,
        "jump_share": speed.jump_share,
        "jump_time": speed.jump_time,
        "steady_open": gating.steady_open,
        "peak_open": gating.peak_open,
        "deactivation": gating.deactivation,
        "rise_time": gating.rise_time,
        "desensitization": gating.desensitizing,
        "steady_over_peak": gating.steady_over_peak,
        "desensitization_recovery": gating.desensitization_recovery,
        "glycine_removal": gating.glycine_off,
        "latency": gating.single_openings,
        "opening_chance": gating.single_openings,
        "openings_per_pulse": gating.single_openings,
        "open_time_per_pulse": gating.single_openings,
        "mean_open_time": gating.single_openings,
        "mean_shut_time": gating.single_openings,
        "frequency": gating.single_openings,
        "conductance": gating.conductance,
        "calcium_share": gating.calcium_share,
    }
)


def measured(scenario: Scenario, quantity: Quantity) -> Measured:
    """Return the geometric mean of a quantity over the receptors of a preparation.

    Neurons have several subtypes, a receptor may have two: both are described by the mean of what each
    subtype alone shows, in log scale because potencies and times are.

    Raises
    ------
    NemdaError
        The experiment cannot be done.
    """
    experiment = EXPERIMENTS[quantity.kind]
    found = [experiment(scenario, receptor, quantity) for receptor in scenario.receptors]
    return Measured(geometric_mean([one.value for one in found]), found[0].dimension)
