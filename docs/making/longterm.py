"""Long-term risk beside published findings, and the indications with their fits, as the site is built."""

from __future__ import annotations

from functools import cache

from making.effects import left_out_table, met_table, misses_table, summary_table
from making.tables import table
from nemda.indication import indications
from nemda.indication.calibrate import calibrated
from nemda.indication.library import fitted_numbers
from nemda.validate.longterm import validate_longterm

outcomes = cache(validate_longterm)


def summary() -> str:
    """Return how many rows are predicted and met, in all and by domain."""
    return summary_table(outcomes())


def misses() -> str:
    """Return every predicted row outside its interval."""
    return misses_table(outcomes())


def met() -> str:
    """Return every predicted row inside its interval."""
    return met_table(outcomes())


def left_out() -> str:
    """Return the rows without a prediction, with the reason."""
    return left_out_table(outcomes())


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
