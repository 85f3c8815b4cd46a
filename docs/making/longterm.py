"""Long-term risk beside published findings, and the indications with their fits, as the site is built."""

from __future__ import annotations

from functools import cache

from making.tables import number, table
from nemda.indication import indications
from nemda.indication.calibrate import calibrated
from nemda.indication.library import fitted_numbers
from nemda.validate.biology.outcome import BiologyOutcome, summaries_by_topic, summarize_biology
from nemda.validate.longterm import validate_longterm

outcomes = cache(validate_longterm)


def summary() -> str:
    """Return how many rows are predicted and met, in all and by domain."""
    rows = [("all", summarize_biology(outcomes())), *summaries_by_topic(outcomes()).items()]
    headings = ("rows", "in table", "predicted", "not applicable", "missing", "numbers met")
    lines = [
        (
            name,
            str(one.rows),
            str(one.predicted),
            str(one.not_applicable),
            str(one.missing),
            ""
            if one.within_tolerance is None
            else f"{round(one.within_tolerance * one.numeric_predicted)} of {one.numeric_predicted}",
        )
        for name, one in rows
    ]
    return table(headings, lines) + "\n"


def misses() -> str:
    """Return every predicted row outside its interval."""
    return _rows([one for one in outcomes() if one.is_miss])


def met() -> str:
    """Return every predicted row inside its interval."""
    return _rows([one for one in outcomes() if one.status == "predicted" and not one.is_miss])


def left_out() -> str:
    """Return the rows without a prediction, with the reason."""
    rows = [
        (one.topic, one.readout, one.status.replace("_", " "), one.reason)
        for one in outcomes()
        if one.status != "predicted"
    ]
    return table(("domain", "item", "status", "reason"), rows) + "\n"


def indication_fits() -> str:
    """Return every arm that a reading was fitted to, beside the prediction."""
    lines = [
        (
            one.name,
            reading.name,
            fit.regimen,
            str(fit.n),
            f"{100 * fit.observed:.0f}%",
            f"{100 * fit.predicted:.0f}%",
        )
        for one in indications().values()
        for reading in one.readings
        for fit in calibrated(one, reading)[1]
    ]
    return table(("disorder", "reading", "arm", "people", "better", "fitted"), lines) + "\n"


def indication_evidence() -> str:
    """Return every reading with its numbers and its evidence."""
    lines = []
    for one in indications().values():
        for reading in one.readings:
            fitted = fitted_numbers()[one.name, reading.name]
            transfer = f"{fitted.transfer:.2g} ± {fitted.transfer_error:.1g}"
            lines.append(
                (
                    f"{one.title} ({one.scale})",
                    one.grade,
                    f"{reading.name}: {reading.people}",
                    transfer,
                    reading.sentence,
                )
            )
    return table(("disorder", "evidence", "reading", "transfer ± SE", "what was seen"), lines) + "\n"


def _rows(found: list[BiologyOutcome]) -> str:
    lines = [
        (one.topic, one.readout, _shown(one.observed), _shown(one.predicted), one.unit, one.reason)
        for one in found
    ]
    return table(("domain", "item", "observed", "predicted", "unit", "to know"), lines) + "\n"


def _shown(value: object) -> str:
    return number(value) if isinstance(value, float | int) else str(value)
