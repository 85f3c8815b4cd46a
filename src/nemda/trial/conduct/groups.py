"""What people are randomized to: an arm, or in a crossover an order of arms, after any lead-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nemda.engine.setting import Setting
from nemda.errors import TrialError
from nemda.regimen import Regimen
from nemda.trial.definition import VERSUS, Arm, Contrast, CovariateValue, Share, Trial
from nemda.trial.protocol.allocation import shares_of, sizes_of
from nemda.trial.protocol.parts import Titration
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

USUAL_SIZE = 50
"""People per arm where neither the trial nor the arm says how many (told in the results)."""


@dataclass(frozen=True)
class Group:
    """People who get the same: `arms` in the order of periods that begin at `begins_h` (h after the start).

    `mix` has the whole regimens from the start on, lead-in included; `end_h` is when the group ends.
    """

    name: str
    arms: tuple[str, ...]
    begins_h: tuple[float, ...]
    mix: tuple[Share, ...]
    size: int
    covariates: Mapping[str, CovariateValue]
    setting: Setting
    titration: Titration | None
    end_h: float

    @property
    def inert(self) -> bool:
        """Whether nobody gets anything that can be felt."""
        from nemda.drugs import find_compound

        return all(
            find_compound(dose.compound).kind == "inert" for part in self.mix for dose in part.regimen.doses
        )


def groups_of(trial: Trial) -> tuple[Group, ...]:
    """Return the groups of a trial.

    Raises
    ------
    TrialError
        A dose of an arm lies outside its period.
    """
    crossover = trial.protocol.crossover
    if crossover is None:
        sizes = _sizes(trial)
        return tuple(_parallel(trial, arm, size) for arm, size in zip(trial.arms, sizes, strict=True))
    count = len(trial.arms)
    people = trial.protocol.people or max((arm.n for arm in trial.arms if arm.n), default=USUAL_SIZE)
    sizes = sizes_of(people, (1.0 / count,) * count)
    orders = [trial.arms[first:] + trial.arms[:first] for first in range(count)]
    return tuple(
        _sequence(trial, order, size, crossover.period_d) for order, size in zip(orders, sizes, strict=True)
    )


def contrasts_of(trial: Trial) -> tuple[Contrast, ...]:
    """Return the comparisons of arms: those that were published, else each drug with its comparator.

    Without a comparator every other arm is compared with the first one.
    """
    published = [trial.contrast(row.arm, "observed") for row in trial.observed if VERSUS in row.arm]
    if published:
        return tuple(dict.fromkeys(one for one in published if one.first != one.second))
    controls = [arm.name for arm in trial.arms if arm.role == "comparator"]
    if not controls:
        return tuple(Contrast(arm.name, trial.arms[0].name) for arm in trial.arms[1:])
    drugs = [arm.name for arm in trial.arms if arm.role == "drug"]
    return tuple(Contrast(name, _control(name, controls)) for name in drugs)


def _control(name: str, controls: Sequence[str]) -> str:
    """Return the comparator whose name begins with the same word ("remitters ..."), else the first."""
    return next((one for one in controls if one.split()[0] == name.split(maxsplit=1)[0]), controls[0])


def _sizes(trial: Trial) -> tuple[int, ...]:
    protocol = trial.protocol
    if protocol.people is not None:
        return sizes_of(protocol.people, shares_of(protocol.allocation, len(trial.arms)))
    return tuple(arm.n or USUAL_SIZE for arm in trial.arms)


def _parallel(trial: Trial, arm: Arm, size: int) -> Group:
    begins_h = _lead_h(trial)
    return Group(
        name=arm.name,
        arms=(arm.name,),
        begins_h=(begins_h,),
        mix=tuple(Share(_after_lead_in(trial, part.regimen), part.share) for part in arm.mix),
        size=size,
        covariates={**trial.covariates, **arm.covariates},
        setting=_setting(arm),
        titration=trial.protocol.titration.get(arm.name),
        end_h=begins_h + trial.weeks * HOURS_PER_WEEK,
    )


def _sequence(trial: Trial, order: tuple[Arm, ...], size: int, period_d: float) -> Group:
    period_h, lead_h = period_d * HOURS_PER_DAY, _lead_h(trial)
    doses: list[Regimen] = []
    for place, arm in enumerate(order):
        if len(arm.mix) != 1:
            raise TrialError("An arm of a crossover has one regimen.", where=f"arm {arm.name!r}: mix")
        regimen = next(iter(arm.mix)).regimen
        late = [dose.start_h for dose in regimen.doses if dose.start_h >= period_h]
        if late:
            raise TrialError(
                "A dose after the end of its period.", where=f"arm {arm.name!r}",
                expected=f"before hour {period_h:g}", got=f"hour {late[0]:g}",
            )  # fmt: skip
        doses.append(later(regimen, place * period_h))
    whole = Regimen(tuple(dose for regimen in doses for dose in regimen.doses))
    return Group(
        name=" then ".join(arm.name for arm in order),
        arms=tuple(arm.name for arm in order),
        begins_h=tuple(lead_h + place * period_h for place in range(len(order))),
        mix=(Share(_after_lead_in(trial, whole), 1.0),),
        size=size,
        covariates={**trial.covariates, **{k: v for arm in order for k, v in arm.covariates.items()}},
        setting=_setting(*order),
        titration=None,
        end_h=lead_h + period_h * len(order),
    )


def _setting(*arms: Arm) -> Setting:
    felt = next((arm.comparator_felt for arm in arms if arm.comparator_felt is not None), None)
    return Setting() if felt is None else Setting(comparator_felt=felt)


def _lead_h(trial: Trial) -> float:
    lead = trial.protocol.lead_in
    return 0.0 if lead is None else lead.days * HOURS_PER_DAY


def _after_lead_in(trial: Trial, regimen: Regimen) -> Regimen:
    lead = trial.protocol.lead_in
    if lead is None:
        return regimen
    return Regimen((*lead.regimen.doses, *later(regimen, _lead_h(trial)).doses))


def later(regimen: Regimen, by_h: float) -> Regimen:
    """Return a regimen whose doses all start `by_h` hours later."""
    return Regimen(tuple(replace(dose, start_h=dose.start_h + by_h) for dose in regimen.doses))
