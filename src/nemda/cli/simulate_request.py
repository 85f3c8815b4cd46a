"""What a person asked for on the command line, read and checked: who gets what, for how long, and where."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nemda.errors import NemdaError, ParameterError, PeopleError, TrialError
from nemda.people import People, people, read_people
from nemda.regimen import Regimen, parse, sessions
from nemda.trial import PlannedArm, RunSettings, Trial, arms_of_regimens, arms_of_trial, read_plan
from nemda.trial.folder import safe_name
from nemda.units import HOURS_PER_WEEK

DEFAULT_PEOPLE = 1000
DEFAULT_PRESET = "trd"
WEEKS_AFTER_LAST_DOSE = 4
"""How long people are followed after the last dose unless told otherwise: relapse takes weeks."""

YAML_ENDS = (".yaml", ".yml")


@dataclass(frozen=True)
class Options:
    """The options as typed; None where an option was left out."""

    compare: tuple[str, ...] = ()
    people: str | None = None
    fill_from: str | None = None
    n: int | None = None
    seed: int = 1
    weeks: float | None = None
    parameter_set: str | None = None
    changes: tuple[str, ...] = ()
    variables: str = "main"
    chunk: int | None = None


@dataclass(frozen=True)
class Request:
    """A run that makes sense: its arms and settings, what is observed, and how it is recorded."""

    title: str
    arms: tuple[PlannedArm, ...]
    settings: RunSettings
    trial: Trial | None
    seed: int
    record: dict[str, object]

    @property
    def default_folder(self) -> Path:
        """Where the results go without --out: the same folder for the same request."""
        digest = hashlib.blake2b(json.dumps(self.record, sort_keys=True).encode(), digest_size=3)
        return Path("nemda-out") / f"{safe_name(self.title)}-{digest.hexdigest()}"


def read_request(plan: str, options: Options) -> Request:
    """Return the run that was asked for.

    Raises
    ------
    NemdaError
        A regimen, a file, the people or an option makes no sense.
    """
    trial_or_regimen = _read(plan)
    if isinstance(trial_or_regimen, Trial):
        return _trial_request(plan, trial_or_regimen, options)
    return _regimen_request(plan, trial_or_regimen, options)


def _trial_request(plan: str, trial: Trial, options: Options) -> Request:
    for name in ("compare", "people", "fill_from"):
        if getattr(options, name):
            raise TrialError(
                f"A trial file says who gets what, so --{name.replace('_', '-')} has no meaning here.",
                where=plan, hint="leave the option out, or copy the file and change the copy",
            )  # fmt: skip
    n = DEFAULT_PEOPLE if options.n is None else options.n
    weeks = trial.weeks if options.weeks is None else options.weeks
    observed = [row.time_h for row in trial.observed if row.time_h is not None]
    if observed and weeks * HOURS_PER_WEEK < max(observed):
        raise TrialError(
            "The simulated time is shorter than the trial.", where="--weeks",
            expected=f"at least {max(observed) / HOURS_PER_WEEK:g}, for the last outcome", got=f"{weeks:g}",
        )  # fmt: skip
    arms = arms_of_trial(trial, n, options.seed)
    who = {"preset": trial.preset, "n_per_arm": n}
    return _request(trial.title, plan, arms, weeks, trial, options, who)


def _regimen_request(plan: str, first: Regimen, options: Options) -> Request:
    regimens = [first]
    for text in options.compare:
        regimen = _read(text)
        if isinstance(regimen, Trial):
            raise TrialError("--compare takes regimens, not a trial.", where="--compare", got=text)
        regimens.append(regimen)
    group = _people(options)
    arms = arms_of_regimens(regimens, group)
    weeks = _default_weeks(regimens) if options.weeks is None else options.weeks
    title = arms[0].name if len(arms) == 1 else f"{len(arms)} regimens compared"
    who = {"people": group.preset, "n": group.n, "fill_from": options.fill_from}
    return _request(title, plan, arms, weeks, None, options, who)


def _request(
    title: str,
    plan: str,
    arms: tuple[PlannedArm, ...],
    weeks: float,
    trial: Trial | None,
    options: Options,
    who: Mapping[str, object],
) -> Request:
    plain = RunSettings(weeks)
    names = tuple(name.strip() for name in options.variables.split(","))
    settings = RunSettings(
        weeks=weeks,
        parameter_set=plain.parameter_set if options.parameter_set is None else options.parameter_set,
        changes=_changes(options.changes),
        variables=names[0] if names in (("main",), ("all",)) else names,
        chunk=plain.chunk if options.chunk is None else options.chunk,
    )
    record: dict[str, object] = {
        "plan": plan,
        "compare": list(options.compare),
        **who,
        "seed": options.seed,
        "weeks": weeks,
        "parameter_set": settings.parameter_set,
        "changes": dict(settings.changes),
        "variables": options.variables,
        "chunk": settings.chunk,
    }
    return Request(title, arms, settings, trial, options.seed, record)


def _read(plan: str) -> Trial | Regimen:
    """Return what an argument means: a file by its ending or because it exists, else a sentence."""
    if plan.lower().endswith(YAML_ENDS) or _is_file(plan):
        return read_plan(plan)
    try:
        return parse(plan)
    except NemdaError as error:
        if "/" in plan and " " not in plan.strip():
            raise TrialError(
                "Neither a file nor a regimen.", where=plan, expected="a YAML file, or a sentence",
                hint="a file ends in .yaml; a sentence reads '0.5 mg/kg ketamine iv over 40 min'",
            ) from error  # fmt: skip
        raise


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # a sentence may be longer than any file name
        return False


def _people(options: Options) -> People:
    chosen = DEFAULT_PRESET if options.people is None else options.people
    if not chosen.lower().endswith(".csv") and not _is_file(chosen):
        if options.fill_from is not None:
            raise PeopleError("Only a file of people has gaps to fill.", where="--fill-from", got=chosen)
        return people(chosen, n=DEFAULT_PEOPLE if options.n is None else options.n, seed=options.seed)
    if options.n is not None:
        raise PeopleError(
            "A file of people says how many there are.", where="--n", got=options.n, hint="leave --n out"
        )
    return read_people(chosen, fill_from=options.fill_from, seed=options.seed)


def _changes(texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for text in texts:
        name, equals, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (equals and math.isfinite(value)):
            raise ParameterError(
                "A change is written name=number.", where="--change", got=text,
                expected="as in --change unblinding_switch=0",
            )  # fmt: skip
        found[name.strip()] = value
    return tuple(found.items())


def _default_weeks(regimens: Sequence[Regimen]) -> float:
    """Return four weeks more than the longest regimen, in whole weeks."""
    last_h = max((start for regimen in regimens for start in sessions(regimen)), default=0.0)
    return float(math.ceil(last_h / HOURS_PER_WEEK) + WEEKS_AFTER_LAST_DOSE)
