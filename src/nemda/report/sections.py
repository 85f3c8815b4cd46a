"""What a report says, section by section: figures with their captions, tables, the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nemda._version import __version__
from nemda.engine.setting import visits as visited
from nemda.regimen import sessions
from nemda.report.arms import ShownArm
from nemda.report.figures import available_panels, draw_chain
from nemda.report.figures_mood import madrs_figure
from nemda.report.figures_response import change_figure, responder_figure
from nemda.report.figures_trial import compared, draw_comparison
from nemda.report.numbers import percent
from nemda.report.panels import STAGES, Stage
from nemda.report.sheet import Plain, json_of, unkeyed
from nemda.report.tables import (
    Table,
    comparison_table,
    errors_table,
    people_table,
    scales_table,
    visits_table,
)
from nemda.report.visits import main_visits, visits
from nemda.trial.endpoints import baseline
from nemda.trial.results import ComparisonRow, Observed


class FigureView(NamedTuple):
    """A figure as the page embeds it: `alt` says in words what it shows, `group` which others it follows."""

    key: str
    group: str
    alt: str
    caption: str
    height: int
    json: str


class Block(NamedTuple):
    """A part of a section: any of a heading, a text, a figure, a table.

    `kind` is the style of the table; one with `folded` opens on a click on that text. `has_arms` puts the
    key of the arms above the figure.
    """

    heading: str = ""
    text: str = ""
    figure: FigureView | None = None
    table: Table | None = None
    kind: str = ""
    folded: str = ""
    has_arms: bool = True


class Section(NamedTuple):
    """A section of the page; what the template itself fills in has no blocks."""

    key: str
    title: str
    text: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


def chain_section(arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int) -> Section:
    """Return the chain, one figure per link, all with the same two time axes."""
    stages = [stage for stage in STAGES if available_panels(arms, (stage,))]
    blocks = tuple(
        Block(stage.title, stage.text, _chain_view(arms, observed, stage, spaghetti)) for stage in stages
    )
    text = (
        "Every link over the first hours after the first dose (left) and over the whole course (right). "
        "Drag over a time span to zoom in: all figures of this section follow; a double click goes back.",
    )
    return Section("chain", "The whole chain, from plasma to mood", text, blocks)


BANDS = (
    "Solid: median; dashed: mean; dark band: middle 50% of people; light band: middle 90%. Gray lines: doses."
)
POINTS = (
    " Points are published means: circle with the standard deviation between people, square with the "
    "standard error, diamond with the 95% interval of the mean, cross where none of them is known; those "
    "of different arms stand a little aside."
)
SHARES = (
    "Bands are 90% simulation intervals, which shrink with more simulated people. Points are published "
    "rates with their 95% interval for the published number of people; points of different arms stand a "
    "little aside."
)
HUMPS = (
    "Left of the dashed line are responders. A mean between two humps describes nobody. People without "
    "symptoms at baseline are left out."
)

PILLS = (
    " Pills are taken at home: one visit a week is assumed (no table says how often). Each lifts expectancy, "
    "which fades in a day or two. The teeth a week apart are these visits; arms without drug have them too."
)

SCALES = (
    "The model computes MADRS; other scales are read from it by published cross-walks. A mean is what a "
    "group shows; one person's rating scatters about the converted score by the error, so ratings differ "
    "more between people than converted scores do."
)

MARKS = (
    "Gray bar: 90% prediction interval for a trial of the published size, with the predicted value. "
    "Circle: observed, inside the interval; cross: observed, outside. Thin lines: 95% interval of the "
    "published value, where its source allows one."
)


def mood_section(
    arms: Sequence[ShownArm], observed: Sequence[Observed], spaghetti: int, scales: Sequence[str] = ()
) -> Section:
    """Return mood alone: the score, who responds, how far apart people are, and the numbers by day."""
    names = _names(arms)
    last = main_visits(visits(arms[0], observed))[-1]
    has_points = any(row.scale == "MADRS" and row.value is not None for row in observed)
    blocks = [
        Block(
            "MADRS",
            figure=_view(
                madrs_figure(arms, observed, spaghetti),
                "madrs",
                f"MADRS total and its change from baseline over the whole course for {names}.",
                BANDS + (POINTS if has_points else "") + _people_words(spaghetti) + _pill_words(arms),
            ),
        ),
        Block(
            "Who responds",
            figure=_view(
                responder_figure(arms, observed),
                "responders",
                f"Share of people with response and with remission over time for {names}.",
                SHARES,
            ),
        ),
    ]
    if all((baseline(arm.dataset) > 0).any() for arm in arms):
        alt = (
            "Histograms of the change of MADRS in percent of baseline at the main visits up to "
            f"{last.label} for {names}."
        )
        view = _view(change_figure(arms, observed), "changes", alt, HUMPS)
        blocks.append(Block("How far apart people are", figure=view))
    blocks.append(Block("In numbers", table=visits_table(arms, observed), kind="visits"))
    if scales:
        blocks.append(Block("On other scales", SCALES, table=scales_table(arms, observed, scales)))
    return Section("mood", "Mood", (), tuple(blocks))


def trial_section(rows: Sequence[ComparisonRow], observed: Sequence[Observed]) -> Section:
    """Return what was observed beside what the simulation predicts."""
    both = compared(rows, observed)
    blocks: list[Block] = []
    if both:
        inside = sum(row.is_inside for row in both)
        alt = (
            f"{len(both)} published numbers beside their prediction; {inside} of {len(both)} "
            f"({percent(inside / len(both))}) lie inside the 90% prediction interval."
        )
        view = _view(draw_comparison(both), "comparison", alt, f"{MARKS} {alt}")
        blocks.append(Block(figure=view, has_arms=False))
        blocks.append(Block(table=errors_table(rows)))
    blocks.append(Block(table=comparison_table(rows), kind="wide"))
    text = (
        "The prediction interval holds the chance of who was recruited, not the doubt about the "
        "parameters. A value outside it means that this chance alone does not explain the difference.",
    )
    return Section("trial", "Observed beside predicted", text, tuple(blocks))


def people_section(arms: Sequence[ShownArm]) -> Section:
    """Return who was simulated: the covariates of each different group of people."""
    groups: dict[tuple[str, str, int], ShownArm] = {}
    for arm in arms:
        attributes = arm.dataset.attrs
        first = int(arm.dataset["person"].values[0])
        groups.setdefault((str(attributes["preset"]), str(attributes["seed"]), first), arm)
    tables = [
        Block(table=people_table(arm), folded=f"People of {arm.name}" if place else "")
        for place, arm in enumerate(groups.values())
    ]
    return Section("people", "The simulated people", (), tuple(tables))


def assumptions_section(arms: Sequence[ShownArm]) -> Section:
    """Return the heading of what the simulation rests on; the template fills in the parameters."""
    text = [
        "Every number the simulation used. Grade A was seen in its source, B derived from a source, C "
        "assumed, F fitted with this program. A spread between people is part of the simulation."
    ]
    older = sorted({str(arm.dataset.attrs["nemda_version"]) for arm in arms} - {__version__})
    if older:
        text.append(
            f"Warning: a result was made by nemda {', '.join(older)}, while the tables below are those of "
            f"nemda {__version__}; where the parameters changed in between, they are not the ones that were "
            "used."
        )
    return Section("assumptions", "What this rests on", tuple(text))


def limits_section() -> Section:
    """Return the heading of the known limits."""
    text = ("Known limits of the shipped model, each with what it means for a reader of this page.",)
    return Section("limits", "What this model gets wrong or does not contain", text)


def _chain_view(
    arms: Sequence[ShownArm], observed: Sequence[Observed], stage: Stage, spaghetti: int
) -> FigureView:
    panels = available_panels(arms, (stage,))
    titles = [panel.title.removeprefix("… ") for panel in panels]
    shown = [_variable_words(arms[0], name) for panel in panels for name in panel.variables]
    has_people = any(panel.has_people for panel in panels)
    return _view(
        draw_chain(arms, observed, (stage,), spaghetti),
        f"chain-{stage.key}",
        f"{stage.title} for {_names(arms)}: {', '.join(titles)}; the first hours at the left, the whole "
        "course at the right.",
        f"Shown: {'; '.join(shown)}." + (_people_words(spaghetti) if has_people else ""),
        group="chain",
    )


def _variable_words(arm: ShownArm, variable: str) -> str:
    unit = arm.unit(variable)
    return arm.long_name(variable) + (f" ({unit})" if unit else "")


def _view(figure: Plain, key: str, alt: str, caption: str, group: str = "") -> FigureView:
    plain = unkeyed(figure)
    return FigureView(key, group, alt, caption, plain.layout["height"], json_of(plain))


def _names(arms: Sequence[ShownArm]) -> str:
    return " and ".join(arm.name for arm in arms)


def _pill_words(arms: Sequence[ShownArm]) -> str:
    """Return why the course of people who take pills has teeth; nothing where every dose is a visit."""
    regimens = [regimen for arm in arms for regimen in arm.regimens]
    return PILLS if any(len(visited(each)) < len(sessions(each)) for each in regimens) else ""


def _people_words(spaghetti: int) -> str:
    return f" Thin lines: {spaghetti} single people of each arm, the first ones drawn." if spaghetti else ""
