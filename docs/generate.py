"""The hook of MkDocs: fills the pages with what the code says, every time the site is built.

Pages of mechanisms, rooms and sources are made whole; in pages written by hand a comment such as
``<!-- nemda: chain -->`` is replaced. Examples are run, and LaTeX becomes MathML. Nothing generated is
stored, so nothing can be out of date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from making import (
    acute,
    biology,
    calibration,
    chain,
    eeg,
    evidence,
    experiments,
    figures,
    kinetics,
    levels,
    longterm,
    magnesium,
    misses,
    parameters,
    receptors,
    trials,
)
from making.examples import ExampleError, has_examples, run_page
from making.mathml import with_mathml
from making.mechanisms import mechanism_pages
from making.panels import panels
from making.reference import command_page, room_pages, room_table
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from nemda.magnesium.parameters import magnesium_parameters
from nemda.mechanism.catalog import all_parameters
from nemda.risk.priors import risk_parameters
from nemda.synapse.parameters import synapse_table

_PLACE = re.compile(r"^<!-- nemda: (.+) -->$", re.MULTILINE)


def filled(markdown: str, place: str) -> str:
    """Return a page with its comments ``<!-- nemda: NAME -->`` replaced; `place` is the page's own.

    Raises
    ------
    KeyError
        There is nothing of that name.
    """
    contents: dict[str, Callable[[], str]] = {
        "panels": lambda: f'<div class="panels">\n{panels()}</div>\n',
        "chain": chain.picture,
        "arrows": chain.all_arrows,
        "calibration": calibration.calibration,
        "limits": misses.known_limits,
        "validation": misses.validation,
        "trial misses": trials.trials_misses,
        "kinetics summary": levels.summary,
        "kinetics misses": levels.worst,
        "kinetics left out": levels.left_out,
        "kinetics conventions": levels.stated_conventions,
        "receptor summary": receptors.summary,
        "receptor rows": receptors.every_row,
        "receptor misses": receptors.misses,
        "receptor left out": receptors.left_out,
        "receptor conventions": receptors.stated_conventions,
        "biology summary": biology.summary,
        "biology misses": biology.misses,
        "biology predictions": biology.predictions,
        "biology left out": biology.left_out,
        "biology conventions": biology.stated_conventions,
        "risk priors": lambda: parameters.parameter_table(risk_parameters().values(), place),
        "longterm summary": longterm.summary,
        "longterm misses": longterm.misses,
        "longterm predictions": longterm.met,
        "longterm left out": longterm.left_out,
        "indication fits": longterm.indication_fits,
        "indication evidence": longterm.indication_evidence,
        "acute summary": acute.summary,
        "acute misses": acute.misses,
        "acute predictions": acute.met,
        "acute left out": acute.left_out,
        "acute complaints": acute.complaint_table,
        "discharge criteria": acute.discharge_criteria,
        "eeg summary": eeg.summary,
        "eeg misses": eeg.misses,
        "eeg predictions": eeg.predictions,
        "eeg left out": eeg.left_out,
        "eeg parameters": eeg.parameters,
        "parameters magnesium": lambda: parameters.parameter_table(magnesium_parameters().values(), place),
        "magnesium summary": magnesium.summary,
        "magnesium misses": magnesium.misses,
        "magnesium predictions": magnesium.predictions,
        "magnesium left out": magnesium.left_out,
        "experiment ladder": experiments.ladder,
        "tables": evidence.table_of_tables,
        "rooms": room_table,
        "grades": parameters.grade_counts,
        "parameters pk": lambda: _room("pk", place),
        "interactions": kinetics.interaction_table,
        "preparations": kinetics.formulation_table,
        "readings": kinetics.reading_table,
        "parameters receptor": lambda: _room("receptor", place),
        "parameters synapse": lambda: parameters.parameter_table(synapse_table().values(), place),
    }

    def content(name: str) -> str:
        kind, _, which = name.partition(" ")
        return figures.figure_block(which, place) if kind == "figure" else contents[name]()

    return _PLACE.sub(lambda found: content(found[1]), markdown)


def _room(room: str, place: str) -> str:
    return parameters.parameter_table(parameters.used_where(all_parameters(), room), place)


@cache
def generated_pages() -> dict[str, list[tuple[str, str, str]]]:
    """Return the whole pages by the entry of the navigation they stand under: title, place, text."""
    return {
        "mechanisms": list(mechanism_pages()),
        "rooms": list(room_pages()),
        "commands": [("Commands", "reference/commands.md", command_page())],
        "sources": [("Sources", parameters.SOURCES, parameters.sources_page())],
    }


def on_config(config: Any) -> Any:
    """Put the generated pages into the navigation."""
    config.nav = _expanded(config.nav)
    return config


def _expanded(entries: list[Any]) -> list[Any]:
    """Return the navigation with each text ``@NAME`` replaced by the pages of that name."""
    result: list[Any] = []
    for entry in entries:
        if isinstance(entry, str) and entry.startswith("@"):
            result += [{title: place} for title, place, _ in generated_pages()[entry[1:]]]
        elif isinstance(entry, dict):
            result.append({t: _expanded(v) if isinstance(v, list) else v for t, v in entry.items()})
        else:
            result.append(entry)
    return result


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to the site."""
    for pages in generated_pages().values():
        for _, place, text in pages:
            files.append(File.generated(config, place, content=text))
    files.append(File.generated(config, "science/chain.svg", content=chain.svg()))
    files.append(File.generated(config, figures.SCRIPT, content=figures.script()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill a page and run its examples."""
    place = page.file.src_uri
    text = filled(markdown, place)
    if not has_examples(text):
        return text
    try:
        return run_page(text, place)[0]
    except ExampleError as error:
        raise PluginError(str(error)) from error


def on_page_content(html: str, **_: Any) -> str:
    """Turn LaTeX into MathML."""
    return with_mathml(html)
