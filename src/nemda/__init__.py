"""How ketamine works, from dose to mood: an open simulator for research and teaching.

The short way in is::

    import nemda

    regimen = nemda.regimen("0.5 mg/kg ketamine iv over 40 min on days 0, 2, 4, 7, 9, 11")
    people = nemda.people("trd", n=1000, seed=7)
    result = nemda.simulate(regimen, people, weeks=6)
    nemda.report(result, "report.html")

Names are imported at first use, so ``import nemda`` takes no time and needs no other library.
The rooms of the package (`nemda.pk`, `nemda.receptor`, ...) hold everything else.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from nemda._callable import resolve
from nemda._version import __version__ as __version__
from nemda.errors import NemdaError as NemdaError

# Where each public name lives. The rooms are modules that can be called (see `_callable`).
_NAMES = {
    "simulate": "nemda.engine.simulate:simulate",
    "Regimen": "nemda.regimen.dose:Regimen",
    "Dose": "nemda.regimen.dose:Dose",
    "People": "nemda.people.people:People",
}
_ROOMS = ("regimen", "people", "pk", "explain", "report", "risk", "indication")
CALLS = {"nemda.pk": "nemda.engine.profile.call:pk"}
"""What a room does when called, where the function needs rooms that come later."""


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"nemda.{name}")
    if name not in _NAMES:
        raise AttributeError(f"module 'nemda' has no attribute {name!r}")
    value = globals()[name] = resolve(_NAMES[name])
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_NAMES, *_ROOMS})
