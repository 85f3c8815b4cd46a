"""One HTML file with everything in it: figures, tables, assumptions, limits, sources.

It works offline and asks the network for nothing, which its content security policy enforces; the same
input gives the same file. What would falsify it: a number on the page that the result does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from nemda._version import __version__
from nemda.errors import StorageError
from nemda.plan.monitoring import MonitoringPlan
from nemda.plan.outlook import Outlook
from nemda.regimen import calendar
from nemda.report.arms import ShownArm, shown_arms, variables_of
from nemda.report.assumptions import changed, cited, groups, set_notes, switches
from nemda.report.limits import limits
from nemda.report.monitoring_section import monitoring_section
from nemda.report.mood import NEEDED
from nemda.report.outlook_section import outlook_section
from nemda.report.sections import (
    Section,
    assumptions_section,
    chain_section,
    limits_section,
    mood_section,
    people_section,
    trial_section,
)
from nemda.report.summary import contrasts, definitions, sentences
from nemda.report.tables import facts_table, run_table
from nemda.report.visits import headline_times
from nemda.trial.results import ArmResult, ComparisonRow, Observed


class ArmView(NamedTuple):
    """An arm as the page tells it."""

    name: str
    sentence: str
    color: str
    sentences: tuple[str, ...]
    calendars: tuple[str, ...]


def write_report(
    path: Path,
    title: str,
    arms: Sequence[ArmResult],
    observed: Sequence[Observed] = (),
    comparison: Sequence[ComparisonRow] = (),
    spaghetti: int = 0,
    scales: Sequence[str] = (),
    plans: Mapping[str, MonitoringPlan] = MappingProxyType({}),
    outlooks: Mapping[str, Outlook] = MappingProxyType({}),
) -> Path:
    """Write simulated arms as one self-contained HTML page and return its path.

    Parameters
    ----------
    path
        The file to write; its folder must exist.
    title
        The heading of the page.
    arms
        One to seven simulated arms with names of their own.
    observed
        Published outcomes; those of MADRS and CADSS are drawn over the simulation.
    comparison
        Published numbers beside their predictions, from `nemda.trial.compare`.
    spaghetti
        How many people of each arm are drawn one by one; 0 draws ranges only.
    plans
        What to expect of the first session, by the name of its arm.
    outlooks
        What is known of months and years and of drugs together, by the name of the arm.
    scales
        Other scales than MADRS to tell the same people on, such as ``"hamd17"``.

    Raises
    ------
    DataError
        An arm is no result of a simulation, holds nothing that can be shown, or `spaghetti` is too large.
    StorageError
        The file cannot be written.
    """
    page = render_report(title, arms, observed, comparison, spaghetti, scales, plans, outlooks)
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            "The report cannot be written.", where=str(path), got=str(error),
            hint="choose a file in a folder that exists and that you may write to",
        ) from error  # fmt: skip
    return path


def render_report(
    title: str,
    arms: Sequence[ArmResult],
    observed: Sequence[Observed] = (),
    comparison: Sequence[ComparisonRow] = (),
    spaghetti: int = 0,
    scales: Sequence[str] = (),
    plans: Mapping[str, MonitoringPlan] = MappingProxyType({}),
    outlooks: Mapping[str, Outlook] = MappingProxyType({}),
) -> str:
    """Return the page of `write_report` as text.

    Raises
    ------
    DataError
        As `write_report`.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    shown = shown_arms(arms)
    folder = files("nemda.report") / "templates"
    environment = Environment(
        loader=PackageLoader("nemda.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        **_content(title, shown, observed, comparison, spaghetti, scales, plans, outlooks),
        css=Markup((folder / "report.css").read_text("utf-8")),
        js=Markup((folder / "report.js").read_text("utf-8")),
        plotly=Markup((files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8")),
    )


def _content(
    title: str,
    arms: Sequence[ShownArm],
    observed: Sequence[Observed],
    comparison: Sequence[ComparisonRow],
    spaghetti: int,
    scales: Sequence[str],
    plans: Mapping[str, MonitoringPlan],
    outlooks: Mapping[str, Outlook],
) -> dict[str, Any]:
    variables = variables_of(arms)
    has_mood = variables.issuperset(NEEDED)
    by_grade, arrows = groups(arms[0]), switches(arms[0])
    rows = [*(row for group in by_grade for row in group.rows), *arrows]
    changes = changed(arms)
    return {
        "title": title,
        "version": __version__,
        "arms": [_arm_view(arm, headline_times(arms) if has_mood else ()) for arm in arms],
        "sections": _sections(
            arms, observed, comparison, spaghetti, scales if has_mood else None, plans, outlooks
        ),
        "contrasts": (*contrasts(arms), definitions()) if has_mood else (),
        "facts": facts_table(arms, variables),
        "run": run_table(arms),
        "set_notes": set_notes(arms),
        "changes": changes,
        "switches": arrows,
        "groups": by_grade,
        "of_arm": f" of {arms[0].name}" if changes and len(arms) > 1 else "",
        "limits": limits(),
        "references": cited(rows),
    }


def _sections(
    arms: Sequence[ShownArm],
    observed: Sequence[Observed],
    comparison: Sequence[ComparisonRow],
    spaghetti: int,
    scales: Sequence[str] | None,
    plans: Mapping[str, MonitoringPlan],
    outlooks: Mapping[str, Outlook],
) -> list[Section]:
    """Return all sections; without `scales` the results hold no mood."""
    found = [Section("results", "What came out"), chain_section(arms, observed, spaghetti)]
    if scales is not None:
        found.append(mood_section(arms, observed, spaghetti, scales))
    if plans:
        found.append(monitoring_section(plans))
    if outlooks:
        found.append(outlook_section(outlooks))
    if comparison:
        found.append(trial_section(comparison, observed))
    return [
        *found,
        people_section(arms),
        assumptions_section(arms),
        limits_section(),
        Section("references", "Sources"),
    ]


def _arm_view(arm: ShownArm, times_h: Sequence[float]) -> ArmView:
    return ArmView(
        arm.name,
        arm.sentence,
        arm.color,
        sentences(arm, times_h),
        tuple(calendar(regimen) for regimen in arm.regimens),
    )
