"""A published trial as a value: who got what, and what was seen.

The file form is YAML (`nemda.trial.reading`); the shipped files are built from the evidence tables
(`nemda.trial.published`). What would falsify this form: a published design that two readers would enter
in two ways that simulate differently.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from nemda.engine.endpoints import REMISSION_MADRS
from nemda.errors import TrialError
from nemda.evidence.near import near_matches
from nemda.mechanism.mood import MADRS_MAXIMUM
from nemda.regimen import Regimen, to_sentence
from nemda.trial.protocol.allocation import shares_of
from nemda.trial.protocol.definition import ORDINARY, Protocol
from nemda.trial.results import Observed
from nemda.units import HOURS_PER_WEEK

Role = Literal["drug", "comparator"]
ROLES: tuple[Role, ...] = get_args(Role)

VERSUS = "_vs_"

CovariateValue = float | tuple[float, float]
"""One number for everybody, or (mean, SD)."""


class Share(NamedTuple):
    """A regimen and the share of an arm that gets it."""

    regimen: Regimen
    share: float


class Contrast(NamedTuple):
    """Two arms that are compared: `first` minus `second`."""

    first: str
    second: str


@dataclass(frozen=True)
class Arm:
    """One arm of a trial.

    `mix` has one entry unless the arm pools people who got different things; shares sum to 1. `n` is
    the published number of people, None where it is not given. `covariates` are set for this arm only,
    on top of the trial's; `comparator_felt` (0 to 1) replaces the engine's default of how clearly an
    active comparator is felt.
    """

    name: str
    role: Role
    mix: tuple[Share, ...]
    n: int | None = None
    covariates: Mapping[str, CovariateValue] = field(default_factory=lambda: MappingProxyType({}))
    comparator_felt: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        where = f"arm {self.name!r}"
        if not self.name.strip() or VERSUS in self.name:
            raise TrialError(
                "An arm needs a name of its own.", where=where, expected=f"a name without {VERSUS!r}",
                hint=f"{VERSUS!r} stands between the two arms of an observed difference",
            )  # fmt: skip
        if self.role not in ROLES:
            raise TrialError("Unknown role of an arm.", where=where, expected=ROLES, got=self.role)
        total = math.fsum(part.share for part in self.mix)
        # the shares are typed decimals, so their sum is 1 up to rounding
        if not self.mix or min(part.share for part in self.mix) <= 0 or abs(total - 1) > 1e-9:
            raise TrialError("The shares of an arm are above 0 and sum to 1.", where=where, got=f"{total:g}")
        if self.n is not None and self.n < 1:
            raise TrialError("An arm needs people.", where=where, expected="n of at least 1", got=self.n)
        if self.comparator_felt is not None and not 0 <= self.comparator_felt <= 1:
            raise TrialError(
                "How clearly a comparator is felt lies between 0 and 1.",
                where=f"{where}: comparator_felt",
                got=self.comparator_felt,
            )

    @property
    def sentence(self) -> str:
        """The regimens of the arm in words, with shares where there are several."""
        return mix_in_words(self.mix)


def mix_in_words(mix: Sequence[Share]) -> str:
    """Return the regimens in words, with the share of each where there are several."""
    if len(mix) == 1:
        return to_sentence(mix[0].regimen)
    return ", or ".join(f"{part.share:.0%} {to_sentence(part.regimen)}" for part in mix)


@dataclass(frozen=True)
class Trial:
    """A published trial: its people, its arms, its length and its outcomes.

    `preset` and `covariates` describe the people of every arm; `study_id` is that of the evidence
    tables. `remission_madrs` is the highest MADRS that counts as remission. `protocol`
    says how the trial is run; the deterministic run of `nemda simulate` does not use it.

    Raises
    ------
    TrialError
        Two arms share a name, an outcome names no arm or lies after the end, or a number is absurd.
    """

    title: str
    study_id: str
    citation: str
    arms: tuple[Arm, ...]
    weeks: float
    observed: tuple[Observed, ...] = ()
    preset: str = "trd"
    covariates: Mapping[str, CovariateValue] = field(default_factory=lambda: MappingProxyType({}))
    remission_madrs: float = REMISSION_MADRS
    source: str = ""
    note: str = ""
    protocol: Protocol = ORDINARY

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        if not names:
            raise TrialError("A trial needs arms.", where=f"trial {self.title!r}")
        for name in names:
            if names.count(name) > 1:
                raise TrialError("Two arms share a name.", where="arms", got=repr(name))
        if not (math.isfinite(self.weeks) and self.weeks > 0):
            raise TrialError("A trial lasts longer than 0 weeks.", where="weeks", got=self.weeks)
        if not 0 <= self.remission_madrs < MADRS_MAXIMUM:
            raise TrialError("Not a MADRS of remission.", where="remission_madrs", got=self.remission_madrs)
        for index, row in enumerate(self.observed):
            self._check(row, f"observed[{index}]")
        self._check_protocol()

    def _check_protocol(self) -> None:
        """Raise `TrialError` where the protocol does not fit the arms or the length of the trial."""
        protocol, end_h = self.protocol, self.weeks * HOURS_PER_WEEK
        shares_of(protocol.allocation, len(self.arms))
        times = [("visits_h", time) for time in protocol.visits_h]
        if protocol.endpoint is not None:
            times.append(("endpoint.time_h", protocol.endpoint.time_h))
        for name, time in times:
            if not 0 <= time <= end_h:
                raise TrialError(
                    "A visit outside the trial.", where=f"protocol.{name}", expected=f"0 to {end_h:g} h",
                    got=f"{time:g} h", hint="make the trial longer (weeks)",
                )  # fmt: skip
        for name in protocol.titration:
            self.find_arm(name, "protocol.titration")
        if protocol.crossover is not None and protocol.titration:
            raise TrialError("A crossover with rising doses is not simulated.", where="protocol.titration")

    def _check(self, row: Observed, where: str) -> None:
        if VERSUS in row.arm:
            self.contrast(row.arm, f"{where}: arm")
        else:
            self.find_arm(row.arm, f"{where}: arm")
        if row.time_h is not None and not 0 <= row.time_h <= self.weeks * HOURS_PER_WEEK:
            raise TrialError(
                "An outcome outside the simulated time.", where=f"{where}: time_h",
                expected=f"0 to {self.weeks * HOURS_PER_WEEK:g} h", got=f"{row.time_h:g} h",
                hint="simulate more weeks",
            )  # fmt: skip
        for name in ("value", "time_h"):
            number: float | None = getattr(row, name)
            if number is not None and not math.isfinite(number):
                raise TrialError("Not a finite number.", where=f"{where}: {name}", got=number)
        if row.n is not None and row.n < 1:
            raise TrialError("An outcome needs people.", where=f"{where}: n", got=row.n)

    def find_arm(self, name: str, where: str) -> Arm:
        """Return the arm of this name, or the only one whose name begins with it.

        Raises
        ------
        TrialError
            No arm, or more than one, answers to the name.
        """
        exact = [arm for arm in self.arms if arm.name == name]
        found = exact or [arm for arm in self.arms if arm.name.startswith(name)]
        if len(found) != 1:
            names = [arm.name for arm in self.arms]
            near = near_matches(name, names)
            raise TrialError(
                "No such arm." if not found else "More than one arm begins like this.",
                where=where, expected=", ".join(names), got=repr(name),
                hint=f"did you mean {near[0]!r}?" if near else "write the name of an arm in full",
            )  # fmt: skip
        return found[0]

    def contrast(self, text: str, where: str) -> Contrast:
        """Return the two arms of a difference written ``X_vs_Y``.

        Raises
        ------
        TrialError
            One of them is no arm.
        """
        first, _, second = text.partition(VERSUS)
        return Contrast(self.find_arm(first, where).name, self.find_arm(second, where).name)
