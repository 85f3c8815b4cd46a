"""The calcium rule of plasticity and its published parameter sets.

Graupner and Brunel (PNAS 2012, 10.1073/pnas.1109359109): synaptic efficacy rho in [0, 1] is pushed up
while calcium is above one threshold and down while it is above a lower one,

    tau drho/dt = -rho (1 - rho) (rho* - rho) + gamma_p (1 - rho) [c > theta_p] - gamma_d rho [c > theta_d]
                  + sigma sqrt(tau ([c > theta_p] + [c > theta_d])) noise

and left alone falls to 0 (weak) or 1 (strong). Calcium jumps with every spike and decays, c_pre through
NMDA receptors a delay after the presynaptic spike, c_post with the postsynaptic one. Chosen because one
rule with one parameter set gives timing, rate and number dependence, and because NMDA receptors enter as
one amplitude. Wrong if depression and potentiation do not depend on the level of calcium alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from nemda.errors import ParameterError


@dataclass(frozen=True)
class CalciumRule:
    """Constants of one synapse.

    Calcium amplitudes and thresholds share one arbitrary unit; `depression_rate`, `potentiation_rate` and
    `noise` stand beside `time_s` as in the paper; `down_share` of the synapses start weak, and a strong
    one is `strength_ratio` times as strong as a weak one.
    """

    name: str
    meaning: str
    preparation: str
    calcium_time_ms: float
    presynaptic_calcium: float
    postsynaptic_calcium: float
    depression_threshold: float
    potentiation_threshold: float
    depression_rate: float
    potentiation_rate: float
    noise: float
    time_s: float
    delay_ms: float
    down_share: float
    strength_ratio: float
    unstable_point: float

    def with_nmda(self, share: float) -> CalciumRule:
        """Return the rule with NMDA receptors passing `share` of their usual calcium (1 changes nothing).

        Raises
        ------
        ParameterError
            The share is negative or not finite.
        """
        if not 0 <= share < float("inf"):
            raise ParameterError(
                "Calcium through NMDA receptors cannot be negative.", where="share", expected="0 or more",
                got=share,
            )  # fmt: skip
        return replace(self, presynaptic_calcium=self.presynaptic_calcium * share)


@cache
def published_rules() -> Mapping[str, CalciumRule]:
    """Return the nine published sets by name: three fitted to data, six illustrations (their Fig. 2)."""
    file = resources.files("nemda.synapse") / "data" / "rules.toml"
    content = tomllib.loads(file.read_text("utf-8"))
    return {
        name: CalciumRule(name=name, unstable_point=content["unstable_point"], **entry)
        for name, entry in content["set"].items()
    }


def published_rule(name: str) -> CalciumRule:
    """Return a published set by name, such as ``"cortical_slices"``.

    Raises
    ------
    ParameterError
        No set has this name.
    """
    rules = published_rules()
    if name not in rules:
        raise ParameterError(
            "Unknown rule of plasticity.", where="rule", expected=", ".join(rules), got=repr(name)
        )
    return rules[name]
