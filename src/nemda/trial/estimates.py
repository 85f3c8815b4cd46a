"""All numbers that one replicate of a trial reports, by name.

A key is quantity, scale, arm or contrast, and time (h after randomization), joined by ``|``; `Key` has the
parts. Response is a fall of half from the rating before treatment, remission a score up to the limit of
the scale; relapse is a loss of response, or a score at or above `Protocol.relapse_madrs`, in those who
responded a day after the last session (or entered the period as responders).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from nemda.regimen import sessions
from nemda.trial.conduct.replicate import Observation
from nemda.trial.definition import VERSUS, Contrast, Trial
from nemda.trial.endpoints import ASSESSED_AFTER_H
from nemda.trial.statistics.compared import Compared, compare_arms, within_person
from nemda.trial.statistics.events import Times, first_time, hazard_ratio
from nemda.trial.survival import kaplan_meier, time_to_share
from nemda.units import HOURS_PER_DAY

REMISSION = {"madrs": 10.0, "hamd17": 7.0, "qids_sr16": 5.0, "phq9": 4.0}
"""Highest score of remission (scales.csv)."""
RESPONSE = 0.5
DISSOCIATED_CADSS = 4.0
"""CADSS above 4 was counted as dissociation in the trials of nasal esketamine."""
RATES = frozenset({"response_rate", "remission_rate", "dropout_rate", "dissociation_rate", "sedation_rate",
                   "pressure_rate", "build_up"})  # fmt: skip
NO_TIME = -1.0


class Key(NamedTuple):
    """What an estimate is of; `arm` is an arm or ``X_vs_Y``, `time_h` -1 where it has no time."""

    quantity: str
    scale: str
    arm: str
    time_h: float

    @property
    def text(self) -> str:
        """The key as one text, for files."""
        return f"{self.quantity}|{self.scale}|{self.arm}|{self.time_h:g}"


def key_of(text: str) -> Key:
    """Return the key that a text of a file means."""
    quantity, scale, arm, time_h = text.split("|")
    return Key(quantity, scale, arm, float(time_h))


Estimates = Mapping[Key, float]


class Seen(NamedTuple):
    """One arm over all its sequences: people, ratings and when they were made."""

    person: ndarray
    sequence: ndarray
    entry: ndarray
    start: ndarray
    score: ndarray
    cadss: ndarray
    sedated: ndarray
    high_pressure: ndarray


def seen_of(observations: Sequence[Observation]) -> dict[str, Seen]:
    """Return what a replicate has of each arm, its sequences and periods joined."""
    found: dict[str, Seen] = {}
    for arm in dict.fromkeys(one.arm for one in observations):
        own = [one for one in observations if one.arm == arm]
        sequence = np.concatenate([np.full(one.person.size, one.sequence) for one in own])
        found[arm] = Seen(
            np.concatenate([one.person for one in own]),
            sequence,
            *(
                np.concatenate([getattr(one, name) for one in own], axis=axis)
                for name, axis in (
                    ("entry", 1), ("start", 1), ("score", 1), ("cadss", 0), ("sedated", 0),
                    ("high_pressure", 0),
                )
            ),
        )  # fmt: skip
    return found


def estimates_of(
    trial: Trial, observations: Sequence[Observation], visits_h: Sequence[float],
    contrasts: Sequence[Contrast],
) -> dict[Key, float]:  # fmt: skip
    """Return everything that a replicate reports."""
    seen = seen_of(observations)
    times = np.array(visits_h)
    found: dict[Key, float] = {}
    for arm, one in seen.items():
        found |= _of_arm(trial, arm, one, visits_h)
        found |= _felt(arm, one)
        relapse = relapse_times(trial, arm, one, times)
        if relapse.event.size:
            found[Key("relapse_rate", "madrs", arm, NO_TIME)] = 100.0 * float(relapse.event.mean())
            median = time_to_share(kaplan_meier(relapse.time, relapse.event), 0.5)
            if median is not None:
                found[Key("time_to_relapse", "madrs", arm, NO_TIME)] = median / HOURS_PER_DAY
    for contrast in contrasts:
        if contrast.first in seen and contrast.second in seen:
            found |= _between(trial, contrast, seen, visits_h)
    return found


def relapse_times(trial: Trial, arm: str, seen: Seen, visits_h: ndarray) -> Times:
    """Return times to relapse (h) after the last session, or after randomization of responders."""
    protocol = trial.protocol
    entry, start, score = seen.entry[0][:, None], seen.start[0], seen.score[0]
    lead = protocol.lead_in
    if lead is not None and lead.keep == "responders":
        well, after, since = np.ones(start.size, dtype=bool), np.zeros(1), visits_h > 0
    else:
        regimen = trial.find_arm(arm, "arm").mix[0].regimen
        supervised = sessions(regimen)
        judged = (supervised[-1] if supervised else 0.0) + ASSESSED_AFTER_H
        looks = np.flatnonzero(visits_h >= judged - 1e-6)
        if looks.size < 2:
            return Times(np.zeros(0), np.zeros(0, dtype=bool))
        first = int(looks[0])
        well = score[:, first] <= (1 - RESPONSE) * entry[:, 0]
        after, since = np.array([judged - ASSESSED_AFTER_H]), visits_h > visits_h[first]
    limit = protocol.relapse_madrs
    lost = score[:, since] > (1 - RESPONSE) * entry if limit is None else score[:, since] >= limit
    there = np.isfinite(score[:, since])
    return first_time(lost[well], there[well], (visits_h[since] - after[0]))


def response_times(seen: Seen, visits_h: ndarray) -> Times:
    """Return times to the first rating that shows response (h)."""
    hit = seen.score[0] <= (1 - RESPONSE) * seen.entry[0][:, None]
    return first_time(hit, np.isfinite(seen.score[0]), visits_h)


def _of_arm(trial: Trial, arm: str, seen: Seen, visits_h: Sequence[float]) -> dict[Key, float]:
    found: dict[Key, float] = {}
    starts = sessions(trial.find_arm(arm, "arm").mix[0].regimen)
    for index, rated in enumerate(trial.protocol.scales):
        limit = trial.remission_madrs if rated.scale == "madrs" else REMISSION[rated.scale]
        entry, start = seen.entry[index], seen.start[index]
        found[Key("mean", rated.scale, arm, 0.0)] = _mean(start)
        for visit, time_h in enumerate(visits_h):
            score = seen.score[index][:, visit]
            there = np.isfinite(score)
            if not there.any():
                continue
            values = {
                "mean": _mean(score),
                "sd": float(score[there].std(ddof=1)) if there.sum() > 1 else float("nan"),
                "change_from_baseline": _mean(score - start),
                "response_rate": 100.0 * float((score <= (1 - RESPONSE) * entry)[there].mean()),
                "remission_rate": 100.0 * float((score <= limit)[there].mean()),
                "dropout_rate": 100.0 * float(1 - there.mean()),
            }
            found |= {Key(name, rated.scale, arm, float(time_h)): value for name, value in values.items()}
            session = np.searchsorted(starts, time_h - ASSESSED_AFTER_H + 1e-6)
            if session and abs(starts[session - 1] + ASSESSED_AFTER_H - time_h) < 1e-6:
                found[Key("build_up", rated.scale, arm, float(session))] = values["response_rate"]
    return found


def _felt(arm: str, seen: Seen) -> dict[Key, float]:
    return {
        Key("dissociation_rate", "", arm, NO_TIME): 100.0 * float((seen.cadss > DISSOCIATED_CADSS).mean()),
        Key("sedation_rate", "", arm, NO_TIME): 100.0 * float(seen.sedated.mean()),
        Key("pressure_rate", "", arm, NO_TIME): 100.0 * float(seen.high_pressure.mean()),
    }


def _between(
    trial: Trial, contrast: Contrast, seen: Mapping[str, Seen], visits_h: Sequence[float]
) -> dict[Key, float]:
    first, second = seen[contrast.first], seen[contrast.second]
    name = f"{contrast.first}{VERSUS}{contrast.second}"
    found: dict[Key, float] = {}
    for index, rated in enumerate(trial.protocol.scales):
        compared = _compared(trial, index, first, second)
        for visit, (time_h, one) in enumerate(zip(visits_h, compared, strict=True)):
            sd = _pooled_sd(first.score[index][:, visit], second.score[index][:, visit])
            found |= {
                Key("diff_vs_control", rated.scale, name, float(time_h)): one.difference,
                Key("standard_error", rated.scale, name, float(time_h)): one.error,
                Key("p_value", rated.scale, name, float(time_h)): one.p,
                Key("standardized_difference", rated.scale, name, float(time_h)): one.difference / sd,
            }
    times = np.array(visits_h)
    response = hazard_ratio(response_times(first, times), response_times(second, times))
    relapse = hazard_ratio(
        relapse_times(trial, contrast.first, first, times),
        relapse_times(trial, contrast.second, second, times),
    )
    for words, hazard in (("response", response), ("relapse", relapse)):
        if np.isfinite(hazard.ratio):
            found[Key(f"hazard_ratio_{words}", "madrs", name, NO_TIME)] = hazard.ratio
            found[Key(f"hazard_p_{words}", "madrs", name, NO_TIME)] = hazard.p
    return found


def _compared(trial: Trial, index: int, first: Seen, second: Seen) -> tuple[Compared, ...]:
    if trial.protocol.crossover is None:
        return compare_arms(
            (first.start[index], second.start[index]),
            (first.score[index], second.score[index]),
            trial.protocol.analysis,
        )
    order = np.argsort(first.person), np.argsort(second.person)
    changes = [
        (one.score[index] - one.start[index][:, None])[o]
        for one, o in zip((first, second), order, strict=True)
    ]
    sequence = first.sequence[order[0]]
    return tuple(
        within_person(changes[0][:, visit] - changes[1][:, visit], sequence)
        for visit in range(changes[0].shape[1])
    )


def _pooled_sd(first: ndarray, second: ndarray) -> float:
    """Return the root of the mean variance of the scores of two arms (NaN where unknown)."""
    groups = [group[np.isfinite(group)] for group in (first, second)]
    if min(group.size for group in groups) < 2:
        return float("nan")
    return float(np.sqrt(np.mean([group.var(ddof=1) for group in groups])))


def _mean(values: ndarray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
