"""What was done for one number of a row: receptors, drug, voltages, magnesium, agonist and times.

A row may list several compounds, subtypes, voltages, magnesium levels or concentrations, one for each
of its numbers: the n-th number belongs to the n-th entry of a list of the same length, and what stands in
the label of a number overrules it. What has to be assumed is collected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from nemda.receptor.experiment.setup import Setup
from nemda.receptor.ligand.library import compound_names, load_compound
from nemda.receptor.scheme.library import scheme_names
from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.compounds import AGONISTS, BATH, named
from nemda.validate.receptor.conventions import convention
from nemda.validate.receptor.quantities import Quantity
from nemda.validate.receptor.receptors import FOREBRAIN, Receptors, neuron_in, receptors_in
from nemda.validate.receptor.results import Part
from nemda.validate.receptor.row import Row
from nemda.validate.receptor.stated import Listed, listed
from nemda.validate.receptor.text import time_s

_NOT_A_PULSE = (
    r"(?!\s*(?:[\w.]+ ){0,3}?(?:pulse|jump|step|application)|\s*(?:[\d.]+ [munp]m )?(?:glutamate|gaba))"
)
_BEFORE_AGONIST = r"pre-?\s?(?:appl|expos|incub|treat)"
_NO_NAME = (
    r"the|its|own|apparent|steady|state|steady-state|peak|current|response|receptors?|channels?|activation|"
    r"of|at|for|desensiti[sz]ation|inactivation|inhibition|block|and|or|with|an|a"
)
_BEFORE_HALF = re.compile(r"\b(\S+) (?:apparent |steady-?\s?state |peak )*[ei]c ?50")
_CONTROL_FIRST = r"\bcontrol (?:and|vs\.?|versus|or)\b"
_CONTROL_LAST = r"\b(?:and|vs\.?|versus|or) (?:the )?control\b"
_UNTIL = r"(?:within|during the first|(?:watched|observed) for|in the first|after)\s+"
_PULSED = (
    r"\s*(?:long |brief |synaptic(?:-like)? )?"
    r"(?:pulses?|application|jump|maximal|[\d.]+\s*[mu]m|glutamate|gaba|glu\b|step)"
)
_SECOND_SITE = r"high-affinity|membrane-accessible|allosteric site|second site"
Entry = TypeVar("Entry")
NICOTINIC = ("nicotine", "choline", "acetylcholine")
GLYCINE_SITE = frozenset({"glycine", "d_serine", "d_cycloserine", "xenon", "7_chlorokynurenate"})


@dataclass(frozen=True)
class Scenario:
    """One experiment: drug and its `level` (umol/L; None if not stated), agonists by name, times (s)."""

    receptors: Receptors
    drug: str
    level: float | None
    voltage_mv: float
    step_mv: float | None
    magnesium_mmol: float
    agonist: Mapping[str, float]
    bath: Mapping[str, float]
    glycine: float | None
    pulse_s: float | None
    interval_s: float | None
    wash_s: float | None
    after_s: float | None
    count: int | None
    is_synaptic: bool
    is_peak: bool
    is_before_agonist: bool
    stays: bool
    high_affinity_site: bool
    assumed: tuple[str, ...] = ()

    def setup(self, receptor: str) -> Setup:
        """Return the bench's setup for one of the receptors."""
        bath = dict(self.bath)
        if self.magnesium_mmol:
            bath["magnesium"] = self.magnesium_mmol * 1000.0
        if self.glycine is not None and self.drug in GLYCINE_SITE - {"glycine"}:
            bath["glycine"] = self.glycine
        return Setup(
            receptor, self.voltage_mv, agonist=self.agonist, background=bath,
            high_affinity_site=self.high_affinity_site,
        )  # fmt: skip


class Position(NamedTuple):
    """Which number of how many, and which end of a pair."""

    place: int
    of: int
    pair: int | None


