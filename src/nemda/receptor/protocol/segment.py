"""One stretch of a protocol: [begin, begin + duration) at constant, or linearly changing, conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType

from nemda.errors import ReceptorError

LARGEST_VOLTAGE_MV = 300.0
"""Beyond it a membrane breaks down; a larger number is a slip."""


@dataclass(frozen=True)
class Segment:
    """One stretch of a protocol.

    Duration in s, voltage in mV, concentrations in umol/L (gases in atm); a ligand that is not named is
    absent. With `end_voltage_mv` or `end_concentrations` the value changes linearly to that end; a ligand
    that only one side names starts or ends at 0.

    Raises
    ------
    ReceptorError
        A number is not finite, a duration is not positive, a concentration is negative, or a voltage looks
        like volts.
    """

    duration_s: float
    voltage_mv: float
    concentrations: Mapping[str, float] = field(default_factory=dict[str, float])
    end_voltage_mv: float | None = None
    end_concentrations: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.duration_s) and self.duration_s > 0):
            raise ReceptorError(
                "A duration must be positive.", where="duration_s", got=self.duration_s, expected="seconds"
            )
        _check_voltage(self.voltage_mv, "voltage_mv")
        object.__setattr__(self, "concentrations", _levels(self.concentrations))
        if self.end_voltage_mv is not None:
            _check_voltage(self.end_voltage_mv, "end_voltage_mv")
        if self.end_concentrations is not None:
            object.__setattr__(self, "end_concentrations", _levels(self.end_concentrations))

    @property
    def is_ramp(self) -> bool:
        """Whether anything changes within the stretch."""
        return self.end_voltage_mv is not None or self.end_concentrations is not None

    @property
    def ligands(self) -> frozenset[str]:
        """The ligands named at either end."""
        return frozenset({*self.concentrations, *(self.end_concentrations or {})})

    def voltage_at(self, time_s: float) -> float:
        """Return the voltage (mV) at a time since the begin of the stretch."""
        if self.end_voltage_mv is None:
            return self.voltage_mv
        return self.voltage_mv + (self.end_voltage_mv - self.voltage_mv) * time_s / self.duration_s

    def concentration_at(self, ligand: str, time_s: float) -> float:
        """Return the concentration of a ligand (umol/L) at a time since the begin of the stretch."""
        first = self.concentrations.get(ligand, 0.0)
        if self.end_concentrations is None:
            return first
        last = self.end_concentrations.get(ligand, 0.0)
        return first + (last - first) * time_s / self.duration_s


def _levels(given: Mapping[str, float]) -> Mapping[str, float]:
    for name, level in given.items():
        if not (isfinite(level) and level >= 0):
            raise ReceptorError(
                "A concentration is negative or not a number.", where=f"concentration of {name}",
                expected="0 or more (umol/L)", got=level,
            )  # fmt: skip
    return MappingProxyType({name: float(level) for name, level in given.items()})


def _check_voltage(voltage: float, where: str) -> None:
    if not isfinite(voltage) or abs(voltage) > LARGEST_VOLTAGE_MV:
        raise ReceptorError(
            "A voltage is not a number or beyond what a membrane bears.", where=where, got=voltage,
            expected=f"{-LARGEST_VOLTAGE_MV:g} to {LARGEST_VOLTAGE_MV:g} mV",
        )  # fmt: skip
    if 0 < abs(voltage) < 1:
        raise ReceptorError(
            "A voltage looks like volts, not millivolts.", where=where, expected="mV", got=voltage,
            hint=f"write {voltage * 1000:g} for {voltage:g} V; 0 is allowed",
        )  # fmt: skip
