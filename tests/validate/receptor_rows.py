"""Made rows of receptor experiments for the tests."""

from nemda.evidence.rows import schema_of
from nemda.validate.receptor.row import Row, rows_of

COLUMNS = tuple(schema_of("receptor_experiments").columns)


def cells(**given: str) -> dict[str, str]:
    """Return a row with all columns, empty where nothing is given."""
    usual = dict.fromkeys(COLUMNS, "") | {
        "experiment_id": "X1",
        "citation": "Made et al 2021",
        "verified": "yes",
    }
    return usual | given


def row(measured: str, protocol: str, result: str, unit: str, **given: str) -> Row:
    """Return one row as it is read."""
    texts = {"what_is_measured": measured, "protocol": protocol, "result_value": result, "unit": unit}
    return rows_of([cells(**texts, **given)])[0]
