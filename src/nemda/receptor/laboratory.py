"""The bench in one call per experiment, with the units that people type.

    from nemda.receptor import dose_response

    dose_response("ketamine", receptor="nmda.2a", voltage_mv=-70, magnesium_mmol=1).half

Voltages are in mV, times in s, concentrations in umol/L (gases in atm), magnesium alone in mmol/L. A drug's
concentration that is not given is three times its half-effect under the same conditions. Everything else
(other agonists, baths, explicit magnesium or glycine) is in `nemda.receptor.experiment`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nemda.errors import ReceptorError
from nemda.evidence.near import near_matches
from nemda.receptor.classify.classify import Classification, classify
from nemda.receptor.experiment.compare import Comparison
from nemda.receptor.experiment.compare import compare as compare_drugs
from nemda.receptor.experiment.dose_response import (
    DoseResponse,
    peak_dose_response,
    steady_dose_response,
    timed_dose_response,
)
from nemda.receptor.experiment.hill import Cells
from nemda.receptor.experiment.iv_curve import IVCurve, ramp_iv, steady_iv
from nemda.receptor.experiment.pulse_openings import PulseOpenings, openings_per_pulse
from nemda.receptor.experiment.setup import HOLDING_MV, Setup, prepared, with_agonist
from nemda.receptor.experiment.synaptic import SynapticTrain, synaptic_train
from nemda.receptor.experiment.trapping import Trapping, trapping
from nemda.receptor.experiment.voltage_jump import VoltageJump, voltage_jump
from nemda.receptor.experiment.washout import Washout, washout_experiment
from nemda.receptor.ligand.library import compound_names
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.scheme.library import scheme_names
from nemda.receptor.scheme.scheme import Scheme
from nemda.receptor.single.trace import Trace, simulate_channel

TIMES_HALF = 3.0
UMOL_PER_MMOL = 1000.0
LARGEST_MV = 200.0
NOTHING: Mapping[str, float] = {}


class Channel(NamedTuple):
    """One simulated receptor, and what it was prepared with."""

    trace: Trace
    preparation: Preparation
    setup: Setup


def bench(
    receptor: str | Scheme = "nmda.2a",
    voltage_mv: float = HOLDING_MV,
    magnesium_mmol: float = 0.0,
    agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING,
    *,
    high_affinity_site: bool = False,
) -> Setup:
    """Return the conditions of an experiment, checked.

    `agonist` (umol/L) is the receptor's own at 1 mmol/L unless named; `bath` (umol/L) is there all the time.

    Raises
    ------
    ReceptorError
        The receptor or a compound is unknown, the voltage looks like volts, a concentration is negative.
    """
    if isinstance(receptor, str) and receptor not in scheme_names():
        raise _unknown("Unknown receptor.", "receptor", receptor, scheme_names())
    if not np.isfinite(voltage_mv) or abs(voltage_mv) > LARGEST_MV or 0 < abs(voltage_mv) < 1:
        looks_like_volts = 0 < abs(voltage_mv) < 1
        raise ReceptorError(
            "A voltage looks like volts, not millivolts."
            if looks_like_volts
            else "A voltage is beyond what a membrane bears.",
            where="voltage", expected=f"{-LARGEST_MV:g} to {LARGEST_MV:g} mV", got=voltage_mv,
            hint=f"write {voltage_mv * 1000:g} for {voltage_mv:g} V" if looks_like_volts else None,
        )  # fmt: skip
    if not magnesium_mmol >= 0:
        raise ReceptorError(
            "A concentration is negative or not a number.", where="magnesium", expected="0 or more mmol/L",
            got=magnesium_mmol,
        )  # fmt: skip
    levels = dict(bath)
    if magnesium_mmol:
        levels["magnesium"] = magnesium_mmol * UMOL_PER_MMOL
    setup = Setup(receptor, voltage_mv, agonist, levels, high_affinity_site=high_affinity_site)
    for name, level in {**agonist, **bath}.items():
        known_compound(setup, name)
        if not (np.isfinite(level) and level >= 0):
            raise ReceptorError(
                "A concentration is negative or not a number.", where=f"concentration of {name}",
                expected="0 or more (umol/L)", got=level,
            )  # fmt: skip
    if magnesium_mmol and "magnesium" not in setup.scheme.ligands:
        raise ReceptorError(
            "Magnesium does nothing at this receptor.", where="magnesium", got=setup.scheme.name,
            hint="leave it out",
        )  # fmt: skip
    return setup


def known_compound(setup: Setup, name: str) -> str:
    """Return a name that the bench holds as a compound, or that the receptor's scheme binds.

    Raises
    ------
    ReceptorError
        It holds none of that name; the error lists similar ones.
    """
    names = {*compound_names(), *setup.scheme.ligands}
    if name not in names:
        raise _unknown("Unknown compound.", "compound", name, tuple(sorted(names)))
    return name


def usual_level(setup: Setup, drug: str) -> float:
    """Return three times the half-effective concentration of a drug in a setup.

    Raises
    ------
    ReceptorError
        The drug does nothing there, so a concentration must be given.
    """
    half = steady_dose_response(setup, known_compound(setup, drug)).half
    if half is None:
        raise ReceptorError(
            "This drug changes nothing here, so no usual concentration follows.", where=drug,
            got=setup.scheme.name, hint="give a concentration",
        )  # fmt: skip
    return TIMES_HALF * half


def dose_response(
    drug: str, receptor: str | Scheme = "nmda.2a", voltage_mv: float = HOLDING_MV,
    magnesium_mmol: float = 0.0, agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING, *, peak: bool = False,
    duration_s: float | None = None, levels: Sequence[float] | None = None, cells: Cells | None = None,
    high_affinity_site: bool = False,
) -> DoseResponse:  # fmt: skip
    """Return the response against concentration: steady, after `duration_s` in the drug, or at the peak.

    A drug that the receptor's own site binds (nicotine at alpha7) takes the place of the agonist unless
    another is named.

    Raises
    ------
    ReceptorError
        As `bench`, or a concentration is not positive.
    """
    setup = bench(receptor, voltage_mv, magnesium_mmol, agonist, bath, high_affinity_site=high_affinity_site)
    known_compound(setup, drug)
    fast = setup.scheme.fast_block
    if not agonist and drug in setup.scheme.ligands - ({fast.ligand} if fast else set()):
        setup = with_agonist(setup, {drug: next(iter(setup.agonist.values()))})
    if duration_s is not None:
        return timed_dose_response(setup, drug, duration_s, levels, cells)
    return (peak_dose_response if peak else steady_dose_response)(setup, drug, levels, cells)


def iv_curve(
    drug: str = "", concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    magnesium_mmol: float = 0.0, agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING, *, ramp_s: float | None = None, high_affinity_site: bool = False,
) -> IVCurve:  # fmt: skip
    """Return current against voltage without and with the drug, and with magnesium if any is given.

    Steady at each voltage, or during a ramp of `ramp_s` seconds. The channels are 1000.

    Raises
    ------
    ReceptorError
        As `bench`, or the drug changes nothing and has no concentration.
    """
    setup = bench(receptor, agonist=agonist, bath=bath, high_affinity_site=high_affinity_site)
    baths: dict[str, Mapping[str, float]] = {"control": {}}
    extra: dict[str, float] = {}
    if magnesium_mmol:
        bench(receptor, magnesium_mmol=magnesium_mmol)
        baths[f"{magnesium_mmol:g} mmol/L Mg"] = {"magnesium": magnesium_mmol * UMOL_PER_MMOL}
        extra = {"magnesium": magnesium_mmol * UMOL_PER_MMOL}
    if drug:
        level = _level(setup, drug, concentration)
        baths[f"{level:.3g} {drug}"] = {drug: level}
        if extra:
            baths[f"{level:.3g} {drug} and Mg"] = {drug: level, **extra}
    return steady_iv(setup, baths) if ramp_s is None else ramp_iv(setup, baths, ramp_s)


def washout(
    drug: str, concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    voltage_mv: float = HOLDING_MV, magnesium_mmol: float = 0.0, agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING, *, high_affinity_site: bool = False,
) -> Washout:  # fmt: skip
    """Return onset and offset of block in continuous agonist.

    Raises
    ------
    ReceptorError
        As `bench`, or the drug changes nothing.
    """
    setup = bench(receptor, voltage_mv, magnesium_mmol, agonist, bath, high_affinity_site=high_affinity_site)
    return washout_experiment(setup, drug, _level(setup, drug, concentration))


def train(
    drug: str = "", concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    voltage_mv: float = HOLDING_MV, magnesium_mmol: float = 0.0, agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING, *, count: int = 20, frequency_hz: float = 1.0, pre_s: float = 0.0,
    high_affinity_site: bool = False,
) -> SynapticTrain:  # fmt: skip
    """Return the responses to a train of synaptic pulses with the drug and without it.

    Raises
    ------
    ReceptorError
        As `bench`, or the pulses overlap.
    """
    setup = bench(receptor, voltage_mv, magnesium_mmol, agonist, bath, high_affinity_site=high_affinity_site)
    level = _level(setup, drug, concentration) if drug else 0.0
    return synaptic_train(setup, drug, level, count, frequency_hz, pre_s=pre_s)


def recovery(
    drug: str, concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    voltages_mv: Sequence[float] = (-70.0, 40.0), magnesium_mmol: float = 0.0,
    agonist: Mapping[str, float] = NOTHING, bath: Mapping[str, float] = NOTHING, *, wash_s: float = 60.0,
    high_affinity_site: bool = False,
) -> Trapping:  # fmt: skip
    """Return how much block is left after a joint washout, and how agonist pulses remove it at each voltage.

    Raises
    ------
    ReceptorError
        As `bench`, or the drug does not block.
    """
    for voltage in voltages_mv:
        bench(receptor, voltage)
    setup = bench(receptor, HOLDING_MV, magnesium_mmol, agonist, bath, high_affinity_site=high_affinity_site)
    return trapping(setup, drug, _level(setup, drug, concentration), wash_s, voltages_mv)


def jump(
    drug: str, concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    voltage_mv: float = HOLDING_MV, to_mv: float = 50.0, magnesium_mmol: float = 0.0,
    agonist: Mapping[str, float] = NOTHING, bath: Mapping[str, float] = NOTHING,
) -> VoltageJump:  # fmt: skip
    """Return the relaxation after a step of the voltage in agonist and drug.

    Raises
    ------
    ReceptorError
        As `bench`.
    """
    bench(receptor, to_mv)
    setup = bench(receptor, voltage_mv, magnesium_mmol, agonist, bath)
    return voltage_jump(setup, drug, _level(setup, drug, concentration), to_mv)


def openings(
    drug: str = "", concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    voltage_mv: float = HOLDING_MV, agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING, *,
    pulse_s: float = 1e-3, channels: int = 0, seed: int = 1,
) -> PulseOpenings:  # fmt: skip
    """Return what one channel does after one pulse of agonist, without and with the drug.

    Raises
    ------
    ReceptorError
        As `bench`.
    """
    setup = bench(receptor, voltage_mv, agonist=agonist, bath=bath)
    level = (_level(setup, drug, concentration),) if drug else ()
    return openings_per_pulse(setup, drug, level, pulse_s, channels=channels, seed=seed)


def compare(
    drugs: Sequence[str], receptor: str | Scheme = "nmda.2a", voltage_mv: float = HOLDING_MV,
    agonist: Mapping[str, float] = NOTHING, bath: Mapping[str, float] = NOTHING,
) -> Comparison:  # fmt: skip
    """Return potency, voltage dependence, speed and trapping of drugs side by side.

    Raises
    ------
    ReceptorError
        As `bench`, or a drug is named twice.
    """
    setup = bench(receptor, voltage_mv, agonist=agonist, bath=bath)
    return compare_drugs(setup, [known_compound(setup, drug) for drug in drugs])


def what_is(
    compound: str, receptor: str | Scheme = "nmda.2a", voltage_mv: float = HOLDING_MV
) -> Classification:
    """Return what a compound is at a receptor, from the standard battery of experiments.

    Raises
    ------
    ReceptorError
        As `bench`, or the receptor has no pore.
    """
    setup = bench(receptor, voltage_mv)
    return classify(receptor, known_compound(setup, compound), voltage_mv)


def channel(
    drug: str = "", concentration: float | None = None, receptor: str | Scheme = "nmda.2a",
    voltage_mv: float = HOLDING_MV, agonist: Mapping[str, float] = NOTHING,
    bath: Mapping[str, float] = NOTHING, *,
    duration_s: float = 10.0, seed: int = 1,
) -> Channel:  # fmt: skip
    """Return the random path of one receptor in the steady state of agonist and drug.

    Raises
    ------
    ReceptorError
        As `bench`, or the duration is not positive.
    """
    setup = bench(receptor, voltage_mv, agonist=agonist, bath=bath)
    levels = dict(setup.active)
    if drug:
        levels[drug] = _level(setup, drug, concentration)
    preparation = prepared(setup, [drug] if drug else [])
    start = steady_state(preparation, voltage_mv, levels)
    trace = simulate_channel(
        preparation, hold(duration_s, voltage_mv, levels), np.random.default_rng(seed), start
    )
    used = Setup(
        receptor,
        voltage_mv,
        setup.agonist,
        {name: levels[name] for name in levels if name not in setup.agonist},
    )
    return Channel(trace, preparation, used)


def _level(setup: Setup, drug: str, concentration: float | None) -> float:
    known_compound(setup, drug)
    if concentration is None:
        return usual_level(setup, drug)
    if not (np.isfinite(concentration) and concentration >= 0):
        raise ReceptorError(
            "A concentration is negative or not a number.", where=f"concentration of {drug}",
            expected="0 or more (umol/L; gases atm)", got=concentration,
        )  # fmt: skip
    return float(concentration)


def _unknown(what: str, where: str, name: str, names: Sequence[str]) -> ReceptorError:
    near = near_matches(name, names)
    hint = f"did you mean {' or '.join(near)}?" if near else "nemda receptor list shows all"
    return ReceptorError(what, where=where, got=repr(name), expected=", ".join(names), hint=hint)
