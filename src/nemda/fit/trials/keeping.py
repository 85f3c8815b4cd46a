"""What a calibration has finished, kept in a file so that a stopped one goes on instead of beginning again.

Simulating all arms is what costs time. Kept are the slopes of parameters of the differential equations as
each is finished, and where each round of the search ended; the same settings then give the same numbers as a
run that was never stopped. Wrong if they do not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy import ndarray

from nemda.errors import DataError, StorageError
from nemda.trial.deviation import Deviation


class Kept:
    """Finished parts of a calibration; without a file nothing is kept.

    Raises
    ------
    DataError
        The file belongs to a calibration with other settings.
    StorageError
        The file cannot be read.
    """

    def __init__(self, file: Path | None = None, settings: Mapping[str, Any] | None = None) -> None:
        self.file = file
        self._content: dict[str, Any] = {"settings": dict(settings or {}), "rounds": [], "columns": {}}
        if file is None or not file.exists():
            return
        try:
            content = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise StorageError(
                "The unfinished calibration cannot be read.",
                where=str(file),
                got=str(error),
                hint="delete the file",
            ) from error
        if content.get("settings") != self._content["settings"]:
            raise DataError(
                "The folder holds an unfinished calibration with other settings.", where=str(file),
                expected=json.dumps(self._content["settings"]), got=json.dumps(content.get("settings")),
                hint="delete the file, or write to another folder",
            )  # fmt: skip
        self._content = content

    @property
    def started(self) -> bool:
        """Whether anything was kept."""
        return bool(self._content["rounds"] or self._content["columns"])

    def round(self, number: int) -> tuple[ndarray, Deviation, dict[int, ndarray]] | None:
        """Return point, standard deviations between studies and slopes at the end of a round, if kept."""
        rounds = self._content["rounds"]
        if number >= len(rounds):
            return None
        one = rounds[number]
        return np.array(one["point"]), Deviation(*one["sds"]), _arrays(one["columns"])

    def column(self, index: int) -> ndarray | None:
        """Return the slopes of a parameter in the round that is not finished, if kept."""
        return _arrays(self._content["columns"]).get(index)

    def keep_column(self, index: int, column: ndarray) -> None:
        """Keep the slopes of a parameter."""
        self._content["columns"][str(index)] = column.tolist()
        self._write()

    def keep_round(self, point: ndarray, sds: Deviation, columns: Mapping[int, ndarray]) -> None:
        """Keep where a round ended."""
        slopes = {str(index): column.tolist() for index, column in columns.items()}
        self._content["rounds"].append({"point": point.tolist(), "sds": list(sds), "columns": slopes})
        self._content["columns"] = {}
        self._write()

    def _write(self) -> None:
        if self.file is None:
            return
        draft = self.file.with_suffix(".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(self._content), "utf-8")
            draft.replace(self.file)
        except OSError as error:
            raise StorageError(
                "The unfinished calibration cannot be kept.", where=str(self.file), got=str(error)
            ) from error


def _arrays(columns: Mapping[str, list[float]]) -> dict[int, ndarray]:
    return {int(index): np.array(column) for index, column in columns.items()}
