"""The default parameter set as a page: what it was fitted to, how, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from making.tables import table, with_unit
from nemda.mechanism.chain import chain
from nemda.mechanism.sets import DEFAULT_SET, read_set, set_names
from nemda.model.parameters import Parameter, merge
from nemda.pk import parameter_table as kinetic_table

HEADINGS = ("parameter", "in the table", "in the set", "note")


def calibration() -> str:
    """Return what the default set says of itself, and every parameter that it changes."""
    default = read_set()
    tables = merge((kinetic_table(), chain().parameters))
    rows = [_row(tables[name], entry) for name, entry in default.entries.items() if name in tables]
    others = ", ".join(f"`{name}`" for name in set_names() if name != DEFAULT_SET)
    told = ((key.replace("_", " "), _text(value)) for key, value in default.about.items())
    opening = f"The default set is `{default.name}`; the others are {others}."
    return "\n\n".join([opening, table(("about this set", ""), told), table(HEADINGS, rows)]) + "\n"


def _row(parameter: Parameter, entry: Mapping[str, Any]) -> tuple[str, ...]:
    before = with_unit(parameter.value, parameter.unit)
    after = with_unit(float(entry.get("value", parameter.value)), parameter.unit)
    if "spread" in entry:
        before += f", spread {parameter.spread:.3g}"
        after += f", spread {float(entry['spread']):.3g}"
    return f"`{parameter.name}`<br>{parameter.meaning}", before, after, str(entry.get("note", ""))


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(map(_text, value))
    return str(value)
