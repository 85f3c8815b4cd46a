"""The shapes written in the annotations are checked while the tests run."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import jaxtyping
import numpy as np
import pytest

from nemda.model.drive import Drive, constant_drive

SOURCE = Path(__file__).parents[2] / "src"
ROOMS = ("pk", "receptor", "engine", "people", "model")
MODULES = [
    ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
    for room in ROOMS
    for file in sorted((SOURCE / "nemda" / room).rglob("*.py"))
]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_imported_with_its_checks(name: str) -> None:
    # A failure in beartype means that an annotation cannot be checked: a Protocol needs @runtime_checkable.
    import_module(name)
    assert type(sys.modules[name].__spec__.loader).__module__ == "jaxtyping._import_hook"


@pytest.fixture
def drive() -> Drive:
    return constant_drive(("level",), ("mg/L",), np.array([0.0, 1.0]), np.ones((2, 1, 3)))


def test_a_right_shape_is_let_through(drive: Drive) -> None:
    assert drive.at(np.array([0.0, 0.5, 1.0])).shape == (1, 3, 3)


def test_a_wrong_shape_is_refused(drive: Drive) -> None:
    with pytest.raises(jaxtyping.TypeCheckError, match="time_h"):
        drive.at(np.ones((2, 2)))


def test_a_wrong_kind_of_number_is_refused(drive: Drive) -> None:
    with pytest.raises(jaxtyping.TypeCheckError, match="time_h"):
        drive.at(np.array([0, 1]))