def read_scenario(row: Row, quantity: Quantity, part: Part, position: Position, study: Receptors) -> Scenario:
    """Return the experiment behind one number of a row; `study` are the receptors of other rows of the work.

    Raises
    ------
    NotApplicableError
        A compound is not in the bench, or the receptor does not fit.
    """
    label, main, all_said = listed(part.label), listed(row.measured), listed(row.said)
    assumed: list[str] = []
    receptors = _receptors(row, label, main, all_said, position, study, assumed)
    drug = _drug(row, label, main, all_said, receptors, quantity, position)
    if not drug:
        _check_agonist_meant(row, quantity)
    voltage, step = _voltages(label, all_said, quantity, position, assumed)
    shift = quantity.kind == "half" and "shift" in row.said and len(all_said.magnesium_mmol) == 1
    levels = (0.0, *all_said.magnesium_mmol) if shift else all_said.magnesium_mmol
    magnesium = _chosen(label.magnesium_mmol, levels, position)
    agonist = _agonist(row, all_said, drug, receptors)
    wash = time_s(row.said, r"(?:wash\w*|gap|interval|free)[^;,\d]{0,25}") or time_s(
        row.said, after=r"[- ]*(?:\w+ )?wash"
    )
    return Scenario(
        receptors=receptors,
        drug=drug,
        level=_level(drug, label, main, all_said, position),
        voltage_mv=voltage,
        step_mv=step,
        magnesium_mmol=0.0 if drug == "magnesium" or magnesium is None else magnesium,
        agonist=agonist,
        bath=_bath(drug, all_said),
        glycine=_glycine(all_said),
        pulse_s=_pulse(row),
        interval_s=_interval(row),
        wash_s=wash,
        after_s=time_s(row.said, _UNTIL, _NOT_A_PULSE),
        count=_count(row),
        is_synaptic=_is_synaptic(row.measured, position),
        is_peak=bool(re.search(r"\bpeak\b|\bpulses?\b|co-?appl", row.said)) and "steady" not in row.measured,
        is_before_agonist=bool(re.search(_BEFORE_AGONIST, row.said)),
        stays=not re.search(r"\bwash", row.said),
        high_affinity_site=bool(re.search(_SECOND_SITE, row.measured)),
        assumed=tuple(assumed),
    )  # fmt: skip


def with_voltage(scenario: Scenario, voltage_mv: float) -> Scenario:
    """Return the scenario at another voltage."""
    return replace(scenario, voltage_mv=voltage_mv)


def _chosen(own: Sequence[Entry], shared: Sequence[Entry], position: Position) -> Entry | None:
    """Return the entry of one number: its own, or the one at its place in a list, or the first."""
    if own:
        return own[position.pair if position.pair is not None and len(own) == 2 else 0]
    if not shared:
        return None
    if position.pair is not None and len(shared) == 2:
        return shared[position.pair]
    return shared[position.place if len(shared) == position.of else 0]


def _receptors(
    row: Row, label: Listed, main: Listed, all_said: Listed, position: Position, study: Receptors,
    assumed: list[str],
) -> Receptors:  # fmt: skip
    found = _chosen(label.receptors, main.receptors or all_said.receptors, position)
    if found is None and re.search(r"kappa|opioid|delta[- ](?:opioid|receptor)", row.said):
        raise NotApplicableError("of the opioid receptors only mu is in the bench")
    if found is not None:
        unknown = [name for name in found if name not in scheme_names()]
        if unknown:
            raise NotApplicableError(f"no scheme of {unknown[0]} in the bench")
        return found
    if neuron_in(row.said):
        assumed.append("receptors of neurons: geometric mean of GluN2A and GluN2B")
        return FOREBRAIN
    if study:
        assumed.append("receptor as in other rows of the same work")
        return study
    assumed.append("receptor not stated: geometric mean of GluN2A and GluN2B")
    return FOREBRAIN


def _drug(
    row: Row, label: Listed, main: Listed, all_said: Listed, receptors: Receptors, quantity: Quantity,
    position: Position,
) -> str:  # fmt: skip
    if position.of == 2 and _is_control(row.measured, position.place):
        return ""
    before = _BEFORE_HALF.search(row.measured)
    spoken = [one.name for one in named(before[1])] if before else []
    if spoken and spoken[0] in AGONISTS | {"glycine"} and spoken[0] in compound_names():
        return spoken[0]
    found = _chosen(label.drugs, main.drugs or all_said.drugs, position)
    if found is None:
        spoken = [one.name for one in named(row.measured)]
        nmda = receptors[0].startswith("nmda")
        if nmda and quantity.kind in {
            "half",
            "hill",
            "efficacy",
            "response",
            "jump_time",
            "jump_share",
            "onset",
            "offset",
        }:
            found = next((name for name in ("glycine", "magnesium") if name in spoken), None)
        nicotinic = [name for name in spoken if name in NICOTINIC]
        if receptors[0].startswith("nachr") and quantity.kind in {"response", "efficacy"} and nicotinic:
            found = nicotinic[0]
    if found is None:
        return ""
    if found not in compound_names():
        raise NotApplicableError(f"the compound {found} is not in the bench")
    load_compound(found)
    return found


def _check_agonist_meant(row: Row, quantity: Quantity) -> None:
    """Refuse a half-effect of a substance that the bench does not know, which is not one of the agonist.

    Raises
    ------
    NotApplicableError
        The row is on inhibition, or names something else or NMDA before the half-effect.
    """
    if quantity.kind not in {"half", "hill", "distance", "e_fold"}:
        return
    is_agonist = any(one.name in AGONISTS - {"nmda", "agonist"} for one in named(row.measured))
    if re.search(r"ic ?50|inhib|block", row.measured) and not is_agonist:
        raise NotApplicableError("no compound of the bench is named")
    before = _BEFORE_HALF.search(row.measured)
    word = before[1].strip(" ,;:()") if before else ""
    spoken = [one.name for one in named(word)]
    if "nmda" in spoken:
        raise NotApplicableError("no binding constants of NMDA as the agonist were sourced")
    is_name = re.fullmatch(r"[a-z][a-z0-9()+,-]*[a-z0-9)]", word) is not None
    if is_name and not spoken and not receptors_in(word) and not re.fullmatch(_NO_NAME, word):
        raise NotApplicableError(f"no compound of the bench is named: {word!r}")


