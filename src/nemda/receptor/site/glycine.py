"""The glycine site with its own speed: receptors without glycine bind glutamate and cannot open.

The scheme is the receptor with glycine; a second arm without it lacks the open state. Glycine leaves at
1.2 per s (GluN2B) or 1.5 per s (GluN2C), from the decay of the current after glycine is removed in
glutamate (Jessen 2017, 0.82 and 0.66 s), and binds at that rate over its half-effective concentration.
It leaves closed receptors only; the gate is open at most a tenth of the time, so the decay is that fast.
One effective site stands for the two of the receptor.

Wrong if: the current after a jump in glycine does not rise and fall in a single exponential.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from nemda.receptor.pore.arm import copy_arm, in_arm
from nemda.receptor.scheme.check import check_scheme
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.scheme import Cycle, Rate, Scheme, Transition

WITHOUT = "apo"
"""Name of the arm without glycine: the state R there is ``"R+apo"``."""


def with_glycine_site(scheme: Scheme, half: Constant, dissociation: Constant) -> Scheme:
    """Return the scheme with an explicit glycine site; it then rests without glycine.

    `half` in umol/L, `dissociation` in 1/s. An experiment begins with a stretch of glycine long enough
    to fill the site.
    """
    closed = tuple(state for state in scheme.states if state.conductance == 0)
    arm = copy_arm(scheme, WITHOUT, closed)
    binding = Constant(
        name="glycine.association", value=dissociation.value / half.value, unit="1/(umol/L s)",
        meaning="Glycine binding", grade="C" if "C" in (half.grade, dissociation.grade) else "B",
        source=dissociation.source, verified=False, note="Dissociation over the half-effect.",
    )  # fmt: skip
    leaving = replace(dissociation, name="glycine.dissociation")
    enter, leave = Rate(binding.name, ligands=("glycine",)), Rate(leaving.name)
    joints = tuple(Transition(in_arm(state.name, WITHOUT), state.name, enter, leave) for state in closed)
    names = {state.name for state in closed}
    squares = tuple(
        Cycle((one.source, one.target, in_arm(one.target, WITHOUT), in_arm(one.source, WITHOUT)))
        for one in scheme.transitions
        if {one.source, one.target} <= names and one.back is not None
    )
    composed = replace(
        scheme,
        rest=in_arm(scheme.rest, WITHOUT),
        states=(*scheme.states, *arm.states),
        transitions=(*scheme.transitions, *arm.transitions, *joints),
        cycles=(*scheme.cycles, *arm.cycles, *squares),
        constants=MappingProxyType({**scheme.constants, binding.name: binding, leaving.name: leaving}),
    )
    check_scheme(composed)
    return composed
