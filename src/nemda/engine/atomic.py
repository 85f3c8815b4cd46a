"""Files that are either whole or absent, whatever happens to the program or the machine."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from nemda.errors import StorageError


@contextmanager
def whole_file(path: Path) -> Generator[Path, None, None]:
    """Yield a temporary name to write to; on success it takes the place of `path`.

    The content reaches the disk before the name does. A half-written file of a killed program stays
    under the temporary name and is overwritten by the next attempt.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    temporary = path.with_suffix(".tmp")
    try:
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageError(
            "A file cannot be written.", where=str(path), got=str(error),
            hint="free disk space or correct the permissions, and run the same command to resume",
        ) from error  # fmt: skip
