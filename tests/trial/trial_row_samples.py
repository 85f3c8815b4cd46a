"""Rows of trial tables for the tests of how rows are read."""

from collections.abc import Sequence

from nemda.trial.rows.arm_row import ArmRow, arm_rows, outcome_rows
from nemda.trial.rows.request import Refused, Request, requests_of

ARM = {
    "study_id": "new2031", "citation": "", "doi_or_pmid": "", "url": "", "population": "TRD outpatients",
    "trd": "yes", "design": "RCT parallel double-blind", "arm": "ketamine", "compound": "racemic ketamine",
    "dose": "0.5", "unit": "mg/kg", "route": "IV", "duration_min": "40", "schedule": "0",
    "comparator": "saline", "n": "20", "scale": "MADRS", "baseline_mean": "32", "baseline_sd": "5",
    "verified": "no", "note": "",
}  # fmt: skip
SALINE = ARM | {"arm": "saline", "compound": "saline", "dose": "0", "comparator": ""}
OUTCOME = {
    "study_id": "new2031", "arm": "ketamine", "time_h": "24", "scale": "MADRS",
    "quantity": "change_from_baseline", "value": "-15", "unit": "points", "dispersion": "",
    "dispersion_type": "", "n": "20", "verified": "no", "note": "",
}  # fmt: skip
RATE = OUTCOME | {"quantity": "response_rate", "value": "50", "unit": "%"}


def arm(**cells: str) -> ArmRow:
    """Return one arm with some cells of its own."""
    return arm_rows([ARM | cells])[0]


def asked(
    *outcomes: dict[str, str], arms: Sequence[dict[str, str]] = (ARM, SALINE)
) -> tuple[Request | Refused, ...]:
    """Return what outcomes of a study ask for."""
    return requests_of(outcome_rows(outcomes), arm_rows(arms))[0]


def ask(
    arms: Sequence[dict[str, str]] = (ARM, SALINE), base: dict[str, str] = OUTCOME, **cells: str
) -> Request:
    """Return what one outcome asks for; it must be read."""
    (found,) = asked(base | cells, arms=arms)
    assert isinstance(found, Request), found.reason
    return found


def refusal(
    arms: Sequence[dict[str, str]] = (ARM, SALINE), base: dict[str, str] = OUTCOME, **cells: str
) -> str:
    """Return why one outcome is not predicted."""
    (found,) = asked(base | cells, arms=arms)
    assert isinstance(found, Refused)
    return found.reason
