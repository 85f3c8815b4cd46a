"""Figures of magnesium: what was absorbed and excreted, serum beside its range, and NMDA pores left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.magnesium.absorption import absorbed_daily, absorbed_share
from nemda.magnesium.course import Infusion, course
from nemda.magnesium.day import read_day
from nemda.magnesium.forms import find_form
from nemda.magnesium.infusion import infusion_models, serum_course
from nemda.magnesium.kidney import filtration, serum_in_balance
from nemda.magnesium.meals import supplement_item
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.plan import Plan, Supplement
from nemda.magnesium.population import intake_groups, share_below
from nemda.magnesium.reference import references
from nemda.magnesium.run import Outcome, run
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.report.arms import COLORS
from nemda.report.bands import significant
from nemda.report.look import MARK, domain, heading, style, translucent
from nemda.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PANEL_PX = 170
MOST_POINTS = 1500
DAY = "almonds 40 g, oats 60 g, whole wheat bread 120 g, spinach 100 g, lentils 150 g, mineral water 0.5 l"
LONG_H = 72.0
"""Plans longer than this are drawn in days."""


def plan_figure(outcome: Outcome) -> Figure:
    """Return a plan in four rows: eaten, absorbed and excreted, serum with its range, open NMDA pores."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    rows = _plan_rows(outcome)
    figure = make_subplots(rows=len(rows), cols=1, shared_xaxes=True, vertical_spacing=0.07)
    time_h = outcome.course.time_h
    chosen = np.unique(np.linspace(0, time_h.size - 1, MOST_POINTS).astype(int))
    is_long = outcome.plan.hours > LONG_H
    time = [round(float(hours) / (HOURS_PER_DAY if is_long else 1.0), 4) for hours in time_h[chosen]]
    for row, shown in enumerate(rows, start=1):
        for name, color, dash, values in shown.lines:
            line = {"color": color, "width": 2, "dash": dash}
            drawn = Scatter(
                x=time, y=significant(values[chosen]), name=name, mode="lines", showlegend=True, line=line
            )
            figure.add_trace(drawn, row=row, col=1)
    place = 1 + next(number for number, shown in enumerate(rows) if shown.has_reference)
    figure.add_shape(
        type="rect", xref=f"x{place} domain", yref=f"y{place}", x0=0, x1=1, y0=value("serum_lowest"),
        y1=value("serum_highest"), fillcolor=translucent("#4c8c46", 0.15), line_width=0,
    )  # fmt: skip
    style(figure, len(rows) * PANEL_PX + 60, 44, 56)
    figure.update_yaxes(range=[0.0, 130 * float(outcome.open_resting.max())], row=len(rows), col=1)
    figure.update_xaxes(
        title_text="days" if is_long else "hours after midnight of day 1", row=len(rows), col=1
    )
    headings = [_heading(figure, row, shown.heading) for row, shown in enumerate(rows, 1)]
    figure.update_layout(annotations=headings)
    return figure


class _Row(NamedTuple):
    """One row of a plan's figure: heading, lines (name, color, dash, values), the band of serum or not."""

    heading: str
    lines: tuple[tuple[str, str, str, Float[ndarray, " time"]], ...]
    has_reference: bool = False


def _plan_rows(outcome: Outcome) -> tuple[_Row, ...]:
    found, plan = outcome.course, outcome.plan
    eaten = np.zeros(found.time_h.size)
    for one in outcome.meals:
        eaten[found.time_h >= one.meal.time_h] += one.meal.magnesium_mg
    given = [("eaten", COLORS[0], "solid", eaten)]
    if plan.infusions:
        given.append(("infused", COLORS[3], "solid", found.infused))
    serum = [("serum", COLORS[4], "solid", outcome.serum)]
    if outcome.published_serum is not None:
        name = f"serum by {plan.infusion_model} (pregnant women)"
        serum.append((name, COLORS[4], "dash", outcome.published_serum))
    through = (
        ("absorbed", COLORS[1], "solid", found.absorbed),
        ("in urine", COLORS[2], "solid", found.excreted),
    )
    pores = (("pores open at -70 mV", COLORS[5], "solid", 100 * outcome.open_resting),)
    return (
        _Row("Eaten or infused since the start, mg", tuple(given)),
        _Row("Absorbed, and in urine, since the start, mg", through),
        _Row("Serum magnesium, mmol/L (green: 0.75 to 0.95)", tuple(serum), has_reference=True),
        _Row(f"NMDA pores that magnesium leaves open, % (barrier {plan.barrier})", pores),
    )


