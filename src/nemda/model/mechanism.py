"""What a mechanism is: states, parameters, inputs, outputs and their equations, declared with units.

A mechanism is one file. Its states, inputs and outputs are fields of named tuples whose default
values are declarations (unit and meaning), so that inside the equations every quantity is an
attribute and no string is looked up. Parameters are fields too; what they are worth, in which unit
and from which source stands in a TOML table beside the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

from nemda.errors import ModelError
from nemda.model.parameters import ParameterTable, read_table


@dataclass(frozen=True)
class Declaration:
    """Unit and meaning of one state, input or output; for a state also its value at rest.

    `start` is where the search for the drug-free steady state begins, and `scale` the size below
    which a difference in the state no longer matters (it sets the solver's absolute tolerance).
    `stepwise`, of an outside signal: it only jumps, at edges of the drive, so the solver need not follow
    its slope.
    """

    unit: str
    meaning: str
    start: float = 0.0
    scale: float = 1.0
    stepwise: bool = False


def state(unit: str, meaning: str, *, start: float, scale: float = 1.0) -> Any:
    """Declare a state of a mechanism."""
    return Declaration(unit, meaning, start, scale)


def signal(unit: str, meaning: str) -> Any:
    """Declare an input or an output of a mechanism."""
    return Declaration(unit, meaning)


class Nothing(NamedTuple):
    """No states, inputs or outputs of this kind."""


@dataclass(frozen=True)
class Mechanism:
    """A biological claim that can be simulated.

    `rates(states, parameters, inputs)` returns the states' rates of change (per hour) as the same
    named tuple; `outputs(states, parameters, inputs)` returns algebraic quantities that other
    mechanisms or the reader may use. Both are pure and use only arithmetic and `nemda.model.maths`.
    """

    name: str
    claim: str
    parameters: type
    inputs: type
    rates: Callable[[Any, Any, Any], Any]
    states: type = Nothing
    outputs: type = Nothing
    output_equations: Callable[[Any, Any, Any], Any] | None = None
    table: ParameterTable | None = None

    def __post_init__(self) -> None:
        if (self.outputs is not Nothing) != (self.output_equations is not None):
            raise ModelError("Outputs and their equations must come together.", where=self.name)
        missing = sorted(set(fields_of(self.parameters)) ^ set(self.parameter_table))
        if missing:
            raise ModelError(
                "Parameter fields and parameter table differ.", where=self.name, got=missing,
                hint="every field needs one entry in the mechanism's TOML table, and the reverse",
            )  # fmt: skip

    @property
    def parameter_table(self) -> ParameterTable:
        """The sourced parameters of this mechanism."""
        return self.table if self.table is not None else {}


def no_rates(states: Any, parameters: Any, inputs: Any) -> Nothing:
    """Return no rates: for a mechanism without states."""
    del states, parameters, inputs
    return Nothing()


def fields_of(kind: type) -> tuple[str, ...]:
    """Return the field names of a named tuple class, in order."""
    return tuple(getattr(kind, "_fields", ()))


def declarations(kind: type) -> dict[str, Declaration]:
    """Return the declaration of every field of a states, inputs or outputs class.

    Raises
    ------
    ModelError
        A field has no declaration.
    """
    defaults: dict[str, Any] = getattr(kind, "_field_defaults", {})
    missing = [name for name in fields_of(kind) if not isinstance(defaults.get(name), Declaration)]
    if missing:
        raise ModelError("Field without unit and meaning.", where=kind.__qualname__, got=missing)
    return dict(defaults)


def table_beside(module: str) -> ParameterTable:
    """Return the parameter table `data/NAME.toml` that belongs to a mechanism's module."""
    package, _, name = module.rpartition(".")
    return read_table(resources.files(package) / "data" / f"{name}.toml", name)
