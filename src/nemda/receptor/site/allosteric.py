"""A site beside the pore that makes the gate harder to open: the disputed one of ketamine near 0.1 umol/L.

Abbott, Liu and Popescu (2024, 10.1016/j.bpj.2023.11.3201) report incomplete inhibition that acts on
receptors with agonist before they open and spares brief pulses. Here the drug binds receptors with all
agonist bound and the gate shut; while it is there the gate opens less often, by the factor that leaves
1 - E_max of the steady current. Its speed was not measured and is assumed slow enough to spare a
synaptic pulse. One laboratory's claim: off unless asked for.

Wrong if: tonic currents at 0.1 umol/L are not reduced when the membrane route is open, or brief pulses
are reduced as much.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from nemda.receptor.pore.arm import copy_arm, in_arm
from nemda.receptor.pore.intrinsic import steady_gate
from nemda.receptor.scheme.check import check_scheme
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.scheme import Cycle, Rate, Scheme, Transition


def with_allosteric_site(
    scheme: Scheme, ligand: str, half: Constant, maximal: Constant, dissociation: Constant
) -> Scheme:
    """Return the scheme with an inhibitory site for `ligand`.

    `half` (umol/L) is its binding constant, `maximal` the share of the steady current lost when the site
    is full, `dissociation` (1/s) its speed.
    """
    arm_name = f"{ligand}.site"
    gate = steady_gate(scheme)
    left = gate * (1 - maximal.value)
    # Odds of being open against all else scale with the opening rate.
    opening = (left / (1 - left)) / (gate / (1 - gate))
    arm = copy_arm(scheme, arm_name, scheme.states, opening_factor=opening)
    most = max(state.bound for state in scheme.states)
    bound = [state.name for state in scheme.states if state.conductance == 0 and state.bound == most]
    binding = Constant(
        name=f"{arm_name}.association", value=dissociation.value / half.value, unit="1/(umol/L s)",
        meaning="Binding to the disputed site", grade="C", source=half.source, verified=False,
        note="Assumed dissociation over the reported half-effect.",
    )  # fmt: skip
    leaving = replace(dissociation, name=f"{arm_name}.dissociation")
    enter, leave = Rate(binding.name, ligands=(ligand,)), Rate(leaving.name)
    joints = tuple(Transition(name, in_arm(name, arm_name), enter, leave) for name in bound)
    squares = tuple(
        Cycle((one.source, one.target, in_arm(one.target, arm_name), in_arm(one.source, arm_name)))
        for one in scheme.transitions
        if {one.source, one.target} <= set(bound)
    )
    composed = replace(
        scheme,
        states=(*scheme.states, *arm.states),
        transitions=(*scheme.transitions, *arm.transitions, *joints),
        cycles=(*scheme.cycles, *arm.cycles, *squares),
        constants=MappingProxyType({**scheme.constants, binding.name: binding, leaving.name: leaving}),
    )
    check_scheme(composed)
    return composed
