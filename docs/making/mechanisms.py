"""One page per mechanism: what its file claims, its equations, its quantities and its numbers."""

from __future__ import annotations

import re
import sys
from collections import namedtuple
from collections.abc import Iterator
from inspect import signature

from making.chain import arrow_table, graph
from making.parameters import parameter_table
from making.tables import table
from nemda.mechanism.catalog import all_parameters
from nemda.mechanism.chain import MECHANISMS
from nemda.mechanism.mood import MOOD, Score, score
from nemda.mechanism.picture import SPELLING
from nemda.model.drawing import span
from nemda.model.mechanism import Mechanism, declarations, fields_of, no_rates
from nemda.model.printing import LATEX, latex_name, printed, readable
from nemda.model.symbols import Equations, Expression, equations

FOLDER = "science/mechanisms"
_PART = re.compile(r"\b(Claim|Form|Time scale|Falsified by): ")


def mechanism_pages() -> Iterator[tuple[str, str, str]]:
    """Yield title, place and text of the page of each mechanism of the chain."""
    for mechanism in MECHANISMS:
        place = f"{FOLDER}/{mechanism.name}.md"
        title = readable(mechanism.name, SPELLING)
        yield title[0].upper() + title[1:], place, mechanism_page(mechanism, place)


def mechanism_page(mechanism: Mechanism, place: str) -> str:
    """Return the page of one mechanism."""
    module = mechanism.parameters.__module__
    table = all_parameters()
    parameters = [table[name] for name in fields_of(mechanism.parameters)]
    sections = [
        _heading(sys.modules[module].__doc__ or mechanism.claim),
        _quantities(mechanism),
        _equations(mechanism),
        _score(mechanism),
        _arrows(mechanism.name),
        f"## Parameters\n\n{parameter_table(parameters, place)}" if parameters else "",
        f"The code of this page is `src/{module.replace('.', '/')}.py`; see also the reference of "
        f"[`{module}`][{module}].",
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def _heading(text: str) -> str:
    """Return the docstring as a page: its parts as paragraphs, what would refute it set apart."""
    title, _, rest = text.strip().partition("\n")
    pieces = _PART.split(" ".join(rest.split()))
    paragraphs = [pieces[0].strip()]
    for part, content in zip(pieces[1::2], pieces[2::2], strict=True):
        if part == "Falsified by":
            paragraphs.append(f'!!! question "What would falsify this"\n    {_sentence(content)}')
        else:
            paragraphs.append(f"**{part}.** {_sentence(content)}")
    return "\n\n".join([f"# {title.rstrip('.')}", *filter(None, paragraphs)])


def _sentence(text: str) -> str:
    return text.strip()[0].upper() + text.strip()[1:]


def _quantities(mechanism: Mechanism) -> str:
    places = {place.name: place for place in graph().places}
    times = places[mechanism.name].times_h
    sections: list[str] = []
    states = declarations(mechanism.states)
    if states:
        scales = {name: span([times[name]]) or "none" for name in states}
        rows = [(f"`{name}`", one.meaning, one.unit, scales[name]) for name, one in states.items()]
        sections.append("## States\n\n" + table(("state", "meaning", "unit", "time scale"), rows))
    for title, kind in (("Outputs", mechanism.outputs), ("Inputs", mechanism.inputs)):
        rows = [(f"`{name}`", one.meaning, one.unit) for name, one in declarations(kind).items()]
        if rows:
            sections.append(f"## {title}\n\n{table(('signal', 'meaning', 'unit'), rows)}")
    return "\n\n".join(sections)


def _equations(mechanism: Mechanism) -> str:
    opening = (
        "Printed from the code that is simulated; time is in hours. Names are those of the code with spaces "
        "for underscores."
    )
    return "\n\n".join(["## Equations", opening, *_printed(equations(mechanism))])


def _printed(written: Equations) -> list[str]:
    lines: list[str] = []
    if written.rates:
        lines += ["The rates of change:", *(_rate(name, right) for name, right in written.rates.items())]
    if written.outputs:
        lines += ["What is handed on:", *(_line(name, right) for name, right in written.outputs.items())]
    if written.intermediate:
        lines += ["with", *(_line(name, right) for name, right in written.intermediate.items())]
    return lines


def _score(mechanism: Mechanism) -> str:
    """Return the equations of the score, which stand beside those of mood and read several mechanisms."""
    if mechanism is not MOOD:
        return ""
    arguments = [name for name in signature(score).parameters if name != "parameters"]
    readout = Mechanism(
        name="score",
        claim="",
        parameters=MOOD.parameters,
        inputs=namedtuple("ScoreInputs", arguments),
        rates=no_rates,
        outputs=Score,
        output_equations=lambda states, parameters, inputs: score(parameters, *inputs),
        table=MOOD.table,
    )
    opening = "What a rater sees is computed from the states of several mechanisms, after the simulation:"
    lines = [_line(name, right) for name, right in equations(readout).outputs.items()]
    return "\n\n".join(["## The score", opening, *lines])


def _rate(name: str, right: Expression) -> str:
    return f"$$\n\\frac{{d\\,{latex_name(name, SPELLING)}}}{{dt}} = {printed(right, LATEX, SPELLING)}\n$$"


def _line(name: str, right: Expression) -> str:
    return f"$$\n{latex_name(name, SPELLING)} = {printed(right, LATEX, SPELLING)}\n$$"


def _arrows(name: str) -> str:
    arrows = graph().arrows
    coming = [arrow for arrow in arrows if arrow.user == name]
    going = [arrow for arrow in arrows if arrow.provider == name]
    sections = ["## Arrows", "Signs are those of the derivatives of the equations above."]
    if coming:
        sections += ["What acts on it:", arrow_table(coming)]
    if going:
        sections += ["What it acts on:", arrow_table(going)]
    return "\n\n".join(sections) if coming or going else ""
