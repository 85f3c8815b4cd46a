"""The EEG in pictures: spectra at several levels, time by frequency, the ladder of band powers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex import EEG, bands, blocks_of, eeg, spectra
from nemda.cortex.bands import decibel
from nemda.cortex.blocks import Blocks
from nemda.cortex.populations import REGIONS, Region
from nemda.cortex.readouts import change_db
from nemda.report.bands import significant
from nemda.report.look import domain, heading, layout_axis, style, traces_of
from nemda.report.traces import legend_once

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

INFUSION, BOLUS = "0.5 mg/kg ketamine iv over 40 min", "1.5 mg/kg ketamine iv"
SHOWN_HZ = (1.0, 100.0)
PANEL_PX, GAP_PX, TOP_PX, BOTTOM_PX = 210, 64, 40, 64
LEAST_DB, LARGEST_DB = 2.0, 6.0
"""Ends of the color scale: as far as the changes go, between these."""
BAND_COLORS = ("#6b6b6b", "#0072b2", "#009e73", "#e69f00", "#d55e00", "#cc79a7")
LEVEL_COLORS = ("#6b6b6b", "#56b4e9", "#0072b2", "#e69f00", "#d55e00")
TICKS_HZ = (1, 2, 4, 8, 16, 32, 64)
BOTH: tuple[Region, ...] = ("frontal", "occipital")


def spectra_figure(course: EEG, names: Sequence[str], regions: Sequence[Region] = BOTH) -> Figure:
    """Return the spectra (dB) at rest and at every time of an EEG, named, a panel for each region."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    inner = len(regions) * PANEL_PX + (len(regions) - 1) * GAP_PX
    figure = make_subplots(rows=len(regions), cols=1, vertical_spacing=GAP_PX / inner)
    shown = _shown(course)
    for row, region in enumerate(regions, start=1):
        place = REGIONS.index(region)
        curves = [course.rest[shown, place], *course.power[:, shown, place]]
        for number, (name, curve) in enumerate(zip(("rest", *names), curves, strict=True)):
            figure.add_trace(
                Scatter(
                    x=significant(course.frequency_hz[shown]), y=significant(decibel(curve)), name=name,
                    mode="lines", legendgroup=name, showlegend=True,
                    line={"color": LEVEL_COLORS[number % len(LEVEL_COLORS)], "width": 2},
                ),
                row=row, col=1,
            )  # fmt: skip
    legend_once(traces_of(figure))
    style(figure, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    _frequency_axes(figure)
    figure.update_yaxes(title={"text": "power, dB"})
    figure.update_xaxes(title={"text": "Hz", "standoff": 8}, row=len(regions))
    figure.update_layout(annotations=_headings(figure, [f"{one} EEG" for one in regions]))
    return figure


def spectrogram_figure(course: EEG, regions: Sequence[Region] = BOTH) -> Figure:
    """Return the change of power against rest (dB) by time and frequency, a panel for each region."""
    from plotly.graph_objects import Heatmap
    from plotly.subplots import make_subplots

    inner = len(regions) * PANEL_PX + (len(regions) - 1) * GAP_PX
    figure = make_subplots(rows=len(regions), cols=1, shared_xaxes=True, vertical_spacing=GAP_PX / inner)
    shown = _shown(course)
    minutes = course.time_h * 60.0
    places = [REGIONS.index(region) for region in regions]
    changes = [decibel(course.power[:, shown, place] / course.rest[None, shown, place]) for place in places]
    most = float(np.clip(np.ceil(np.abs(changes).max()), LEAST_DB, LARGEST_DB))
    for row, change in enumerate(changes, start=1):
        figure.add_trace(
            Heatmap(
                x=significant(minutes), y=significant(course.frequency_hz[shown]), z=np.round(change.T, 2),
                zmin=-most, zmax=most, colorscale="RdBu", reversescale=True,
                showscale=row == 1, colorbar={"title": {"text": "dB"}, "thickness": 14},
            ),
            row=row, col=1,
        )  # fmt: skip
    style(figure, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    figure.update_yaxes(
        type="log", tickvals=TICKS_HZ, ticktext=[str(one) for one in TICKS_HZ], title={"text": "Hz"}
    )
    figure.update_xaxes(title={"text": "minutes", "standoff": 8}, row=len(regions))
    titles = [f"{one} EEG, change against rest" for one in regions]
    figure.update_layout(annotations=_headings(figure, titles), margin={"r": 90})
    return figure


def bands_figure(course: EEG, regions: Sequence[Region] = BOTH) -> Figure:
    """Return the change of each band's power (dB) over time, a panel for each region."""
    return _band_panels(course, course.time_h * 60.0, "minutes", regions)


def ladder_figure(
    blocks: Blocks, level: Float[ndarray, " level"], words: str, regions: Sequence[Region] = BOTH
) -> Figure:
    """Return the change of each band's power (dB) over a ladder of levels, on a logarithmic axis."""
    figure = _band_panels(spectra(blocks), level, words, regions)
    figure.update_xaxes(type="log", tickvals=[0.1, 0.3, 1, 3, 10], ticktext=["0.1", "0.3", "1", "3", "10"])
    return figure


def _band_panels(course: EEG, axis: ndarray, words: str, regions: Sequence[Region]) -> Figure:
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    inner = len(regions) * PANEL_PX + (len(regions) - 1) * GAP_PX
    figure = make_subplots(rows=len(regions), cols=1, vertical_spacing=GAP_PX / inner)
    for row, region in enumerate(regions, start=1):
        for band, color in zip(bands(), BAND_COLORS, strict=True):
            name = f"{band.replace('_', ' ')} {bands()[band][0]:g}-{bands()[band][1]:g} Hz"
            figure.add_trace(
                Scatter(
                    x=significant(axis), y=significant(change_db(course, band, (region,))), name=name,
                    mode="lines", legendgroup=name, showlegend=True, line={"color": color, "width": 2},
                ),
                row=row, col=1,
            )  # fmt: skip
    legend_once(traces_of(figure))
    style(figure, inner + TOP_PX + BOTTOM_PX, TOP_PX, BOTTOM_PX)
    figure.update_yaxes(title={"text": "dB"}, zeroline=True, zerolinecolor="#8a8a8a")
    figure.update_xaxes(title={"text": words, "standoff": 8}, row=len(regions))
    titles = [f"{one} EEG, change of power against rest" for one in regions]
    figure.update_layout(annotations=_headings(figure, titles))
    return figure


def page_of(title: str, lines: Sequence[str], figures: Mapping[str, Figure]) -> str:
    """Return one HTML page of headed figures that needs no network."""
    from html import escape

    parts = [
        f"<h2>{escape(name)}</h2>" + one.to_html(full_html=False, include_plotlyjs=number == 0)
        for number, (name, one) in enumerate(figures.items())
    ]
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        "<style>body{font-family:system-ui,Arial,sans-serif;max-width:860px;margin:2em auto;padding:0 1em}"
        "</style></head><body>"
    )
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"{head}<h1>{escape(title)}</h1>{text}{''.join(parts)}</body></html>\n"


def _shown(course: EEG) -> ndarray:
    return (course.frequency_hz >= SHOWN_HZ[0] - 0.05) & (course.frequency_hz <= SHOWN_HZ[1])


def _frequency_axes(figure: Figure) -> None:
    figure.update_xaxes(type="log", tickvals=TICKS_HZ, ticktext=[str(one) for one in TICKS_HZ])


def _headings(figure: Figure, titles: Sequence[str]) -> list[dict[str, object]]:
    return [
        heading(f"<b>{title}</b>", 0, domain(figure, layout_axis("y", row))[1])
        for row, title in enumerate(titles, start=1)
    ]


def spectra_by_level_figure() -> Figure:
    """Return spectra at rest and at four held levels of racemic ketamine, for the pages."""
    levels = np.array([0.4, 0.8, 2.0, 6.0])
    return spectra_figure(spectra(_racemate(levels)), [f"{one:g} umol/L" for one in levels])


def infusion_figure() -> Figure:
    """Return time by frequency from 0.5 mg/kg over 40 min to recovery, for the pages."""
    return spectrogram_figure(eeg(INFUSION, np.linspace(0.0, 4.0, 160)))


def anesthesia_figure() -> Figure:
    """Return the bands from 1.5 mg/kg at once to recovery, for the pages."""
    return bands_figure(eeg(BOLUS, np.linspace(0.0, 4.0, 160)))


def level_ladder_figure() -> Figure:
    """Return the change of each band over a ladder of levels of the racemate, for the pages."""
    levels = np.geomspace(0.1, 10.0, 40)
    return ladder_figure(_racemate(levels), levels, "total ketamine at the effect site, umol/L")


def _racemate(total: Float[ndarray, " level"]) -> Blocks:
    return blocks_of({"ketamine_s_effect": total / 2, "ketamine_r_effect": total / 2})