def day_figure() -> Figure:
    """Return two days that begin in balance: meals of a man, and citrate at bedtime of the second."""
    diet = read_day(DAY)
    citrate = Supplement(supplement_item("citrate", 200.0), 22.0, 2, 2)
    return plan_figure(run(Plan("two days", Person(), 2, diet, (citrate,))))


def absorption_figure() -> Figure:
    """Return the absorbed fraction by the magnesium of a meal, with its ten points and the measured meals."""
    from plotly.graph_objects import Figure, Scatter

    meq = np.geomspace(0.5, 90, 120)
    share = np.array([100 * absorbed_share(float(one)) for one in meq])
    half = value("absorption_uncertainty")
    dose = [round(float(one) / 2 * MG_PER_MMOL, 1) for one in meq]
    measured = {
        "Fine 1991, meal alone and with 80 mEq": ([36.0, 36.0 + 40 * MG_PER_MMOL], [65.0, 11.0]),
        "Bohn 2004, without phytate": ([3.6 * MG_PER_MMOL] * 2, [32.5, 32.2]),
        "Sabatier 2002, half a liter of water": ([55.0, 55.0], [45.7, 52.3]),
    }
    figure = Figure()
    outline = [*dose, *reversed(dose)]
    edges = [*np.minimum(share + half, 100), *reversed(np.maximum(share - half, 0.0))]
    figure.add_trace(
        Scatter(
            x=outline, y=significant(np.array(edges)), fill="toself", line={"width": 0}, mode="lines",
            fillcolor=translucent("#0072B2", 0.15), name="plus and minus ten points", showlegend=True,
        )
    )  # fmt: skip
    figure.add_trace(
        Scatter(
            x=dose,
            y=significant(share),
            mode="lines",
            line={"color": "#0072B2"},
            name="model",
            showlegend=True,
        )
    )
    for place, (name, (x, y)) in enumerate(measured.items(), start=1):
        figure.add_trace(
            Scatter(
                x=x,
                y=y,
                mode="markers",
                name=name,
                showlegend=True,
                marker={"size": 9, "color": COLORS[place % len(COLORS)]},
            )
        )
    style(figure, 380)
    figure.update_xaxes(type="log", title_text="magnesium of the meal, mg")
    figure.update_yaxes(title_text="absorbed, %", range=[0, 100])
    return figure


