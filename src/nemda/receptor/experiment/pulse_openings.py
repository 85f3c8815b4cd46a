"""What one channel does after one synaptic pulse: does it open, how often, for how long, how soon.

Exact numbers come from `nemda.receptor.measure.openings`; simulated channels can be added, with standard
errors, as a laboratory would see them. The bath has acted on the resting receptor before the pulse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import settling_time_s
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.measure.openings import Openings, openings
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.single.trace import Trace, simulate_channels
from nemda.receptor.solve.conditions import conditions

QUANTITIES = ("chance", "number", "open_time_s", "mean_open_time_s", "mean_latency_s")
LONGEST_WATCH_S = 10.0


@dataclass(frozen=True)
class PulseOpenings:
    """Opening statistics per pulse at each drug concentration (the first is 0).

    `exact` holds one `Openings` for each level; `simulated` and `standard_error` (level, quantity) the
    means over simulated channels and their standard errors, in the order of `QUANTITIES`, or None.
    """

    receptor: str
    drug: str
    pulse_s: float
    watch_s: float
    level: Float[ndarray, " level"]
    exact: tuple[Openings, ...]
    channels: int
    simulated: Float[ndarray, "level quantity"] | None
    standard_error: Float[ndarray, "level quantity"] | None

    @property
    def table(self) -> Table:
        """One row for each concentration and quantity."""
        rows: list[tuple[float | str, ...]] = []
        for place, (level, one) in enumerate(zip(self.level, self.exact, strict=True)):
            for column, quantity in enumerate(QUANTITIES):
                seen, error = float("nan"), float("nan")
                if self.simulated is not None and self.standard_error is not None:
                    seen = float(self.simulated[place, column])
                    error = float(self.standard_error[place, column])
                rows.append((float(level), quantity, one[column], seen, error))
        return Table(("concentration", "quantity", "exact", "simulated", "standard_error"), tuple(rows))


def openings_per_pulse(
    setup: Setup, drug: str = "", level: Sequence[float] = (), pulse_s: float = 1e-3,
    watch_s: float | None = None, channels: int = 0, seed: int = 1,
) -> PulseOpenings:  # fmt: skip
    """Return the opening statistics after one pulse of the setup's agonist, without and with drug.

    The channel is watched for `watch_s` (until nothing moves, at most 10 s, unless given). `channels`
    channels are simulated for each concentration.

    Raises
    ------
    ReceptorError
        The receptor has no pore, the drug is unknown, or a concentration is negative.
    """
    channel_only(setup)
    preparation = prepared(setup, [drug] if drug else [])
    levels = np.array([0.0, *level]) if drug else np.zeros(1)
    baths = [{**setup.background, **({drug: float(one)} if drug else {})} for one in levels]
    settle = settling_time_s(preparation, conditions(setup.voltage_mv, baths[0]))
    watch = watch_s or min(settle, LONGEST_WATCH_S)
    protocols = [
        hold(pulse_s, setup.voltage_mv, {**bath, **setup.agonist}) + hold(watch, setup.voltage_mv, bath)
        for bath in baths
    ]
    starts = [steady_state(preparation, setup.voltage_mv, bath) for bath in baths]
    exact = tuple(
        openings(preparation, protocol, start) for protocol, start in zip(protocols, starts, strict=True)
    )
    means, errors = None, None
    if channels:
        rng = np.random.default_rng(seed)
        seen = [
            _simulated(preparation, protocol, start, channels, rng)
            for protocol, start in zip(protocols, starts, strict=True)
        ]
        means = np.stack([mean for mean, _ in seen])
        errors = np.stack([error for _, error in seen])
    return PulseOpenings(setup.scheme.name, drug, pulse_s, watch, levels, exact, channels, means, errors)


def _simulated(
    preparation: Preparation, protocol: Protocol, start: ndarray, channels: int, rng: np.random.Generator
) -> tuple[ndarray, ndarray]:
    traces = simulate_channels(preparation, protocol, rng, channels, start)
    numbers, times, latencies = (np.array(one) for one in zip(*map(_read, traces), strict=True))
    opened = numbers > 0
    total = max(float(numbers.sum()), 1.0)
    mean_open = float(times.sum() / total)
    # Ratio estimator: scatter of each channel's time about what its openings predict.
    ratio_error = float(np.sqrt(channels) * np.std(times - mean_open * numbers) / total)
    late = latencies[opened]
    means = [opened.mean(), numbers.mean(), times.mean(), mean_open, late.mean() if late.size else np.nan]
    errors = [_error(opened), _error(numbers), _error(times), ratio_error, _error(late)]
    return np.array(means, dtype=float), np.array(errors, dtype=float)


def _read(trace: Trace) -> tuple[float, float, float]:
    """Return number of openings, open time and latency of the first opening (NaN if none) of one trace."""
    opened = trace.is_open
    begins = opened & ~np.concatenate([[False], opened[:-1]])
    lengths = np.diff(np.append(trace.time_s, trace.end_s))
    latency = float(trace.time_s[begins][0]) if begins.any() else float("nan")
    return float(begins.sum()), float(lengths[opened].sum()), latency


def _error(values: ndarray) -> float:
    return float(np.std(values) / np.sqrt(values.size)) if values.size else float("nan")
