"""What can be differentiated: states, algebraic outputs, drives, and MADRS with its parts, by name.

MADRS comes from `nemda.mechanism.mood.score`, the function that a simulation calls. Where the score is cut
at 0 or 60 its derivative is 0, and at a cut itself it is not defined.
"""

from __future__ import annotations

from collections.abc import Mapping

from nemda.engine.gradients.course import Case, Course
from nemda.engine.gradients.functions import Functions
from nemda.engine.gradients.library import Array, jax_library
from nemda.mechanism.mood import MADRS_MAXIMUM, Score, score
from nemda.mechanism.mood import Parameters as MoodParameters
from nemda.model.assembly import Model

MADRS_CHANGE = "madrs_change"


def variables(model: Model) -> tuple[str, ...]:
    """Return the names of everything that can be read out of a model."""
    names = (*model.state_names, *model.output_names, *model.drive_names)
    scored = set(MoodParameters._fields) <= set(model.parameter_names)
    return (*names, *Score._fields, MADRS_CHANGE) if scored else names


def read_out(
    model: Model,
    f: Functions,
    parameters: Array,
    constants: Array,
    found: Course,
    drives: Array,
    case: Case,
) -> Mapping[str, Array]:
    """Return every variable as [time, person].

    `drives` [drive, time, person] are those at the times of the case, `parameters` and `constants` by person.
    """
    outputs = f.outputs(found.states, drives, constants[:, None, :])
    values = dict(zip(model.state_names, found.states, strict=True))
    values |= dict(zip(model.output_names, outputs, strict=True))
    values |= dict(zip(model.drive_names, drives, strict=True))
    if MADRS_CHANGE not in variables(model):
        return values
    row = {name: index for index, name in enumerate(model.parameter_names)}
    result = score(
        MoodParameters(*(parameters[row[name]] for name in MoodParameters._fields)),
        case.baseline_madrs,
        values["mood_fast"],
        values["mood_slow"] - found.start[model.state_names.index("mood_slow")],
        values["opioid_gate"],
        values["expectancy"],
        values["care"],
        values["in_care"] * case.time_h[:, None],
        values["monoamine_share"],
    )
    madrs = jax_library().numpy.clip(result.madrs, 0.0, MADRS_MAXIMUM)
    return values | result._asdict() | {"madrs": madrs, MADRS_CHANGE: madrs - case.baseline_madrs}
