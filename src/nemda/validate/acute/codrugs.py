"""Predictions on co-drugs: the direction in which one moves what is felt."""

from __future__ import annotations

from collections.abc import Sequence

from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.dissociation import Inputs, Parameters, States, outputs
from nemda.validate.acute.groups import Course
from nemda.validate.acute.judge import Prediction
from nemda.validate.acute.row import AcuteRow


def with_lamotrigine(row: AcuteRow, arms: Sequence[Course]) -> Prediction:
    """Return whether a blocker of extra glutamate release lowers the CADSS at the mean peak level.

    A probability of chance (p) is no size of an effect, so only the direction is predicted.
    """
    del row
    table = simulation_parameters()
    parameters = Parameters(*(table[name].value for name in Parameters._fields))
    level = float(max(arm.mean("active_level").max() for arm in arms))
    alone, together = (
        outputs(States(0.0), parameters, _inputs(level, share)).dissociation for share in (0.0, 1.0)
    )
    return Prediction(None, "decrease" if together < alone else "no change", ("a p value is no size",))


def _inputs(level: float, share: float) -> Inputs:
    nothing = dict.fromkeys(Inputs._fields, 0.0)
    return Inputs(**{**nothing, "ketamine_s_effect": level, "glutamate_release_inhibitor": share})
