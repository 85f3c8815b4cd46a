"""The number of a row, from the scores of simulated people: one value per draw of a trial.

Everything works on [draw, person, look], so that the prediction (one draw, everybody) and the interval
(many draws of as many people as the trial had) are the same code. Hazard ratios are ratios of
cumulative hazards, ln S1 / ln S0 (equal to the hazard ratio where hazards are proportional).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.trial.rows.measure import Measure
from nemda.units import HOURS_PER_DAY

PERCENT = 100.0
FEWEST = 1e-9
RATING_ERROR = 2.9
"""SD of one rating about a person's state (MADRS points): 11 sqrt(1 - 0.93), the scatter between two scales
shared by both (carmody2006; jiang2009). A relapse is the first of many ratings that is bad, and who is well
after any step of a titration the first that is good, so it counts there; a single rating has it within the
spread of people."""
RATING_STREAM = 290
BLUR = 1.0
"""Points of MADRS by which an expected share is smoothed, about the rounding of ratings: a share that moves
by whole people has no slope that a search could follow. A spread of 11 points grows by 0.4%."""


class Group(NamedTuple):
    """Scores on the scale of the row [draw, person, look], at entry [draw, person], and traits of people.

    `member` [draw, person] marks the people of the subgroup that the row speaks of. `blur` is 0 for the
    people of a trial, who are counted as well or not, and above 0 (SD of a score, in points of the scale) for
    the share that is expected of people like them, where one look is judged.
    """

    score: Float[ndarray, "draw person look"]
    entry: Float[ndarray, "draw person"]
    member: Bool[ndarray, "draw person"]
    dissociation: Float[ndarray, "draw person"]
    bmi: Float[ndarray, "draw person"]
    blur: float = 0.0


def statistic(
    measure: Measure, groups: tuple[Group, ...], spontaneous_per_d: float
) -> Float[ndarray, " draw"]:
    """Return the value of a row in every draw; NaN where a draw holds nobody it could be counted in.

    `spontaneous_per_d` is the hazard (1/d) of relapse for reasons other than the drug wearing off.
    """
    simple = _SIMPLE.get(measure.quantity)
    if simple is not None:
        return simple(measure, groups)
    if measure.event == "relapse":
        return _relapse_statistic(measure, groups, spontaneous_per_d)
    if measure.quantity == "hazard_ratio":
        surviving = [1 - _mean(_ever(measure, group), group.member) for group in groups]
        return _hazard_ratio(surviving[1], surviving[0])  # time to response is given as control against drug
    rates = [_rate(measure, group) / PERCENT for group in groups]
    if len(rates) < 2:
        return rates[0] * PERCENT
    if measure.quantity in {"response_rate", "remission_rate"}:  # successive steps: never well in any
        return PERCENT * (1 - np.prod([1 - rate for rate in rates], axis=0))
    return _ratio(measure.quantity, rates[0], rates[1])


def _mean(values: ndarray, member: ndarray) -> ndarray:
    count = member.sum(axis=1)
    total = np.where(member, values, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)


def _sd(values: ndarray, member: ndarray) -> ndarray:
    mean = _mean(values, member)[:, None]
    count = np.maximum(member.sum(axis=1) - 1, 1)
    return np.sqrt(np.where(member, (values - mean) ** 2, 0.0).sum(axis=1) / count)


def _change(group: Group) -> ndarray:
    return group.score[:, :, -1] - group.entry


def _score_mean(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    del measure
    return _mean(groups[0].score[:, :, -1], groups[0].member)


def _mean_change(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    group = groups[0]
    change = _mean(_change(group), group.member)
    if not measure.effect_size:
        return change
    spread = np.hypot(_sd(group.entry, group.member), _sd(group.score[:, :, -1], group.member)) / np.sqrt(2)
    return change / np.maximum(spread, FEWEST)


def _percent_change(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    del measure
    group = groups[0]
    return PERCENT * _mean(_change(group), group.member) / _mean(group.entry, group.member)


def _difference(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    first, second = groups
    points = _mean(_change(first), first.member) - _mean(_change(second), second.member)
    if not measure.effect_size:
        return points
    spreads = [_sd(group.score[:, :, -1], group.member) for group in groups]
    return points / np.maximum(np.hypot(*spreads) / np.sqrt(2), FEWEST)


def _p_value(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    from scipy.special import ndtr

    del measure
    first, second = groups
    points = _mean(_change(first), first.member) - _mean(_change(second), second.member)
    errors = [_sd(_change(g), g.member) / np.sqrt(np.maximum(g.member.sum(axis=1), 1)) for g in groups]
    return 2 * ndtr(-np.abs(points) / np.maximum(np.hypot(*errors), FEWEST))


def _rate(measure: Measure, group: Group) -> ndarray:
    return PERCENT * _mean(_ever(measure, group), group.member)


def _response_limit(measure: Measure, group: Group) -> ndarray:
    """Return the highest score that is a response [draw, person, 1]."""
    if measure.fall_points:
        return group.entry[:, :, None] - measure.fall_points
    return (1 - measure.fall) * group.entry[:, :, None]


def _responds(measure: Measure, group: Group) -> ndarray:
    return group.score <= _response_limit(measure, group)


def _ever(measure: Measure, group: Group) -> ndarray:
    """Return who is well often enough [draw, person]; at one look of a blurred group, how likely each is."""
    limit = measure.remission if measure.event == "remission" else _response_limit(measure, group)
    looks = group.score.shape[2]
    if group.blur == 0 or looks > 1:
        score = _rated(measure, group) if measure.steps else group.score
        return (score <= limit).sum(axis=2) >= min(measure.needed_looks, looks)
    from scipy.special import ndtr

    # an error of the conversion between scales lifts the score and lowers the entry, or the reverse
    twice = 0.0 if measure.event == "remission" else 1.0 if measure.fall_points else 1.0 - measure.fall
    converted = (1.0 + twice) * measure.reading.rating_error / np.sqrt(2)
    return ndtr((limit - group.score[:, :, 0, None]) / np.hypot(group.blur, converted))[:, :, 0]


def _sensitivity(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    """Return the share of those who respond at the end (last look) who did so at the first look."""
    responds = _responds(measure, groups[0])
    return PERCENT * _mean(responds[:, :, 0], groups[0].member & responds[:, :, -1])


def _share_of_effect(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    """Return the difference between drug and placebo at the first look over that at the last."""
    del measure
    differences = [_mean(groups[0].score[:, :, k] - groups[0].entry, groups[0].member)
                   - _mean(groups[1].score[:, :, k] - groups[1].entry, groups[1].member)
                   for k in (0, -1)]  # fmt: skip
    small = np.abs(differences[1]) < FEWEST
    return np.divide(differences[0], np.where(small, np.nan, differences[1]))


def _share_of_remitters(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    """Return the share of people in remission at the last look who were so at the first."""
    group = groups[0]
    remits = group.score <= measure.remission
    return PERCENT * _mean(remits[:, :, 0], group.member & remits[:, :, -1])


def _ratio(quantity: str, first: ndarray, second: ndarray) -> ndarray:
    low, high = 0.5 / 1000, 1 - 0.5 / 1000
    one, other = np.clip(first, low, high), np.clip(second, low, high)
    if quantity == "odds_ratio":
        return one / (1 - one) * (1 - other) / other
    if quantity == "relative_risk":
        return one / other
    if quantity == "nnt":
        return 1 / np.maximum(one - other, low)
    return PERCENT * (first - second)


def _hazard_ratio(first: ndarray, second: ndarray) -> ndarray:
    low, high = 0.5 / 1000, 1 - 0.5 / 1000
    return np.log(np.clip(first, low, high)) / np.log(np.clip(second, low, high))


def fixed_noise(stream: int, shape: tuple[int, ...]) -> ndarray:
    """Return standard normal numbers that are the same in every evaluation."""
    return np.random.Generator(np.random.Philox(key=stream)).standard_normal(shape)


def _rated(measure: Measure, group: Group) -> ndarray:
    """Return scores with the scatter of ratings; the first look is left as the other rows count it."""
    noise = fixed_noise(RATING_STREAM, group.score.shape)
    noise[:, :, 0] = 0.0
    return group.score + RATING_ERROR / measure.reading.madrs_per_point() * noise


def _lost(measure: Measure, group: Group) -> tuple[ndarray, ndarray]:
    """Return who can relapse [draw, person], and who has by each later look [draw, person, look].

    A relapse is a rating without response that the next visit confirms (assumed; the last visit has no next).
    """
    seen = group._replace(score=_rated(measure, group))
    well = _responds(measure, seen)
    if measure.quantity == "sustained_remission_rate":
        well = seen.score <= measure.remission
    bad = ~well[:, :, 1:] if measure.relapse_score is None else seen.score[:, :, 1:] >= measure.relapse_score
    again = np.concatenate([bad[:, :, 1:], bad[:, :, -1:]], axis=2)
    starts = group.member if measure.relapse_score is not None else well[:, :, 0] & group.member
    return starts, np.maximum.accumulate(bad & again, axis=2)


def _surviving(measure: Measure, group: Group, spontaneous_per_d: float) -> tuple[ndarray, ndarray]:
    """Return the share without relapse at each look [draw, look], and the days of the looks."""
    start, lost = _lost(measure, group)
    days = (np.array(measure.looks_h[1:]) - measure.looks_h[0]) / HOURS_PER_DAY
    kept = np.stack([1 - _mean(lost[:, :, look], start) for look in range(lost.shape[2])], axis=1)
    return kept * np.exp(-spontaneous_per_d * days), days


def _relapse_statistic(measure: Measure, groups: tuple[Group, ...], spontaneous_per_d: float) -> ndarray:
    curves = [_surviving(measure, group, spontaneous_per_d) for group in groups]
    kept, days = curves[0]
    if measure.quantity == "hazard_ratio":
        return _hazard_ratio(kept[:, -1], curves[1][0][:, -1])
    if measure.quantity == "time_to_relapse":
        return _time_to_relapse(kept, days, measure.mean_time)
    if measure.quantity == "relapse_rate":
        return PERCENT * (1 - kept[:, -1])
    if measure.quantity == "sustained_remission_rate":
        return PERCENT * kept[:, -1] * _mean(_lost(measure, groups[0])[0], groups[0].member)
    return PERCENT * kept[:, -1]


def _time_to_relapse(kept: ndarray, days: ndarray, mean_time: bool) -> ndarray:
    """Return the median day of relapse, or the mean among those who relapse before the last look."""
    if mean_time:
        events = -np.diff(np.concatenate([np.ones((kept.shape[0], 1)), kept], axis=1), axis=1)
        return (events * days).sum(axis=1) / np.maximum(events.sum(axis=1), FEWEST)
    before = np.concatenate([np.ones((kept.shape[0], 1)), kept], axis=1)
    return np.array([median_day(curve, np.append(0.0, days)) for curve in before])


def median_day(curve: ndarray, days: ndarray) -> float:
    """Return when half are left, straight between visits; the last visit where more are left."""
    if not np.isfinite(curve).all() or curve[-1] > 0.5:
        return float(days[-1])
    at = int(np.argmax(curve <= 0.5))
    share = (curve[at - 1] - 0.5) / (curve[at - 1] - curve[at])
    return float(days[at - 1] + share * (days[at] - days[at - 1]))


def _correlation(trait: str, slope: bool = False):
    def of(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
        del measure
        group = groups[0]
        values = getattr(group, trait)
        score = group.score[:, :, -1] if slope else _change(group) / np.maximum(group.entry, 1.0)
        x = values - values.mean(axis=1, keepdims=True)
        y = score - score.mean(axis=1, keepdims=True)
        covariance = (x * y).mean(axis=1)
        if slope:
            return covariance / np.maximum((x**2).mean(axis=1), FEWEST)
        return covariance / np.maximum(np.sqrt((x**2).mean(axis=1) * (y**2).mean(axis=1)), FEWEST)

    return of


def _onset(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    """Return minutes to the first look with a difference of two standard errors; NaN if none has it."""
    found: list[ndarray] = []
    for look in range(len(measure.looks_h)):
        changes = [group.score[:, :, look] - group.entry for group in groups]
        pairs = list(zip(changes, groups, strict=True))
        first, second = (_mean(change, group.member) for change, group in pairs)
        errors = [_sd(change, g.member) / np.sqrt(np.maximum(g.member.sum(axis=1), 1)) for change, g in pairs]
        found.append(np.abs(first - second) > 1.96 * np.hypot(*errors))
    passed = np.stack(found, axis=1)
    minutes = 60.0 * np.array(measure.looks_h)
    return np.where(passed.any(axis=1), minutes[passed.argmax(axis=1)], np.nan)


def _sessions(measure: Measure, groups: tuple[Group, ...]) -> ndarray:
    """Return after how many sessions half of the people respond, or half of all remitters have remitted."""
    group = groups[0]
    if measure.quantity == "infusions_to_response":
        responds = _responds(measure, group)
        shares = np.stack([_mean(responds[:, :, k], group.member) for k in range(responds.shape[2])], axis=1)
    else:
        remits = np.logical_or.accumulate(group.score <= measure.remission, axis=2)
        last = remits[:, :, -1] & group.member
        shares = np.stack([_mean(remits[:, :, k], last) for k in range(remits.shape[2])], axis=1)
    reached = shares >= 0.5
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, np.nan)


_SIMPLE = {
    "infusions_to_response": _sessions,
    "infusions_to_remission": _sessions,
    "onset_of_superiority": _onset,
    "mean": _score_mean,
    "change_from_baseline": _mean_change,
    "percent_change": _percent_change,
    "diff_vs_control": _difference,
    "null_result": _difference,
    "p_value": _p_value,
    "sensitivity_of_4h_response": _sensitivity,
    "fraction_of_6wk_effect": _share_of_effect,
    "fraction_of_remitters": _share_of_remitters,
    "correlation": _correlation("dissociation"),
    "moderator_beta_bmi": _correlation("bmi"),
    "slope": _correlation("dissociation", slope=True),
}
