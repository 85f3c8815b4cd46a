"""Experiments and readouts in words, for the command line.

An experiment is a list of parts joined by ``+`` and followed by the animal::

    10 mg/kg ketamine ip mouse
    10 mg/kg ketamine ip at 24 h + NBQX 0.9 from 23.5 h to 26 h stressed rat
    10 uM hydroxynorketamine bath mouse
    0.5 mg/kg ketamine iv over 40 min + naltrexone 0.9 stressed human

A co-drug is a signal of the chain, or a drug that is known for it, with the share of its target. Readouts are
``glutamate@1h`` (ratio to vehicle), ``glutamate@0-100min`` (mean of a window), ``mood_fast@2h-vehicle``
(difference), ``glutamate@1h/co_drugs``, ``trkb@5min:absolute``.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from nemda.errors import ExperimentError
from nemda.experiment.definition import (
    BATH_COMPOUNDS,
    SPECIES,
    CoDrug,
    Dose,
    Experiment,
    Species,
    unknown,
)
from nemda.experiment.readout import REFERENCES, Change, Readout, Reference
from nemda.mechanism.chain import EXPERIMENT_DRIVES

CO_DRUG_NAMES = MappingProxyType(
    {
        "nbqx": "ampa_antagonist",
        "cx546": "ampa_potentiator",
        "rapamycin": "mtorc1_inhibitor",
        "anisomycin": "translation_inhibitor",
        "k252a": "trkb_inhibitor",
        "sl327": "erk_inhibitor",
        "lithium": "gsk3_inhibitor",
        "naltrexone": "opioid_antagonist",
        "sch23390": "dopamine_antagonist",
        "lamotrigine": "glutamate_release_inhibitor",
        "memantine": "memantine_effect",
        "mk801": "mk801_effect",
        "mk-801": "mk801_effect",
    }
)
"""Drugs by the signal they are known for; the share of the target they take is always given."""

HOURS = MappingProxyType({"min": 1 / 60, "h": 1.0, "d": 24.0, "days": 24.0, "weeks": 168.0})

_TIME = r"(?P<{0}>[\d.]+)\s*(?P<{0}_unit>min|h|days|d|weeks)"
_DOSE = re.compile(
    r"(?P<amount>-?[\d.]+)\s*mg/kg\s+(?P<compound>[\w-]+)\s+(?P<route>\w+)"
    rf"(?:\s+over\s+{_TIME.format('over')})?(?:\s+at\s+{_TIME.format('at')})?",
    re.IGNORECASE,
)
_BATH = re.compile(
    r"(?P<level>-?[\d.]+)\s*(?:uM|umol/L|µM|nM|nmol/L)\s+(?P<content>[\w-]+)\s+bath", re.IGNORECASE
)
_CO_DRUG = re.compile(
    r"(?P<name>[a-z][\w-]*)\s+(?P<share>-?[\d.]+)(?:\s*uM)?"
    rf"(?:\s+from\s+{_TIME.format('from')})?(?:\s+to\s+{_TIME.format('to')})?",
    re.IGNORECASE,
)
_READOUT = re.compile(
    r"(?P<variable>\w+)@(?:(?P<first>[\d.]+)-)?(?P<time>[\d.]+)\s*(?P<unit>min|h|d)"
    r"(?:(?P<kind>[/:-])(?P<reference>\w+))?"
)
_AFTER_H = 24.0
STRESSED = "stressed"


def parse_experiment(text: str, hours: float | None = None) -> Experiment:
    """Return the experiment that a sentence describes; without `hours` it ends a day after the last dose.

    Raises
    ------
    ExperimentError
        A part cannot be read, or what it says makes no sense.
    """
    words = text.split()
    if not words or words[-1] not in SPECIES:
        raise ExperimentError(
            "An experiment ends with its species.", expected=", ".join(SPECIES), got=text,
            hint='such as "10 mg/kg ketamine ip mouse"',
        )  # fmt: skip
    species: Species = next(one for one in SPECIES if one == words[-1])
    stressed = words[-2:-1] == [STRESSED]
    parts = [part.strip() for part in " ".join(words[: -2 if stressed else -1]).split("+")]
    doses: list[Dose] = []
    co_drugs: list[CoDrug] = []
    bath: dict[str, float] = {}
    for part in parts:
        if found := _DOSE.fullmatch(part):
            doses.append(
                Dose(
                    found["compound"].lower(), _number(found["amount"], part), found["route"].lower(),
                    _hours(found, "at"), _hours(found, "over"),
                )
            )  # fmt: skip
        elif found := _BATH.fullmatch(part):
            bath[_content(found["content"])] = _number(found["level"], part)
        elif found := _CO_DRUG.fullmatch(part):
            stop = _hours(found, "to") if found["to"] else float("inf")
            co_drugs.append(
                CoDrug(_signal(found["name"]), _number(found["share"], part), _hours(found, "from"), stop)
            )
        else:
            raise ExperimentError(
                "A part of the experiment cannot be read.", where=text, got=part,
                expected='such as "10 mg/kg ketamine ip", "NBQX 0.9 from 1 h to 3 h" or '
                '"10 uM hydroxynorketamine bath"',
            )  # fmt: skip
    last = max((dose.start_h + dose.duration_h for dose in doses), default=0.0)
    return Experiment(
        species=species,
        doses=tuple(doses),
        co_drugs=tuple(co_drugs),
        stress="chronic" if stressed else "none",
        bath=bath or None,
        hours=last + _AFTER_H if hours is None else hours,
        name=text,
    )


def parse_readout(text: str) -> Readout:
    """Return the readout that a text such as ``glutamate@1h`` or ``trkb@5min:absolute`` describes.

    Raises
    ------
    ExperimentError
        It cannot be read.
    """
    found = _READOUT.fullmatch(text.strip())
    if not found:
        raise ExperimentError(
            "A readout cannot be read.", got=text,
            expected="such as glutamate@1h, glutamate@0-100min, mood_fast@2h-vehicle or trkb@5min:absolute",
        )  # fmt: skip
    reference: Reference = found["reference"] or "vehicle"  # pyright: ignore[reportAssignmentType]  # checked below
    if reference not in REFERENCES:
        raise unknown("reference", f"readout {text}", reference, REFERENCES)
    if (reference == "absolute") != (found["kind"] == ":"):
        raise ExperimentError(
            "How a readout is compared is not clear.", where=text,
            expected="/vehicle for a ratio, -vehicle for a difference, :absolute for neither",
        )  # fmt: skip
    hours = HOURS[found["unit"]]
    change: Change = "difference" if found["kind"] == "-" else "ratio"
    first = None if found["first"] is None else _number(found["first"], text) * hours
    return Readout(found["variable"], _number(found["time"], text) * hours, reference, change, first)


def _number(digits: str, where: str) -> float:
    try:
        return float(digits)
    except ValueError:
        raise ExperimentError("This is no number.", where=where, got=digits) from None


def _hours(found: re.Match[str], name: str) -> float:
    digits = found[name]
    return 0.0 if digits is None else _number(digits, found[0]) * HOURS[found[f"{name}_unit"].lower()]


def _signal(name: str) -> str:
    signal = CO_DRUG_NAMES.get(name.lower(), name.lower())
    if signal not in EXPERIMENT_DRIVES:
        raise unknown("co-drug", "co-drug", name, (*EXPERIMENT_DRIVES, *CO_DRUG_NAMES))
    return signal


def _content(name: str) -> str:
    content = "bdnf_applied" if name.lower() == "bdnf" else CO_DRUG_NAMES.get(name.lower(), name.lower())
    if content not in BATH_COMPOUNDS and content not in EXPERIMENT_DRIVES:
        raise unknown("content of a bath", "bath", name, (*BATH_COMPOUNDS, *EXPERIMENT_DRIVES))
    return content
