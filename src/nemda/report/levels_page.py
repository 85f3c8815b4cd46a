"""One HTML file of levels or of a target-controlled infusion: figure, numbers, warnings, sources.

Like the report it works offline and asks the network for nothing; the same request gives the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemda._version import __version__
from nemda.engine.profile.exposure import QUANTITIES, RATIOS, summary
from nemda.engine.profile.run import Course, Profile
from nemda.engine.profile.target import TargetRun
from nemda.errors import StorageError
from nemda.evidence.citations import Citation, find_citation
from nemda.evidence.show import NOT_LITERATURE, source_keys
from nemda.model.parameters import ParameterTable
from nemda.pk.interaction import Interaction
from nemda.regimen import to_sentence
from nemda.report.figures_levels import levels_figure, target_figure
from nemda.report.look import layout_of
from nemda.report.numbers import short
from nemda.report.tables import Column, Table

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CLOSING = (
    "Areas, peaks and half-lives are exact for the curve of each person; a study that samples less sees "
    "less. A range of people says how different people are, not how sure the model is."
)


def write_levels_page(profile: Profile, path: Path) -> Path:
    """Write levels and exposure as one self-contained HTML page and return its path.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    request = profile.request
    title = request.regimen.label or to_sentence(request.regimen)
    drugs = " and ".join(each.name for each in request.interacting)
    lead = (
        f"{request.group.words}{f', with {drugs}' if drugs else ''}; model {request.model}, "
        f"{short(request.hours)} h, seed {request.seed}; nemda {__version__}."
    )
    alt = f"Levels in plasma after {title}: " + ", ".join(
        f"{analyte.name} {analyte.site}" for analyte in request.analytes
    )
    people = " Bands: the middle 90% of people." if request.group.n > 1 else ""
    caption = f"Lines: median.{people} Gray: doses. Left linear, right logarithmic."
    tables = [_exposure_table(profile)]
    if profile.alone is not None:
        tables.append(_ratio_table(profile, drugs))
    return write_figure_page(
        path, title=title, lead=lead, alt=alt, caption=caption, tables=tables,
        warnings=(*profile.warnings, *map(direction_sentence, request.direction_only)),
        works=_works(request.table, request.interacting, request.published and request.published.source),
        figure=levels_figure(profile),
    )  # fmt: skip


def write_target_page(run: TargetRun, path: Path) -> Path:
    """Write a target-controlled infusion as one self-contained HTML page and return its path.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    request = run.request
    wanted = ", ".join(
        f"{level:g} ng/mL from {60 * time:g} min" if time else f"{level:g} ng/mL"
        for time, level in zip(request.time_h, request.target_ng_per_ml, strict=True)
    )
    where = "at the effect site" if request.place == "effect" else f"in {request.place} plasma"
    title = f"{request.compound}: {wanted} {where}, until {60 * request.stop_h:g} min"
    lead = f"{request.group.words}; model {request.model}; {run.total_mg:.4g} mg in all; nemda {__version__}."
    return write_figure_page(
        path, title=title, lead=lead, alt=f"Level and rate of the pump: {title}",
        caption="Above: the level and the target; below: the rate of the pump.", tables=[],
        warnings=run.warnings, figure=target_figure(run),
        works=_works(request.table, request.interacting, request.published and request.published.source),
    )  # fmt: skip


def direction_sentence(interaction: Interaction) -> str:
    """Return in words what is known of an interaction without a number."""
    does = "does not change" if interaction.direction == "none" else interaction.direction
    return (
        f"{interaction.name} {does} the exposure to ketamine (direction only: no size is known, so the "
        f"levels here are those without it). {interaction.note}"
    )


def write_figure_page(path: Path, *, figure: Figure, closing: str = CLOSING, **content: Any) -> Path:
    """Write one figure with its tables, warnings and sources as a self-contained page; return its path.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    folder = files("nemda.report") / "templates"
    environment = Environment(
        loader=PackageLoader("nemda.report", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    page = environment.get_template("levels.html.j2").render(
        **content,
        version=__version__,
        closing=closing,
        height=int(layout_of(figure).height),
        figure=Markup(str(figure.to_json()).replace("</", "<\\/")),
        css=Markup((folder / "report.css").read_text("utf-8")),
        js=Markup((folder / "report.js").read_text("utf-8")),
        plotly=Markup(get_plotlyjs()),
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError("The page cannot be written.", where=str(path), got=str(error)) from error
    return path


def _exposure_table(profile: Profile) -> Table:
    several = profile.request.group.n > 1
    rows = [_row(profile.course, analyte, profile, several) for analyte in profile.request.analytes]
    heads = (Column("analyte"), Column("sample"), *(_head(name) for name in QUANTITIES))
    how = "Median (5% to 95% of people)" if several else "One person"
    return Table(f"Exposure. {how}.", heads, tuple(rows))


def _head(name: str) -> Column:
    quantity = QUANTITIES[name]
    unit = "" if quantity.unit == "1" else f", {quantity.unit}"
    return Column(f"{quantity.short}{unit}", is_number=True)


def _row(course: Course, analyte: Any, profile: Profile, several: bool) -> tuple[str, ...]:
    numbers = course.exposure[analyte]
    cells = (range_text(numbers[name], several) if name in numbers else "" for name in QUANTITIES)
    return analyte.name, analyte.site, *cells


def _ratio_table(profile: Profile, drugs: str) -> Table:
    several = profile.request.group.n > 1
    rows = tuple(
        (analyte.name, analyte.site, *(range_text(profile.ratio(analyte, name), several) for name in RATIOS))
        for analyte in profile.request.analytes
    )
    heads = (
        Column("analyte"),
        Column("sample"),
        *(Column(QUANTITIES[n].short, is_number=True) for n in RATIOS),
    )
    return Table(f"With {drugs} over without, in the same people.", heads, rows)


def range_text(values: Any, several: bool) -> str:
    """Return a median with the range of 90% of people, three digits each; one number for one person."""
    median, low, high = map(three_digits, summary(values))
    return f"{median} ({low}–{high})" if several else median


def three_digits(value: float) -> str:
    """Return a number with three significant digits, never in powers of ten.

    >>> three_digits(1463.2), three_digits(0.0123456)
    ('1460', '0.0123')
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:.0f}" if abs(rounded) >= 100 else f"{rounded:.12f}".rstrip("0").rstrip(".")


def _works(table: ParameterTable, interacting: Sequence[Interaction], first: str | None) -> list[Citation]:
    keys: list[str] = list(source_keys(first)) if first else []
    sources: Iterable[str] = [*(p.source for p in table.values()), *(each.source for each in interacting)]
    for source in sources:
        keys += source_keys(source)
    return [find_citation(key) for key in dict.fromkeys(keys) if key not in NOT_LITERATURE]
