"""What each experiment on one synapse says in a few lines: its numbers, its table, and its figure."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from nemda.cli.receptor_facts import Fact, Shown
from nemda.receptor.experiment.table import Table
from nemda.report import figures_synapse
from nemda.synapse import (
    CalciumRule,
    Condition,
    Exposure,
    Scenario,
    SpikePairs,
    dead_share,
    injury_of_exposures,
    injury_of_scenario,
    nmda_share,
    practice,
    published_rules,
    strength_change,
    time_to_death_h,
)
from nemda.synapse.condition import REFERENCE_MAGNESIUM
from nemda.synapse.ischemia import guarded_share

RATES = (0.1, 1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)
ROWS = 20
"""So many rows of a table are printed; a CSV file has all."""
HOURS = np.array([0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 12.0, 24.0])


def around_text(condition: Condition) -> str:
    """Return what surrounds the synapse in words."""
    named = [
        f"{getattr(condition, each.name):g} umol/L {each.metadata['meaning']}"
        for each in fields(condition)
        if each.name != "magnesium_mmol_l" and getattr(condition, each.name)
    ]
    return ", ".join([f"{condition.magnesium_mmol_l:g} mmol/L magnesium", *named])


def rules_shown() -> Shown:
    """Return the published parameter sets."""
    rows = tuple((rule.name, rule.meaning, rule.preparation) for rule in published_rules().values())
    return Shown(
        "rules", "Published parameter sets (Graupner and Brunel 2012)", "", (),
        Table(("rule", "what it is", "preparation"), rows), every=ROWS,
        draw=figures_synapse.frequency_figure,
    )  # fmt: skip


def plasticity_shown(rule: CalciumRule, pairs: int, delay_ms: float, around: Condition) -> Shown:
    """Return strength by rate, with what surrounds the synapse and without."""
    share = nmda_share(around)
    present = rule.with_nmda(share)
    rows = [
        (
            rate,
            strength_change(rule, SpikePairs(pairs, rate, delay_ms)).strength,
            strength_change(present, SpikePairs(pairs, rate, delay_ms)).strength,
        )
        for rate in RATES
    ]
    usual = around == Condition()
    return Shown(
        "plasticity", f"{pairs} spike pairs, {delay_ms:g} ms apart: {rule.meaning}", around_text(around),
        (Fact("nmda_share", "calcium through NMDA receptors, relative", share, ""),),
        Table(("rate (Hz)", "strength, no drug"), tuple(row[:2] for row in rows))
        if usual
        else Table(("rate (Hz)", "strength, no drug", "strength, as above"), tuple(rows)),
        every=ROWS, draw=lambda: figures_synapse.frequency_figure(present),
    )  # fmt: skip


def practice_shown(rule: CalciumRule, sessions: int, interval_h: float, around: Condition) -> Shown:
    """Return strength and effort by session."""
    course = practice(rule, figures_synapse.DAILY_SESSION, sessions, interval_h, around)
    rows = tuple(
        (float(session), float(strength), float(100 * effort))
        for session, strength, effort in zip(course.session, course.strength, course.effort, strict=True)
    )
    return Shown(
        "practice", f"Practice, a session every {interval_h:g} h", around_text(around),
        (Fact("effort", "effort at the end", float(100 * course.effort[-1]), "% of the first day"),),
        Table(("session", "strength", "effort (%)"), rows), every=ROWS,
        draw=lambda: figures_synapse.practice_figure(rule, sessions, interval_h),
    )  # fmt: skip


def injury_shown(agonist: str, concentration: float, minutes: float, guarded: float) -> Shown:
    """Return the doomed share and when it dies."""
    doomed = injury_of_exposures([Exposure(agonist, concentration, minutes, guarded)])
    dead = dead_share(doomed, HOURS)
    return Shown(
        "injury", f"{concentration:g} umol/L {agonist} for {minutes:g} min in culture", "",
        (
            Fact("doomed", "neurons doomed", 100 * doomed, "%"),
            Fact("time_to_death", "median time to death", time_to_death_h(), "h"),
        ),
        Table(
            ("after (h)", "dead (%)"),
            tuple((float(hour), float(100 * share)) for hour, share in zip(HOURS, dead, strict=True)),
        ),
        every=ROWS, draw=figures_synapse.injury_figure,
    )  # fmt: skip


def ischemia_shown(harm: Scenario, around: Condition, from_min: float, minutes: float | None) -> Shown:
    """Return the injury without and with a guard, by how late it comes."""
    lasting = harm.duration_min if minutes is None else minutes
    without = injury_of_scenario(harm, duration_min=lasting)
    guarded = around != Condition(magnesium_mmol_l=REFERENCE_MAGNESIUM)
    facts = [Fact("doomed", "neurons doomed", 100 * without, "%")]
    if guarded:
        injury = injury_of_scenario(harm, around, from_min, lasting)
        facts += [
            Fact("doomed_guarded", f"with the guard after {from_min:g} min", 100 * injury, "%"),
            Fact("influx_blocked", "influx that the guard blocks", 100 * guarded_share(around), "%"),
        ]
    late = [float(minute) for minute in np.linspace(0, lasting, 11)]
    rows = tuple((minute, 100 * injury_of_scenario(harm, around, minute, lasting)) for minute in late)
    reading = f", glutamate at rest by {harm.reading}" if harm.reading else ""
    return Shown(
        harm.name, f"{harm.meaning}{reading}",
        f"{harm.glutamate:g} umol/L glutamate for {lasting:g} min; guard: {around_text(around)}",
        tuple(facts), Table(("guard from (min)", "doomed (%)"), rows), every=ROWS if guarded else 0,
        draw=figures_synapse.ischemia_figure,
        sentence="In culture terms; no protection by NMDA antagonists has held up in patients.",
    )  # fmt: skip
