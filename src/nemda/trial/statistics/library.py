"""The statistics library, imported when first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from nemda.errors import MissingExtraError


def statsmodels(name: str) -> Any:
    """Return a module of statsmodels.

    Raises
    ------
    MissingExtraError
        It is not installed.
    """
    try:
        return import_module(f"statsmodels.{name}")
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "The analysis of trials needs statsmodels.", hint="pip install 'nemda[trials]'"
        ) from error
