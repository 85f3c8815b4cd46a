"""Rows of observations made up for tests: a plausible one, with some cells changed."""

from __future__ import annotations

from nemda.evidence.rows import schema_of

PLAIN = {
    "study_id": "made2020", "compound_measured": "ketamine", "dosed_compound": "racemic ketamine",
    "dose": "0.5", "dose_unit": "mg/kg", "route": "IV", "duration_min": "40", "population": "healthy",
    "n": "10", "quantity": "Cmax", "time_min": "", "value": "150", "unit": "ng/mL", "dispersion": "",
    "dispersion_type": "", "citation": "Made 2020 J Made 1:1", "doi_or_pmid": "", "url": "",
    "verified": "yes", "note": "",
}  # fmt: skip


def cells(**changed: str) -> dict[str, str]:
    """Return the cells of the plain row with some of them changed."""
    assert set(PLAIN) == set(schema_of("pk_observations").columns)
    assert set(changed) <= set(PLAIN)
    return {**PLAIN, **changed}
