"""Rows of biology made up for tests: a plausible one, with some cells changed."""

from __future__ import annotations

from nemda.evidence.rows import schema_of

PLAIN = {
    "topic": "made", "species": "rat", "preparation_region": "PFC", "compound": "ketamine",
    "dose_or_conc": "10 mg/kg", "route": "ip", "readout": "extracellular glutamate", "time": "0-100 min",
    "value": "increase", "unit": "direction", "dispersion": "", "citation": "Made 2020 J Made 1:1",
    "doi_or_pmid": "", "url": "", "verified": "yes", "note": "",
}  # fmt: skip


def cells(**changed: str) -> dict[str, str]:
    """Return the cells of the plain row with some of them changed."""
    assert set(PLAIN) == set(schema_of("biology").columns)
    assert set(changed) <= set(PLAIN)
    return {**PLAIN, **changed}
