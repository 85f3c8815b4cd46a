"""From the words of a row to claims: this readout goes this way, at this time, under this other drug.

A value may say several things ("BDNF up; behavior improved", "down / unchanged / unchanged", "increase;
blocked by CNQX"). Each clause is paired with the readouts it names, else with those of the row in order
where the numbers agree, else with all of them; three directions for three times go with the times.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.validate.biology.directions import Direction, directions_in
from nemda.validate.biology.interventions import Intervention, interventions_in
from nemda.validate.biology.reading import UnreadableError
from nemda.validate.biology.readouts import Readout, readouts_in
from nemda.validate.biology.row import Row
from nemda.validate.biology.times import windows_of
from nemda.validate.pk.text import NUMBER, first_time_h

_AHEAD = re.compile(
    r"^\s*(no (?:significant )?change|increase|decrease|rise|fall|reduction|loss) (?:in|of) [^:]*$"
)
_AT_DOSE = re.compile(rf"\bat ({NUMBER})(?!\s*(?:min|h|d|week))")


PLAIN = ("increase", "decrease", "no change")
"""Directions of a change itself, not of what another drug does to it."""


ABOUT_OTHERS = ("blocked", "not blocked", "attenuated")
"""Directions of what another drug does to the effect of the first."""
_BEHAVIORS = ("immobility", "behavior")
_BETTER = r"improv|ameliorat|antidepressant|effective|\bbetter\b|reversed|rescued"


class Claim(NamedTuple):
    """One thing that a row says.

    `window` is the number of the row's time, None for all of them; `interventions` are those whose effect on
    the drug's effect is meant; `dose` is one of several doses.
    """

    readout: Readout
    direction: Direction
    window: int | None = None
    interventions: tuple[Intervention, ...] = ()
    dose: float | None = None


def readouts_of(row: Row) -> tuple[Readout, ...]:
    """Return the different readouts that a row names, in order."""
    named = [one.readout for one in readouts_in(row.readout, row.place)]
    return tuple({readout.name: readout for readout in named}.values())


def claims_of(row: Row, windows: int) -> tuple[Claim, ...]:
    """Return the claims of a row that says directions and has so many times; none where none is read."""
    measured = readouts_of(row)
    parts = [part for part in re.split(r";|,\s+(?=not\b)", row.value) if part.strip()]
    slashed = _one_for_each(row.value, windows)
    if slashed:
        said: list[Direction] = [directions_in(part)[0].direction for part in slashed]
        return tuple(
            Claim(readout, direction, window) for readout in measured for window, direction in enumerate(said)
        )
    claims: list[Claim] = []
    for place, part in enumerate(parts):
        when = _window_named(row, part) if windows > 1 else None
        found = _clause(row, part, measured, place, len(parts))
        claims += [claim if when is None else claim._replace(window=when) for claim in found]
    if all(claim.direction in PLAIN for claim in claims):
        own = {claim.readout.name: claim.direction for claim in _told_in_readout(row, measured)}
        claims = [claim._replace(direction=own.get(claim.readout.name, claim.direction)) for claim in claims]
    claims += _blocked_in_readout(row, measured)
    if not claims:
        claims += _told_in_readout(row, measured)
    if len(measured) == windows > 1:
        places = {readout.name: place for place, readout in enumerate(measured)}
        claims = [claim._replace(window=places.get(claim.readout.name)) for claim in claims]
    return tuple(dict.fromkeys(claims))


def _one_for_each(text: str, windows: int) -> list[str]:
    """Return the parts of a value that says one direction for each of several times; none else."""
    for sign in "/,;":
        parts = [part for part in text.split(sign) if directions_in(part)]
        if 1 < len(parts) == windows and not any(readouts_in(part) for part in parts):
            return parts
    return []


def _window_named(row: Row, part: str) -> int | None:
    """Return which of the row's times a part of its value names ("no change at 24 h"), None if none."""
    hours = first_time_h(part)
    if hours is None:
        return None
    places = [one.start_h <= hours <= one.end_h for one in windows_of(row.time, is_bath=False)]
    return places.index(True) if any(places) else None


