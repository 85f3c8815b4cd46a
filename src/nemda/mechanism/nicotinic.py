"""Nicotinic receptors: steady nicotine silences alpha-7 and calls for more; choline hardly does.

Claim: at the levels of smokers nicotine desensitizes far more than it opens (IC50 0.65 against EC50 76
umol/L, oocytes); silenced receptors are replaced by new ones over weeks (Rasmussen 2006, rat: sites up 10 to
70% after 14 days), so the same dose leaves more of them answering, and in abstinence a surplus answers.
Choline, which opens the same receptor, would need tens of micromoles to desensitize it, and food moves it by
a few. That choline does not desensitize at all is the popular reading and is contested: here it does, by its
own constant. Form: desensitization settles within minutes and follows its load at once, over what ambient
choline already holds; receptor number is one slow state. Alpha-4 beta-2 receptors, through which most of
dependence runs, are read at balance beside it: what opens (EC50 0.29) and what silences them (0.43 umol/L,
human receptors in cells). Contested: in one table EC50s of several systems spread 60-fold, and binding (Ki
0.0049) would hold nearly all of them at a tenth of the level that silences half. Time scale: weeks.
Falsified by: no change of alpha-7 number under steady nicotine, or as many silenced receptors under dietary
choline.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.reuptake import occupancy
from nemda.model.maths import Value, power
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """How many receptors there are."""

    alpha7_number: Value = state("1", "alpha-7 receptors relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Ambient choline, steepness, and replacement."""

    alpha7_ambient_load: Value
    alpha7_desensitization_exponent: Value
    alpha7_upregulation: Value
    alpha7_turnover_time: Value


class Inputs(NamedTuple):
    """Agonists as loads: levels over their half-effective levels, for opening and for silencing."""

    nicotinic_alpha7_load: Value = signal("1", "agonist levels over half-opening levels at alpha-7")
    nicotinic_alpha7_desensitization_load: Value = signal(
        "1", "agonist levels over half-desensitizing levels at alpha-7, beyond ambient choline"
    )
    nicotinic_alpha4beta2_load: Value = signal(
        "1", "agonist levels over half-opening levels at alpha-4 beta-2"
    )
    nicotinic_alpha4beta2_desensitization_load: Value = signal(
        "1", "agonist levels over half-desensitizing levels at alpha-4 beta-2"
    )


class Outputs(NamedTuple):
    """What is silenced, what still answers, and what abstinence would unmask."""

    alpha7_desensitized: Value = signal("1", "share of alpha-7 receptors desensitized")
    alpha7_activation: Value = signal("1", "share of able receptors that the agonist opens, times number")
    alpha7_response: Value = signal("1", "answer to a pulse of acetylcholine relative to rest")
    alpha7_surplus: Value = signal(
        "1", "answer by receptors in excess of rest, which nicotine no longer holds"
    )
    alpha4beta2_desensitized: Value = signal("1", "share of alpha-4 beta-2 receptors that nicotine silences")
    alpha4beta2_activation: Value = signal("1", "share of alpha-4 beta-2 receptors, able ones, that it opens")


def desensitized(parameters: Parameters, load: Value) -> Value:
    """Return x^n / (1 + x^n) with x the load over and above what ambient choline gives."""
    steep = power(parameters.alpha7_ambient_load + load, parameters.alpha7_desensitization_exponent)
    return steep / (1 + steep)


def load_for_equal_answer(parameters: Parameters, first_load: float, number: float) -> float:
    """Return the load that leaves as many receptors answering among `number` as `first_load` did among 1.

    Solves number (1 - desensitized(load)) = 1 - desensitized(first load); more receptors need more nicotine.
    """
    answering = (1 - desensitized(parameters, first_load)) / number
    odds = (1 - answering) / answering
    return odds ** (1 / parameters.alpha7_desensitization_exponent) - parameters.alpha7_ambient_load


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return shares; response = number (1 - silenced) / (1 - silenced at rest)."""
    silenced = desensitized(parameters, inputs.nicotinic_alpha7_desensitization_load)
    able = (1 - silenced) / (1 - desensitized(parameters, 0))
    quiet = occupancy(inputs.nicotinic_alpha4beta2_desensitization_load)
    return Outputs(
        alpha7_desensitized=silenced,
        alpha7_activation=states.alpha7_number * able * occupancy(inputs.nicotinic_alpha7_load),
        alpha7_response=states.alpha7_number * able,
        alpha7_surplus=(states.alpha7_number - 1) * able,
        alpha4beta2_desensitized=quiet,
        alpha4beta2_activation=(1 - quiet) * occupancy(inputs.nicotinic_alpha4beta2_load),
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return number toward 1 + upregulation times the share of receptors silenced beyond rest."""
    p = parameters
    at_rest = desensitized(p, 0)
    silenced = desensitized(p, inputs.nicotinic_alpha7_desensitization_load)
    wanted = 1 + p.alpha7_upregulation * (silenced - at_rest)
    return States((wanted - states.alpha7_number) / p.alpha7_turnover_time)


NICOTINIC = Mechanism(
    name="nicotinic",
    claim="steady nicotine desensitizes alpha-7 receptors, and new ones replace them over weeks",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
