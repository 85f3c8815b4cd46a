"""One HTML file of a virtual trial: figures, outcomes, what they are made of, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nemda._version import __version__
from nemda.report.figures_trial import arm_words, quantity_words
from nemda.report.figures_trial_run import TERM_WORDS, trial_figure
from nemda.report.levels_page import write_figure_page
from nemda.report.tables import Column, Table
from nemda.report.visits import time_label
from nemda.trial.conduct.visits import endpoint_of
from nemda.trial.decomposition import TERMS, Term
from nemda.trial.estimates import NO_TIME
from nemda.trial.outcomes import Outcome, observed_rows, outcomes
from nemda.trial.replicates import TrialReplicates
from nemda.trial.sources import sources_of

CLOSING = (
    "The interval holds 90% of trials of this size and form if the model is right. It is no statement about "
    "one person, and a trial outside it says that the model, or what is written of the trial, is wrong."
)
SHOWN = (
    "change_from_baseline", "diff_vs_control", "standardized_difference", "response_rate", "remission_rate",
    "dropout_rate", "build_up", "hazard_ratio_response", "hazard_ratio_relapse", "relapse_rate",
    "time_to_relapse",
    "dissociation_rate", "sedation_rate", "pressure_rate",
)  # fmt: skip


def write_trial_page(done: TrialReplicates, terms: Sequence[Term], path: Path) -> Path:
    """Write a trial that was run as one self-contained HTML page and return its path.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    trial, settings = done.prepared.trial, done.settings
    people = ", ".join(f"{group.size} {group.name}" for group in done.prepared.groups)
    analysis = trial.protocol.analysis
    lead = (
        f"{settings.replicates} trials of {people}; {trial.weeks:g} weeks; analysis {analysis.method}, "
        f"missing ratings {analysis.missing}; {settings.pool} simulated people per group; seed "
        f"{settings.seed}; parameter set {settings.parameter_set}; nemda {__version__}."
    )
    tables = [outcome_table(done), term_table(terms, endpoint_of(trial).time_h), source_table(done)]
    if trial.observed:
        tables.append(observed_table(done))
    return write_figure_page(
        path,
        figure=trial_figure(done, terms),
        title=trial.title,
        lead=lead,
        alt=f"Course, responders, relapse, differences and their parts: {trial.title}",
        caption="From above: mean score, responders, relapse, differences, parts of change.",
        tables=tables,
        warnings=done.prepared.notes,
        closing=f"{CLOSING} {trial.citation}".strip(),
        works=[],
    )


def outcome_table(done: TrialReplicates, time_h: float | None = None) -> Table:
    """Return the outcomes of the endpoint's scale, one row each: of every visit, or of one."""
    scale = endpoint_of(done.prepared.trial).scale
    rows = tuple(
        (
            quantity_words(one.key.quantity),
            arm_words(one.key.arm),
            _when(one),
            f"{one.median:.3g}",
            f"{one.lower_90:.3g} to {one.upper_90:.3g}",
        )
        for one in outcomes(done)
        if one.key.quantity in SHOWN
        and one.key.scale in {scale, "", "madrs"}
        and (time_h is None or one.key.quantity == "build_up" or one.key.time_h in {time_h, NO_TIME})
    )
    heads = (
        Column("outcome"),
        Column("arm"),
        Column("when"),
        Column("median", True),
        Column("90% of trials", True),
    )
    return Table("What trials like this one find (rates in %).", heads, rows)


def term_table(terms: Sequence[Term], time_h: float) -> Table:
    """Return what each arm's change is made of at the endpoint."""
    wanted = [term for term in terms if abs(term.time_h - time_h) < 1e-6]
    rows = tuple(
        (term.arm, *(f"{getattr(term, name):+.1f}" for name in TERMS), f"{term.total:+.1f}")
        for term in wanted
    )
    heads = (Column("arm"), *(Column(words, True) for words in TERM_WORDS), Column("change", True))
    return Table(f"Parts of the change of MADRS, {time_label(time_h)} (points).", heads, rows)


def source_table(done: TrialReplicates) -> Table:
    """Return where the uncertainty at the endpoint comes from."""
    rows = tuple(
        (
            quantity_words(one.key.quantity),
            arm_words(one.key.arm),
            *(
                "not known" if value is None else f"{value:.2f}"
                for value in (one.people, one.rating, one.trials, one.parameters, one.whole)
            ),
        )
        for one in sources_of(done, endpoint_of(done.prepared.trial).time_h)
    )
    names = ("people recruited", "raters", "between trials", "parameters", "all together")
    heads = (Column("outcome"), Column("arm"), *(Column(name, True) for name in names))
    return Table("Where uncertainty comes from: SD by source (points of MADRS).", heads, rows)


def observed_table(done: TrialReplicates) -> Table:
    """Return published numbers beside the interval."""
    rows = tuple(
        (
            quantity_words(row.quantity),
            arm_words(row.arm),
            "" if row.time_h is None else time_label(row.time_h),
            "" if row.observed is None else f"{row.observed:.3g}",
            "" if row.predicted is None else f"{row.predicted:.3g}",
            ""
            if row.lower_90 is None or row.upper_90 is None
            else f"{row.lower_90:.3g} to {row.upper_90:.3g}",
            row.note if row.inside is None else "inside" if row.inside else "outside",
        )
        for row in observed_rows(done.prepared.trial, done)
    )
    heads = (Column("outcome"), Column("arm"), Column("when"), Column("published", True),
             Column("median", True), Column("90% of trials", True), Column(""))  # fmt: skip
    return Table("Published numbers beside the trials simulated.", heads, rows)


def _when(one: Outcome) -> str:
    if one.key.quantity == "build_up":
        return f"after session {one.key.time_h:g}"
    return "" if one.key.time_h < 0 else time_label(one.key.time_h)
