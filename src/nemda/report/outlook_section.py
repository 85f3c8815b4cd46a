"""The section of a report on months and years: long-term findings, prone persons, and drugs together.

Clinic and recreational findings stand in tables of their own, so that nobody reads one for the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nemda.plan.outlook import LongTerm, Outlook, share
from nemda.report.sections import Block, Section
from nemda.report.tables import Column, Table
from nemda.risk import Finding

TEXT = (
    "What sources say, beside the simulation and not out of it. Numbers are shares of people with the "
    "interval that holds 90% of what is not known. Where no source has a number none is given; no safe "
    "amount, number of days or interval is known for any of these risks. Research and teaching, no advice "
    "for a patient."
)


def outlook_section(found: Mapping[str, Outlook]) -> Section:
    """Return the section; arms without ketamine appear where their drugs together are warned of."""
    terms = {name: one.long_term for name, one in found.items() if one.long_term is not None}
    blocks = [Block("" if place else "In a clinic", table=_clinic(name, one))
              for place, (name, one) in enumerate(terms.items())]  # fmt: skip
    if terms:
        first = next(iter(terms.values()))
        blocks.append(Block("In recreational users, kept apart", table=_users(first)))
        blocks.append(Block("Persons prone to seizures or psychosis", table=_prone(first)))
    blocks += [
        Block("Serotonin syndrome", table=_serotonin(name, one))
        for name, one in found.items()
        if one.serotonin
    ]
    return Section("outlook", "Long-term risks, and drugs together", (TEXT,), tuple(blocks))


def _clinic(name: str, found: LongTerm) -> Table:
    weekly = found.exposure.mg_per_week
    amount = "" if weekly is None else f" {weekly:.3g} mg of base reach the body in a week;"
    caption = (
        f"{name}:{amount} {found.exposure.days_per_week:.2g} days a week. A year means that the course goes "
        "on at this rate."
    )
    rows = tuple(
        (*_named(now), share(now), share(year), now.grade, evidence)
        for now, year, evidence in zip(found.course, found.year, _evidence(found.course), strict=True)
    )
    columns = ("risk", "what", "this course", "a year", "evidence grade", "evidence")
    return Table(caption, tuple(map(Column, columns)), rows)


def _users(found: LongTerm) -> Table:
    rows = tuple(
        (*_named(one), share(one), one.grade, evidence)
        for one, evidence in zip(found.recreational, _evidence(found.recreational), strict=True)
    )
    columns = ("risk", "what", "of users", "evidence grade", "evidence")
    return Table("People who used in the last half year.", tuple(map(Column, columns)), rows)


def _prone(found: LongTerm) -> Table:
    rows = tuple(
        (risk, one.rule, one.severity, one.action, one.applies_to, one.source)
        for risk, rules in found.prone.items()
        for one in rules
    )
    columns = ("prone to", "rule", "how strict", "what it asks", "applies to", "source")
    return Table("Rules where profiles disagree are all shown.", tuple(map(Column, columns)), rows)


def _serotonin(name: str, found: Outlook) -> Table:
    rows = tuple(
        (" + ".join(one.drugs), one.severity, one.why, one.action, "; ".join(one.sources))
        for one in found.serotonin
    )
    columns: Sequence[str] = ("drugs", "how bad", "why", "what is asked", "sources")
    caption = f"{name}. A pair that is not named here is not thereby safe."
    return Table(caption, tuple(map(Column, columns)), rows)


def _evidence(findings: Sequence[Finding]) -> list[str]:
    """Return the evidence of each finding; what the row above has is not said again."""
    before = ("", *(one.evidence for one in findings))
    return [
        "as above" if one.evidence == last else one.evidence
        for one, last in zip(findings, before, strict=False)
    ]


def _named(one: Finding) -> tuple[str, str]:
    return one.risk, one.what
