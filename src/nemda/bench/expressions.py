"""Formulas written out as nested expressions, for model languages that have no local variables.

A value that is used once is written where it is used; one that is used more often gets a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from nemda.engine.traced import needed
from nemda.model.expression import Node

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


class Language(NamedTuple):
    """How a language writes an operation on written operands, a number, and the value of a name."""

    operation: Callable[[str, list[str]], str]
    number: Callable[[float], str]
    reference: Callable[[str], str]


def written(
    outputs: Sequence[Node], places: Mapping[int, str], language: Language
) -> tuple[dict[str, str], list[str]]:
    """Return the named values (``v0``, ``v1``, ... in an order of evaluation) and the outputs as texts.

    `places` holds the texts of what is known, by node index.
    """
    nodes = needed(outputs, places)
    uses = Counter(arg.index for node in nodes for arg in node.args)
    uses.update(node.index for node in outputs)
    texts = dict(places)
    named: dict[str, str] = {}

    def of(node: Node) -> str:
        return language.number(float(node.value)) if node.operation == "constant" else texts[node.index]

    for node in nodes:
        text = language.operation(node.operation, [of(arg) for arg in node.args])
        if uses[node.index] > 1:
            name = f"v{len(named)}"
            named[name] = text
            text = language.reference(name)
        texts[node.index] = text
    return named, [of(node) for node in outputs]


def infix(operation: str, operands: list[str]) -> str:
    """Return an operation as most languages write it; powers as ``pow(a, b)``."""
    if operation in _INFIX:
        return f"({operands[0]} {_INFIX[operation]} {operands[1]})"
    if operation == "neg":
        return f"(0.0 - {operands[0]})"
    return f"{operation}({', '.join(operands)})"
