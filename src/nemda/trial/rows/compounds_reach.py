"""Whether a dose of a compound reaches mood in the shipped model, from its wiring alone.

A card names targets, a target is a signal, and a signal reaches mood where a path of equations leads from it
to the states or inputs of mood. Nothing is run, so a disputed arrow that is switched off counts as a path.
Wrong if a drug that is said to reach mood changes it under no setting of the switches.
"""

from __future__ import annotations

from functools import cache

from nemda.drugs import compounds
from nemda.drugs.targets import TARGETS, load_signal
from nemda.mechanism.chain import chain
from nemda.mechanism.mood import Inputs, States
from nemda.model.expression import symbols_of
from nemda.pk.companion import companion_card
from nemda.pk.companion.levels import FREE_LEVEL_SIGNALS


@cache
def signals_of_mood() -> frozenset[str]:
    """Return every signal from outside that has a path to mood."""
    model = chain()
    needs = {
        **dict(zip(model.state_names, ({*symbols_of([rate])} for rate in model.rates), strict=True)),
        **dict(zip(model.output_names, ({*symbols_of([node])} for node in model.output_nodes), strict=True)),
    }
    found: set[str] = set()
    waiting = [*States._fields, *Inputs._fields, "monoamine_share"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return frozenset(found & set(model.drive_names))


@cache
def targets_reached(key: str) -> tuple[str, ...]:
    """Return, in words, the targets of a companion drug that have a path to mood; nothing for any other.

    >>> targets_reached("lamotrigine")
    ('sodium channels held that carry extra glutamate release',)
    """
    card = compounds()[key]
    if not card.is_companion:
        return ()
    reached = signals_of_mood()
    named = dict.fromkeys(target for _, target in companion_card(key).halves)
    found = [TARGETS[target] for target in named if _signals(target) & reached]
    if FREE_LEVEL_SIGNALS.get(key) in reached:
        found.append("NMDA receptor pores held")
    return tuple(found)


def targets_missed(key: str) -> tuple[str, ...]:
    """Return, in words, the targets of a companion drug without a path to mood."""
    reached = targets_reached(key)
    named = dict.fromkeys(TARGETS[target] for _, target in companion_card(key).halves)
    return tuple(words for words in named if words not in reached)


def _signals(target: str) -> set[str]:
    return {load_signal(target), f"{target}_action"}
