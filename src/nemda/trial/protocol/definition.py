"""A protocol as a value; what is left out means an ordinary blinded trial of parallel groups."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from nemda.errors import TrialError
from nemda.trial.protocol.parts import (
    Analysis,
    Crossover,
    Dropout,
    Endpoint,
    LeadIn,
    Limits,
    Rated,
    Titration,
)

Use = Literal["", "fit", "check"]
ANCHOR = "madrs"
NOBODY_LEAVES = Dropout()
USUAL_ANALYSIS = Analysis()


@dataclass(frozen=True)
class Protocol:
    """How a trial is run.

    `people` in all are randomized in the ratio `allocation`. `blinding` is its quality: 0 where whatever
    is felt breaks the blind, 1 where nothing does; `anesthesia` makes it perfect, because nobody feels
    anything; `open_label` tells people what they get. `visits_h` are times of ratings. `titration` is by
    name of arm. `relapse_madrs` is the score that counts as relapse, None where it is the loss of response.
    `prior_failures` (treatments that failed in this episode) decides whether people are resistant (two or
    more), None where the preset does. `use` says whether the calibration of the shipped parameters saw
    this trial (fit) or not (check).
    """

    people: int | None = None
    allocation: tuple[float, ...] | str = ""
    blinding: float = 0.0
    anesthesia: bool = False
    open_label: bool = False
    visits_h: tuple[float, ...] = ()
    scales: tuple[Rated, ...] = (Rated(ANCHOR, "interview"),)
    endpoint: Endpoint | None = None
    limits: tuple[Limits, ...] = ()
    prior_failures: int | None = None
    crisis: bool = False
    dropout: Dropout = NOBODY_LEAVES
    analysis: Analysis = USUAL_ANALYSIS
    lead_in: LeadIn | None = None
    crossover: Crossover | None = None
    titration: Mapping[str, Titration] = field(default_factory=lambda: MappingProxyType({}))
    relapse_madrs: float | None = None
    use: Use = ""

    def __post_init__(self) -> None:
        if self.people is not None and self.people < 4:
            raise TrialError(
                "Too few people.", where="protocol.people", expected="at least 4", got=self.people
            )
        if not 0 <= self.blinding <= 1:
            raise TrialError(
                "The quality of blinding lies between 0 and 1.", where="protocol.blinding", got=self.blinding
            )
        if self.open_label and (self.anesthesia or self.blinding > 0):
            raise TrialError(
                "An open-label trial has no blind.", where="protocol.open_label", expected="blinding 0, awake"
            )
        for time in self.visits_h:
            if not math.isfinite(time) or time < 0:
                raise TrialError(
                    "A visit before randomization.", where="protocol.visits_h",
                    expected="hours from the first dose, 0 or later", got=time,
                    hint="what comes before randomization is the lead_in",
                )  # fmt: skip
        if not self.scales:
            raise TrialError("A trial rates at least one scale.", where="protocol.scales")
        for index, rated in enumerate(self.scales):
            rated.check(f"protocol.scales[{index}]")
        if self.endpoint is not None and self.endpoint.scale not in {rated.scale for rated in self.scales}:
            raise TrialError(
                "The endpoint is on a scale that nobody rates.", where="protocol.endpoint.scale",
                expected=", ".join(rated.scale for rated in self.scales), got=self.endpoint.scale,
            )  # fmt: skip
        if self.prior_failures is not None and self.prior_failures < 0:
            raise TrialError(
                "Failures are counted from 0.", where="protocol.prior_failures", got=self.prior_failures
            )
        self.dropout.check()
        self.analysis.check()
        if self.lead_in is not None:
            self.lead_in.check()
        if self.crossover is not None:
            self.crossover.check()
        for name, rule in self.titration.items():
            rule.check(f"protocol.titration.{name}")

    @property
    def unblinding(self) -> float:
        """How much of what is felt reaches expectancy, 0 to 1."""
        return 0.0 if self.anesthesia else 1.0 - self.blinding


ORDINARY = Protocol()
"""What a trial file without a protocol means."""
