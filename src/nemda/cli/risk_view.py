"""How long-term risks are shown: the exposure, one line per finding, and the rules that a person sets off."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nemda.cli.receptor_facts import Fact, Shown
from nemda.receptor.experiment.table import Table
from nemda.report.figures_risk import findings_figure
from nemda.risk import Exposure, Finding, risk_profile
from nemda.risk.screening import Flag

COLUMNS = (
    "risk",
    "what",
    "setting",
    "estimate",
    "low",
    "high",
    "unit",
    "grade",
    "evidence",
    "threshold",
    "sources",
)
NO_ADVICE = (
    "Research and teaching, no advice for a patient. Intervals hold 90% of what is not known; the grade is "
    "that of the evidence."
)


def risk_shown(exposure: Exposure, flags: Sequence[Flag]) -> Shown:
    """Return the findings at an exposure, ready to be printed or written."""
    findings = risk_profile(exposure)
    return Shown(
        "risk",
        f"Long-term risk, {exposure.setting} exposure",
        _conditions(exposure),
        _facts(exposure),
        Table(COLUMNS, tuple(map(_row, findings))),
        every=len(findings),
        draw=lambda: findings_figure(exposure),
        sentence=_sentence(flags),
        screen=_screen(findings),
    )


def _conditions(exposure: Exposure) -> str:
    amount = (
        "amount a day unknown, taken as in the surveys"
        if exposure.mg_per_day is None
        else f"{exposure.mg_per_day:.3g} mg reach the body on a day of use"
    )
    days = "day" if exposure.days_per_week == 1 else "days"
    words = f"{amount}, {exposure.days_per_week:.2g} {days} a week, for {exposure.months:.3g} months"
    return f"{exposure.label}; {words}" if exposure.label else words


def _facts(exposure: Exposure) -> tuple[Fact, ...]:
    weekly = exposure.mg_per_week
    days = Fact("days_per_week", "days of use", round(exposure.days_per_week, 2), "a week")
    if weekly is None:
        return (days,)
    return (Fact("mg_per_week", "reaches the body", round(weekly, 1), "mg a week"), days)


def _sentence(flags: Sequence[Flag]) -> str:
    lines = (
        f"Rule {one.rule}, {one.severity}: {one.action} ({one.applies_to}; {one.source})" for one in flags
    )
    return "\n".join((*lines, NO_ADVICE))


def _screen(findings: Sequence[Finding]) -> Table:
    """Return one line per finding; evidence that the line above has is not said again.

    Three columns: a fourth leaves too little room for words in 80 characters.
    """
    rows: list[tuple[str, ...]] = []
    for place, one in enumerate(findings):
        same = place > 0 and findings[place - 1].evidence == one.evidence
        number = one.text if one.estimate is None else f"{one.text}, {one.grade}"
        evidence = "as above" if same else one.evidence.removeprefix("no number: ")
        rows.append((f"{one.risk}: {one.what}", number, evidence))
    return Table(("what", "of people, grade", "evidence"), tuple(rows))


def _row(finding: Finding) -> tuple[str | float, ...]:
    numbers = (math.nan,) * 3 if finding.estimate is None else tuple(finding.estimate)
    return (
        finding.risk,
        finding.what,
        finding.setting,
        *numbers,
        finding.unit,
        finding.grade,
        finding.evidence,
        finding.threshold,
        "; ".join(finding.sources),
    )
