"""Serotonin syndrome: which pairs of drugs may bring it on, and by which mechanism.

Drugs are grouped by what they do to serotonin; a rule speaks about a pair of groups. Ketamine and
esketamine are in no group: no case with them was retrieved, so they are no reason for a warning. The list
holds only what has a source; a pair that is not warned of is not thereby safe. Wrong if a pair named here is
given together as a rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import combinations
from types import MappingProxyType
from typing import Literal, NamedTuple

from nemda.drugs.cards import find_substance
from nemda.drugs.names import normal_form
from nemda.errors import DrugError

Severity = Literal["absolute", "major", "caution"]
SEVERITIES: tuple[Severity, ...] = ("absolute", "major", "caution")
"""From never together to watch."""


class SerotonergicKind(NamedTuple):
    """One way in which drugs raise serotonin, the drugs that do, and who says so."""

    key: str
    title: str
    mechanism: str
    names: tuple[str, ...]
    source: str


class PairRule(NamedTuple):
    """What is said about two drugs of these kinds ("" is any kind)."""

    of: tuple[str, str]
    severity: Severity
    why: str
    action: str
    source: str


class SerotoninWarning(NamedTuple):
    """Two drugs of a list, how bad together, what each does, why, what to do, and the sources."""

    drugs: tuple[str, str]
    severity: Severity
    mechanisms: tuple[str, str]
    why: str
    action: str
    sources: tuple[str, ...]


@cache
def serotonergic_kinds() -> Mapping[str, SerotonergicKind]:
    """Return the groups of drugs by key."""
    kinds = (
        SerotonergicKind(one["key"], one["title"], one["mechanism"], tuple(one["names"]), one["source"])
        for one in _table()["kind"]
    )
    return MappingProxyType({kind.key: kind for kind in kinds})


@cache
def pair_rules() -> tuple[PairRule, ...]:
    """Return the rules in the order in which they are tried.

    Raises
    ------
    DrugError
        A rule names a kind or a severity that does not exist.
    """
    known: dict[str, Severity] = {name: name for name in SEVERITIES}
    rules: list[PairRule] = []
    for one in _table()["rule"]:
        first, second = one["of"]
        severity = known.get(one["severity"])
        if severity is None or {first, second} - {*serotonergic_kinds(), ""}:
            raise DrugError("Unknown kind or severity.", where="serotonergic.toml", got=one)
        rules.append(PairRule((first, second), severity, one["why"], one["action"], one["source"]))
    return tuple(rules)


def serotonergic_actions(compound: str) -> tuple[SerotonergicKind, ...]:
    """Return the ways in which a drug raises serotonin; empty where none is known.

    Brand names lead to a compound where nemda has its card.
    """
    names = {normal_form(compound), normal_form(_key(compound))}
    return tuple(kind for kind in serotonergic_kinds().values() if names & set(map(normal_form, kind.names)))


def serotonin_warnings(compounds: Iterable[str]) -> tuple[SerotoninWarning, ...]:
    """Return a warning for every pair of drugs that raise serotonin together, the worst first.

    Two names of one drug are one drug. Of the rules that fit a pair the first in the table counts.
    """
    given = {name: serotonergic_actions(name) for name in dict.fromkeys(compounds)}
    found: list[SerotoninWarning] = []
    for (first, some), (second, others) in combinations(given.items(), 2):
        if not some or not others or _same(first, second):
            continue
        rule, kinds = next(
            (rule, pair)
            for rule in pair_rules()
            if (pair := _fitting(rule, some, others)) is not None
        )  # fmt: skip
        sources = tuple(dict.fromkeys((rule.source, *(kind.source for kind in kinds))))
        mechanisms = (kinds[0].mechanism, kinds[1].mechanism)
        found.append(
            SerotoninWarning((first, second), rule.severity, mechanisms, rule.why, rule.action, sources)
        )
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.severity)))


def _fitting(
    rule: PairRule, some: tuple[SerotonergicKind, ...], others: tuple[SerotonergicKind, ...]
) -> tuple[SerotonergicKind, SerotonergicKind] | None:
    """Return the kinds of the two drugs that a rule speaks about, or None; either drug may come first."""
    for wanted in (rule.of, rule.of[::-1]):
        for one in some:
            for other in others:
                if wanted[0] in ("", one.key) and wanted[1] in ("", other.key):
                    return one, other
    return None


def _same(first: str, second: str) -> bool:
    return normal_form(_key(first)) == normal_form(_key(second))


def _key(name: str) -> str:
    """Return the key of a card, or the name itself: a drug without a card may still be in the list."""
    try:
        return find_substance(name).compound.key
    except DrugError:
        return name


@cache
def _table() -> Mapping[str, list[dict[str, str]]]:
    with files("nemda.drugs").joinpath("serotonergic.toml").open("rb") as stream:
        return tomllib.load(stream)
