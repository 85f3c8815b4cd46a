"""Names close to a mistyped one, so that an error can say what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def near_matches(name: str, names: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """Return up to `limit` of `names` that resemble `name`, the likeliest first.

    Names that begin with what was typed come first, then names that contain it, then names of
    similar spelling.
    """
    typed = name.casefold().strip()
    known = sorted(set(names))
    if not typed:
        return ()
    starting = [other for other in known if other.casefold().startswith(typed)]
    containing = [other for other in known if typed in other.casefold()]
    similar = get_close_matches(typed, known, n=limit, cutoff=0.6)
    return tuple(dict.fromkeys([*starting, *containing, *similar]))[:limit]
