"""The plastic window: does what is learned while synapses change last longer? A switch, off by default.

Psychotherapy raises a learned change L in [0, 1] with every session and forgetting takes it away:

    L after a session = L + rate (1 + switch gain (plasticity - 1)) (1 - L),   dL/dt = -L / time

Plasticity is any signal that is 1 at rest (BDNF translation, connectivity relative to its rest). With the
switch at 0 a session teaches as much at any time. The evidence is thin: cognitive behavioral therapy
after six infusions kept responders better by d = 0.65 on the MADRS, with an interval from -0.55 to 1.82
(Wilkinson 2021, 28 people), and a control without ketamine was not part of it, so the trial cannot tell
a window from the therapy's own effect. Falsified by: therapy after the window that works as well.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ParameterError


def learned_change(
    time_h: Float[ndarray, " time"],
    plasticity: Float[ndarray, " time"],
    sessions_h: Float[ndarray, " session"],
    *,
    rate: float,
    time_constant_h: float,
    switch: float = 0.0,
    gain: float = 1.0,
) -> Float[ndarray, " time"]:
    """Return learned change L at `time_h` for sessions at `sessions_h`.

    `plasticity` is relative to rest on `time_h` and is interpolated; `rate` is the share learned in a
    session at rest (at most 1 whatever the window), `time_constant_h` that of forgetting.

    Raises
    ------
    ParameterError
        A session outside of `time_h`, times out of order, or a number outside of its range.
    """
    if np.any(np.diff(time_h) <= 0):
        raise ParameterError("Times must rise.", where="time_h", got=time_h.tolist()[:5])
    if np.any((sessions_h < time_h[0]) | (sessions_h > time_h[-1])):
        raise ParameterError(
            "A session lies outside of the simulated time.", where="sessions_h",
            expected=f"{time_h[0]:g} to {time_h[-1]:g} h", got=sessions_h.tolist(),
        )  # fmt: skip
    if not (0 <= rate <= 1 and 0 <= switch <= 1 and time_constant_h > 0 and gain >= 0):
        raise ParameterError(
            "rate and switch lie in [0, 1], gain is 0 or more, time_constant_h above 0.",
            where="learned_change", got=(rate, switch, gain, time_constant_h),
        )  # fmt: skip
    learned = np.zeros(time_h.size)
    for session in np.sort(sessions_h):
        at_session = float(np.interp(session, time_h, plasticity))
        share = min(1.0, max(0.0, rate * (1 + switch * gain * (at_session - 1))))
        present = float(np.interp(session, time_h, learned))
        after = time_h >= session
        learned[after] += share * (1 - present) * np.exp(-(time_h[after] - session) / time_constant_h)
    return learned
