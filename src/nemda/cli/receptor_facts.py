"""What each experiment of the bench says in a few lines: its numbers, its table, and its figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.classify.classify import Classification
from nemda.receptor.experiment.compare import Comparison
from nemda.receptor.experiment.dose_response import DoseResponse
from nemda.receptor.experiment.iv_curve import IVCurve
from nemda.receptor.experiment.pulse_openings import PulseOpenings
from nemda.receptor.experiment.synaptic import SynapticTrain
from nemda.receptor.experiment.table import Table
from nemda.receptor.experiment.trapping import Trapping
from nemda.receptor.experiment.voltage_jump import VoltageJump
from nemda.receptor.experiment.washout import Washout
from nemda.receptor.laboratory import UMOL_PER_MMOL, Channel
from nemda.receptor.ligand.library import compound_names, load_compound
from nemda.receptor.measure.openings import opened, steady_openings
from nemda.receptor.solve.conditions import conditions

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class Fact(NamedTuple):
    """One number of an experiment: its name for programs, its words, its value and unit."""

    key: str
    words: str
    value: float | None
    unit: str = ""
    note: str = ""


class Shown(NamedTuple):
    """A result ready to be printed or written: title, where it was measured, numbers, table, figure.

    `every` says to print only so many rows of the table; 0 prints none of it. `screen` is printed in place
    of the table where that is too wide.
    """

    experiment: str
    title: str
    bath: str
    facts: tuple[Fact, ...]
    table: Table
    every: int
    draw: Callable[[], Figure]
    sentence: str = ""
    screen: Table | None = None


def unit_of(compound: str) -> str:
    """Return the unit of a compound's concentrations: umol/L, or atm for a gas."""
    return load_compound(compound).unit if compound in compound_names() else "umol/L"


def bath_of(voltage_mv: float | None, levels: Sequence[tuple[str, float]]) -> str:
    """Return the conditions of an experiment in words."""
    parts = [] if voltage_mv is None else [f"{voltage_mv:g} mV"]
    for name, level in levels:
        if name == "magnesium":
            parts.append(f"{level / UMOL_PER_MMOL:g} mmol/L magnesium")
        else:
            parts.append(f"{level:.4g} {unit_of(name)} {name}")
    return ", ".join(parts)


def dose_response_shown(found: DoseResponse) -> Shown:
    """Return the half-effect, Hill slope with intervals, and the curve."""
    from nemda.report.receptor.doses import dose_response_figure

    unit, fit = unit_of(found.drug), found.fit
    facts = [Fact("half_effect", "half-effect", found.half, unit)]
    if fit is not None:
        facts.append(Fact("hill_slope", "Hill slope", fit.hill))
        if fit.half_interval is not None:
            interval = f"{fit.half_interval.low:.3g} to {fit.half_interval.high:.3g}"
            facts[0] = facts[0]._replace(note=f"95% of such experiments {interval}")
            facts += [
                Fact("half_effect_low", "", fit.half_interval.low, unit),
                Fact("half_effect_high", "", fit.half_interval.high, unit),
            ]
    facts += [
        Fact("control", "open probability without the drug", found.control),
        Fact("largest_inhibition", "largest inhibition", found.largest_inhibition),
        Fact("time_in_drug_s", "time in the drug", found.duration_s, "s"),
    ]
    bath = bath_of(found.voltage_mv, list(found.others.items()))
    return Shown(
        "dose-response", f"Dose-response of {found.drug} at {found.receptor}", bath, tuple(facts),
        found.table, 13,
        lambda: dose_response_figure([found]),
    )  # fmt: skip


def iv_shown(found: IVCurve) -> Shown:
    """Return the current at three voltages in each bath."""
    from nemda.report.receptor.voltages import iv_figure

    facts: list[Fact] = []
    for number, label in enumerate(found.labels):
        for volt in (-70.0, -40.0, 40.0):
            place = int(abs(found.voltage_mv - volt).argmin())
            lost = f"{float(found.inhibition[number, place]):.0%} of the control lost" if number else ""
            facts.append(
                Fact(
                    f"current_pa[{label}][{volt:g}]", f"{label}, {found.voltage_mv[place]:.3g} mV",
                    float(found.current_pa[number, place]), "pA", lost,
                )
            )  # fmt: skip
    return Shown(
        "iv-curve", f"Current against voltage at {found.receptor}, {found.channels:g} channels", "",
        tuple(facts), found.table, 0, lambda: iv_figure(found),
    )  # fmt: skip


