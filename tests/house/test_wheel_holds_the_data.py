"""What is installed holds everything the code reads: evidence tables, parameters, type information."""

from __future__ import annotations

import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
DATA = sorted(
    file
    for file in (SOURCE / "nemda").rglob("*")
    if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts
)


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names in a wheel built by the configuration in pyproject.toml."""
    folder = tmp_path_factory.mktemp("wheel")
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_beside_the_code_is_in_the_wheel(wheel_names: set[str]) -> None:
    expected = {file.relative_to(SOURCE).as_posix() for file in DATA}
    assert {"nemda/py.typed", "nemda/__init__.pyi", "nemda/evidence/tables/claims.csv"} <= expected
    assert expected - wheel_names == set()


def test_every_module_is_in_the_wheel_and_nothing_else_is(wheel_names: set[str]) -> None:
    modules = {file.relative_to(SOURCE).as_posix() for file in SOURCE.rglob("*.py")}
    assert modules - wheel_names == set()
    assert {name.split("/")[0].split("-")[0] for name in wheel_names} == {"nemda"}
    assert not [name for name in wheel_names if "__pycache__" in name or "test" in name.split("/")]


def test_the_license_is_in_the_wheel(wheel_names: set[str]) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in wheel_names)


@pytest.mark.parametrize("package", sorted({file.parent for file in DATA}), ids=lambda folder: folder.name)
def test_data_is_reachable_as_package_resources(package: Path) -> None:
    root = files("nemda")
    for file in DATA:
        if file.parent == package:
            resource = root.joinpath(*file.relative_to(SOURCE / "nemda").parts)
            assert resource.is_file()
            assert resource.read_bytes() == file.read_bytes()
