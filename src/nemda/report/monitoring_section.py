"""The section of a report that says when to watch people in the first session, and when they may leave."""

from __future__ import annotations

from collections.abc import Mapping

from nemda.plan.monitoring import MonitoringPlan
from nemda.report.figures_acute import monitoring_plain
from nemda.report.sections import Block, FigureView, Section
from nemda.report.sheet import json_of
from nemda.report.tables import Column, Table

CAPTION = (
    "Share of people who do not yet meet a criterion at each minute after the start of the dose; the thick "
    "line is all of them together."
)


def monitoring_section(plans: Mapping[str, MonitoringPlan]) -> Section:
    """Return peaks, readiness and shares of the first session of each arm, with a figure of who may leave."""
    people = max(plan.people for plan in plans.values())
    text = (
        f"From the first {people} of the simulated people. Limits of discharge are data with their rules "
        "(nemda.plan); this is research and no advice for a patient.",
    )
    blocks = [Block(table=_table(name, plan)) for name, plan in plans.items()]
    for place, (name, plan) in enumerate(plans.items()):
        plain = monitoring_plain(plan)
        view = FigureView(
            f"monitoring{place}", "", f"Who may leave after the first session of {name}.", CAPTION,
            plain.layout["height"], json_of(plain),
        )  # fmt: skip
        blocks.append(Block(name if len(plans) > 1 else "", figure=view, has_arms=False))
    return Section("monitoring", "When to watch people in the first session", text, tuple(blocks))


def _table(name: str, plan: MonitoringPlan) -> Table:
    rows = [
        *((f"highest {one.what}", _text(one.median_min), _text(one.by_95_min)) for one in plan.peaks),
        *((f"meets: {one.what}", _text(one.median_min), _text(one.by_95_min)) for one in plan.ready),
    ]
    middle, high = plan.systolic_peak_mmhg
    facts = (
        f"{name}. Highest systolic pressure {middle:.0f} mmHg, in 5% of people above {high:.0f}; 180 mmHg or "
        f"more in {plan.severe_share:.1%}; sedated (MOAA/S below 5) at some time {plan.sedated_share:.0%}."
    )
    columns = (Column(""), Column("half of people by, min", True), Column("95% of people by, min", True))
    return Table(facts, columns, tuple(rows))


def _text(minutes: float | None) -> str:
    return "later" if minutes is None else f"{minutes:.0f}"