def _voltages(
    label: Listed, all_said: Listed, quantity: Quantity, position: Position, assumed: list[str]
) -> tuple[float, float | None]:
    volts = all_said.voltages_mv
    if quantity.kind in {"jump_share", "jump_time"}:
        return _jump(label.voltages_mv, volts, assumed)
    found = _chosen(label.voltages_mv, volts, position)
    if found is None:
        assumed.append(f"{convention('holding_voltage'):g} mV")
        return convention("holding_voltage"), None
    return found, None


def _jump(own: Sequence[float], volts: Sequence[float], assumed: list[str]) -> tuple[float, float]:
    holding, target = convention("holding_voltage"), convention("jump_voltage")
    if len(own) >= 2:
        return own[0], own[1]
    if own:
        others = [volt for volt in volts if volt != own[0]]
        return (others[0] if others else (holding if own[0] > 0 else target)), own[0]
    if len(volts) >= 2:
        return volts[0], volts[1]
    assumed.append("size of the voltage step")
    if volts:
        return (holding, volts[0]) if volts[0] > -30 else (volts[0], target)
    return holding, target


def _agonist(row: Row, found: Listed, drug: str, receptors: Receptors) -> dict[str, float]:
    """Return the agonist with its concentration; empty for the receptor's own at saturation."""
    own = {"nmda": "glutamate", "ampa": "glutamate", "gabaa": "gaba", "nachr": "acetylcholine"}
    family = receptors[0].split(".")[0]
    usual = convention("agonist_level")
    for amount in found.amounts:
        if amount.name in AGONISTS - {"nmda", "agonist"} and amount.name != drug:
            fits = own.get(family) == amount.name or (
                family == "nachr" and amount.name in {"nicotine", "choline"}
            )
            if fits:
                return {amount.name: amount.levels[0]}
    if family == "nachr" and not drug:
        spoken = [
            one.name for one in named(row.measured) if one.name in {"nicotine", "choline", "acetylcholine"}
        ]
        return {spoken[0]: usual} if spoken else {}
    return {}


def _is_control(measured: str, place: int) -> bool:
    """Return whether one of two numbers is the control without drug."""
    if re.search(_CONTROL_FIRST, measured):
        return place == 0
    return bool(re.search(_CONTROL_LAST, measured)) and place == 1


def _bath(drug: str, found: Listed) -> dict[str, float]:
    """Return what else is in the bath while the agonist itself is the compound under study."""
    if drug not in AGONISTS:
        return {}
    return {
        amount.name: amount.levels[0]
        for amount in found.amounts
        if amount.name in compound_names() and amount.name not in BATH
    }


def _level(drug: str, label: Listed, main: Listed, found: Listed, position: Position) -> float | None:
    for own, nameless in ((label.amounts, ("",)), (found.amounts, ()), (main.amounts, ("",))):
        for name in (drug, "drug", *nameless):
            levels = [level for amount in own if amount.name == name for level in amount.levels]
            chosen = _chosen((), tuple(dict.fromkeys(levels)), position)
            if chosen is not None:
                return chosen
    return None


def _glycine(found: Listed) -> float:
    levels = [amount.levels[0] for amount in found.amounts if amount.name == "glycine"]
    return levels[0] if levels else convention("glycine_bath")


def _pulse(row: Row) -> float | None:
    found = time_s(row.said, after=_PULSED) or time_s(
        row.said, r"(?:pulses?|application|jump)s?[^;,\d]{0,20}"
    )
    if found is not None:
        return found
    if re.search(r"brief|synaptic|pulse", row.said):
        return convention("synaptic_pulse")
    return None


def _is_synaptic(measured: str, position: Position) -> bool:
    """Return whether a number is of evoked responses; of two compared uses, each number has its own."""
    sides = re.split(r"\bvs\.?|\bversus\b|compared (?:with|to)", measured)
    spoken = sides[position.place] if len(sides) == position.of else measured
    return (
        bool(re.search(r"epsc|(?<!extra)synaptic(?!-like)|ipsc|evoked", spoken)) and "extrasyn" not in spoken
    )


def _count(row: Row) -> int | None:
    found = re.search(
        r"(?:after|by|with) (\d{1,3}) (?:test |further |agonist |synaptic )?(?:pulses|applications|stimuli)",
        row.said,
    )
    return int(found[1]) if found and int(found[1]) > 0 else None


def _interval(row: Row) -> float | None:
    every = time_s(row.said, r"every\s+")
    rate = re.search(r"([\d.]+)\s*hz", row.said)
    if every is not None:
        return every
    return 1 / float(rate[1]) if rate and float(rate[1]) > 0 else None
