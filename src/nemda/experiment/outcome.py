"""What the states of an experiment mean: the algebraic outputs of the chain, and the mood of a person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import kernels
from nemda.errors import ExperimentError
from nemda.mechanism.chain import chain
from nemda.mechanism.mood import MADRS_MAXIMUM, score
from nemda.mechanism.mood import Parameters as MoodParameters
from nemda.model.drive import Drive
from nemda.people.distributions import TruncatedNormal
from nemda.people.presets import read_preset

TYPICAL_PATIENT = "trd"


def outputs_of(
    values: Mapping[str, ndarray],
    states: Float[ndarray, "state time column"],
    drive: Drive,
    time_h: Float[ndarray, " time"],
) -> dict[str, Float[ndarray, "column time"]]:
    """Return states, outputs and signals of the chain by name."""
    model, code = chain(), kernels(chain())
    constants = code.constants_of(np.array([values[name] for name in model.parameter_names]))
    signals = drive.at(time_h)
    found = np.empty((len(model.outputs), states.shape[2], time_h.size))
    row = np.empty(found.shape[:2])
    for index in range(time_h.size):
        code.outputs(states[:, index], signals[:, index], constants, row)
        found[:, :, index] = row
    named = dict(zip(model.state_names, np.swapaxes(states, 1, 2), strict=True))
    named |= dict(zip(model.output_names, found, strict=True))
    return named | {name: signals[place].T for place, name in enumerate(model.drive_names)}


def mood_of(
    values: Mapping[str, ndarray],
    rest: Float[ndarray, "state column"],
    rows: Mapping[str, Float[ndarray, "column time"]],
    time_h: Float[ndarray, " time"],
) -> dict[str, Float[ndarray, "column time"]]:
    """Return MADRS and its change (points) of a patient with the mean baseline of the preset trd."""
    parameters = MoodParameters(*(values[name][:, None] for name in MoodParameters._fields))
    baseline = baseline_madrs()
    slow_at_rest = rest[chain().state_names.index("mood_slow")][:, None]
    result = score(
        parameters,
        baseline,
        rows["mood_fast"],
        rows["mood_slow"] - slow_at_rest,
        rows["opioid_gate"],
        rows["expectancy"],
        rows["care"],
        rows["in_care"] * time_h,
        rows["monoamine_share"],
    )
    madrs = np.clip(np.asarray(result.madrs), 0.0, MADRS_MAXIMUM)
    return {"madrs": madrs, "madrs_change": madrs - baseline}


@cache
def baseline_madrs() -> float:
    """Return the mean MADRS of patients at entry (points)."""
    distribution = read_preset(TYPICAL_PATIENT).covariates["baseline_madrs"].men
    if not isinstance(distribution, TruncatedNormal):
        raise ExperimentError(
            "The baseline of a typical patient is not known.", where=f"people {TYPICAL_PATIENT}",
            expected="a truncated normal distribution of baseline_madrs", got=distribution,
        )  # fmt: skip
    return distribution.mean
