"""All engines that the benchmark knows, in the order in which they are shown and run."""

from __future__ import annotations

from collections.abc import Iterable

from nemda.bench.engine import Engine
from nemda.bench.engines import compiled, diffrax, diffsol, numbalsoda, portable, roadrunner, scipy_lsoda
from nemda.errors import DataError

ENGINES = {
    module.ENGINE.name: module.ENGINE
    for module in (compiled, portable, numbalsoda, diffsol, scipy_lsoda, roadrunner, diffrax)
}


def chosen_engines(names: Iterable[str]) -> tuple[Engine, ...]:
    """Return engines by name, in the order of the catalog; all of them if no name is given.

    Raises
    ------
    DataError
        A name is unknown.
    """
    wanted = list(names)
    unknown = [name for name in wanted if name not in ENGINES]
    if unknown:
        raise DataError(
            "Unknown engine.", where="--engines", expected=", ".join(ENGINES), got=", ".join(unknown)
        )
    return tuple(engine for name, engine in ENGINES.items() if not wanted or name in wanted)
