"""The evidence tables as a table, and how surely their rows were seen."""

from __future__ import annotations

from collections import Counter

from making.tables import table
from nemda.evidence.schema import SCHEMAS
from nemda.evidence.tables import table as evidence_table


def table_of_tables() -> str:
    """Return the name, content, number of rows and grading of every evidence table."""
    rows: list[tuple[str, ...]] = []
    for name, schema in SCHEMAS.items():
        records = evidence_table(name)
        graded = Counter(record.text(schema.grading) for record in records).most_common()
        seen = ", ".join(f"{count} {word}" for word, count in graded)
        rows.append((f"`{name}`", schema.meaning, str(len(records)), seen))
    total = sum(int(row[2]) for row in rows)
    return table(("table", "its rows are", "rows", "seen"), rows) + f"\n\n{total} rows in all.\n"
