"""Cells in a dish under an agonist: half-lethal and threshold levels, survival, time to death, protection.

The agonist, its level, how long it is there and what guards are read from the row; an agonist without a
number is taken as saturating, one without a time as lasting. Units: umol/L, minutes of exposure, hours to
death. The concentrations at which half die in lasting exposure, and the pulses that are survived, are
parameters of the synapse room taken from published rows, so those rows are its basis and not a test of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.mechanism.catalog import simulation_parameters
from nemda.synapse import Condition, Exposure, injury_of_exposures, time_to_death_h
from nemda.synapse.condition import pore_block
from nemda.synapse.load import AGONISTS
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.dosing import bath_levels
from nemda.validate.biology.judge import Verdict
from nemda.validate.biology.numeric import verdict_of
from nemda.validate.biology.observed import Number
from nemda.validate.biology.reading import UnreadableError
from nemda.validate.biology.row import Row
from nemda.validate.pk.text import NUMBER

_MOLAR = r"^(?:um|umol/l|nm|nmol/l|mm|mmol/l)$"
_PER_UMOL_L = {"u": 1.0, "n": 1e3, "m": 1e-3}
_SIZE = rf"{NUMBER}\s*(?:um|umol/l|nm|nmol/l|mm|mmol/l)\b"
_AGONIST = r"glutamate|\bnmda\b|\bampa\b|kainate"
_GUARDS = r"memantine|mk-?801|dizocilpine|ketamine|dextrorphan|\bapv\b|cnqx"
_POWERS = (-3.0, 6.0)
"""Powers of ten (umol/L) between which a concentration is looked for."""
_LEVEL = re.compile(rf"({NUMBER})\s*(um|umol/l|nm|nmol/l|mm|mmol/l)\b")
_PULSE = re.compile(rf"(?P<low>{NUMBER})(?:\s*(?:-|to)\s*(?P<high>{NUMBER}))?\s*-?\s*min")
_NEGATED = r"\b(?:not|no|un)\b[a-z -]*(?:protect|block|prevent)|unprotected"
_LESSENED = r"protect|block|prevent|rescue|reduc|attenuat|spared|dependent|required|needs"
_ALIVE = r"surviv|spared|no (?:neuronal |significant )?(?:death|loss|injury)|alive|none"


class Bath(NamedTuple):
    """What cells are given: `level` umol/L for `minutes`; `energy` says whether they have any."""

    agonist: str
    level: float
    minutes: float
    energy: bool
    assumed: tuple[str, ...] = ()

    def dead(self, guarded: float = 0.0, level: float | None = None) -> float:
        """Return the share of cells that die with a share of the influx blocked, at this or another level."""
        given = Exposure(self.agonist, self.level if level is None else level, self.minutes, guarded)
        return injury_of_exposures([given], self.energy)


def judge_culture(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on cells in a dish.

    Raises
    ------
    UnreadableError
        No agonist is named, a guard has no potency, or the question is not read.
    """
    bath = _bath(row)
    if not numbers:
        return _words(row, bath)
    unit = numbers[0].unit or row.unit
    if re.search(_MOLAR, unit):
        if re.search(r"ic-?50|protect", row.readout) and _guards(row):
            value = _half_protecting(row, bath) * _PER_UMOL_L[unit[0]]
            return verdict_of(row, numbers[:1], (value,), None, (*bath.assumed, "half of the death is left"))
        half = re.search(r"[el][dc]-?50|half|half-?maximal", row.readout) is not None
        share = 0.5 if half else convention("significant_loss")
        scale = _PER_UMOL_L[unit[0]]
        said = () if half else (f"a loss of {100 * share:g}% counts as significant",)
        level = _level_of(share, bath)
        notes = tuple(one for one in bath.assumed if "concentration" not in one)
        return verdict_of(row, numbers[:1], (level * scale,), None, (*notes, *said))
    if re.search(r"time to death", row.readout) and re.fullmatch(r"h|hours?|min|minutes?", unit):
        if bath.dead() < 0.5:
            raise UnreadableError("in the model most cells survive this exposure, so there is no time")
        hours = time_to_death_h() * (60.0 if unit.startswith("min") else 1.0)
        return verdict_of(row, numbers[:1], (hours,), None, bath.assumed)
    if "%" in unit:
        dead = bath.dead(_guarded(row) or 0.0)
        share = 1 - dead if re.search(r"surviv|viab", row.readout) else dead
        if re.search(r"protect", row.readout):
            share = 1 - dead / bath.dead()
        return verdict_of(row, numbers[:1], (100.0 * share,), None, bath.assumed)
    raise UnreadableError(f"the unit {unit!r} is no level, time or share of cells")


def _words(row: Row, bath: Bath) -> Verdict:
    guarded = _guarded(row)
    if guarded is None:
        dead = bath.dead()
        found, said = dead < 0.5, re.search(_ALIVE, row.value) is not None
        if not said and not re.search(r"death|dead|die|loss|injur|increase|rise|toxic", row.value):
            raise UnreadableError(f"neither death nor survival is read in {row.value!r}")
        answers = {True: "survival", False: "death"}
        note = f"{100 * dead:.2g}% of the cells die"
    else:
        left = bath.dead(guarded) / bath.dead()
        found = left < convention("kept_share")
        said = re.search(_LESSENED, row.value) is not None and not re.search(_NEGATED, row.value)
        answers = {True: "protected", False: "not protected"}
        note = f"{100 * left:.2g}% of the death is left"
    right = found == said
    return Verdict(
        observed=answers[said], predicted=answers[found], tolerance=convention("kept_share"), within=right,
        sign=right, distance=None, notes=(*bath.assumed, note), unit=row.unit_text,
    )  # fmt: skip


