"""Parameters as tables with everything needed to trust or doubt them, and the list of their sources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from making.tables import number, table, with_unit
from nemda.cortex.parameters import cortex_table
from nemda.evidence.citations import Citation, citations
from nemda.evidence.show import GRADES, NOT_LITERATURE, between_people, source_keys
from nemda.magnesium.parameters import magnesium_parameters
from nemda.mechanism.catalog import all_parameters, where_used
from nemda.model.parameters import Parameter
from nemda.risk.priors import risk_parameters
from nemda.synapse.parameters import synapse_table

SOURCES = "evidence/sources.md"
HEADINGS = ("parameter", "value", "plausible", "between people", "grade", "source")


def parameter_table(parameters: Iterable[Parameter], page: str) -> str:
    """Return parameters as a table whose sources link to the list of sources; `page` is its own place."""
    return table(HEADINGS, (_row(parameter, page) for parameter in parameters))


def _row(parameter: Parameter, page: str) -> tuple[str, ...]:
    low, high = parameter.interval
    # Most numbers are of people; what else they were seen in is worth the room.
    species = "" if parameter.species == "human" else parameter.species
    seen = ", ".join(filter(None, (species, parameter.preparation)))
    details = "; ".join(filter(None, (seen, parameter.note)))
    name = f"`{parameter.name}`<br>{parameter.meaning}"
    return (
        f"{name}<br><small>{details}</small>" if details else name,
        with_unit(parameter.value, parameter.unit),
        f"{number(low)} to {number(high)}",
        "–" if parameter.distribution == "none" else between_people(parameter),
        f'<abbr title="{GRADES[parameter.grade]}">{parameter.grade}</abbr>',
        ", ".join(_link(key, page) for key in source_keys(parameter.source)),
    )


def _link(key: str, page: str) -> str:
    if key in NOT_LITERATURE:
        return f'<abbr title="{NOT_LITERATURE[key]}">{key}</abbr>'
    place = posixpath.relpath(SOURCES, posixpath.dirname(page) or ".")
    return f"[{key}]({place}#{key})" if key in citations() else key


def grade_counts() -> str:
    """Return how many parameters have each grade."""
    parameters = program_parameters()
    rows = (
        (grade, meaning, str(sum(p.grade == grade for p in parameters))) for grade, meaning in GRADES.items()
    )
    return table(("grade", "meaning", "parameters"), rows)


def program_parameters() -> tuple[Parameter, ...]:
    """Return every parameter of the simulation and of the rooms beside it, whose names may meet."""
    tables = (all_parameters(), cortex_table(), magnesium_parameters(), synapse_table(), risk_parameters())
    return tuple(parameter for table in tables for parameter in table.values())


def sources_page() -> str:
    """Return the page that lists every work a parameter rests on, with the parameters."""
    used: dict[str, list[str]] = {}
    everything = program_parameters()
    for parameter in everything:
        for key in source_keys(parameter.source):
            if key in citations():
                used.setdefault(key, []).append(parameter.name)
    rows = (_source_row(citations()[key], used[key]) for key in sorted(used))
    return f"""# Sources of the parameters

{len(used)} works stand behind the {len(everything)} parameters of the program. The evidence tables
hold more: `nemda evidence search WORDS` looks through all of them, and `nemda evidence cite KEY` gives one
work with the rows that rest on it.

{table(("work", "parameters"), rows)}
"""


def _source_row(work: Citation, names: list[str]) -> tuple[str, str]:
    doi = f" [doi:{work.doi}](https://doi.org/{quote(work.doi)})" if work.doi else ""
    text = f'<span id="{work.key}">**{work.key}**</span><br>{work.text}{doi}'
    return text, ", ".join(f"`{name}`" for name in names)


def used_where(parameters: Mapping[str, Parameter], room: str) -> list[Parameter]:
    """Return the parameters whose equations stand in a room, such as ``"pk"``."""
    return [parameter for name, parameter in parameters.items() if room in where_used(name)]
