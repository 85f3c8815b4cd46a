"""Persons prone to seizures, psychosis, dependence or bladder harm: which screening rules fire.

The rules are rows of screening_rules and stand there with their source; a rule says stop (absolute), decide
with care (relative) or watch (caution). Where profiles disagree all of them are returned, the strictest
first. What would falsify the form: a person whom a rule names and no flag is raised for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.errors import PeopleError
from nemda.evidence.rows import raw_rows

TRAITS = {
    "psychosis": "history_psychosis",
    "psychotic depression": "diagnosis",
    "epilepsy": "recent_epilepsy",
    "theophylline": "theophylline",
    "substance use": "active_sud",
    "ketamine misuse": "history_ketamine_misuse",
    "urinary symptoms": "new_urinary_symptoms",
    "liver": "alt_or_alp_xULN",
    "craving": "craving",
}
"""What can be said of a person, and the variable of the rules about it."""

ORDER = ("absolute", "relative", "caution", "info")


class Flag(NamedTuple):
    """A rule that fires: how strict it is, what it asks for, and where it comes from."""

    rule: str
    applies_to: str
    severity: str
    action: str
    source: str

    @property
    def stops(self) -> bool:
        """Whether the rule refuses the person."""
        return self.severity == "absolute"


def flags(*traits: str) -> tuple[Flag, ...]:
    """Return the rules that fire for a person with these traits, the strictest first.

    Raises
    ------
    PeopleError
        A trait is unknown.
    """
    unknown = sorted(set(traits) - set(TRAITS))
    if unknown:
        raise PeopleError("Unknown trait of a person.", where="flags", expected=sorted(TRAITS), got=unknown)
    wanted = {TRAITS[trait] for trait in traits}
    # the rows as they stand: typed ones would first find every citation of the evidence
    found = [
        Flag(rule["rule_id"], rule["applies_to"], rule["severity"], rule["action"], citation)
        for citation, rule in ((row.citation, row.cells) for row in raw_rows("screening_rules"))
        if rule["variable"] in wanted and re.search("ketamine|any", rule["applies_to"])
        and (rule["variable"] != "diagnosis" or "psychotic" in rule["threshold"])
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda flag: ORDER.index(flag.severity)))
