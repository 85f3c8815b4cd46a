"""What was typed behind ``nemda explain``, read: the regimen, the person, the times, the changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nemda.cli.pk_options import changes_of, duration_of, regimen_of, words_of
from nemda.errors import PeopleError
from nemda.explain.person import Who, drawn_person, person_of, typical_person
from nemda.people import People
from nemda.regimen import Regimen, to_sentence
from nemda.trial.folder import safe_name


class ExplainRequest(NamedTuple):
    """A regimen, whose mood, the times looked at (h after the first dose), and changed parameters."""

    regimen: Regimen
    who: Who
    at_h: tuple[float, ...]
    changes: dict[str, float]
    folder: Path


def explain_request(
    plan: str, at: str, people: str, person: int | None, seed: int, changes: Sequence[str]
) -> ExplainRequest:
    """Return what was asked for, and the folder that the same request always gets.

    Raises
    ------
    NemdaError
        The regimen, the person, a time or a change makes no sense.
    """
    regimen = regimen_of(plan)
    at_h = tuple(duration_of(part, "--at") for part in at.split(","))
    who = _who(people, person, seed)
    named = changes_of(changes, "--change")
    digest = hashlib.blake2b(repr((plan, at, people, person, seed, named)).encode(), digest_size=3)
    title = safe_name(regimen.label or to_sentence(regimen))
    return ExplainRequest(
        regimen, who, at_h, named, Path("nemda-out") / f"explain-{title}-{digest.hexdigest()}"
    )


def _who(people: str, person: int | None, seed: int) -> Who:
    group = words_of(people, None, seed)
    if isinstance(group, People):
        if person is None:
            raise PeopleError(
                "A file of people has no typical person.", where="--person", expected=f"0 to {group.n - 1}",
                got="nothing",
            )  # fmt: skip
        return person_of(group, person)
    return typical_person(people) if person is None else drawn_person(person, people, seed)
