"""What a validated file was refused for, in the words of the program's own errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from nemda.errors import NemdaError
from nemda.evidence.near import near_matches

if TYPE_CHECKING:
    from pydantic import ValidationError

Refusal = TypeVar("Refusal", bound=NemdaError)


def refusal(kind: type[Refusal], error: ValidationError, where: str, known: Iterable[str]) -> Refusal:
    """Return the first fault of a validation as an error of the given kind.

    It names the field under `where` and what stood there; an unknown key is answered with the nearest of
    the `known` ones, or with all of them.
    """
    first = error.errors()[0]
    path = ".".join(str(part) for part in first["loc"])
    hint = None
    if first["type"] == "extra_forbidden":
        near = near_matches(str(first["loc"][-1]), known)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
    return kind(
        f"A key is refused: {first['msg']}.",
        where=f"{where}: {path or 'file'}",
        got=first["input"],
        hint=hint,
    )
