"""The gut wall: what part of swallowed ketamine escapes CYP3A4 on its way to the liver.

    escape = 1 / (1 + o a),  o = (1 - F) / F

with F the usual escape (0.64, Perez-Ruixo 2021) and a the activity of CYP3A4 in the wall: intrinsic
clearance against a fixed flow, as in the liver. All loss in the wall counts as CYP3A4; CYP2B6 is
scarce there. What would falsify it: an oral exposure that a CYP3A4 inhibitor raises more than 1 / F
while the half-life stays (grapefruit comes close; see the reading of a small escape in readings.toml).

What the wall takes of an oral dose becomes norketamine in the same part as in the liver: with it lost,
clarithromycin and grapefruit would raise norketamine 1.9 times, where 1.2 and 1.3 were observed. The
swallowed part of a nasal dose is left as its source has it, whose apparent norketamine holds it already.
"""

from __future__ import annotations

from jaxtyping import Float
from numpy import ndarray

from nemda.pk.linear import Flow
from nemda.pk.values import Values


def escape_at(
    usual_escape: Float[ndarray, " person"], activity: Float[ndarray, " person"] | float
) -> Float[ndarray, " person"]:
    """Return the escape at an activity of CYP3A4 relative to usual: in (0, 1], exact at activity 1.

    Two changes of activity in turn give the same as their product.
    """
    return usual_escape / (usual_escape + (1.0 - usual_escape) * activity)


def wall_flows(depot: str, rate: Float[ndarray, " person"], values: Values, metabolism: str) -> list[Flow]:
    """Return the flows of an oral dose out of its depot, which empties at `rate` (1/h).

    F of it reaches the compartment ``liver``; of the rest the wall turns its part into norketamine,
    which enters at `metabolism`, and the other part is lost.
    """
    escape = values["gut_escape_fraction"]
    return [
        Flow(depot, "liver", rate * escape),
        Flow(depot, metabolism, rate * (1.0 - escape), values["oral_wall_norketamine_fraction"]),
    ]
