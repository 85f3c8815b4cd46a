"""Every way of giving a dose that the kinetics know, for tests that must hold for all of them."""

from __future__ import annotations

from nemda.drugs import ROUTES, Route, formulations

WAYS: tuple[tuple[Route, str | None], ...] = (*((route, None) for route in ROUTES), *formulations())
"""Route and preparation; None is the usual one."""

RACEMIC_WAYS = tuple(
    (route, key) for route, key in WAYS if key is None or not formulations()[route, key].only_for
)
"""Those in which the racemate comes too."""


def way_name(way: object) -> str:
    """Return a name for the test that handles this way."""
    return " ".join(part for part in way if part) if isinstance(way, tuple) else str(way)
