"""One interacting drug or food: how active it leaves the enzymes, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from nemda.errors import ParameterError
from nemda.model.parameters import GRADES
from nemda.pk.probes import gut_activity, liver_activity, shared_activity

Direction = Literal["raises", "lowers", "none"]
DIRECTIONS = get_args(Direction)
PROBES = frozenset({"midazolam_iv", "midazolam_oral", "cyp2b6"})


class Activities(NamedTuple):
    """Activities relative to usual; 1 is unchanged."""

    cyp3a4_gut: float = 1.0
    cyp3a4_liver: float = 1.0
    cyp2b6_liver: float = 1.0


@dataclass(frozen=True)
class Interaction:
    """An interacting drug or food, taken as in `regimen`.

    `direction` is what happens to the exposure to ketamine after an oral dose. `activities` is None
    where only that is known; `probed` is what probe drugs alone say, before any fit to ketamine.
    Grades as for parameters: A seen, B derived from a probe drug, C assumed, F fitted here.

    Raises
    ------
    ParameterError
        A field is unknown, missing or impossible.
    """

    name: str
    names: tuple[str, ...]
    regimen: str
    direction: Direction
    grade: str
    source: str
    note: str
    activities: Activities | None
    probed: Activities | None

    def __post_init__(self) -> None:
        if self.grade not in GRADES or not self.source or not self.note:
            raise ParameterError(
                "An interaction is not written as expected.", where=f"pk/interactions: {self.name}",
                expected=f"a grade of {GRADES}, a source and a note",
            )  # fmt: skip
        for activity in self.activities or ():
            if not 0.0 < activity <= 50.0:
                raise ParameterError(
                    "An activity lies above 0 and at most at 50.", where=f"pk/interactions: {self.name}",
                    got=activity,
                )  # fmt: skip

    @property
    def direction_only(self) -> bool:
        """Whether no size is known."""
        return self.activities is None


FIELDS = frozenset({"names", "regimen", "direction", "grade", "source", "note", "probe", "fitted"})


def parse_interaction(name: str, entry: Mapping[str, Any]) -> Interaction:
    """Return the interaction of one entry of ``tables/interactions.toml``.

    Raises
    ------
    ParameterError
        A field is unknown or missing, or a number impossible.
    """
    unknown = set(entry) - FIELDS
    missing = {"direction", "grade", "source", "note"} - set(entry)
    if unknown or missing or entry["direction"] not in DIRECTIONS:
        raise ParameterError(
            "An interaction is not written as expected.", where=f"pk/interactions: {name}",
            expected=f"fields {sorted(FIELDS)}, a direction of {DIRECTIONS}",
            got=f"unknown {sorted(unknown)}, missing {sorted(missing)}, direction {entry.get('direction')!r}",
        )  # fmt: skip
    probed = _probed(name, entry["probe"]) if "probe" in entry else None
    activities = (probed or Activities())._replace(**entry["fitted"]) if "fitted" in entry else probed
    return Interaction(
        name=name,
        names=tuple(entry.get("names", ())),
        regimen=entry.get("regimen", ""),
        direction=entry["direction"],
        grade=entry["grade"],
        source=entry["source"],
        note=entry["note"],
        activities=activities,
        probed=probed,
    )


def _probed(name: str, probe: Mapping[str, float]) -> Activities:
    if unknown := set(probe) - PROBES:
        raise ParameterError(
            "Unknown probe.", where=f"pk/interactions: {name}", expected=sorted(PROBES), got=sorted(unknown)
        )
    cyp2b6 = probe.get("cyp2b6", 1.0)
    if "midazolam_oral" not in probe:
        return Activities(cyp2b6_liver=cyp2b6)
    oral = probe["midazolam_oral"]
    if "midazolam_iv" not in probe:
        both = shared_activity(oral)
        return Activities(both, both, cyp2b6)
    iv = probe["midazolam_iv"]
    return Activities(gut_activity(iv, oral), liver_activity(iv), cyp2b6)
