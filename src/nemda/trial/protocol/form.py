"""The written form of a protocol, checked key by key, and the value that it means."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from nemda.regimen import regimen_from_mapping
from nemda.trial.protocol.definition import Protocol, Use
from nemda.trial.protocol.parts import (
    Analysis,
    Crossover,
    Dropout,
    Endpoint,
    Keep,
    LeadIn,
    Limits,
    Method,
    Missing,
    Rated,
    Titration,
)


class Entry(BaseModel):
    """A mapping of a file: no key that is not known, no silent change of types."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class LimitsEntry(Entry):
    """The lowest and highest value that may enter."""

    min: float | None = None
    max: float | None = None


class RatedEntry(Entry):
    """A scale and who rates it."""

    scale: str
    rater: str = "interview"
    error_sd: float | None = Field(default=None, description="SD of one rating, in points of the scale")


class EndpointEntry(Entry):
    """What the trial is judged by."""

    scale: str = "madrs"
    time_h: float


class DropoutEntry(Entry):
    """Hazards of leaving per week, and the probability after a badly tolerated dose."""

    random_per_week: float = 0.0
    lack_of_effect_per_week: float = 0.0
    effect_below: float = 0.25
    adverse_effect: float = 0.0
    adverse_cadss: float = 30.0


class AnalysisEntry(Entry):
    """How arms are compared."""

    method: Method = "ancova"
    missing: Missing = "observed"
    alpha: float = 0.05


class LeadInEntry(Entry):
    """What everybody gets before randomization."""

    regimen: str | dict[str, Any]
    days: float
    keep: Keep = "everybody"
    fall: float = 0.5


class CrossoverEntry(Entry):
    """Periods of a crossover, washout included."""

    period_d: float


class TitrationEntry(Entry):
    """Doses that rise while response is missing and the dose is tolerated."""

    levels: list[float]
    rise_below: float = 0.5
    tolerated_cadss: float = 30.0
    look_after_h: float = 24.0


class ProtocolEntry(Entry):
    """How a trial is run; see `nemda.trial.protocol.Protocol`."""

    people: int | None = Field(default=None, description="people randomized in all")
    allocation: str | list[float] = Field(
        default="", description="a ratio such as 2:1, or shares that sum to 1"
    )
    blinding: float = Field(default=0.0, description="0: what is felt breaks the blind; 1: perfect")
    anesthesia: bool = False
    open_label: bool = False
    visits_h: list[float] = Field(default=[], description="hours from the first dose after randomization")
    scales: list[RatedEntry] = [RatedEntry(scale="madrs")]
    endpoint: EndpointEntry | None = None
    criteria: dict[str, LimitsEntry] = Field(
        default={}, description="limits of entry by covariate; baseline_madrs is the rated score at screening"
    )
    prior_failures: int | None = None
    crisis: bool = False
    dropout: DropoutEntry = DropoutEntry()
    analysis: AnalysisEntry = AnalysisEntry()
    lead_in: LeadInEntry | None = None
    crossover: CrossoverEntry | None = None
    titration: dict[str, TitrationEntry] = {}
    relapse_madrs: float | None = None
    use: Use = ""


def protocol_of(entry: ProtocolEntry) -> Protocol:
    """Return the protocol that an entry means.

    Raises
    ------
    NemdaError
        A part of it makes no sense.
    """
    lead = entry.lead_in
    allocation = entry.allocation
    return Protocol(
        people=entry.people,
        allocation=allocation if isinstance(allocation, str) else tuple(allocation),
        blinding=entry.blinding,
        anesthesia=entry.anesthesia,
        open_label=entry.open_label,
        visits_h=tuple(sorted(set(entry.visits_h))),
        scales=tuple(Rated(one.scale, one.rater, one.error_sd) for one in entry.scales),
        endpoint=None if entry.endpoint is None else Endpoint(entry.endpoint.scale, entry.endpoint.time_h),
        limits=tuple(Limits(name, one.min, one.max) for name, one in entry.criteria.items()),
        prior_failures=entry.prior_failures,
        crisis=entry.crisis,
        dropout=Dropout(**entry.dropout.model_dump()),
        analysis=Analysis(**entry.analysis.model_dump()),
        lead_in=None
        if lead is None
        else LeadIn(
            regimen_from_mapping(lead.regimen, "protocol.lead_in.regimen"), lead.days, lead.keep, lead.fall
        ),
        crossover=None if entry.crossover is None else Crossover(entry.crossover.period_d),
        titration=MappingProxyType(
            {
                name: Titration(tuple(one.levels), one.rise_below, one.tolerated_cadss, one.look_after_h)
                for name, one in entry.titration.items()
            }
        ),
        relapse_madrs=entry.relapse_madrs,
        use=entry.use,
    )
