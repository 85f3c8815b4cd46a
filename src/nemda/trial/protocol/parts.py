"""The parts of a protocol: scales and raters, leaving, periods before and within a trial, rising doses.

Times are hours from the first dose after randomization unless a name says otherwise; rates are per week.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, get_args

from nemda.errors import TrialError
from nemda.regimen import Regimen
from nemda.trial.protocol.raters import rater_error_sd
from nemda.trial.scales.library import find_scale

Method = Literal["mmrm", "ancova", "ttest"]
Missing = Literal["observed", "locf"]
Keep = Literal["everybody", "responders", "nonresponders"]
METHODS: tuple[Method, ...] = get_args(Method)
MISSING: tuple[Missing, ...] = get_args(Missing)
KEEP: tuple[Keep, ...] = get_args(Keep)


class Limits(NamedTuple):
    """Who may enter: the lowest and highest value of a covariate, or of the rated MADRS at screening."""

    covariate: str
    lowest: float | None
    highest: float | None


class Rated(NamedTuple):
    """A scale of the trial and who rates it; `error_sd` (points) replaces that of the kind of rater."""

    scale: str
    rater: str
    error_sd: float | None = None

    @property
    def noise_sd(self) -> float:
        """SD of one rating about the person's true score, in points of the scale."""
        return rater_error_sd(self.rater, self.scale) if self.error_sd is None else self.error_sd

    def check(self, where: str) -> None:
        """Raise `TrialError` where the scale or the rater is unknown or the error is negative."""
        find_scale(self.scale)
        if not (math.isfinite(self.noise_sd) and self.noise_sd >= 0):
            raise TrialError("An SD is not negative.", where=f"{where}.error_sd", got=self.error_sd)


class Dropout(NamedTuple):
    """Hazards of leaving, per week of the trial.

    `random_per_week` holds for everybody; `lack_of_effect_per_week` is added while the last rating shows a
    fall below `effect_below` (share of the first rating); `adverse_effect` is the probability of not coming
    back after the first visit for people whose dissociation (CADSS) exceeded `adverse_cadss`.
    """

    random_per_week: float = 0.0
    lack_of_effect_per_week: float = 0.0
    effect_below: float = 0.25
    adverse_effect: float = 0.0
    adverse_cadss: float = 30.0

    def check(self) -> None:
        """Raise `TrialError` where a rate is negative or a probability above 1."""
        for name in ("random_per_week", "lack_of_effect_per_week", "adverse_cadss"):
            value: float = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise TrialError("A rate of leaving is not negative.", where=f"dropout.{name}", got=value)
        for name in ("effect_below", "adverse_effect"):
            share: float = getattr(self, name)
            if not 0 <= share <= 1:
                raise TrialError("A share lies between 0 and 1.", where=f"dropout.{name}", got=share)


class LeadIn(NamedTuple):
    """What everybody gets before randomization, and who goes on.

    The regimen lasts `days`; then those are kept whose rated fall is at least `fall` (responders), or less
    (nonresponders). A placebo run-in keeps nonresponders; enrichment and relapse prevention keep responders.
    `open_label` says that people know what they get in it.
    """

    regimen: Regimen
    days: float
    keep: Keep = "everybody"
    fall: float = 0.5

    def check(self) -> None:
        """Raise `TrialError` where the period is empty or shorter than its doses."""
        if not (math.isfinite(self.days) and self.days > 0):
            raise TrialError("A lead-in lasts longer than 0 days.", where="lead_in.days", got=self.days)
        late = [dose.start_h for dose in self.regimen.doses if dose.start_h >= 24 * self.days]
        if late or not self.regimen.doses:
            raise TrialError(
                "The doses of a lead-in lie within it.", where="lead_in.regimen",
                expected=f"doses before day {self.days:g}", got=f"hour {late[0]:g}" if late else "no dose",
            )  # fmt: skip
        if not 0 < self.fall < 1:
            raise TrialError("A share lies between 0 and 1.", where="lead_in.fall", got=self.fall)


class Crossover(NamedTuple):
    """Everybody gets every arm, in an order drawn for each: periods of `period_d` days, washout included.

    What one period carries into the next follows from the mechanism, not from an assumed rate.
    """

    period_d: float

    def check(self) -> None:
        """Raise `TrialError` where a period has no length."""
        if not (math.isfinite(self.period_d) and self.period_d > 0):
            raise TrialError(
                "A period lasts longer than 0 days.", where="crossover.period_d", got=self.period_d
            )


class Titration(NamedTuple):
    """Doses that rise: the next of `levels` where response is missing and the dose was tolerated.

    Looked at `look_after_h` after every session: the dose rises where the fall of MADRS is below
    `rise_below` (share of baseline) and the highest CADSS so far stays within `tolerated_cadss`.
    """

    levels: tuple[float, ...]
    rise_below: float = 0.5
    tolerated_cadss: float = 30.0
    look_after_h: float = 24.0

    def check(self, where: str) -> None:
        """Raise `TrialError` where levels do not rise or a limit makes no sense."""
        rising = all(a < b for a, b in zip(self.levels, self.levels[1:], strict=False))
        if len(self.levels) < 2 or min(self.levels) <= 0 or not rising:
            raise TrialError(
                "Levels of a titration rise.", where=f"{where}.levels", expected="two doses or more, rising",
                got=self.levels,
            )  # fmt: skip
        if not 0 < self.rise_below < 1 or self.look_after_h <= 0 or self.tolerated_cadss < 0:
            raise TrialError("A rule of the titration makes no sense.", where=where, got=self)


class Endpoint(NamedTuple):
    """What the trial is judged by: a scale at a visit (h)."""

    scale: str
    time_h: float


class Analysis(NamedTuple):
    """How arms are compared, what stands in for missing ratings, and the level of the test (two-sided)."""

    method: Method = "ancova"
    missing: Missing = "observed"
    alpha: float = 0.05

    def check(self) -> None:
        """Raise `TrialError` where the method is unknown or the level no share."""
        for name, value, known in (("method", self.method, METHODS), ("missing", self.missing, MISSING)):
            if value not in known:
                raise TrialError("Unknown analysis.", where=f"analysis.{name}", expected=known, got=value)
        if not 0 < self.alpha < 1:
            raise TrialError(
                "The level of a test lies between 0 and 1.", where="analysis.alpha", got=self.alpha
            )
        if self.method == "mmrm" and self.missing == "locf":
            raise TrialError(
                "A mixed model uses the ratings that are there.", where="analysis.missing",
                expected="'observed'", got="'locf'",
            )  # fmt: skip
