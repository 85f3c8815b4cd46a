"""What a virtual trial leaves for a spreadsheet: outcomes, parts of the change, sources, power."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nemda.trial.conduct.visits import endpoint_of
from nemda.trial.decomposition import TERMS, Term
from nemda.trial.files import write_csv
from nemda.trial.folder import storage_errors
from nemda.trial.outcomes import observed_rows, outcomes
from nemda.trial.power import PowerCell
from nemda.trial.replicates import TrialReplicates
from nemda.trial.results import ComparisonRow
from nemda.trial.sources import sources_of


def write_tables(folder: Path, done: TrialReplicates, terms: Sequence[Term]) -> None:
    """Write outcomes.csv, parts.csv, uncertainty.csv and observed.csv.

    Raises
    ------
    StorageError
        A file cannot be written.
    """
    trial = done.prepared.trial
    with storage_errors(folder):
        write_csv(
            folder / "outcomes.csv",
            (
                "quantity",
                "scale",
                "arm",
                "time_h",
                "mean",
                "sd",
                "lower_90",
                "median",
                "upper_90",
                "replicates",
            ),
            ((*one.key, *one[1:]) for one in outcomes(done)),
        )
        write_csv(
            folder / "parts.csv", ("arm", "time_h", *TERMS, "total"), ((*term, term.total) for term in terms)
        )
        sources = sources_of(done, endpoint_of(trial).time_h)
        write_csv(
            folder / "uncertainty.csv",
            ("quantity", "scale", "arm", "time_h", "people", "rating", "between_trials", "parameters", "all"),
            ((*one.key, *("" if v is None else v for v in one[1:])) for one in sources),
        )
        write_csv(folder / "observed.csv", ComparisonRow._fields, observed_rows(trial, done))


def write_power(folder: Path, cells: Sequence[PowerCell]) -> None:
    """Write power.csv.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    heads = ("contrast", "effect", "people", "perfect_blind", "replicates", "power", "lower_90", "upper_90",
             "closed_form", "difference")  # fmt: skip
    rows = (
        (c.contrast, c.effect, c.people, c.perfect_blind, c.replicates, *c.power,
         "" if c.closed_form is None else c.closed_form, c.difference)
        for c in cells
    )  # fmt: skip
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(folder / "power.csv", heads, rows)
