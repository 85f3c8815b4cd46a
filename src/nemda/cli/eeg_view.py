"""How the EEG along a dose looks: a table of bands, JSON, and a page with pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.eeg_request import EEGRequest
from nemda.cortex import EEG, Blocks, bands
from nemda.cortex.alternation import sampled_states
from nemda.cortex.bands import band_power, decibel
from nemda.cortex.populations import REGIONS
from nemda.cortex.readouts import Summary
from nemda.cortex.simulation import simulate, welch
from nemda.errors import StorageError

SIMULATED_S = 8.0
COURSES = 4
MOST_SIMULATED = 12
ALTERNATES = 0.05
"""From this share of time in slow-delta on the EEG is seen to switch between two states."""
SHORT = {"high_frequency": "fast"}
"""Band names that a table has no room for."""
LEGEND = "Bands in dB against rest (fast: 100-170 Hz); median and alpha peak in Hz; slow: time in slow-delta."
CAUTION = "A brain fitted to published means: no diagnosis, and no monitor of a patient."


def simulated_rows(eeg: EEG, seed: int) -> list[dict[str, float]]:
    """Return band powers of simulated EEG (frontal, dB against the linear spectrum of rest) at the times.

    At anesthetic levels the share of time in slow-delta is that of one drawn course of a minute.
    """
    found: list[dict[str, float]] = []
    frequencies = eeg.frequency_hz
    for place in range(min(eeg.time_h.size, MOST_SIMULATED)):
        level = Blocks(*(one[place : place + 1] for one in eeg.blocks))
        frequency, power = welch(simulate(eeg.cortex, level, SIMULATED_S, courses=COURSES, seed=seed))
        states = sampled_states(eeg.alternation, place, 60.0, 0.01, seed)
        row = {"time_h": float(eeg.time_h[place]), "slow_share": float(1 - states.mean())}
        for name, edges in bands().items():
            rest = band_power(frequencies, eeg.rest[:, 0], edges)
            row[name] = round(float(decibel(band_power(frequency, power[0], edges) / rest)), 2)
        found.append(row)
    return found


def print_eeg(
    request: EEGRequest, rows: Sequence[Summary], simulated: Sequence[dict[str, float]], page: Path | None
) -> None:
    """Print the table of an EEG."""
    console = Console(highlight=False)
    console.print(Text(f"EEG of {request.who}", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("region", no_wrap=True)
    for heading in (*(SHORT.get(name, name) for name in bands()), "median", "peak", "slow"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            _when(row.time_h), row.region, *(f"{one:+.1f}" for one in row.change_db.values()),
            f"{row.median_hz:.1f}", f"{row.alpha_peak_hz:.1f}", f"{row.slow_share:.0%}",
        )  # fmt: skip
    console.print(table)
    if simulated:
        console.print(Text("simulated in time (frontal, active state), dB against rest", style="bold"))
        for row in simulated:
            words = ", ".join(f"{name.replace('_', ' ')} {row[name]:+.1f}" for name in bands())
            console.print(f"  {_when(row['time_h'])}: {words}; slow-delta {row['slow_share']:.0%}")
    console.print(Text(LEGEND, style="dim"), soft_wrap=True)
    console.print(Text(CAUTION, style="dim"), soft_wrap=True)
    if page is not None:
        console.print(f"wrote {page}")


def eeg_json(
    request: EEGRequest,
    eeg: EEG,
    rows: Sequence[Summary],
    simulated: Sequence[dict[str, float]],
    page: Path | None,
) -> str:
    """Return everything as one JSON object; spectra in dB by region."""
    content = {
        "regimen": request.regimen.label, "who": request.who, "caution": CAUTION,
        "bands_hz": {name: list(edges) for name, edges in bands().items()},
        "times_h": eeg.time_h.tolist(),
        "blocks": {name: one.tolist() for name, one in zip(Blocks._fields, eeg.blocks, strict=True)},
        "rows": [row._asdict() for row in rows],
        "frequency_hz": np.round(eeg.frequency_hz, 4).tolist(),
        "spectra_db": {region: _decibels(eeg.power[:, :, at]) for at, region in enumerate(REGIONS)},
        "rest_db": {region: _decibels(eeg.rest[:, at]) for at, region in enumerate(REGIONS)},
        "simulated": list(simulated),
        "files": [] if page is None else [str(page)],
    }  # fmt: skip
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


def write_page(file: Path, request: EEGRequest, times: int) -> None:
    """Write the page: spectra at the chosen times, time by frequency, bands, coupling, and states if any.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    from nemda.report.figures_coupling import coupling_figure, states_figure
    from nemda.report.figures_eeg import (
        LEVEL_COLORS,
        bands_figure,
        page_of,
        spectra_figure,
        spectrogram_figure,
    )

    course = request.eeg(np.linspace(0.0, request.end_h, times))
    kept = request.time_h[_from_peak(request.eeg(request.time_h), len(LEVEL_COLORS) - 1)]
    chosen = request.eeg(kept)
    minutes = course.time_h * 60.0
    figures = {
        "Spectra": spectra_figure(chosen, [_when(one) for one in kept]),
        "Time by frequency": spectrogram_figure(course),
        "Bands": bands_figure(course),
        "Coupling": coupling_figure(course.blocks, minutes, "minutes", request.cortex),
    }
    slow = course.alternation.slow_share
    if slow.max() >= ALTERNATES:
        figures["Switching between gamma and slow-delta"] = states_figure(course, int(np.argmax(slow)))
    page = page_of(f"EEG: {request.regimen.label or 'regimen'}", [request.who, CAUTION], figures)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StorageError("The page cannot be written.", where=str(file), got=str(error)) from error


def _from_peak(eeg: EEG, count: int) -> np.ndarray:
    """Return the places of so many times: all where they are few, else from the highest block to the end."""
    size = eeg.time_h.size
    if size <= count:
        return np.arange(size)
    peak = min(int(np.argmax(eeg.blocks.pyramidal)), size - count)
    return np.unique(np.linspace(peak, size - 1, count).round().astype(int))


def _decibels(power: np.ndarray) -> list[float] | list[list[float]]:
    return np.round(decibel(power), 3).tolist()


def _when(time_h: float) -> str:
    minutes = time_h * 60.0
    return f"{minutes:.0f} min" if minutes < 600 else f"{time_h:.1f} h"