def washout_shown(found: Washout) -> Shown:
    """Return block, time constants and apparent rates."""
    from nemda.report.receptor.times import washout_figure

    facts = (
        Fact("block", "block", found.block),
        Fact("onset_s", "time constant of block", found.onset_s, "s"),
        Fact("offset_s", "time constant of recovery", found.offset_s, "s"),
        Fact("association", "apparent on-rate", found.association_per_umol_s, "1/(umol/L s)"),
        Fact("dissociation", "apparent off-rate", found.dissociation_per_s, "1/s"),
    )
    return Shown(
        "washout", f"Onset and washout of {found.drug} at {found.receptor}, agonist always there",
        bath_of(found.voltage_mv, [(found.drug, found.concentration)]), facts, found.table, 0,
        lambda: washout_figure(found),
    )  # fmt: skip


def train_shown(found: SynapticTrain) -> Shown:
    """Return what is left of each response."""
    from nemda.report.receptor.pulses import train_figure

    relative = found.relative_peak
    own = float(found.control_peak[-1] / found.control_peak[0])
    facts = (
        Fact("first_relative_peak", "first response over that without drug", float(relative[0])),
        Fact("last_relative_peak", "last response over that without drug", float(relative[-1])),
        Fact("held_last", "receptors that hold the drug at the last pulse", float(found.held[-1])),
        Fact("control_last_over_first", "last over first without drug", own),
    )  # fmt: skip
    drug = [(found.drug, found.concentration)] if found.drug else []
    per_pulse = Table(
        ("pulse", "peak", "control_peak", "relative_peak", "held"),
        tuple(
            (float(number + 1), float(a), float(b), float(c), float(d))
            for number, (a, b, c, d) in enumerate(
                zip(found.peak, found.control_peak, relative, found.held, strict=True)
            )
        ),
    )
    return Shown(
        "train", f"{found.peak.size} synaptic pulses at {found.frequency_hz:g} per s, {found.receptor}",
        bath_of(found.voltage_mv, drug), facts, per_pulse, 12, lambda: train_figure(found),
    )  # fmt: skip


def recovery_shown(found: Trapping) -> Shown:
    """Return what is retained and how much each pulse removes, by voltage."""
    from nemda.report.receptor.pulses import trapping_figure

    facts = [Fact("loaded_block", "block before the wash", float(found.loaded_block[0]))]
    for volt, retained, removed in zip(
        found.voltage_mv, found.retained, found.recovery_per_pulse, strict=True
    ):
        facts.append(Fact(f"retained[{volt:g}]", f"block kept at {volt:g} mV", float(retained[0])))
        facts.append(
            Fact(
                f"removed_per_pulse[{volt:g}]",
                f"removed by the first pulse at {volt:g} mV",
                _number(float(removed)),
            )
        )
    return Shown(
        "recovery", f"Trapping of {found.drug} at {found.receptor}: joint washout of {found.wash_s:g} s",
        bath_of(None, [(found.drug, found.concentration)]), tuple(facts), found.table, 0,
        lambda: trapping_figure(found),
    )  # fmt: skip


def jump_shown(found: VoltageJump) -> Shown:
    """Return the two fitted components of the relaxation."""
    from nemda.report.receptor.voltages import voltage_jump_figure

    fit = found.fit
    facts = (
        Fact("fast_s", "fast time constant", float(fit.time_constant_s[0]), "s"),
        Fact("slow_s", "slow time constant", float(fit.time_constant_s[-1]), "s"),
        Fact("fast_share", "share of the fast component", found.fast_share),
        Fact("exact_slowest_s", "slowest mode of the scheme", float(found.exact.time_constant_s[0]), "s"),
    )
    return Shown(
        "jump", f"Voltage step from {found.from_mv:g} to {found.to_mv:g} mV at {found.receptor}",
        bath_of(None, [(found.drug, found.concentration)]), facts, found.table, 0,
        lambda: voltage_jump_figure(found),
    )  # fmt: skip


