"""Writes the trial files that ship with nemda from the evidence tables: python scripts/ship_trials.py."""

from __future__ import annotations

from pathlib import Path

from nemda.fit.trials.data import choice
from nemda.trial.shipping import write_shipped

FOLDER = Path(__file__).parents[1] / "src" / "nemda" / "trial" / "library"

if __name__ == "__main__":
    for path in write_shipped(FOLDER, frozenset(choice()["fitted"])):
        print(path.name)
