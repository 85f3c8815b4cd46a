from __future__ import annotations

import ast
import inspect
from pathlib import Path
from types import ModuleType

import pytest

import nemda
from nemda._callable import resolve

ROOMS = ["regimen", "people", "pk", "report"]
NAMES = ["simulate", "Regimen", "Dose", "People"]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_resolves_to_what_it_is_called(name: str) -> None:
    assert getattr(nemda, name).__name__ == name


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_is_a_module_and_can_be_called(name: str) -> None:
    room = getattr(nemda, name)
    assert isinstance(room, ModuleType)
    assert callable(room)


def test_dir_lists_every_public_name() -> None:
    assert {*NAMES, *ROOMS, "NemdaError", "__version__"} <= set(dir(nemda))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'nemda' has no attribute 'simulatte'"):
        nemda.simulatte  # noqa: B018  the lookup itself is under test


def declared() -> dict[str, str]:
    """Return what the stub says of each public name: where it is imported from."""
    stub = ast.parse(Path(inspect.getfile(nemda)).with_suffix(".pyi").read_text("utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    return {
        alias.asname or alias.name: f"{node.module}:{alias.name}" for node in imports for alias in node.names
    }


def test_the_stub_declares_exactly_the_public_names() -> None:
    assert declared().keys() == {*NAMES, *ROOMS, "NemdaError", "__version__"}


@pytest.mark.parametrize("name", [*NAMES, *ROOMS])
def test_the_stub_and_the_package_agree(name: str) -> None:
    found = getattr(nemda, name)
    assert resolve(declared()[name]) is (resolve(found._call_target) if name in ROOMS else found)
