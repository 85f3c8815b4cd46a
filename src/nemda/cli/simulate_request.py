"""What a person asked for on the command line, read and checked: who gets what, for how long, and where."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nemda.drugs.plausible import warn_of_unusual
from nemda.engine.blocks import CHUNK
from nemda.engine.cluster import LOCAL
from nemda.engine.precision import precision_of
from nemda.errors import NemdaError, ParameterError, PeopleError, TrialError
from nemda.people import People, people, read_people
from nemda.people.population import Population, population
from nemda.regimen import Regimen, parse, sessions
from nemda.trial import PlannedArm, RunSettings, Trial, arms_of_regimens, arms_of_trial, read_plan
from nemda.trial.counted import CountedArm, counted_arms
from nemda.trial.folder import safe_name
from nemda.trial.settings import ALONE, Labor
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
    precision: str = "float64"
    day_rhythm: bool = False
    statistics: bool = False
    workers: int = 1
    cluster: str | None = None


@dataclass(frozen=True)
class Request:
    """A run that makes sense: its arms and settings, what is observed, and how it is recorded.

    A run that keeps no people has `counted` arms and no others.
    """

    title: str
    arms: tuple[PlannedArm, ...]
    counted: tuple[CountedArm, ...]
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
    labor = _labor(options)
    trial_or_regimen = _read(plan)
    if isinstance(trial_or_regimen, Trial):
        return _trial_request(plan, trial_or_regimen, options, labor)
    return _regimen_request(plan, trial_or_regimen, options, labor)


def _labor(options: Options) -> Labor:
    """Return who does the work, or refuse a cluster that cannot be meant."""
    if options.cluster is not None and options.cluster != LOCAL:
        if "://" not in options.cluster:
            raise NemdaError(
                "Not a cluster.", where="--cluster", got=options.cluster,
                expected="local, or the address of a Dask scheduler such as tcp://192.0.2.1:8786",
            )  # fmt: skip
        if options.workers != 1:
            raise NemdaError(
                "A cluster that runs already has its own workers.", where="--workers", got=options.workers,
                hint="leave it out, or start more workers on the cluster",
            )  # fmt: skip
    return Labor(options.workers, options.cluster)


def _trial_request(plan: str, trial: Trial, options: Options, labor: Labor) -> Request:
    if options.statistics:
        raise TrialError(
            "A published trial is compared with single people, so they must be kept.", where="--statistics",
            got=plan, hint="leave the option out, or give one of the trial's regimens in words",
        )  # fmt: skip
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
    warn_of_unusual(dose for arm in arms for portion in arm.portions for dose in portion.regimen.doses)
    who = {"preset": trial.preset, "n_per_arm": n}
    record = _record(plan, weeks, options, who)
    return Request(trial.title, arms, (), _settings(weeks, options, labor), trial, options.seed, record)


def _regimen_request(plan: str, first: Regimen, options: Options, labor: Labor) -> Request:
    regimens = [first]
    for text in options.compare:
        regimen = _read(text)
        if isinstance(regimen, Trial):
            raise TrialError("--compare takes regimens, not a trial.", where="--compare", got=text)
        regimens.append(regimen)
    warn_of_unusual(dose for regimen in regimens for dose in regimen.doses)
    group = _people(options)
    kept: tuple[PlannedArm, ...] = ()
    counted: tuple[CountedArm, ...] = ()
    if isinstance(group, Population):
        counted = counted_arms(regimens, group)
    else:
        kept = arms_of_regimens(regimens, group)
    weeks = _default_weeks(regimens) if options.weeks is None else options.weeks
    named = [arm.name for arm in (*kept, *counted)]
    title = named[0] if len(named) == 1 else f"{len(named)} regimens compared"
    record = _record(
        plan, weeks, options, {"people": group.preset, "n": group.n, "fill_from": options.fill_from}
    )
    return Request(title, kept, counted, _settings(weeks, options, labor), None, options.seed, record)


def _settings(weeks: float, options: Options, labor: Labor) -> RunSettings:
    plain = RunSettings(weeks)
    names = tuple(name.strip() for name in options.variables.split(","))
    return RunSettings(
        weeks=weeks,
        parameter_set=plain.parameter_set if options.parameter_set is None else options.parameter_set,
        changes=_changes(options.changes),
        variables=names[0] if names in (("main",), ("all",)) else names,
        chunk=(CHUNK if options.statistics else plain.chunk) if options.chunk is None else options.chunk,
        labor=labor,
        precision=precision_of(options.precision).name,
        day_rhythm=options.day_rhythm,
    )


def _record(plan: str, weeks: float, options: Options, who: Mapping[str, object]) -> dict[str, object]:
    """Return what decides the numbers and files of a run, but not who does the work."""
    settings = _settings(weeks, options, ALONE)
    record: dict[str, object] = {
        "plan": plan,
        "compare": list(options.compare),
        **who,
        "seed": options.seed,
        "weeks": weeks,
        "parameter_set": settings.parameter_set,
        "changes": dict(settings.changes),
        "variables": options.variables,
    }
    unusual = {"precision": options.precision} if options.precision != RunSettings.precision else {}
    unusual |= {"day_rhythm": True} if options.day_rhythm else {}
    return record | unusual | ({"statistics": True} if options.statistics else {"chunk": settings.chunk})


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


def _people(options: Options) -> People | Population:
    """Return who is simulated; people who are not kept are no more than described."""
    chosen = DEFAULT_PRESET if options.people is None else options.people
    if not chosen.lower().endswith(".csv") and not _is_file(chosen):
        if options.fill_from is not None:
            raise PeopleError("Only a file of people has gaps to fill.", where="--fill-from", got=chosen)
        draw = population if options.statistics else people
        return draw(chosen, n=DEFAULT_PEOPLE if options.n is None else options.n, seed=options.seed)
    if options.statistics:
        raise PeopleError(
            "People from a file are kept anyway.", where="--statistics", got=chosen,
            hint="leave the option out, or name a preset with --people",
        )  # fmt: skip
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
