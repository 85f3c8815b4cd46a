"""Spike protocols: pairs of a pre- and a postsynaptic spike, at a rate, in bursts, in repeats.

The protocols of the experiments that the rules were fitted to. A pair whose postsynaptic spike comes
after the presynaptic one has a positive delay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError


@dataclass(frozen=True)
class SpikePairs:
    """`pairs` spike pairs at `rate_hz`, `delay_ms` apart, the whole `repeats` times every `repeat_s`.

    Sjöström 2001 (visual cortex): 5 pairs, 15 times every 10 s. The standard test of timing: 60 pairs at
    1 Hz. `repeat_s` is ignored for one repeat.
    """

    pairs: int
    rate_hz: float
    delay_ms: float
    repeats: int = 1
    repeat_s: float = 10.0

    def __post_init__(self) -> None:
        for name, value in (
            ("pairs", self.pairs),
            ("repeats", self.repeats),
            ("rate_hz", self.rate_hz),
            ("repeat_s", self.repeat_s),
        ):
            if not 0 < value < float("inf"):
                raise ParameterError(
                    "A spike protocol needs positive numbers.", where=name, expected="above 0", got=value
                )
        if not abs(self.delay_ms) < float("inf"):
            raise ParameterError("The delay of a pair must be a number.", where="delay_ms", got=self.delay_ms)
        if self.repeats > 1 and self.pairs / self.rate_hz > self.repeat_s:
            raise ParameterError(
                "A repeat starts before the one before it has ended.", where="repeat_s",
                expected=f"at least {self.pairs / self.rate_hz:g} s", got=self.repeat_s,
            )  # fmt: skip

    def presynaptic_ms(self) -> Float[ndarray, " spike"]:
        """Return the times of the presynaptic spikes (ms), the first at 0."""
        within = np.arange(self.pairs) * (1000 / self.rate_hz)
        starts = np.arange(self.repeats) * (1000 * self.repeat_s)
        return (starts[:, None] + within).ravel()

    def postsynaptic_ms(self) -> Float[ndarray, " spike"]:
        """Return the times of the postsynaptic spikes (ms)."""
        return self.presynaptic_ms() + self.delay_ms
