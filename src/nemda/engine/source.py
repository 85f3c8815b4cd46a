"""From nodes to code: straight-line Python in which every value is an array over people.

NumPy runs each line on many people at once, so no compiler is needed on the user's machine. A value
is kept only until its last use, which keeps the working set inside the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nemda.engine.traced import needed
from nemda.model.expression import Node

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_CALLS = {name: name for name in ("exp", "log", "sqrt", "cos", "sin")}
SMALL_POWERS = {2.0, 3.0, 4.0}


def function(
    name: str,
    arguments: Sequence[str],
    outputs: Sequence[tuple[str, Node]],
    places: Mapping[int, str],
    library: Any = np,
) -> Callable[..., None]:
    """Return a function that computes `outputs` and assigns each to its target.

    `places` tells where the value of a node already known to the caller is found, by node index, as
    an expression such as ``x[3]``; `outputs` pairs a target such as ``out[0]`` with a node.
    """
    text = source(name, arguments, outputs, places)
    namespace: dict[str, Any] = {call: getattr(library, call) for call in _CALLS.values()}
    exec(compile(text, f"<nemda {name}>", "exec"), namespace)
    return namespace[name]


def source(
    name: str, arguments: Sequence[str], outputs: Sequence[tuple[str, Node]], places: Mapping[int, str]
) -> str:
    """Return the text of the function that `function` compiles."""
    nodes = needed([node for _, node in outputs], places)
    last_use = {arg.index: rank for rank, node in enumerate(nodes) for arg in node.args}
    target: dict[int, list[str]] = {}
    for place, node in outputs:
        target.setdefault(node.index, []).append(place)
    held = dict(places)
    free: list[str] = []
    made = 0
    lines = [f"def {name}({', '.join(arguments)}):"]
    for place, node in outputs:
        if node.index in places or node.operation == "constant":
            lines.append(f"    {place} = {_operand(node, held)}")
    for rank, node in enumerate(nodes):
        text = _operation(node, held)
        done = {arg.index for arg in node.args if last_use.get(arg.index) == rank}
        free.extend(held.pop(index) for index in sorted(done) if held.get(index, "").startswith("r"))
        if node.index in last_use:
            if not free:
                free.append(f"r{made}")
                made += 1
            register = free.pop()
            held[node.index] = register
            lines.append(f"    {register} = {text}")
            text = register
        lines.extend(f"    {place} = {text}" for place in target.get(node.index, ()))
    return "\n".join([*lines, "    return", ""])


def _operand(node: Node, held: Mapping[int, str]) -> str:
    if node.operation == "constant":
        return repr(float(node.value))
    return held[node.index]


def _operation(node: Node, held: Mapping[int, str]) -> str:
    operands = [_operand(arg, held) for arg in node.args]
    if node.operation in _INFIX:
        return f"{operands[0]} {_INFIX[node.operation]} {operands[1]}"
    if node.operation == "neg":
        return f"-{operands[0]}"
    if node.operation == "pow":
        exponent = node.args[1]
        if exponent.operation == "constant" and exponent.value in SMALL_POWERS:
            return " * ".join([operands[0]] * int(float(exponent.value)))
        return f"{operands[0]} ** {operands[1]}"
    return f"{_CALLS[node.operation]}({operands[0]})"
