"""How the shipped chain is shown: what stands before and behind the mechanisms, groups, spelling.

Data and the few arrows that no mechanism declares: a dose makes levels, the setting makes sessions, and
the score reads mood. Nothing here enters a simulation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from nemda.mechanism.chain import DRUG_DRIVES, EXPERIMENT_DRIVES, SETTING_DRIVES, TARGET_DRIVES
from nemda.mechanism.mood import Parameters, score
from nemda.model.expression import Graph, derivatives
from nemda.model.graph import Arrow, Effect, MechanismGraph, Place, Point, sign_of

SPELLING: Mapping[str, str] = MappingProxyType(
    {
        "acth": "ACTH", "akt": "Akt", "ampa": "AMPA", "bdnf": "BDNF", "d1": "D1", "eef2": "eEF2",
        "erk": "ERK", "gaba": "GABA", "glua1": "GluA1", "gsk3": "GSK-3", "interleukin6": "IL-6",
        "madrs": "MADRS", "mk801": "MK-801", "mtorc1": "mTORC1", "nmda": "NMDA", "r": "R", "s": "S",
        "s6k": "S6K", "trkb": "TrkB",
    }
)  # fmt: skip
"""How words of names are written for readers."""

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dose and levels": ("dose", "kinetics", "experiment"),
        "receptor": ("magnesium", "block", "glycine_site"),
        "circuit and transmitters": ("circuit", "homeostasis", "glutamate", "ampa", "dopamine"),
        "signaling and synapses": ("plasticity", "bdnf", "signaling", "spines"),
        "stress and immunity": ("stress", "inflammation"),
        "monoamines and reward": ("serotonin", "noradrenaline", "reward", "nicotinic", "slow_antidepressant"),
        "mood": ("opioid", "mood", "setting", "expectancy", "score"),
        "acute effects": ("dissociation", "sedation", "planes", "circulation", "blood_flow", "pain"),
    }
)
"""Which places of the picture belong together."""

READERS: Mapping[str, str] = MappingProxyType(
    {
        "mood_fast": "mood",
        "slow_gain": "mood",
        "opioid_gate": "opioid",
        "expectancy": "expectancy",
        "care": "expectancy",
        "monoamine_share": "slow_antidepressant",
    }
)
"""Arguments of the score, and the mechanism each comes from."""

DOSE = Place("dose", "compound, amount, route and time, from the regimen", {})
KINETICS = Place("kinetics", "closed-form levels in plasma and at the effect site", {})
SETTING = Place("setting", "sessions, an active comparator, being in a study or a course of treatment", {})
EXPERIMENT = Place("experiment", "co-drugs and protocols of an experiment; none of them in a patient", {})
SCORE = Place("score", "MADRS: what is left of the symptoms after drug, expectancy, care and time", {})


def whole_chain(graph: MechanismGraph, points: Sequence[Point]) -> MechanismGraph:
    """Return the graph of the shipped model with dose, kinetics, setting and score around it."""
    origin = {
        **dict.fromkeys(DRUG_DRIVES, "kinetics"),
        **dict.fromkeys(TARGET_DRIVES, "kinetics"),
        **dict.fromkeys(SETTING_DRIVES, "setting"),
        **dict.fromkeys(EXPERIMENT_DRIVES, "experiment"),
    }
    arrows = [
        replace(arrow, provider=origin.get(arrow.signal, arrow.provider))
        if arrow.provider == "outside"
        else arrow
        for arrow in graph.arrows
    ]
    first = Arrow("dose", "kinetics", "dose", (Effect("level", "+", ()),), ())
    places = (DOSE, KINETICS, SETTING, EXPERIMENT, *graph.places, SCORE)
    return MechanismGraph(places, (first, *arrows, *_score_arrows(graph, points)))


def _score_arrows(graph: MechanismGraph, points: Sequence[Point]) -> list[Arrow]:
    """Return the arrows to the score, their signs from its equation, at one point of baseline."""
    trace = Graph()
    parameters = Parameters(*(trace.symbol(name) for name in Parameters._fields))
    arguments = {name: trace.symbol(name) for name in (*READERS, "baseline_madrs", "in_care_h")}
    madrs = score(parameters, **arguments).madrs
    at_rest = points[0]["mood_slow"]
    seen = [
        {**point, "slow_gain": point["mood_slow"] - at_rest, "baseline_madrs": 1.0, "in_care_h": 0.0}
        for point in points
    ]
    arrows: list[Arrow] = []
    for name, provider in READERS.items():
        slope = derivatives([madrs], [arguments[name]])[0, 0]
        switches = {p for arrow in graph.arrows if arrow.signal == name for p in arrow.switches}
        effect = Effect("madrs", sign_of(slope, seen), ())
        arrows.append(Arrow(provider, "score", name, (effect,), tuple(switches)))
    return arrows
