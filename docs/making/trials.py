"""Published trials beside predictions: the summary and the rows outside their interval."""

from __future__ import annotations

from collections import Counter

from making.tables import table
from nemda.validate.trials.run import validate_trials
from nemda.validate.trials.summary import TrialSummary, summarize_trials

MEASURES = (
    ("mae_change", "mean error of changes and scores, MADRS points"),
    ("mae_difference", "mean error of differences between arms, MADRS points"),
    ("mae_rate", "mean error of rates, percentage points"),
    ("bias", "bias of changes, MADRS points"),
    ("coverage_90", "share inside the 90% interval"),
)


def trials_misses() -> str:
    """Return the summary with and without the studies' own deviations, misses and what is not predicted."""
    validation = validate_trials(people=200)
    new = summarize_trials(validation.as_new or validation.rows)
    whole = summarize_trials(validation.rows)
    opening = f"{whole.predicted} of {whole.rows} rows are predicted."
    rows = [(words, _number(whole, name), _number(new, name)) for name, words in MEASURES]
    summary = table(("measure", "with the study's own deviation", "as a new study"), rows)
    misses = [
        (f"`{r.study_id}`", r.arm, f"{r.quantity.replace('_', ' ')}, {r.scale}", f"{r.observed:.3g}",
         f"{r.predicted:.3g}", f"{r.lower_90:.3g} to {r.upper_90:.3g}")
        for r in validation.rows if r.inside is False and r.observed is not None and r.predicted is not None
    ]  # fmt: skip
    headings = ("study", "arm", "what", "observed", "predicted", "90% interval")
    reasons = Counter(row.reason for row in validation.rows if row.status == "not_applicable")
    refused = table(
        ("rows", "not applicable because"), [(str(n), reason) for reason, n in reasons.most_common()]
    )
    return "\n\n".join([opening, summary, table(headings, misses), refused]) + "\n"


def _number(summary: TrialSummary, name: str) -> str:
    value = getattr(summary, name)
    return "" if value is None else f"{value:.0%}" if name == "coverage_90" else f"{value:.1f}"
