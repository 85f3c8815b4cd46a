"""A wish for levels, read and checked: doses, people, model, what is measured, when.

Two equal requests give bit-identical results. The same value serves the command ``nemda pk`` and the call
``nemda.pk(...)``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jaxtyping import Float
from numpy import ndarray

from nemda.drugs import compounds
from nemda.engine.job import LONGEST_WEEKS
from nemda.engine.profile.analytes import SITES, Analyte, read_analytes
from nemda.engine.profile.group import Group, group_of
from nemda.engine.profile.times import sample_times
from nemda.errors import DataError, ModelError, ParameterError, RegimenError
from nemda.model.parameters import ParameterTable, merge, override
from nemda.people import People
from nemda.pk.companion import companion_molecules, companion_parameters
from nemda.pk.interactions import Interaction, find_interaction
from nemda.pk.levels import DEFAULT
from nemda.pk.published import PublishedModel, find_model, published_models
from nemda.pk.readings import readings, with_reading
from nemda.pk.values import parameter_table, typical_values
from nemda.regimen import Regimen, parse
from nemda.units import HOURS_PER_WEEK

HOURS_AFTER_LAST_DOSE = 24.0
BOTH = "both"


@dataclass(frozen=True, eq=False)
class Request:
    """Who gets what, what is measured, and by which model.

    `published` is None for the default model. `interacting` are the drugs with numbers that act,
    `direction_only` those of which only a direction is known. `table` holds the parameters in use,
    `changes` what differs from the shipped ones.
    """

    regimen: Regimen
    group: Group
    hours: float
    time_h: Float[ndarray, " time"]
    analytes: tuple[Analyte, ...]
    published: PublishedModel | None
    interacting: tuple[Interaction, ...]
    direction_only: tuple[Interaction, ...]
    table: ParameterTable
    changes: Mapping[str, float]
    readings: tuple[str, ...]
    seed: int

    @property
    def model(self) -> str:
        """The name of the model."""
        return DEFAULT if self.published is None else self.published.name


def request_of(
    doses: str | Regimen,
    *,
    hours: float | None = None,
    people: str | People | None = None,
    n: int | None = None,
    seed: int = 1,
    model: str = DEFAULT,
    interacting: Sequence[str] = (),
    sample: str | None = None,
    analytes: Sequence[str] | None = None,
    times_h: Sequence[float] | ndarray | None = None,
    changes: Mapping[str, float] | None = None,
    reading: Sequence[str] = (),
    body: Mapping[str, float] | None = None,
) -> Request:
    """Return the request that these words mean; see `nemda.engine.profile.call.pk` for each of them.

    Raises
    ------
    NemdaError
        Anything about the request is refused.
    """
    regimen = parse(doses) if isinstance(doses, str) else doses
    _check_doses(regimen)
    published = None if model == DEFAULT else _find_published(model)
    end_h = _end(regimen, hours)
    acting, only = _interactions(interacting, published)
    changed = _readings(reading, published) | dict(changes or {})
    table = override(_table(regimen, published), changed)
    companions = companion_molecules(regimen) if published is None else ()
    return Request(
        regimen=regimen,
        group=group_of(people, n, seed, body or {}, regimen),
        hours=end_h,
        time_h=sample_times(regimen, end_h, times_h),
        analytes=read_analytes(
            analytes, _sites(sample, published), published, companions, alone=not gives_ketamine(regimen)
        ),
        published=published,
        interacting=acting,
        direction_only=only,
        table=table,
        changes=changed,
        readings=tuple(reading),
        seed=seed,
    )


def _table(regimen: Regimen, published: PublishedModel | None) -> ParameterTable:
    if published is not None:
        return published.table
    return merge((parameter_table(), companion_parameters(regimen)))


def gives_ketamine(regimen: Regimen) -> bool:
    """Return whether any dose is ketamine or one of its forms."""
    return any(compounds()[dose.compound].enantiomers is not None for dose in regimen.doses)


def _check_doses(regimen: Regimen) -> None:
    if not any(compounds()[dose.compound].has_kinetics for dose in regimen.doses):
        kinetic = ", ".join(key for key, card in compounds().items() if card.has_kinetics and card.dosable)
        raise RegimenError(
            "None of these doses has kinetics.", where="regimen", expected=f"a dose of {kinetic}",
            got=regimen.label or "no dose",
        )  # fmt: skip


def _find_published(name: str) -> PublishedModel:
    try:
        return find_model(name)
    except ModelError as error:
        if "No published model" not in error.what:
            raise
        known = ", ".join((DEFAULT, *published_models()))
        hint = error.hint or "nemda pk models lists them with their limits"
        raise ModelError(
            "No model has this name.", where="model", got=repr(name), expected=known, hint=hint
        ) from None


def _end(regimen: Regimen, hours: float | None) -> float:
    last_h = max(dose.start_h for dose in regimen.doses)
    end_h = last_h + HOURS_AFTER_LAST_DOSE if hours is None else float(hours)
    longest = LONGEST_WEEKS * HOURS_PER_WEEK
    if not (math.isfinite(end_h) and 0 < end_h <= longest):
        raise RegimenError(
            "The time to follow is out of range.", where="hours", got=end_h,
            expected=f"more than 0, at most {longest:g}",
        )  # fmt: skip
    if end_h <= last_h:
        raise RegimenError(
            "A dose starts after the end.", where="hours", got=f"{end_h:g}", expected=f"more than {last_h:g}",
            hint="follow longer, or shorten the regimen",
        )  # fmt: skip
    return end_h


def _sites(sample: str | None, published: PublishedModel | None) -> tuple[str, ...]:
    known = (*SITES, BOTH) if published is None else (published.site,)
    if sample is None:
        return ("venous",) if published is None else (published.site,)
    if sample not in known:
        of = "" if published is None else f" of the model {published.name}"
        raise DataError(
            f"Not a place of sampling{of}.", where="sample", got=repr(sample), expected=" or ".join(known),
            hint="venous and arterial levels differ; another model may have this one" if published else None,
        )  # fmt: skip
    return SITES if sample == BOTH else (sample,)


def _interactions(
    names: Sequence[str], published: PublishedModel | None
) -> tuple[tuple[Interaction, ...], tuple[Interaction, ...]]:
    if isinstance(names, str):
        names = (names,)
    found = [find_interaction(name) for name in names]
    twice = [each.name for index, each in enumerate(found) if each in found[:index]]
    if twice:
        raise ParameterError("An interacting drug is named twice.", where="interacting", got=", ".join(twice))
    if found and published is not None:
        raise ParameterError(
            "A published model knows no interaction.", where=published.name,
            got=", ".join(each.name for each in found),
            hint=f"leave the interaction out, or use the model {DEFAULT!r}",
        )  # fmt: skip
    return (
        tuple(each for each in found if not each.direction_only),
        tuple(each for each in found if each.direction_only),
    )


def _readings(names: Sequence[str], published: PublishedModel | None) -> dict[str, float]:
    changes: dict[str, float] = {}
    for name in (names,) if isinstance(names, str) else names:
        if published is not None:
            raise ParameterError(
                "A reading is one of the default model.", where="reading", got=name,
                hint=f"leave it out, or use the model {DEFAULT!r}",
            )  # fmt: skip
        _ = with_reading(typical_values(1), name)  # refuses an unknown name
        changes |= dict(readings()[name].values)
    return changes
