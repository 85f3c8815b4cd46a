"""The schemes that come with nemda, by name, and the numbers in them that nobody has verified."""

from __future__ import annotations

from functools import cache
from importlib import resources

from nemda.errors import ReceptorError
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.read import read_scheme
from nemda.receptor.scheme.scheme import Scheme


@cache
def scheme_names() -> tuple[str, ...]:
    """Return the names of the shipped schemes: "nmda.2a", "ampa", ..."""
    folder = resources.files("nemda.receptor") / "schemes"
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(name.removesuffix(".toml") for name in names))


@cache
def load_scheme(name: str) -> Scheme:
    """Return a shipped scheme, checked.

    Raises
    ------
    ReceptorError
        No shipped scheme has this name.
    """
    if name not in scheme_names():
        raise ReceptorError(
            "Unknown receptor.", where="receptor", got=repr(name), expected=", ".join(scheme_names()),
            hint="a scheme of your own is read with read_scheme(path)",
        )  # fmt: skip
    return read_scheme(resources.files("nemda.receptor") / "schemes" / f"{name}.toml")


def unverified(scheme: Scheme) -> tuple[Constant, ...]:
    """Return the constants of a scheme that were not read in their source: recalled, assumed or fitted."""
    return tuple(constant for constant in scheme.constants.values() if not constant.verified)
