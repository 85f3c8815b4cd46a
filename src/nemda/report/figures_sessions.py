"""Figures of usual sessions for the documentation: an infusion and a spray beside the published points."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from nemda.engine.pressure import session_readings, session_scores
from nemda.engine.simulate import simulate
from nemda.errors import RegimenError
from nemda.people import people
from nemda.plan.monitoring import monitoring_plan
from nemda.regimen import parse, sessions
from nemda.report.figures_acute import monitoring_figure, session_figure
from nemda.validate.acute.groups import Course, Who, course
from nemda.validate.acute.people import clinic_pressure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

INFUSION, SPRAY = "0.5 mg/kg ketamine iv over 40 min", "84 mg esketamine nasal"
SERIES = f"{INFUSION} on days 0, 3, 7, 10, 14, 17"
PEOPLE = 1000
PRESSURE_POINTS = (
    ("Yale clinic, 2342 infusions (SD)", 40.0, 16.0, 11.2),
    ("15 studies, at the peak (95% CI)", 43.0, 12.61, 2.21),
)
CADSS_POINTS = (("van Schalkwyk 2018 (SD)", 40.0, 7.7, 9.2),)


@cache
def _courses() -> dict[str, Course]:
    clinic = Who("trd", clinic_pressure(), True)
    return {
        "0.5 mg/kg over 40 min": course(parse(INFUSION), 2 / 3, clinic, None),
        "84 mg nasal": course(parse(SPRAY), 0.0, Who(), None),
    }


def pressure_figure() -> Figure:
    """Return systolic pressure above rest over a session, with published points.

    Bands hold people and sessions, without the error of single readings.
    """
    curves = {name: (one.time_h, _session_rise(one)) for name, one in _courses().items()}
    return session_figure("Systolic pressure above rest", "mmHg", curves, PRESSURE_POINTS)


def _session_rise(one: Course) -> np.ndarray:
    systolic, diastolic = one.values["systolic_rise"], one.values["diastolic_rise"]
    return session_readings(one.people, systolic, diastolic, exact=True).systolic_change


def heart_rate_figure() -> Figure:
    """Return heart rate above rest over a session."""
    curves = {name: (one.time_h, one.values["heart_rate_rise"]) for name, one in _courses().items()}
    return session_figure("Heart rate above rest", "beats per min", curves)


def dissociation_figure() -> Figure:
    """Return the CADSS over a session, with the published point."""
    curves = {name: (one.time_h, one.values["dissociation"]) for name, one in _courses().items()}
    return session_figure("Dissociation", "CADSS total, points", curves, CADSS_POINTS)


def pain_figure() -> Figure:
    """Return what is left of each pain over an infusion."""
    one = _courses()["0.5 mg/kg over 40 min"]
    curves = {
        "acute pain": (one.time_h, 100 * (1 - one.values["analgesia"])),
        "area of hyperalgesia": (one.time_h, 100 * one.values["hyperalgesia_area"]),
        "ongoing pain": (one.time_h, 100 * one.values["ongoing_pain"]),
    }
    return session_figure("Pain after 0.5 mg/kg over 40 min", "% of drug-free", curves)


def series_figure() -> Figure:
    """Return the highest CADSS of each of six infusions, mean and 90% of people."""
    from plotly.graph_objects import Figure, Scatter

    from nemda.report.arms import COLORS
    from nemda.report.bands import significant
    from nemda.report.look import heading, style

    scores = series_scores()
    number = np.arange(1, scores.shape[1] + 1)
    low, high = np.quantile(scores, (0.05, 0.95), axis=0)
    mean = scores.mean(axis=0)
    figure = Figure(
        Scatter(
            x=number.tolist(), y=significant(mean), mode="lines+markers", name="mean",
            line={"color": COLORS[0], "width": 2}, showlegend=False,
            error_y={"type": "data", "array": significant(high - mean), "arrayminus": significant(mean - low),
                     "thickness": 1, "color": COLORS[0]},
        )
    )  # fmt: skip
    style(figure, 300, 48)
    figure.update_xaxes(title={"text": "infusion"}, dtick=1)
    figure.update_yaxes(title={"text": "highest CADSS, points"}, rangemode="tozero")
    figure.update_layout(annotations=[heading("<b>Six infusions</b>: mean, bars hold 90% of people", 0, 1)])
    return figure


@cache
def series_scores() -> np.ndarray:
    """Return the highest CADSS of everybody in each of six infusions as [person, session]."""
    regimen, group = parse(SERIES), people("trd", n=PEOPLE)
    result = simulate(regimen, group, 3.0, variables=["dissociation"])
    peaks: list[np.ndarray] = []
    for place, start in enumerate(sessions(regimen)):
        peak = result["dissociation"].sel(time=slice(start, start + 4.0)).max("time").values
        peaks.append(session_scores(group, peak, place))
    return np.stack(peaks, axis=1)


def discharge_figure() -> Figure:
    """Return who may leave when after the spray.

    Raises
    ------
    RegimenError
        The spray has no plan.
    """
    plan = monitoring_plan(parse(SPRAY), people("trd", n=PEOPLE))
    if plan is None:
        raise RegimenError("A dose without a plan.", got=SPRAY)
    return monitoring_figure(plan)
