"""The picture of the chain, and its arrows as a table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from making.tables import table
from nemda.engine.points import typical_points
from nemda.mechanism.chain import chain
from nemda.mechanism.picture import GROUPS, SPELLING, whole_chain
from nemda.model.drawing import SIGN_MARKS, drawing
from nemda.model.graph import Arrow, MechanismGraph, mechanism_graph
from nemda.model.printing import readable

HEADINGS = ("signal", "from", "to", "acts on", "switch")


@cache
def graph() -> MechanismGraph:
    """Return the graph of the shipped chain, with dose, kinetics, setting and score."""
    points = typical_points()
    return whole_chain(mechanism_graph(chain(), points), points)


@cache
def svg() -> str:
    """Return the drawing."""
    return drawing(graph(), GROUPS, SPELLING)


def picture() -> str:
    """Return the drawing as HTML."""
    return f'<div class="chain">\n{svg()}</div>\n'


def arrow_table(arrows: Iterable[Arrow]) -> str:
    """Return arrows as a table: each effect with its sign, each switch with its value and grade."""
    return table(HEADINGS, (_row(arrow) for arrow in arrows))


def all_arrows() -> str:
    """Return the table of all arrows of the chain."""
    return arrow_table(graph().arrows)


def _row(arrow: Arrow) -> tuple[str, ...]:
    effects = ", ".join(
        f"{SIGN_MARKS[effect.sign]} {readable(effect.target, SPELLING)}" for effect in arrow.effects
    )
    switches = ", ".join(
        f"`{switch.name}` = {switch.value:g} (grade {switch.grade})" for switch in arrow.switches
    )
    names = (readable(name, SPELLING) for name in (arrow.signal, arrow.provider, arrow.user))
    return (*names, effects, switches or "accepted")
