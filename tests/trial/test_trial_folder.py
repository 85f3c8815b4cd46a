from __future__ import annotations

from pathlib import Path

import pytest

from nemda.errors import StorageError
from nemda.trial.folder import output_folder, safe_name, safe_names


def fail_in(folder: Path, parts: list[Path], *, computed: bool = False) -> None:
    """Fail in an output folder after the run has begun to fill it."""
    with output_folder(folder, parts):
        for part in parts:
            part.mkdir(exist_ok=True)
            (part / "job.json").write_text("{}")
        if computed:
            (parts[0] / "part-000000.nc").write_bytes(b"")
        raise ZeroDivisionError


def test_a_run_that_succeeds_keeps_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with output_folder(folder):
        (folder / "run.json").write_text("{}")
    assert [file.name for file in folder.iterdir()] == ["run.json"]


def test_a_failure_before_any_result_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with pytest.raises(ZeroDivisionError):
        fail_in(folder, [folder / "arm"])
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_what_was_computed(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    with pytest.raises(ZeroDivisionError):
        fail_in(folder, [folder / "first", folder / "second"], computed=True)
    assert sorted(str(file.relative_to(folder)) for file in folder.rglob("*")) == [
        "first", "first/job.json", "first/part-000000.nc",
    ]  # fmt: skip


def test_a_failure_leaves_what_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ZeroDivisionError):
        fail_in(tmp_path, [tmp_path / "first", tmp_path / "second"])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["first", "notes.txt"]


def test_a_folder_that_cannot_be_made_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be used"), output_folder(tmp_path / "file" / "new"):
        raise AssertionError
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_folder_without_the_right_to_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(StorageError, match="Permission denied"), output_folder(tmp_path / "new"):
        raise AssertionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ketamine pooled", "ketamine-pooled"),
        ("0.5 mg/kg ketamine iv", "0.5-mg-kg-ketamine-iv"),
        ("../../etc", "etc"),
        ("Kétamine × 6", "ketamine-6"),
        ("...", "arm"),
        ("x" * 100, "x" * 48),
    ],
)
def test_a_name_is_safe(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_names_that_fall_together_are_numbered() -> None:
    assert safe_names(["a b", "a-b", "A B", "c"]) == ("a-b", "a-b-2", "a-b-3", "c")
