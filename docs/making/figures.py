"""Figures of the pages: drawn from the model when the site is built, with plotly's script stored once.

A page says ``<!-- nemda: figure NAME -->``; `FIGURES` says which function draws it. Nothing is loaded
from elsewhere: the script lies in the site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

SCRIPT = "assets/plotly.min.js"
FIGURES: Mapping[str, str] = {
    "plasticity frequency": "nemda.report.figures_synapse:frequency_figure",
    "plasticity timing": "nemda.report.figures_synapse:timing_figure",
    "practice": "nemda.report.figures_synapse:practice_figure",
    "excitotoxicity": "nemda.report.figures_synapse:injury_figure",
    "ischemia": "nemda.report.figures_synapse:ischemia_figure",
    "protection": "nemda.report.figures_synapse:protection_figure",
    "eeg spectra": "nemda.report.figures_eeg:spectra_by_level_figure",
    "eeg infusion": "nemda.report.figures_eeg:infusion_figure",
    "eeg anesthesia": "nemda.report.figures_eeg:anesthesia_figure",
    "eeg coupling": "nemda.report.figures_coupling:coupling_ladder_figure",
    "eeg states": "nemda.report.figures_coupling:alternation_figure",
    "eeg ladder": "nemda.report.figures_eeg:level_ladder_figure",
    "acute ladder": "nemda.report.figures_ladder:ladder_figure",
    "acute pressure": "nemda.report.figures_sessions:pressure_figure",
    "acute heart rate": "nemda.report.figures_sessions:heart_rate_figure",
    "acute dissociation": "nemda.report.figures_sessions:dissociation_figure",
    "acute series": "nemda.report.figures_sessions:series_figure",
    "acute pain": "nemda.report.figures_sessions:pain_figure",
    "long-term bladder": "nemda.report.figures_risk:exposures_figure",
    "indication transfers": "nemda.report.figures_indication:transfers_figure",
    "compare regimens": "nemda.report.figures_compare:example_figure",
    "acute planes": "nemda.report.figures_acute:planes_figure",
    "acute discharge": "nemda.report.figures_sessions:discharge_figure",
    "magnesium day": "nemda.report.figures_magnesium:day_figure",
    "magnesium absorption": "nemda.report.figures_magnesium:absorption_figure",
    "magnesium balance": "nemda.report.figures_magnesium:balance_figure",
    "magnesium stores": "nemda.report.figures_magnesium:store_figure",
    "magnesium infusion": "nemda.report.figures_magnesium:infusion_figure",
    "magnesium intake": "nemda.report.figures_magnesium:intake_figure",
    "antidepressant course": "nemda.report.figures_monoamines:antidepressant_figure",
    "stepped care": "nemda.report.figures_monoamines:stepped_figure",
    "dopamine pulses": "nemda.report.figures_monoamines:pulse_figure",
    "hedonic drift": "nemda.report.figures_monoamines:drift_figure",
    "other drugs mood": "nemda.report.figures_companions:mood_figure",
    "other drugs felt": "nemda.report.figures_companions:felt_figure",
    "glycine site": "nemda.report.figures_companions:glycine_figure",
    "virtual trial": "nemda.report.figures_trial_run:example_figure",
    "nicotine and choline": "nemda.report.figures_monoamines:nicotine_figure",
}
"""The function behind each figure, as ``"module:function"``; it takes no argument and returns a figure."""


def figure_block(name: str, place: str) -> str:
    """Return a figure as HTML for the page that stands at `place` (such as ``science/synapse.md``).

    Raises
    ------
    KeyError
        There is no such figure.
    """
    module, _, function = FIGURES[name].partition(":")
    draw: Callable[[], Any] = getattr(import_module(module), function)
    drawn = draw().to_html(
        full_html=False, include_plotlyjs=False, div_id=f"figure-{name.replace(' ', '-')}",
        config={"displayModeBar": False, "responsive": True},
    )  # fmt: skip
    up = "../" * (place.count("/") + (not place.endswith("index.md")))
    lines = "".join(line.strip() + "\n" for line in drawn.splitlines() if line.strip())
    return f'<div class="figure"><script src="{up}{SCRIPT}"></script>\n{lines}</div>\n'


def script() -> str:
    """Return plotly's script, which every page with a figure loads."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()