def _bath(row: Row) -> Bath:
    named = re.search(_AGONIST, row.compound)
    if named is None or named[0] not in AGONISTS:
        raise UnreadableError("no agonist at a level is given, and what cells release is not known")
    assumed: tuple[str, ...] = ()
    try:
        level = _level_named(row, named[0])
    except UnreadableError:
        lone = bath_levels(row)[0] if len(re.findall(_SIZE, row.dose)) == 1 and not _in_dose(row) else ()
        level = lone[0] if lone else convention("saturating_agonist")
        if not lone:
            assumed += (f"{level:g} umol/L of {named[0]}, because the row says no concentration",)
    pulse = _PULSE.search(f"{row.dose}; {row.route}; {row.compound}; {row.readout}; {row.time}")
    minutes = convention("lasting_exposure")
    if pulse is None:
        assumed += (f"an exposure of {minutes / 60:g} h, because the row says no minutes",)
    else:
        minutes = float(pulse["high"] or pulse["low"])
    starved = re.search(r"hypoxi|ischemi|energy|deprivation|cyanide", row.subject) is not None
    return Bath(named[0], level, minutes, not starved, assumed)


def _in_dose(row: Row) -> bool:
    """Return whether the only level of a dose belongs to a blocker that stands beside it."""
    return re.search(_GUARDS, row.dose) is not None


def _level_of(share: float, bath: Bath) -> float:
    """Return the concentration (umol/L) at which a share of the cells dies."""
    from scipy.optimize import brentq

    def gap(power: float) -> float:
        return bath.dead(level=10.0**power) - share

    if gap(_POWERS[1]) < 0:
        raise UnreadableError("in the model no concentration kills so many in this time")
    power = float(brentq(gap, *_POWERS))  # pyright: ignore[reportArgumentType]  a number without full_output
    return 10.0**power


def _guarded(row: Row) -> float | None:
    """Return the share of influx that the weakest guard of a row takes away; None where it names none.

    Raises
    ------
    UnreadableError
        A guard without a potency or a level.
    """
    text = f"{row.compound}; {row.readout}"
    if re.search(r"extracellular ca(?:lcium|2\+)?|ca(?:lcium)?-free|ca(?:lcium)? removal", text):
        return 1.0
    names = _guards(row)
    return min(_block(name, _level_named(row, name)) for name in names) if names else None


def _guards(row: Row) -> list[str]:
    return re.findall(_GUARDS, f"{row.compound}; {row.readout}")


def _level_named(row: Row, name: str) -> float:
    """Return the level (umol/L) beside a name, or of what is in the readout, or by the order of a list.

    Raises
    ------
    UnreadableError
        No level is said for it.
    """
    for text in (row.compound, row.dose, row.readout):
        beside = re.search(rf"{re.escape(name)}[ (]*(?:at )?({_SIZE})", text) or re.search(
            rf"({_SIZE})\s+(?:of )?{re.escape(name)}", text
        )
        if beside is not None:
            return _umol_l(beside[1])
    in_readout, listed = _LEVEL.findall(row.readout), re.findall(_SIZE, row.dose)
    if name in row.readout and len(in_readout) == 1:
        return _umol_l(" ".join(in_readout[0]))
    order = re.findall(rf"{_AGONIST}|{_GUARDS}", row.compound)
    if len(order) == len(listed) and name in order:
        return _umol_l(listed[order.index(name)])
    raise UnreadableError(f"the level of {name} is not said")


def _umol_l(text: str) -> float:
    found = _LEVEL.search(text)
    assert found is not None  # the caller matched it
    return float(found[1]) / _PER_UMOL_L[found[2][0]]


def _half_protecting(row: Row, bath: Bath) -> float:
    """Return the level (umol/L) of a guard at which half of the death is left.

    Raises
    ------
    UnreadableError
        Not exactly one guard is named, or hardly a cell dies without it.
    """
    from scipy.optimize import brentq

    names = set(_guards(row))
    if len(names) != 1 or bath.dead() < convention("significant_loss"):
        raise UnreadableError("half protection needs one named blocker and an exposure that kills")
    name = names.pop()

    def gap(power: float) -> float:
        return bath.dead(_block(name, 10.0**power)) / bath.dead() - 0.5

    power = float(brentq(gap, *_POWERS))  # pyright: ignore[reportArgumentType]  a number without full_output
    return 10.0**power


def _block(name: str, free: float) -> float:
    if name == "memantine":
        return pore_block(Condition(memantine=free))
    if name == "ketamine":
        return pore_block(Condition(ketamine_s=free / 2, ketamine_r=free / 2))
    if name in {"mk-801", "mk801", "dizocilpine"}:
        half = simulation_parameters()["mk801_half_block_pyramidal"].value
        return free / (free + half)
    raise UnreadableError(f"no block of the pore by {name} is modeled")