def openings_shown(found: PulseOpenings) -> Shown:
    """Return the opening statistics per pulse, without and with drug."""
    from nemda.report.receptor.pulses import openings_figure

    words = (
        ("chance to open", ""),
        ("openings", ""),
        ("open time in all", "s"),
        ("mean open time", "s"),
        ("mean latency", "s"),
    )
    facts: list[Fact] = []
    for level, one in zip(found.level, found.exact, strict=True):
        where = "without drug" if level == 0 else f"{level:.3g} {unit_of(found.drug)} {found.drug}"
        for (name, unit), key in zip(words, one._fields, strict=True):
            facts.append(
                Fact(f"{key}[{level:g}]", f"{name}, {where}", _number(float(getattr(one, key))), unit)
            )
    return Shown(
        "openings", f"One channel after one pulse of {found.pulse_s * 1e3:g} ms, {found.receptor}",
        f"watched for {found.watch_s:.3g} s", tuple(facts), found.table, 0, lambda: openings_figure(found),
    )  # fmt: skip


def channel_shown(found: Channel) -> Shown:
    """Return counts and means of a simulated record beside the exact ones."""
    from nemda.receptor.single.dwell import open_times, shut_times
    from nemda.report.receptor.channel import channel_figure

    trace, setup = found.trace, found.setup
    levels = {**setup.agonist, **setup.background}
    exact = steady_openings(found.preparation, conditions(setup.voltage_mv, levels))
    opens, shuts = open_times(trace), shut_times(trace)
    is_open = opened(found.preparation)[trace.state]
    ends = [*trace.time_s[1:], trace.end_s]
    rows = tuple(
        (float(begin), float(end - begin), trace.scheme.state_names[int(state)], float(flag))
        for begin, end, state, flag in zip(trace.time_s, ends, trace.state, is_open, strict=True)
    )
    open_share = sum(row[1] for row in rows if row[3]) / trace.end_s
    facts = (
        Fact("openings", "complete openings", float(opens.size)),
        Fact(
            "mean_open_time_s", "mean open time", _mean(opens), "s", f"exact {exact.mean_open_time_s:.3g} s"
        ),
        Fact(
            "mean_shut_time_s", "mean shut time", _mean(shuts), "s", f"exact {exact.mean_shut_time_s:.3g} s"
        ),
        Fact("open_share", "share of time open", open_share, "", f"exact {exact.open_probability:.3g}"),
    )
    return Shown(
        "channel", f"One channel of {found.preparation.receptor} for {trace.end_s:g} s",
        bath_of(setup.voltage_mv, list(levels.items())), facts,
        Table(("time_s", "duration_s", "state", "is_open"), rows), 0, lambda: channel_figure(found),
    )  # fmt: skip


def compare_shown(found: Comparison) -> Shown:
    """Return the profiles side by side."""
    from nemda.report.receptor.doses import comparison_figure

    columns = found.table.columns
    by_drug = tuple(
        (name.replace("_", " "), *(row[place] for row in found.table.rows))
        for place, name in enumerate(columns)
        if place
    )
    drugs = Table(("", *(str(row[0]) for row in found.table.rows)), by_drug)
    return Shown(
        "compare", f"Blockers at {found.receptor}", bath_of(found.voltage_mv, []), (), found.table, 50,
        lambda: comparison_figure(found), screen=drugs,
    )  # fmt: skip


def classify_shown(found: Classification) -> Shown:
    """Return the verdict with the evidence that decided."""
    from nemda.report.receptor.pulses import classification_figure

    sentence = " ".join([found.sentence, *found.notes])
    return Shown(
        "classify", f"{found.compound} at {found.receptor}: {found.kind.value}",
        bath_of(found.voltage_mv, []), (), found.table, 50, lambda: classification_figure(found), sentence,
    )  # fmt: skip


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _mean(values: Float[ndarray, " dwell"]) -> float | None:
    return float(values.mean()) if values.size else None
