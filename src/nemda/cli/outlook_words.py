"""The words of the long-term lines, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from nemda.drugs.serotonergic import SerotoninWarning
from nemda.plan.outlook import LongTerm, finding, rounded, share
from nemda.risk import Finding
from nemda.risk.screening import Flag

ADDED, ALL = "added by the exposure", "with those of people who never used"
MEANINGS = {"absolute": "NEVER", "major": "AVOID", "caution": "CAUTION"}


def dose_words(found: LongTerm) -> str:
    """Return how much of a clinic course reaches the body."""
    weekly = found.exposure.mg_per_week
    return (
        "in a clinic"
        if weekly is None
        else f"in a clinic, {rounded(weekly)} mg of base reach the body a week"
    )


def arm_lines(found: LongTerm, tolerance: float | None = None) -> list[tuple[str, str]]:
    """Return the lines that depend on the regimen: bladder, liver, and tolerance where it is known."""
    added, year = (finding(one, "bladder", ADDED) for one in (found.course, found.year))
    symptoms = finding(found.course, "bladder", ALL)
    bladder = (
        f"symptoms in {share(symptoms)}, of which the course adds {share(added)}, a year at this rate "
        f"{share(year)} [{added.grade}]"
    )
    lines = [("Bladder", bladder), ("Liver", _liver(finding(found.course, "liver")))]
    if tolerance is not None:
        words = (
            f"{tolerance:.0%} of dissociation lost in the course (model, rate assumed); of benefit no number"
        )
        lines.append(("Tolerance", words))
    return lines


def common_lines(found: LongTerm) -> list[tuple[str, str]]:
    """Return the lines that do not depend on the regimen."""
    dependence, cognition = finding(found.course, "dependence"), finding(found.course, "cognition")
    users = found.recreational
    memory = finding(users, "cognition")
    recreational = (
        f"kept apart: bladder symptoms {share(finding(users, 'bladder', ALL))}, dependent "
        f"{share(finding(users, 'dependence'))}, memory trouble added {share(memory)} [{memory.grade}]"
    )
    return [
        ("Dependence", _evidence(dependence)),
        ("Cognition", _evidence(cognition)),
        *(
            (f"{risk.capitalize()}", f"no rate is known; prone persons: {_rule(rules)}")
            for risk, rules in found.prone.items()
        ),
        ("Users", recreational),
    ]


def serotonin_lines(warnings: Sequence[SerotoninWarning]) -> list[tuple[str, str]]:
    """Return a line for each pair of drugs, the worst first."""
    return [
        (MEANINGS[one.severity], f"{one.drugs[0]} + {one.drugs[1]}: {one.why}; {one.action}")
        for one in warnings
    ]


def _liver(one: Finding) -> str:
    evidence = one.evidence.partition(";")[0]
    if one.estimate is None:
        return f"no number for doses of hours; {evidence}"
    return f"{one.what} {share(one)} [{one.grade}]; {evidence}"


def _rule(rules: Sequence[Flag]) -> str:
    """Return the strictest rule without its remarks."""
    if not rules:
        return "no rule"
    return f"{rules[0].action.partition(' (')[0]} ({rules[0].rule}, {rules[0].severity})"


def _evidence(one: Finding) -> str:
    return one.evidence if one.estimate is None else f"{share(one)} [{one.grade}]; {one.evidence}"
