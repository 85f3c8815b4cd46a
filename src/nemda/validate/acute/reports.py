"""Words of adverse events that stand for a complaint of the model, or for the severe part of one.

Staff code what they see in other words than people use. Each entry of ``tables/reports.toml`` is an
assumption (grade C), told with the prediction. Wrong if a study that reads both finds unlike shares.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple


class Report(NamedTuple):
    """Words of an event, the complaint that it is read as, and whether only the severe ones count."""

    words: re.Pattern[str]
    complaint: str
    severe: bool
    grade: str

    @property
    def said(self) -> str:
        """What to tell beside a prediction."""
        return f"read as {'severe ' if self.severe else ''}{self.complaint}, assumed"


@cache
def reports() -> tuple[Report, ...]:
    """Return the shipped words."""
    file = resources.files("nemda.validate.acute") / "tables" / "reports.toml"
    return tuple(
        Report(re.compile(entry["words"]), entry["complaint"], bool(entry["severe"]), entry["grade"])
        for entry in tomllib.loads(file.read_text("utf-8")).values()
    )


def report_in(effect: str) -> Report | None:
    """Return the event that an effect names, None where it names none."""
    return next((one for one in reports() if one.words.search(effect)), None)
