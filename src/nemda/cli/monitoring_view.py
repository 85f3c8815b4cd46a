"""How the plan of the first session looks in a terminal: three lines below the main numbers."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from nemda.plan.monitoring import Moment, MonitoringPlan


def print_monitoring(console: Console, plan: MonitoringPlan, name: str = "") -> None:
    """Print of the first session: when signs peak, when people may leave, how many pass a limit."""
    heading = "First session" + (f", {name}" if name else "")
    console.print(
        Text.assemble("\n", (heading, "bold"), (f"  {plan.people} people, minutes after the start", "dim"))
    )
    peaks = "; ".join(f"{one.what} {_minutes(one)}" for one in plan.peaks)
    console.print(Text(f"Peaks, half (95%) of people by: {peaks}"))
    last = plan.all_ready
    ready = "; ".join(f"{one.what} {_minutes(one)}" for one in plan.ready[:-1])
    console.print(Text(f"Ready to leave {_minutes(last)} ({ready})"))
    middle, high = plan.systolic_peak_mmhg
    facts = (
        f"Systolic peak {middle:.0f} mmHg, in 5% above {high:.0f}; 180 or more in {plan.severe_share:.1%}; "
        f"sedated, mostly lightly (MOAA/S below 5), {plan.sedated_share:.0%}"
    )
    console.print(Text(facts, style="dim"))


def _minutes(moment: Moment) -> str:
    return f"{_text(moment.median_min)} ({_text(moment.by_95_min)})"


def _text(minutes: float | None) -> str:
    return "later than watched" if minutes is None else f"{minutes:.0f}"
