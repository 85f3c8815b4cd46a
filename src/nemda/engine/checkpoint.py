"""A tally on disk: one file, replaced as a whole, from which an interrupted run goes on.

It names the run it belongs to, so that another run never goes on from it. Its size does not grow with
the number of people. Wrong if an interrupted run and a straight one ever differ in a bit.
"""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType

import numpy as np

from nemda.engine.atomic import whole_file
from nemda.engine.histogram import Histograms
from nemda.engine.moments import Moments
from nemda.engine.tally import Tally, merge
from nemda.errors import StorageError

CHECKPOINT = "statistics-checkpoint.npz"
SAVE_EVERY_S = 15.0


class Keeper:
    """The tally of a run, with a checkpoint in a folder if there is one.

    Used in a ``with`` block, it saves what is not saved yet whatever happens to the block.

    Raises
    ------
    StorageError
        The folder cannot be used.
    """

    def __init__(self, folder: Path | None, mark: str, empty: Tally, people: int, every_s: float) -> None:
        self._path = None if folder is None else _checkpoint(folder)
        self._mark = mark
        self._people = people
        self._every_s = every_s
        self._saved_s = time.monotonic()
        self._saved = True
        found = None if self._path is None else load(self._path, mark)
        self.tally = empty if found is None else found

    def add(self, found: Tally) -> None:
        """Take in the result of a task, and save now and then."""
        merge(self.tally, found)
        self._saved = False
        if time.monotonic() - self._saved_s >= self._every_s:
            self._save()

    def state(self) -> str:
        """Return in words what is kept."""
        if self._path is None:
            return "nothing: the statistics were held in memory only"
        return f"{self.tally.people()} of {self._people} people in {self._path}"

    def discard(self) -> None:
        """Remove the checkpoint, when the result is written."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _save(self) -> None:
        if self._path is not None and not self._saved:
            save(self._path, self._mark, self.tally)
            self._saved, self._saved_s = True, time.monotonic()

    def __enter__(self) -> Keeper:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._save()


def _checkpoint(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "The output folder cannot be used.", where=str(folder), got=str(error),
            hint="choose a folder you may write to with --out",
        ) from error  # fmt: skip
    return folder / CHECKPOINT


def save(path: Path, mark: str, tally: Tally) -> None:
    """Write a tally in place of the one before; `mark` names the run.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    nodes = list(tally.nodes.values())
    arrays = {
        **vars(tally.histograms),
        "reached": tally.reached,
        "solver": np.array([tally.steps, tally.by_reference]),
        "place": np.array(list(tally.nodes), dtype=np.int64).reshape(-1, 2),
        "n": np.array([node.n for node in nodes], dtype=np.int64),
        "mean": np.array([node.mean for node in nodes]),
        "squares": np.array([node.squares for node in nodes]),
        "mark": np.array(mark),
    }
    with whole_file(path) as file, file.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)


def load(path: Path, mark: str) -> Tally | None:
    """Return the tally of a run, or None where there is no file or the file belongs to another run.

    Raises
    ------
    StorageError
        The file is not one that `save` wrote.
    """
    if not path.exists():
        return None
    try:
        with np.load(path) as file:
            arrays = dict(file)
        if str(arrays["mark"]) != mark:
            return None
        histograms = Histograms(
            *(arrays[name] for name in ("level", "origin", "minimum", "maximum", "counts"))
        )
        rows = zip(arrays["place"], arrays["n"], arrays["mean"], arrays["squares"], strict=True)
        nodes = {(int(place[0]), int(place[1])): Moments(int(n), mean, sq) for place, n, mean, sq in rows}
        steps, by_reference = (int(number) for number in arrays["solver"])
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise StorageError(
            "A checkpoint cannot be read.", where=str(path), got=str(error),
            hint="delete it to begin anew",
        ) from error  # fmt: skip
    return Tally(histograms, arrays["reached"], steps, by_reference, nodes)
