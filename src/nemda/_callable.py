"""Late lookup of names, and packages that can be called like their main function.

The short form people type is ``nemda.people("trd")``, while `nemda.people` is also the room that
holds the code. Python documents how one object can be both: a module may be given a subclass of
`ModuleType` as its class (Python data model, "Customizing module attribute access"). The function
is looked up at the first call, so importing the room stays quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


def resolve(target: str) -> Any:
    """Return the object that ``"module:attribute"`` names, importing the module now.

    Raises
    ------
    ImportError
        The module does not exist.
    AttributeError
        The module has no such attribute.
    """
    module_name, _, attribute = target.partition(":")
    return getattr(import_module(module_name), attribute)


class _CallableModule(ModuleType):
    """A module whose call is the call of one function."""

    _call_target: str

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call the function of this room that `make_callable` named."""
        return resolve(self._call_target)(*arguments, **keywords)


def make_callable(module_name: str, function_name: str | None = None) -> None:
    """Let the imported module `module_name` be called as the function `function_name`.

    A room whose function needs later rooms names none: the package's public face knows it (its `CALLS`),
    so that no room points to a later one.

    Parameters
    ----------
    module_name
        Name of a module that is imported already; a package passes its ``__name__``.
    function_name
        The function as ``"module:function"``; its module is imported at the first call.

    Raises
    ------
    KeyError
        The module is not imported, or no function is named for it.
    """
    module = sys.modules[module_name]
    if function_name is None:
        face = sys.modules[module_name.partition(".")[0]]
        function_name = face.CALLS[module_name]
    module.__class__ = _CallableModule
    module.__dict__["_call_target"] = function_name
