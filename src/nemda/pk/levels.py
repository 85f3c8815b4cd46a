"""Plasma levels of people under a regimen by any kinetic model: the one entry for commands and checks.

The default model takes covariates and interactions as changes of its parameters; a published model takes
what its source took, and no interaction, because none of the sources has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy import ndarray

from nemda.errors import ParameterError
from nemda.model.drive import Drive, join
from nemda.pk.bodies import Bodies
from nemda.pk.companion import companion_parameters, companion_plasma
from nemda.pk.covariates import with_covariates
from nemda.pk.doses import ketamine_doses
from nemda.pk.interactions import find_interaction, with_interactions
from nemda.pk.kinetics import plasma_drive
from nemda.pk.published import find_model
from nemda.pk.values import typical_values
from nemda.regimen import Regimen

DEFAULT = "nemda"
"""Name of the package's own kinetics."""


def levels(
    regimen: Regimen,
    bodies: Bodies,
    *,
    model: str = DEFAULT,
    interacting: Sequence[str] = (),
    parameters: Mapping[str, ndarray] | None = None,
) -> Drive:
    """Return total plasma concentrations (umol/L) of people under a regimen.

    Signals are those of `nemda.pk.plasma_drive` and of `nemda.pk.companion.companion_plasma`, or those that a
    published `model` has. `interacting`
    names drugs and foods taken with all doses; `parameters` are one value per person, and typical ones
    when left out.

    Raises
    ------
    NemdaError
        A model, an interacting drug, a body, a parameter or a dose is unknown or cannot be used.
    """
    weight_kg = np.asarray(bodies.weight_kg)
    if model == DEFAULT:
        values = typical_values(bodies.people) if parameters is None else parameters
        values = with_covariates(dict(values), bodies)
        values = with_interactions(values, [find_interaction(name) for name in interacting])
        ketamine = plasma_drive(regimen, weight_kg, values)
        companions = companion_plasma(
            regimen, weight_kg, _companion_values(regimen, parameters, bodies.people)
        )
        return ketamine if companions is None else join([ketamine, companions])
    if interacting:
        raise ParameterError(
            "A published model knows no interaction.", where=model, got=", ".join(interacting),
            hint=f"leave the interaction out, or use the model {DEFAULT!r}",
        )  # fmt: skip
    return find_model(model).plasma(ketamine_doses(regimen, weight_kg), bodies, parameters)


def _companion_values(
    regimen: Regimen, parameters: Mapping[str, ndarray] | None, people: int
) -> Mapping[str, ndarray]:
    """Return the numbers of the regimen's companion drugs: those given, or typical ones."""
    typical = {name: np.full(people, one.value) for name, one in companion_parameters(regimen).items()}
    return {**typical, **(parameters or {})}
