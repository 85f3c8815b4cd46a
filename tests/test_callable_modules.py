from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nemda._callable import make_callable, resolve


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Write a package `room_for_test` whose function lives in a module of its own."""
    package = tmp_path / "room_for_test"
    package.mkdir()
    (package / "__init__.py").write_text(
        '"""A room."""\nfrom nemda._callable import make_callable\n'
        "make_callable(__name__, 'room_for_test.build:build')\n",
        "utf-8",
    )
    (package / "build.py").write_text("def build(first, *, second=2):\n    return first, second\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield "room_for_test"
    for name in [name for name in sys.modules if name.split(".")[0] == "room_for_test"]:
        del sys.modules[name]


def test_a_room_is_called_like_its_function(room: str) -> None:
    module = __import__(room)
    assert module(1) == (1, 2)
    assert module(1, second=3) == (1, 3)


def test_the_function_is_imported_at_the_first_call(room: str) -> None:
    module = __import__(room)
    assert f"{room}.build" not in sys.modules
    module(1)
    assert f"{room}.build" in sys.modules


def test_a_callable_room_is_still_a_module(room: str) -> None:
    module = __import__(room)
    assert module.__doc__ == "A room."
    assert module.__name__ == room
    from room_for_test.build import build

    assert module.build.build is build


def test_an_error_of_the_function_comes_through(room: str) -> None:
    module = __import__(room)
    with pytest.raises(TypeError, match="first"):
        module()


def test_a_module_that_is_not_imported_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_room"):
        make_callable("no_such_room", "no_such_room:build")


def test_resolve_finds_an_attribute() -> None:
    import json

    assert resolve("json:loads") is json.loads


@pytest.mark.parametrize(
    ("target", "error"), [("no_such_module:thing", ImportError), ("json:no_such_name", AttributeError)]
)
def test_resolve_says_what_is_missing(target: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="no_such"):
        resolve(target)