def balance_figure() -> Figure:
    """Return serum in balance by daily intake, for kidneys from healthy to failing."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    intake = np.linspace(100, 700, 60)
    taken = np.asarray(absorbed_daily(intake)) / MG_PER_MMOL / HOURS_PER_DAY
    for place, egfr in enumerate((120.0, 90.0, 60.0, 30.0, 15.0)):
        serum = np.asarray(serum_in_balance(taken, filtration(egfr)))
        figure.add_trace(
            Scatter(
                x=[float(one) for one in intake],
                y=significant(serum),
                mode="lines",
                showlegend=True,
                name=f"eGFR {egfr:g} mL/min",
                line={"color": COLORS[place % len(COLORS)], "width": 2},
            )
        )
    figure.add_hrect(
        y0=value("serum_lowest"),
        y1=value("serum_highest"),
        fillcolor=translucent("#4c8c46", 0.15),
        line_width=0,
    )
    style(figure, 380)
    figure.update_xaxes(title_text="intake from food, mg/day")
    figure.update_yaxes(title_text="serum magnesium, mmol/L")
    return figure


def infusion_figure() -> Figure:
    """Return serum after 4 g and then 1 g/h of sulfate by the three published models and by the body here."""
    from plotly.graph_objects import Figure, Scatter

    time = np.linspace(0, 36, 361)
    share = find_form("sulfate").elemental
    drips = [Infusion(0.0, 1 / 3, 4000 * share), Infusion(1 / 3, 24.0, (24 - 1 / 3) * 1000 * share)]
    figure = Figure()
    for place, (name, model) in enumerate(infusion_models().items()):
        figure.add_trace(
            Scatter(
                x=list(time),
                y=significant(serum_course(model, drips, time)),
                mode="lines",
                showlegend=True,
                name=f"{name} ({model.population})",
                line={"color": COLORS[place], "width": 2},
            )
        )
    absorbed = float(absorbed_daily(value("usual_intake_women")))
    body = course(
        Person(is_female=True),
        36.0,
        (),
        drips,
        usual_absorbed_mg_day=absorbed,
        steady_absorbed_mg_day=absorbed,
    )
    figure.add_trace(
        Scatter(
            x=list(body.time_h),
            y=significant(body.serum),
            mode="lines",
            name="body of this room, not pregnant",
            showlegend=True,
            line={"color": MARK, "width": 2, "dash": "dash"},
        )
    )
    style(figure, 400)
    figure.update_xaxes(title_text="hours", dtick=6)
    figure.update_yaxes(title_text="serum magnesium, mmol/L", rangemode="tozero")
    return figure


def store_figure() -> Figure:
    """Return serum and body magnesium over half a year of too little and of more than before."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.12)
    before = float(absorbed_daily(value("usual_intake_men")))
    for place, intake in enumerate((80.0, 200.0, 326.0, 600.0)):
        found = course(
            Person(), 180 * HOURS_PER_DAY, usual_absorbed_mg_day=before,
            steady_absorbed_mg_day=float(absorbed_daily(intake)), step_h=0.5,
        )  # fmt: skip
        chosen = np.unique(np.geomspace(1, found.time_h.size - 1, 300).astype(int))
        time = [round(float(one) / HOURS_PER_DAY, 3) for one in found.time_h[chosen]]
        shown: list[tuple[int, Any]] = [
            (1, found.serum[chosen]),
            (2, (found.body_mg - found.body_mg[0])[chosen]),
        ]
        for column, values in shown:
            figure.add_trace(
                Scatter(
                    x=time,
                    y=significant(values),
                    mode="lines",
                    name=f"{intake:g} mg a day",
                    showlegend=column == 1,
                    legendgroup=str(intake),
                    line={"color": COLORS[place], "width": 2},
                ),
                row=1,
                col=column,
            )
    style(figure, 360)
    figure.update_xaxes(title_text="days on the new intake")
    figure.update_yaxes(title_text="serum, mmol/L", row=1, col=1)
    figure.update_yaxes(title_text="change of body magnesium, mg", row=1, col=2)
    return figure


def intake_figure() -> Figure:
    """Return the share below the EAR of the surveyed groups."""
    from plotly.graph_objects import Bar, Figure

    groups = intake_groups()
    shares: list[float] = []
    for group in groups:
        average = references(Person(is_female=group.is_female)).average_mg or 0.0
        shares.append(round(100 * share_below(group.median_mg, group.sigma, average), 1))
    names = [group.name.split(",")[0] for group in groups]
    figure = Figure(Bar(x=shares, y=names, orientation="h", marker={"color": COLORS[0]}))
    style(figure, 320)
    figure.update_layout(margin_l=170, hovermode="closest")
    figure.update_xaxes(title_text="below the average requirement, %", range=[0, 100])
    figure.update_yaxes(autorange="reversed", nticks=len(names))
    return figure


def _heading(figure: Figure, row: int, text: str) -> dict[str, Any]:
    _, top = domain(figure, "yaxis" if row == 1 else f"yaxis{row}")
    return heading(text, 0.0, top)
