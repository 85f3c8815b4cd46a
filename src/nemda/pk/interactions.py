"""What other drugs and foods do to ketamine by any route: a pure change of the kinetic parameters.

An interaction acts on three enzymes only: CYP3A4 of the gut wall, CYP3A4 and CYP2B6 of the liver. How
much that matters follows from the route, because swallowed drug meets all three before the blood
and injected drug passes the liver near its flow. Several interacting drugs multiply per enzyme, which is
right where each leaves the other's share alone; two that compete for one site leave more activity than
the product says, down to that of the stronger one alone. Nothing is said about time: the interacting
drug is taken as long as in its study, and both start and end with the run. What would falsify the
form: an interaction whose size does not depend on the route.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from nemda.drugs.names import near_matches, normal_form
from nemda.errors import ParameterError
from nemda.pk.gut import escape_at
from nemda.pk.interaction import Activities, Interaction, parse_interaction
from nemda.pk.values import Values

__all__ = ["Activities", "Interaction", "find_interaction", "interactions", "with_interactions"]


@cache
def interactions() -> Mapping[str, Interaction]:
    """Return all interacting drugs and foods by name, those with a direction only included."""
    table = files("nemda.pk").joinpath("tables/interactions.toml")
    content = tomllib.loads(table.read_text(encoding="utf-8"))
    return MappingProxyType({name: parse_interaction(name, entry) for name, entry in content.items()})


def find_interaction(text: str) -> Interaction:
    """Return the interaction that a name means: ``find_interaction("rifampin").name == "rifampicin"``.

    Raises
    ------
    ParameterError
        No interaction has this name.
    """
    known = {
        normal_form(name): entry for entry in interactions().values() for name in (entry.name, *entry.names)
    }
    found = known.get(normal_form(text))
    if found is None:
        spellings = [name for entry in interactions().values() for name in (entry.name, *entry.names)]
        near = near_matches(text, spellings)
        guess = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise ParameterError(
            "No interaction with this drug or food is known.", got=repr(text),
            expected=", ".join(sorted(interactions())),
            hint=f"{guess}leave it out if it acts on neither CYP3A4 nor CYP2B6",
        )  # fmt: skip
    return found


def with_interactions(values: Values, interactions: Sequence[Interaction]) -> Values:
    """Return the kinetic parameters of people who take all these drugs and foods; none changes nothing.

    Raises
    ------
    ParameterError
        Only the direction of an interaction is known, or one is named twice.
    """
    changed = dict(values)
    seen: set[str] = set()
    for interaction in interactions:
        if interaction.name in seen:
            raise ParameterError("An interaction is named twice.", got=repr(interaction.name))
        seen.add(interaction.name)
        activities = _known(interaction)
        changed["cyp3a4_liver_activity"] = changed["cyp3a4_liver_activity"] * activities.cyp3a4_liver
        changed["cyp2b6_liver_activity"] = changed["cyp2b6_liver_activity"] * activities.cyp2b6_liver
        changed["gut_escape_fraction"] = escape_at(changed["gut_escape_fraction"], activities.cyp3a4_gut)
    return changed


def _known(interaction: Interaction) -> Activities:
    if interaction.activities is None:
        raise ParameterError(
            "Direction only: no size of this interaction is known.", where=interaction.name,
            expected="an interaction with numbers",
            got=f"it {interaction.direction} the exposure to ketamine; {interaction.note}",
            hint="give cyp3a4_activity and cyp2b6_activity of the people yourself to explore a size",
        )  # fmt: skip
    return interaction.activities
