"""An experiment as plain values that can be compared and kept: what `nemda.experiment` is asked to run."""

from __future__ import annotations

from typing import NamedTuple

from nemda.experiment import CoDrug, Dose, Experiment, Species
from nemda.mechanism.chain import EXPERIMENT_DRIVES


class GivenDose(NamedTuple):
    """One dose, as `nemda.experiment.Dose`."""

    compound: str
    amount_mg_kg: float
    route: str
    start_h: float = 0.0
    duration_h: float = 0.0


class Held(NamedTuple):
    """A signal of the chain held over [start_h, stop_h)."""

    signal: str
    share: float
    start_h: float = 0.0
    stop_h: float = float("inf")


class Protocol(NamedTuple):
    """What is done; `bath` holds free umol/L by compound, `genotype` changed parameters.

    The bath is washed out at `washed_h`.
    """

    species: Species
    doses: tuple[GivenDose, ...] = ()
    bath: tuple[tuple[str, float], ...] = ()
    held: tuple[Held, ...] = ()
    stress: float = 0.0
    genotype: tuple[tuple[str, float], ...] = ()
    hours: float = 24.0
    washed_h: float = float("inf")

    @property
    def is_drug_free(self) -> bool:
        """Whether neither a dose, a bath nor a signal is given."""
        return not (self.doses or self.bath or self.held)

    @property
    def last_dose_h(self) -> float:
        """The start of the last dose; 0 without one."""
        return max((dose.start_h for dose in self.doses), default=0.0)

    def lasting(self, hours: float) -> Protocol:
        """Return the same, lasting at least so long and until after its last dose."""
        return self._replace(hours=max(self.hours, hours, self.last_dose_h + 1.0))

    def experiment(self) -> Experiment:
        """Return the experiment; signals unknown to the chain are left to its own refusal.

        Raises
        ------
        ExperimentError
            Something about it makes no sense.
        """
        content = dict(self.bath)
        if content:  # signals in a dish are part of the bath, so that its vehicle has none of them
            content |= {one.signal: one.share for one in self.held if one.signal in EXPERIMENT_DRIVES}
        return Experiment(
            species=self.species,
            doses=tuple(Dose(*dose) for dose in self.doses),
            co_drugs=() if content else tuple(CoDrug(*one) for one in self.held),
            stress=self.stress,
            genotype=dict(self.genotype),
            bath=content or None,
            hours=self.hours,
            bath_until_h=self.washed_h,
        )
