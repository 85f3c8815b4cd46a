"""One HTML file of an explanation: waterfall, course, tables, the mechanism graph, sources.

Like the report it works offline and asks the network for nothing; the same explanation gives the same file.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nemda._version import __version__
from nemda.errors import StorageError
from nemda.evidence.citations import Citation, find_citation
from nemda.evidence.show import NOT_LITERATURE, source_keys
from nemda.explain.explain import Explanation, Game
from nemda.explain.words import CAUTION, HOW, moment_words, points_text, sentences
from nemda.mechanism.picture import SPELLING
from nemda.model.printing import readable
from nemda.regimen import to_sentence
from nemda.report.figures_explain import course_figure, waterfall_figure
from nemda.report.graph_explain import explained_graph
from nemda.report.look import layout_of
from nemda.report.tables import Column, Table

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TERMS_TOLD = (
    "Terms: what sessions, feeling a drug, care and time do is counted as it would be without the drug's "
    "action on mood; the drug has what it adds to that. Feeling a drug is the expectancy that a perfect "
    "blind would remove."
)
DIGITS = 2
NUMBER = True


class DrawnFigure(NamedTuple):
    """A figure as the page holds it."""

    key: str
    alt: str
    caption: str
    height: int
    json: str


class Moment(NamedTuple):
    """What the page says about one of the times looked at."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


def write_explain_page(explanation: Explanation, path: Path) -> Path:
    """Write an explanation as one self-contained HTML page and return its path.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    try:
        path.write_text(render_explain_page(explanation), encoding="utf-8")
    except OSError as error:
        raise StorageError(
            "The page cannot be written.", where=str(path), got=str(error),
            hint="choose a file in a folder that exists and that you may write to",
        ) from error  # fmt: skip
    return path


def render_explain_page(explanation: Explanation) -> str:
    """Return the page of `write_explain_page` as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    job = explanation.task.job
    folder = files("nemda.report") / "templates"
    environment = Environment(
        loader=PackageLoader("nemda.report", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    regimen = job.regimen.label or to_sentence(job.regimen)
    changes = "".join(f", {name} = {value:g}" for name, value in job.changes)
    return environment.get_template("explain.html.j2").render(
        title=f"Where the change in mood comes from: {regimen}",
        lead=f"{explanation.task.who.words}; parameters {job.parameter_set}{changes}; nemda {__version__}.",
        caution=CAUTION,
        waterfall=_waterfall(explanation),
        course=_course(explanation),
        moments=[_moment(explanation, number) for number in range(len(explanation.task.at_h))],
        idle=_idle_table(explanation),
        graph=Markup(explained_graph(explanation)) if explanation.links else "",
        cut=_cut_table(explanation),
        how=(HOW, TERMS_TOLD),
        works=_works(explanation),
        version=__version__,
        css=Markup((folder / "report.css").read_text("utf-8")),
        js=Markup((folder / "report.js").read_text("utf-8")),
        plotly=Markup(get_plotlyjs()),
    )


def _waterfall(explanation: Explanation) -> DrawnFigure:
    caption = (
        "From the score before (top) to the score then (bottom). Gray and brown: what needs no drug. Colors: "
        "the drug's points, shared among the contested arrows."
    )
    return _drawn(
        "waterfall", "MADRS before and then, with each contribution", caption, waterfall_figure(explanation)
    )


def _course(explanation: Explanation) -> DrawnFigure:
    caption = (
        "Contributions stacked over time: improvement below 0, worsening above; the black line is their sum, "
        "the whole change. Left the first two days, right the whole course."
    )
    return _drawn(
        "course", "Contributions to the change of MADRS over time", caption, course_figure(explanation)
    )


def _drawn(key: str, alt: str, caption: str, figure: Figure) -> DrawnFigure:
    content = str(figure.to_json()).replace("</", "<\\/")
    return DrawnFigure(key, alt, caption, int(layout_of(figure).height), content)


def _moment(explanation: Explanation, number: int) -> Moment:
    place = explanation.places[number]
    terms = tuple((term.title, points_text(float(term.points[place]), DIGITS)) for term in explanation.terms)
    total = ("whole change", points_text(float(explanation.change[place]), DIGITS))
    heads = (Column("term"), Column("points", NUMBER))
    tables = (
        Table("The terms of the score.", heads, (*terms, total)),
        *(_game_table(explanation, game, place) for game in explanation.games),
    )
    when = moment_words(explanation.task.at_h[number])
    return Moment(f"{when} after the first dose", sentences(explanation, number), tables)


def _game_table(explanation: Explanation, game: Game, place: int) -> Table:
    heads = (
        Column("arrow"), Column("what it says"), Column("share", NUMBER), Column("lost", NUMBER),
        Column("alone", NUMBER), Column("grade"),
    )  # fmt: skip
    rows = [
        (
            part.arrow.title, part.arrow.claim, _with_error(part.share[place], part.error[place]),
            points_text(float(part.lost[place]), DIGITS), points_text(float(part.alone[place]), DIGITS),
            part.arrow.grade,
        )
        for part in game.parts
    ]  # fmt: skip
    rest = points_text(float(game.rest[place]), DIGITS)
    drug = points_text(float(explanation.drug[place]), DIGITS)
    rows += [("no listed arrow", "the drug with all of these off", rest, "", "", ""),
             ("drug", "the sum", drug, "", "", "")]  # fmt: skip
    how = "all settings run" if game.is_exact else f"{game.settings} settings drawn; ± standard error"
    return Table(f"{game.title} ({how}).", heads, tuple(rows))


def _with_error(share: float, error: float) -> str:
    text = points_text(float(share), DIGITS)
    return f"{text} ± {float(error):.{DIGITS}f}" if error > 0 else text


def _idle_table(explanation: Explanation) -> Table:
    times = [f"added at {moment_words(time)}" for time in explanation.task.at_h]
    rows = tuple(
        (
            idle.arrow.title, idle.arrow.claim,
            *(points_text(float(idle.added[place]), DIGITS) for place in explanation.places),
            idle.arrow.grade, idle.arrow.note,
        )
        for idle in explanation.idle
    )  # fmt: skip
    heads = (
        Column("arrow"), Column("what it says"), *(Column(time, NUMBER) for time in times), Column("grade"),
        Column("remark"),
    )  # fmt: skip
    return Table("Contested arrows that are off here, and what turning each fully on would add.", heads, rows)


def _cut_table(explanation: Explanation) -> Table:
    ordered = sorted(explanation.links, key=lambda link: -abs(float(link.lost[explanation.places[0]])))
    rows = tuple(
        (
            f"{readable(link.provider, SPELLING)} to {readable(link.user, SPELLING)}",
            readable(link.signal, SPELLING),
            *(points_text(float(link.lost[place]), DIGITS) for place in explanation.places),
        )
        for link in ordered
    )
    times = [f"lost at {moment_words(time)}" for time in explanation.task.at_h]
    heads = (Column("arrow"), Column("signal"), *(Column(time, NUMBER) for time in times))
    return Table("Points of the change that are lost when one arrow is cut, by size.", heads, rows)


def _works(explanation: Explanation) -> list[Citation]:
    arrows: list[Any] = [part.arrow for game in explanation.games for part in game.parts]
    arrows += [idle.arrow for idle in explanation.idle]
    keys = dict.fromkeys(key for arrow in arrows for key in source_keys(arrow.source))
    return [find_citation(key) for key in keys if key not in NOT_LITERATURE]
