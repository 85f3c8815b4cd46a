"""Object code kept on disk between runs.

A file holds the SHA-256 digest of the code and the code. What is missing, damaged or unreadable counts
as not there, and a folder that cannot be written is left alone: the cache saves time and never decides
whether something runs. The folder is the user's cache folder, or the one named by NEMDA_CACHE.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

VARIABLE = "NEMDA_CACHE"
_DIGEST_BYTES = 32


def cache_folder() -> Path:
    """Return the folder of nemda's cached files; it need not exist."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "nemda" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "nemda"
    xdg = os.environ.get("XDG_CACHE_HOME")
    return (Path(xdg) if xdg else Path.home() / ".cache") / "nemda"


def read_object(key: str) -> bytes | None:
    """Return the object code stored under a key, or None if there is none that is whole."""
    try:
        content = _file(key).read_bytes()
    except (OSError, RuntimeError):  # RuntimeError: nobody knows the home folder
        return None
    digest, code = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return code if hashlib.sha256(code).digest() == digest else None


def write_object(key: str, code: bytes) -> None:
    """Store object code under a key if the folder can be written; a reader never sees half a file."""
    with suppress(OSError, RuntimeError):
        path = _file(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(code).digest() + code)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)


def _file(key: str) -> Path:
    return cache_folder() / "kernels" / f"{key}.o"
