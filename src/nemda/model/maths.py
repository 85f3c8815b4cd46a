"""The few functions an equation may use, for every kind of value it may run on.

The same `rates` code runs on floats, NumPy arrays, JAX arrays, SymPy symbols, dimensions and the
nodes of a traced model. Each function here looks at the value and calls the matching library, so an
equation is written once. A value that knows its own exp, log and sqrt (nodes, dimensions) is asked
directly.
"""

from __future__ import annotations

import math
import sys
from types import ModuleType
from typing import Any

import numpy as np

Value = Any
"""A number, an array, a symbol or a node of a traced model: whatever the equations run on."""


def _library(value: Value) -> ModuleType | None:
    root = type(value).__module__.partition(".")[0]
    if root in ("jax", "jaxlib"):
        return sys.modules["jax.numpy"]
    if root == "sympy":
        return sys.modules["sympy"]
    if root == "numpy":
        return np
    return None


def _apply(function: str, value: Value) -> Value:
    if hasattr(value, f"apply_{function}"):
        return getattr(value, f"apply_{function}")()
    library = _library(value)
    return getattr(library or math, function)(value)


def exp(value: Value) -> Value:
    """Return e to the power of `value` (dimensionless)."""
    return _apply("exp", value)


def log(value: Value) -> Value:
    """Return the natural logarithm of `value` (dimensionless, positive)."""
    return _apply("log", value)


def sqrt(value: Value) -> Value:
    """Return the square root of `value` (not negative)."""
    return _apply("sqrt", value)


def power(base: Value, exponent: Value) -> Value:
    """Return base ** exponent; the exponent is dimensionless, the base positive."""
    return base**exponent


def hill(value: Value, half: Value, exponent: Value = 1) -> Value:
    """Return value^n / (half^n + value^n): 0 at 0, one half at `half`, 1 far above.

    For an exponent that is not a whole number `value` must stay positive.
    """
    ratio = value / half if isinstance(exponent, int) and exponent == 1 else power(value / half, exponent)
    return ratio / (1 + ratio)


def positive(value: Value, width: float = 1e-3) -> Value:
    """Return a smooth max(value, 0), within `width` / 2 of it: (x + sqrt(x^2 + w^2)) / 2.

    Smooth because the solver needs derivatives; the error is largest, width / 2, at 0.
    """
    return (value + sqrt(value * value + width * width)) / 2
