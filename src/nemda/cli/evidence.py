"""The commands that let anybody look behind a number: ``nemda evidence``.

``search`` finds rows by words, ``tables`` lists what there is, ``cite`` gives a work in full, and
``show`` tells what stands behind one parameter of the model. Each answers in words for a reader, or
with ``--json`` in one JSON object for a program.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import asdict
from typing import Annotated, Any

import typer

from nemda.errors import ParameterError
from nemda.evidence.citations import find_citation, siblings
from nemda.evidence.near import near_matches
from nemda.evidence.schema import SCHEMAS
from nemda.evidence.search import search
from nemda.evidence.show import describe
from nemda.evidence.tables import rows_citing, table

app = typer.Typer(no_args_is_help=True, help="Read the sourced tables behind every number.")

Json = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of a table.")]


@app.command("search")
def search_command(
    words: Annotated[list[str], typer.Argument(help="Words that must all occur in a row.")],
    name: Annotated[str | None, typer.Option("--table", help="Search this table only.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Show at most this many rows.")] = 20,
    notes: Annotated[bool, typer.Option("--notes", help="Show the note of each row.")] = False,
    as_json: Json = False,
) -> None:
    """Find rows of evidence by words, for example: nemda evidence search ketamine nmda."""
    hits = search(*words, tables=() if name is None else (name,))
    if as_json:
        shown = [asdict(hit.line) for hit in hits[:limit]]
        _print_json({"words": words, "table": name, "found": len(hits), "rows": shown})
        return
    from nemda.cli.evidence_view import print_hits

    print_hits(words, hits, limit, notes)


@app.command("tables")
def tables_command(as_json: Json = False) -> None:
    """List the tables, how many rows each has and how surely they were seen."""
    listed = [
        {
            "table": name,
            "rows": len(table(name)),
            "holds": schema.meaning,
            "graded": dict(Counter(record.text(schema.grading) for record in table(name)).most_common()),
        }
        for name, schema in SCHEMAS.items()
    ]
    if as_json:
        _print_json({"tables": listed})
        return
    from nemda.cli.evidence_view import print_tables

    print_tables(listed)


@app.command("cite")
def cite_command(
    key: Annotated[str, typer.Argument(help="A citation key, such as gilling2009.")], as_json: Json = False
) -> None:
    """Give a work in full: its citation, where to find it, and which rows rest on it."""
    work = find_citation(key)
    rows = Counter(record.table for record in rows_citing(key))
    others = siblings(key)
    if as_json:
        _print_json({**asdict(work), "rows": rows, "siblings": [other.key for other in others]})
        return
    from nemda.cli.evidence_view import print_citation

    print_citation(work, rows, others)


@app.command("show")
def show_command(
    name: Annotated[str, typer.Argument(help="A parameter of the model.")], as_json: Json = False
) -> None:
    """Show what stands behind a parameter: value, spread, sources, rows of evidence, where it is used."""
    from nemda.mechanism.catalog import all_parameters, where_used

    parameters = all_parameters()
    if name not in parameters:
        near = near_matches(name, parameters)
        raise ParameterError(
            "Unknown parameter.",
            got=repr(name),
            expected="one of " + ", ".join(near) if near else None,
            hint="a part of the name is enough to be shown the nearest ones",
        )
    description = describe(parameters[name], where_used(name))
    if as_json:
        bounds = [bound if math.isfinite(bound) else None for bound in description.interval]
        _print_json({**asdict(description), "interval": bounds})
        return
    from nemda.cli.evidence_view import print_description

    print_description(description)


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
