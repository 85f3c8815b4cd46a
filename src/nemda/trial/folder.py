"""The output folder of a run: proved writable first, and gone again when nothing was computed."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nemda.engine.checkpoint import CHECKPOINT
from nemda.errors import StorageError

LONGEST_NAME = 48


@contextmanager
def output_folder(folder: Path, parts: Sequence[Path] = ()) -> Generator[None]:
    """Create a folder for the duration of a run; after a failure remove what holds no result.

    `parts` are the folders below it that the run will fill. Those that existed before are never removed,
    nor is anything that holds a computed part, so that an interrupted run can be resumed.

    Raises
    ------
    StorageError
        The folder cannot be created or written.
    """
    new_parents = [parent for parent in folder.parents if not parent.exists()]
    new = [path for path in (*parts, folder) if not path.exists()]
    try:
        _prove_writable(folder)
        yield
    except BaseException:
        for path in new:
            if path.exists() and not holds_results(path):
                shutil.rmtree(path)
        for parent in new_parents:
            if parent.exists() and not any(parent.iterdir()):
                parent.rmdir()
        raise


def _prove_writable(folder: Path) -> None:
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".nemda-probe"
        probe.write_bytes(b"")
        probe.unlink()


@contextmanager
def storage_errors(folder: Path) -> Generator[None]:
    """Turn an error of the file system into a `StorageError` that names the folder."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "The output folder cannot be used.", where=str(folder), got=str(error),
            hint="choose a folder you may write to with --out, and look for free space",
        ) from error  # fmt: skip


def holds_results(folder: Path) -> bool:
    """Return whether a folder holds anything computed: courses, statistics, or a checkpoint of them."""
    return any(any(folder.rglob(pattern)) for pattern in ("*.nc", CHECKPOINT))


def safe_name(text: str) -> str:
    """Return a text as the name of a folder: lower-case letters, digits and hyphens, not too long."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")
    return words[:LONGEST_NAME].rstrip("-.") or "arm"


def safe_names(texts: Sequence[str]) -> tuple[str, ...]:
    """Return a folder name for each text, numbered where two would be the same."""
    names: list[str] = []
    for text in texts:
        base = safe_name(text)
        name, number = base, 1
        while name in names:
            number += 1
            name = f"{base}-{number}"
        names.append(name)
    return tuple(names)
