"""The main numbers of each arm, in a table and in plain words.

Ranges of people and intervals of means are kept apart in the wording: "90% of people" says how different
people are; "simulation interval" says what the finite number of simulated people leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jaxtyping import Float
from numpy import ndarray

from nemda.engine.endpoints import REMISSION_MADRS, RESPONSE_FALL, remitted, responded
from nemda.report.arms import ShownArm, same_people
from nemda.report.estimates import difference, mean
from nemda.report.numbers import fixed, percent, span
from nemda.report.visits import Visit, headline_times, visit_at
from nemda.trial.endpoints import baseline, peak
from nemda.trial.intervals import Proportion, spread, wilson


class PeakWords(NamedTuple):
    """A variable whose highest value in each person is told."""

    variable: str
    words: str
    unit: str
    decimals: int


PEAKS = (
    PeakWords("ketamine_venous", "peak ketamine in venous plasma", "ng/mL", 0),
    PeakWords("interneuron_block", "peak block of interneuron receptors", "of receptors", 2),
    PeakWords("dissociation", "peak dissociation (CADSS)", "points", 1),
    PeakWords("systolic_rise", "peak rise of systolic pressure, one session", "mmHg", 0),
)


NOTHING = 1e-6
"""Below this a level, a block or an effect is rounding of the closed forms and the solver."""


class Fact(NamedTuple):
    """One row of the table of main numbers: what it is, and its text for each arm."""

    what: str
    texts: tuple[str, ...]


class Mood(NamedTuple):
    """MADRS of an arm at one visit."""

    visit: Visit
    madrs: Float[ndarray, " person"]
    change: Float[ndarray, " person"]
    response: Proportion
    remission: Proportion


def mood_at(arm: ShownArm, visit: Visit) -> Mood:
    """Return MADRS, its change from baseline, response and remission at a visit."""
    madrs = arm.dataset["madrs"].values[:, visit.place].astype(float)
    start = baseline(arm.dataset)
    return Mood(
        visit,
        madrs,
        madrs - start,
        wilson(int(responded(madrs, start).sum()), arm.people),
        wilson(int(remitted(madrs, REMISSION_MADRS).sum()), arm.people),
    )


def main_facts(arms: Sequence[ShownArm], variables: frozenset[str]) -> tuple[Fact, ...]:
    """Return the rows of the table of main numbers, one text per arm; what is missing is left out."""
    facts = [
        Fact(
            f"{entry.words}, median (90% of people)",
            tuple(_peak_text(arm, entry) for arm in arms),
        )
        for entry in PEAKS
        if entry.variable in variables
    ]
    if "madrs" not in variables:
        return tuple(facts)
    facts.append(Fact("MADRS before the first dose, mean (SD)", tuple(_start_text(arm) for arm in arms)))
    for time in headline_times(arms):
        moods = [mood_at(arm, visit_at(arm, time)) for arm in arms]
        label = moods[0].visit.label
        facts += [
            Fact(f"change of MADRS at {label}, mean (90% of people)", tuple(map(_change_text, moods))),
            Fact(
                f"response at {label} (90% simulation interval)",
                tuple(_share_text(m.response) for m in moods),
            ),
            Fact(
                f"remission at {label} (90% simulation interval)",
                tuple(_share_text(m.remission) for m in moods),
            ),
        ]
    return tuple(facts)


def definitions() -> str:
    """Return what response and remission mean here."""
    return (
        f"Response: at least {RESPONSE_FALL:.0%} of the baseline MADRS gone. Remission: a MADRS of "
        f"{REMISSION_MADRS:g} or less."
    )


def sentences(arm: ShownArm, times_h: Sequence[float]) -> tuple[str, ...]:
    """Return what happens to mood in an arm, in plain words, one text per time after the first dose."""
    return tuple(_sentence(mood_at(arm, visit_at(arm, time))) for time in times_h)


def contrasts(arms: Sequence[ShownArm]) -> tuple[str, ...]:
    """Return each other arm against the reference: the first without an active drug, else the first arm."""
    reference = next((arm for arm in arms if arm.is_control), arms[0])
    times_h = headline_times(arms)
    return tuple(_contrast(arm, reference, times_h) for arm in arms if arm is not reference)


def _contrast(arm: ShownArm, reference: ShownArm, times_h: Sequence[float]) -> str:
    same = same_people(arm, reference)
    parts: list[str] = []
    for time in times_h:
        first, second = (mood_at(one, visit_at(one, time)) for one in (arm, reference))
        net = difference(first.change, second.change, same_people=same)
        interval = span(net.lower_90, net.upper_90)
        parts.append(f"{fixed(net.value)} points at {first.visit.label} (90% simulation interval {interval})")
    who = "the same people in both arms" if same else "different people in the two arms"
    return (
        f"{arm.name} minus {reference.name}, difference of the mean change of MADRS: "
        f"{', '.join(parts)}; {who}."
    )


def _sentence(mood: Mood) -> str:
    people, average = spread(mood.change), mean(mood.change)
    label = mood.visit.label
    when = f"On {label}" if label.startswith("day") else f"{label} after the first dose"
    direction = "lower" if people.mean < 0 else "higher"
    return (
        f"{when}, MADRS is {fixed(abs(people.mean))} points {direction} than before on average (90% "
        f"simulation interval of the change {span(average.lower_90, average.upper_90)}); for 90% of people "
        f"the change lies between {fixed(people.q05)} and {fixed(people.q95)}. "
        f"{100 * mood.response.share:.0f} in 100 people respond and {100 * mood.remission.share:.0f} in 100 "
        "are in remission."
    )


def _peak_text(arm: ShownArm, entry: PeakWords) -> str:
    found = spread(peak(arm.dataset, entry.variable))
    if found.q95 < NOTHING:
        return "none"
    return f"{fixed(found.q50, entry.decimals)} {entry.unit} ({span(found.q05, found.q95, entry.decimals)})"


def _start_text(arm: ShownArm) -> str:
    found = spread(baseline(arm.dataset))
    return f"{fixed(found.mean)} ({fixed(found.sd)}) points"


def _change_text(mood: Mood) -> str:
    found = spread(mood.change)
    return f"{fixed(found.mean)} points ({span(found.q05, found.q95)})"


def _share_text(share: Proportion) -> str:
    return f"{percent(share.share)} ({100 * share.lower_90:.0f} to {percent(share.upper_90)})"
