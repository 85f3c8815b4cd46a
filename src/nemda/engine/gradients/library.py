"""JAX, imported when it is first needed, in 64 bits, and how its programs are compiled.

64 bits are switched on for the length of a call only, so that nobody's own JAX code changes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from nemda.errors import MissingExtraError

Array = Any
"""A JAX array, or what stands for one while a program is traced."""

QUICK_COMPILATION = {"xla_cpu_use_fusion_emitters": False}
"""On a processor this halves the time to compile the shipped model; the code is as fast."""


def jax_library() -> Any:
    """Return the module jax.

    Raises
    ------
    MissingExtraError
        JAX is not installed.
    """
    try:
        import jax
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "Gradients are computed with JAX.",
            where="extra 'gradients'",
            hint="pip install 'nemda[gradients]'",
        ) from error
    return jax


def double_precision() -> AbstractContextManager[Any]:
    """Return a context in which JAX computes in 64 bits."""
    return jax_library().enable_x64(True)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function as a JAX program, compiled at the first call with each shape of its arrays."""
    return jax_library().jit(function, compiler_options=_compiler_options())


@cache
def _compiler_options() -> dict[str, bool] | None:
    """Return the options for a quick compilation, or nothing where this JAX does not know them."""
    jax = jax_library()
    if jax.default_backend() != "cpu":
        return None
    try:
        jax.jit(jax.numpy.sin, compiler_options=QUICK_COMPILATION)(1.0)
    except jax.errors.JaxRuntimeError:
        return None
    return QUICK_COMPILATION
