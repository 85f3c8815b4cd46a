"""A run on disk: its record, and what a reader is told when it was stopped."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from nemda.errors import CancelledError
from nemda.trial.counting import Counted
from nemda.trial.files import write_record
from nemda.trial.folder import holds_results, output_folder


@contextmanager
def kept_run(
    out: Path, folders: Sequence[Path], details: Mapping[str, object], counted: Counted
) -> Generator[None]:
    """Hold the folders of a run while it lasts; ``run.json`` says whether it came to its end.

    Raises
    ------
    StorageError
        A folder or file cannot be written.
    CancelledError
        The run was stopped; the message names what is kept and where.
    """
    try:
        with output_folder(out, folders):
            write_record(out, details, finished=False)
            yield
            write_record(out, details, finished=True)
    except (CancelledError, KeyboardInterrupt) as stop:
        kept = f"{counted.done} of {counted.total} people are kept in {out}"
        raise CancelledError(
            "Stopped on request.",
            where=kept if holds_results(out) else "nothing was computed yet, so nothing is kept",
            hint="run the same command to resume",
        ) from stop
