"""Receptors: a bench for schemes, blockers and protocols, and block beside magnesium over seconds to weeks.

The experiments of `nemda.receptor.laboratory` can be imported from here; they are looked up at first use, so
that the rest of the package, which needs the formulas for weeks only, starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nemda._callable import resolve

if TYPE_CHECKING:
    from nemda.receptor.laboratory import (
        channel as channel,
    )
    from nemda.receptor.laboratory import (
        compare as compare,
    )
    from nemda.receptor.laboratory import (
        dose_response as dose_response,
    )
    from nemda.receptor.laboratory import (
        iv_curve as iv_curve,
    )
    from nemda.receptor.laboratory import (
        jump as jump,
    )
    from nemda.receptor.laboratory import (
        openings as openings,
    )
    from nemda.receptor.laboratory import (
        recovery as recovery,
    )
    from nemda.receptor.laboratory import (
        train as train,
    )
    from nemda.receptor.laboratory import (
        washout as washout,
    )
    from nemda.receptor.laboratory import (
        what_is as what_is,
    )

EXPERIMENTS = (
    "channel", "compare", "dose_response", "iv_curve", "jump", "openings", "recovery", "train", "washout",
    "what_is",
)  # fmt: skip
"""The functions of `nemda.receptor.laboratory` that can be imported from here."""


def __getattr__(name: str) -> Any:
    if name not in EXPERIMENTS:
        raise AttributeError(f"module 'nemda.receptor' has no attribute {name!r}")
    value = globals()[name] = resolve(f"nemda.receptor.laboratory:{name}")
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *EXPERIMENTS})
