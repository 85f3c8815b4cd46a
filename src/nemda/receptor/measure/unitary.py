"""What one open channel of a receptor carries, from the table `data/currents.toml`.

Wrong if: single-channel currents of a subtype differ from its conductance times the driving force.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

from nemda.errors import ReceptorError
from nemda.model.parameters import Parameter, ParameterTable, read_table
from nemda.receptor.scheme.scheme import Scheme

CHANNELS_BY_FAMILY = {"nmda": "native", "ampa": "ampa", "gabaa": "gabaa", "nachr": "alpha7"}
"""Channel of the table for a family whose subtype the table does not name."""


class Unitary(NamedTuple):
    """Unitary conductance (pS), reversal potential (mV) and share of the current carried by calcium."""

    conductance_ps: Parameter
    reversal_mv: Parameter
    calcium_fraction: Parameter

    @property
    def grade(self) -> str:
        """The weakest grade of the three, F and C before B before A."""
        return max(self, key=lambda one: "ABFC".index(one.grade)).grade


@cache
def currents_table() -> ParameterTable:
    """Return the sourced numbers on unitary currents."""
    return read_table(resources.files("nemda.receptor") / "data" / "currents.toml", "receptor")


def unitary(scheme: Scheme) -> Unitary:
    """Return what one open channel of a scheme carries.

    Raises
    ------
    ReceptorError
        The receptor has no pore, or the table has no numbers for its family.
    """
    if scheme.kind == "binding" or scheme.family not in CHANNELS_BY_FAMILY:
        raise ReceptorError(
            "No unitary current is known for this receptor.", where=scheme.name,
            expected=", ".join(CHANNELS_BY_FAMILY), got=scheme.family,
            hint="report open probability or occupancy instead of a current",
        )  # fmt: skip
    table = currents_table()
    channel = channel_of(scheme)
    return Unitary(
        table[f"conductance_{channel}"],
        table[f"reversal_{'alpha7' if scheme.family == 'nachr' else scheme.family}"],
        table[f"calcium_fraction_{channel}"],
    )


def channel_of(scheme: Scheme) -> str:
    """Return the name of a scheme's channel in the table: its subtype, or that of its family."""
    known = f"conductance_{scheme.subtype}" in currents_table()
    return scheme.subtype if known else CHANNELS_BY_FAMILY[scheme.family]
