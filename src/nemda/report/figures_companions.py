"""Other NMDA drugs in pictures: levels at the pore, mood, and the two sides of a partial agonist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.group import GroupResult, run_group
from nemda.engine.job import Job
from nemda.mechanism.glycine_site import Parameters, coagonism, plasticity
from nemda.model.maths import Value
from nemda.model.mechanism import table_beside
from nemda.people import people
from nemda.pk.companion import (
    CompanionCard,
    companion_card,
    companion_parameters,
    companion_signals,
)
from nemda.pk.metrics import peak
from nemda.regimen import parse
from nemda.report.arms import COLORS
from nemda.report.look import style
from nemda.units import HOURS_PER_WEEK

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT_PX = 340
WEEKS = 6.0
COURSES: Mapping[str, str] = {
    "ketamine, one infusion": "0.5 mg/kg ketamine iv over 40 min",
    "nitrous oxide 25%, one hour": "25% nitrous oxide inhaled over 60 min",
    "lanicemine, 9 infusions": "100 mg lanicemine iv over 60 min three times a week for 3 weeks",
    "dextromethorphan + bupropion": "45 mg dextromethorphan + 105 mg bupropion oral twice daily for 6 weeks",
    "memantine 20 mg daily": "20 mg memantine oral daily for 6 weeks",
    "phencyclidine 10 mg": "10 mg phencyclidine iv over 40 min",
}


def mood_figure(n: int = 200) -> Figure:
    """Return what each drug takes of the symptoms over six weeks, mean of people of the preset trd."""
    figure = _figure()
    for number, (name, sentence) in enumerate(COURSES.items()):
        result = _course(sentence, n)
        share = 100 * result.values["drug_share"].mean(axis=0)
        _line(figure, result.time_h / HOURS_PER_WEEK, share, name, number)
    figure.update_xaxes(title="weeks")
    figure.update_yaxes(title="% of symptoms taken away by drugs", rangemode="tozero")
    return style(figure, HEIGHT_PX)


def felt_figure(n: int = 200) -> Figure:
    """Return peak dissociation against benefit a day later, one mark for each drug, over people."""
    from plotly.graph_objects import Scatter

    figure = _figure()
    for number, (name, sentence) in enumerate(COURSES.items()):
        result = _course(sentence, n)
        felt = float(np.median(result.values["dissociation"].max(axis=1)))
        at = int(np.argmin(np.abs(result.time_h - 24.0)))
        gain = 100 * float(result.values["drug_share"][:, at].mean())
        figure.add_trace(
            Scatter(
                x=[felt], y=[gain], mode="markers", name=name, marker={"size": 11, "color": _color(number)},
                showlegend=True,
            )
        )  # fmt: skip
    figure.update_xaxes(title="highest CADSS, median person", rangemode="tozero")
    figure.update_yaxes(title="% of symptoms taken away at 24 h", rangemode="tozero")
    return style(figure, HEIGHT_PX)


def glycine_figure() -> Figure:
    """Return the work of the glycine site against free D-cycloserine, by pool, and what plasticity gains."""
    from plotly.graph_objects import Scatter

    table = table_beside("nemda.mechanism.glycine_site")
    p = Parameters(*(table[name].value for name in Parameters._fields))
    card = companion_card("cycloserine")
    level = np.geomspace(1.0, 1000.0, 200)
    interneuron = _work(level, "glycine_interneuron", p.glycine_filling_interneuron, card)
    pyramidal = _work(level, "glycine_pyramidal", p.glycine_filling_pyramidal, card)
    gained = np.asarray(plasticity(p, interneuron, pyramidal))
    figure = _figure()
    for number, (name, values) in enumerate(
        {"interneurons": interneuron, "pyramidal cells": pyramidal, "plasticity": gained}.items()
    ):
        _line(figure, level, values, name, number)
    doses, peaks = zip(*_peaks(), strict=True)
    figure.add_trace(
        Scatter(
            x=peaks, y=np.interp(peaks, level, gained), mode="markers+text", name="peak after one dose",
            text=[f"{dose} mg" for dose in doses], textposition="bottom center",
            marker={"size": 9, "color": _color(2)}, showlegend=True,
        )
    )  # fmt: skip
    figure.update_xaxes(title="free D-cycloserine, µmol/L", type="log")
    figure.update_yaxes(title="relative to rest")
    return style(figure, HEIGHT_PX)


def _work(level: ndarray, target: str, filling: Value, card: CompanionCard) -> Float[ndarray, " level"]:
    load = level / card.halves["", target].value
    return np.asarray(coagonism(filling, load, load * card.efficacies["", target].value))


def _peaks() -> list[tuple[int, float]]:
    """Return doses of D-cycloserine (mg) and the highest free level (umol/L) in the brain at 70 kg."""
    half = companion_card("cycloserine").halves["", "glycine_pyramidal"].value
    found: list[tuple[int, float]] = []
    for dose in (100, 250, 500, 1000):
        regimen = parse(f"{dose} mg cycloserine oral")
        values = {name: np.array([one.value]) for name, one in companion_parameters(regimen).items()}
        drive = companion_signals(regimen, np.array([70.0]), values)
        assert drive is not None, "the regimen holds a companion drug"
        found.append((dose, half * float(peak(drive, "glycine_pyramidal_load", 0.0, 24.0).level[0])))
    return found


def _course(sentence: str, n: int) -> GroupResult:
    group = people("trd", n=n, seed=3)
    return run_group(Job(parse(sentence), group, WEEKS, visits_h=(24.0,)), group)


def _figure() -> Figure:
    from plotly.graph_objects import Figure as PlotlyFigure

    return PlotlyFigure()


def _color(number: int) -> str:
    return COLORS[number % len(COLORS)]


def _line(figure: Figure, x: ndarray, y: ndarray, name: str, number: int) -> None:
    from plotly.graph_objects import Scatter

    figure.add_trace(
        Scatter(x=x, y=y, mode="lines", name=name, line={"color": _color(number)}, showlegend=True)
    )
