"""Monoamines in pictures: the slow course of an antidepressant, stepped care, pulses, drift, and nicotine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.experiment.monoamines import Load, course_under_loads
from nemda.people import people
from nemda.regimen import parse
from nemda.report.arms import COLORS
from nemda.report.look import style
from nemda.trial.stepped_care import stepped_care
from nemda.trial.stepped_published import published_steps
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ESCITALOPRAM = "10 mg escitalopram oral daily for 6 weeks"
INFUSION = "0.5 mg/kg ketamine iv over 40 min"
ARMS: Mapping[str, str] = {
    "escitalopram 10 mg": ESCITALOPRAM,
    "one ketamine infusion": INFUSION,
    "both": f"{INFUSION} and {ESCITALOPRAM}",
    "escitalopram for 3 weeks": "10 mg escitalopram oral daily for 3 weeks",
}
PULSES: Mapping[str, str] = {
    "cocaine 0.45 mg/kg iv": "0.45 mg/kg cocaine iv over 1 min",
    "ketamine 0.5 mg/kg over 40 min": INFUSION,
}
HEIGHT_PX = 340
COCAINE_LOAD, COCAINE_HALF_LIFE_H = 0.45 / 0.19, 0.8
"""0.45 mg/kg iv over the dose that holds half of the transporters, and its half-life (Volkow 1997)."""
SMOKER_LOAD = 50 / 162.23 / 0.65
"""50 ng/mL nicotine, the peak of smokers, over the level that desensitizes half of alpha-7."""
CHOLINE_LOAD = 0.3 * 0.14
"""A third more choline around the receptors than at rest."""


def antidepressant_figure(n: int = 200) -> Figure:
    """Return what drugs take of the symptoms over six weeks in people of the preset mdd, mean."""
    group = people("mdd", n=n, seed=3)
    figure = _figure()
    for number, (name, sentence) in enumerate(ARMS.items()):
        result = run_group(Job(parse(sentence), group, 6.0), group)
        share = 100 * result.values["drug_share"].mean(axis=0)
        _line(figure, result.time_h / HOURS_PER_WEEK, share, name, number)
    figure.update_xaxes(title="weeks")
    figure.update_yaxes(title="% of symptoms taken away by drugs", rangemode="tozero")
    return style(figure, HEIGHT_PX)


def stepped_figure(n: int = 20_000) -> Figure:
    """Return remission at each step of STAR*D, model and trial with 95% sampling error."""
    from plotly.graph_objects import Scatter

    seen = published_steps()
    shown = stepped_care(people("mdd", n=n, seed=5))
    steps = [f"step {number}" for number in range(1, len(seen) + 1)]
    error = [196 * np.sqrt(one.remission * (1 - one.remission) / one.entered) for one in seen]
    figure = _figure()
    figure.add_trace(
        Scatter(
            x=steps, y=[100 * one.remission for one in seen], mode="markers", name="STAR*D (95% interval)",
            error_y={"type": "data", "array": error}, marker={"size": 9, "color": COLORS[1]}, showlegend=True,
        )
    )  # fmt: skip
    figure.add_trace(
        Scatter(
            x=steps, y=[100 * one.remission for one in shown], mode="lines+markers", name="model",
            line={"color": COLORS[0]}, marker={"symbol": "diamond", "size": 8}, showlegend=True,
        )
    )  # fmt: skip
    figure.update_yaxes(title="% remitted of those who entered", rangemode="tozero")
    return style(figure, HEIGHT_PX)


def pulse_figure() -> Figure:
    """Return striatal dopamine of the typical person after cocaine and during a ketamine infusion."""
    person = people("healthy", n=1, seed=1)
    minutes = np.arange(0.0, 181.0)
    figure = _figure()
    for number, (name, sentence) in enumerate(PULSES.items()):
        job = Job(parse(sentence), person, 1.0, visits_h=tuple(minutes / 60), spread_scale=0.0)
        result = run_group(job, person)
        shown = result.time_h <= minutes[-1] / 60
        dopamine = result.values["striatal_dopamine"][0, shown]
        _line(figure, 60 * result.time_h[shown], dopamine, name, number)
    figure.update_xaxes(title="minutes")
    figure.update_yaxes(title="striatal dopamine, relative to rest")
    return style(figure, HEIGHT_PX)


def drift_figure() -> Figure:
    """Return the hedonic set point over four weeks of use and four without, by how often cocaine is taken."""
    days = np.linspace(0.0, 56.0, 449)
    figure = _figure()
    for number, (name, hours) in enumerate(
        {"once a week": (7, 1), "once a day": (1, 1), "six times a day": (1, 6)}.items()
    ):
        apart, turns = hours
        loads = [
            Load("dopamine_transporter_load", COCAINE_LOAD, start, start + 20, COCAINE_HALF_LIFE_H)
            for start in (HOURS_PER_DAY * day + turn for day in range(0, 28, apart) for turn in range(turns))
        ]
        course = course_under_loads(loads, HOURS_PER_DAY * days, ["hedonic_set_point"])["hedonic_set_point"]
        _line(figure, days, course, name, number)
    figure.update_xaxes(title="days (use ends at 28)")
    figure.update_yaxes(title="shift of the hedonic set point")
    return style(figure, HEIGHT_PX)


def nicotine_figure() -> Figure:
    """Return the answer of alpha-7 receptors over six weeks of nicotine or choline and six without."""
    days = np.linspace(0.0, 84.0, 337)
    stop_h = 42 * HOURS_PER_DAY
    figure = _figure()
    for number, (name, level) in enumerate(
        {"nicotine 50 ng/mL, held": SMOKER_LOAD, "a third more choline": CHOLINE_LOAD}.items()
    ):
        load = Load("nicotinic_alpha7_desensitization_load", level, 0.0, stop_h)
        course = course_under_loads([load], HOURS_PER_DAY * days, ["alpha7_response", "alpha7_number"])
        _line(figure, days, course["alpha7_response"], f"answer, {name}", number)
        _line(figure, days, course["alpha7_number"], f"number, {name}", number, "dot")
    figure.update_xaxes(title="days (ends at 42)")
    figure.update_yaxes(title="relative to rest")
    return style(figure, HEIGHT_PX)


def _figure() -> Figure:
    from plotly.graph_objects import Figure

    return Figure()


def _line(
    figure: Figure,
    x: Float[ndarray, " point"],
    y: Float[ndarray, " point"],
    name: str,
    number: int,
    dash: str = "solid",
) -> None:
    from plotly.graph_objects import Scatter

    line = {"color": COLORS[number % len(COLORS)], "width": 2, "dash": dash}
    figure.add_trace(Scatter(x=x, y=y, mode="lines", name=name, line=line, showlegend=True))
