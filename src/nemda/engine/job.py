"""A simulation as a value: everything that decides its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.lanes import Tolerance
from nemda.engine.precision import DOUBLE, Precision, precision_of
from nemda.engine.setting import Setting
from nemda.engine.timing import output_times
from nemda.errors import RegimenError
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import DEFAULT_SET
from nemda.model.parameters import ParameterTable, merge, override
from nemda.people import People
from nemda.people.population import Population
from nemda.pk.companion import companion_parameters
from nemda.regimen import Regimen, parse
from nemda.units import HOURS_PER_WEEK

LONGEST_WEEKS = 520.0


@dataclass(frozen=True)
class Job:
    """Who gets what, for how long, under which parameters.

    `changes` replaces typical values of parameters (switches included), `visits_h` are times that must
    be among the outputs. Two equal jobs give bit-identical results.
    """

    regimen: Regimen
    people: People | Population
    weeks: float
    parameter_set: str = DEFAULT_SET
    changes: tuple[tuple[str, float], ...] = ()
    visits_h: tuple[float, ...] = ()
    setting: Setting = field(default_factory=Setting)
    tolerance: Tolerance | None = None
    spread_scale: float = 1.0
    precision: str = DOUBLE.name

    def __post_init__(self) -> None:
        if not (np.isfinite(self.weeks) and 0 < self.weeks <= LONGEST_WEEKS):
            raise RegimenError(
                "The simulated time is out of range.", where="weeks",
                expected=f"more than 0, at most {LONGEST_WEEKS:g}", got=self.weeks,
            )  # fmt: skip
        late = [dose for dose in self.regimen.doses if dose.start_h >= self.end_h]
        if late:
            raise RegimenError(
                "A dose starts after the simulation ends.", where="weeks",
                expected=f"more than {late[-1].start_h / HOURS_PER_WEEK:.2f} weeks", got=self.weeks,
                hint="simulate more weeks or shorten the regimen",
            )  # fmt: skip
        if self.tolerance is not None:
            self.numbers.check(self.tolerance)
        _ = self.numbers, self.parameters  # refuses unknown names and values outside their interval now

    @property
    def accuracy(self) -> Tolerance:
        """The accepted local error of the solver: what was asked for, or the usual one of its numbers."""
        return self.tolerance or self.numbers.usual

    @property
    def numbers(self) -> Precision:
        """With how many digits the solver computes."""
        return precision_of(self.precision)

    @property
    def end_h(self) -> float:
        """The end of the simulated time (h)."""
        return self.weeks * HOURS_PER_WEEK

    @property
    def times_h(self) -> Float[ndarray, " time"]:
        """The times of the outputs (h)."""
        return output_times(self.regimen, self.end_h, self.visits_h)

    @property
    def parameters(self) -> ParameterTable:
        """The parameters of this job, typical values and spreads; those of companion drugs that it gives."""
        sets = (self.parameter_set, *(("healthy",) if self.people.preset == "healthy" else ()))
        table = simulation_parameters(sets)
        if companions := companion_parameters(self.regimen):
            table = merge((table, companions))
        return override(table, MappingProxyType(dict(self.changes)))


def job_of(
    regimen: Regimen | str,
    people: People | Population,
    weeks: float,
    visits_h: Iterable[float] = (),
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
    setting: Setting | None = None,
    tolerance: Tolerance | None = None,
    precision: str = DOUBLE.name,
) -> Job:
    """Return a job from what callers write: a sentence, a mapping of changes, nothing where usual.

    Raises
    ------
    NemdaError
        Anything about the job is refused.
    """
    return Job(
        regimen=parse(regimen) if isinstance(regimen, str) else regimen,
        people=people,
        weeks=weeks,
        parameter_set=parameter_set,
        changes=tuple(sorted((changes or {}).items())),
        visits_h=tuple(sorted(visits_h)),
        setting=setting or Setting(),
        tolerance=tolerance,
        precision=precision,
    )