def _clause(row: Row, part: str, measured: tuple[Readout, ...], place: int, parts: int) -> list[Claim]:
    at = _AT_DOSE.search(part)
    dose = float(at[1]) if at else None
    if part.strip().startswith("not ") and at is not None:
        return [Claim(readout, "no increase", dose=dose) for readout in measured]
    told = directions_in(part)
    if not told:
        return []
    others = interventions_in(part)
    named = [_as_measured(one.readout, measured) for one in readouts_in(part, row.place)]
    if len(named) == len(told) > 1:
        return [Claim(one, said.direction, dose=dose) for one, said in zip(named, told, strict=True)]
    direction = told[0].direction
    if direction == "no change" and any(one.can_be_run for one in others) and _names_drug(row):
        direction = "not blocked"  # "no effect of rapamycin"
    if named:
        chosen = tuple(dict.fromkeys(named))
    elif parts == len(measured) > 1:
        chosen = (measured[place],)
    else:
        chosen = measured
    if direction in {*ABOUT_OTHERS, "needed"} and not others:
        said = interventions_in(f"{row.compound}; {row.readout}; {row.species}; {row.preparation}")
        agents = tuple(one for one in said if one.dose_unit)  # what is applied to cells is the drug itself
        others = tuple(one for one in said if one not in agents) or said
    if direction in ABOUT_OTHERS and not others and any(one.name in _BEHAVIORS for one in chosen):
        raise UnreadableError("what blocks the effect is not read")
    if direction == "needed":
        return [Claim(one, "blocked", None, others, dose) for one in chosen] if others else []
    better = direction == "increase" and re.search(_BETTER, part) is not None
    return [
        Claim(one, "decrease" if better and one.name == "immobility" else direction, None, others, dose)
        for one in chosen
    ]


def _names_drug(row: Row) -> bool:
    """Return whether a row gives a drug beside which another could do something."""
    return re.search(r"ketamine|hnk|\bbdnf\b", row.compound) is not None


def _as_measured(named: Readout, measured: tuple[Readout, ...]) -> Readout:
    """Return the measured readout that a short name stands for (GABA for subcortical GABA)."""
    if named in measured:
        return named
    return next((one for one in measured if one.name.startswith(f"{named.name}_")), named)


def _blocked_in_readout(row: Row, measured: tuple[Readout, ...]) -> list[Claim]:
    """Return what the readout itself says of other drugs ("all blocked by mTOR inhibition")."""
    claims: list[Claim] = []
    for part in re.split(r";|:", row.readout)[1:]:
        others = tuple(one for one in interventions_in(part) if one.can_be_run)
        told: list[Direction] = [said.direction for said in directions_in(part)]
        if others and told and told[0] in ABOUT_OTHERS:
            claims += [Claim(readout, told[0], None, others) for readout in measured]
    return claims


def _told_in_readout(row: Row, measured: tuple[Readout, ...]) -> list[Claim]:
    """Return directions that the row's readout says of each phrase, the first of each.

    They stand after it ("GABA unchanged"), or before it with "in" or "of" ("no change in spines").
    """
    places = readouts_in(row.readout, row.place)
    ends = [*(one.start for one in places[1:]), len(row.readout)][: len(places)]
    claims: dict[str, Claim] = {}
    for named, end in zip(places, ends, strict=True):
        start = row.readout.rfind(";", 0, named.start) + 1
        ahead = _AHEAD.search(row.readout[start : named.start])
        after = row.readout[named.end : end].split(";")[0]
        told = directions_in(ahead[1]) if ahead else directions_in(after)
        if told and named.readout in measured and told[0].direction in PLAIN:
            claims.setdefault(named.readout.name, Claim(named.readout, told[0].direction))
    return list(claims.values())
