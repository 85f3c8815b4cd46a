"""Power: how often a trial of some size finds a drug of some effect, with the closed form beside it.

Power is that of the endpoint's test under the model's parameters, with trials that do not differ
otherwise;
`effect` multiplies what the drug lifts (0 is a null drug). A null drug that is felt still breaks the blind,
so each contrast is also run with a null drug and a perfect blind: there the test must reject as often as its
level says. The closed form is that of the two-sample t test for the mean change (noncentral t) with
the means and SDs of the simulated people: it has no dropout and no adjustment for baseline.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nemda.errors import TrialError
from nemda.progress import SILENT, Progress, stop_if_cancelled
from nemda.trial.conduct.groups import Group
from nemda.trial.conduct.pool import Pool
from nemda.trial.conduct.replicate import World, draw_replicate, generator_of
from nemda.trial.conduct.visits import endpoint_of
from nemda.trial.definition import Contrast, Trial
from nemda.trial.estimates import Seen, seen_of
from nemda.trial.intervals import Proportion, wilson
from nemda.trial.protocol.allocation import shares_of, sizes_of
from nemda.trial.protocol.parts import Endpoint
from nemda.trial.replicates import Prepared, ReplicateSettings, prepare
from nemda.trial.statistics.compared import compare_arms, within_person


class PowerCell(NamedTuple):
    """Power for one effect and size.

    `people` are randomized in all; `power` is the share of replicates that reject, with its 90% interval;
    `closed_form` that of the two-sample t test, None for a crossover; `difference` the mean estimate.
    """

    contrast: str
    effect: float
    people: int
    perfect_blind: bool
    replicates: int
    power: Proportion
    closed_form: float | None
    difference: float


def power_of(
    trial: Trial,
    settings: ReplicateSettings,
    effects: Sequence[float],
    sizes: Sequence[int] = (),
    *,
    out: Path | None = None,
    progress: Progress = SILENT,
) -> tuple[PowerCell, ...]:
    """Return power for every effect and number of people (that of the trial where `sizes` is empty).

    Cells come contrast by contrast; the first of each size is the check of a null drug under a perfect blind.

    Raises
    ------
    NemdaError
        Bad input, or cancellation; pools that were simulated are kept in `out`.
    """
    for effect in effects:
        if not (math.isfinite(effect) and effect >= 0):
            raise TrialError("An effect is a factor of 0 or more.", where="--effect-grid", got=effect)
    own = settings._replace(parameters=False, between_trials=False)
    # a null drug needs the blind kept whole: what is felt reaches mood by expectancy, which the effect leaves
    masked = replace(
        trial, protocol=replace(trial.protocol, blinding=1.0, anesthesia=False, open_label=False)
    )
    plain = prepare(trial, own, None if out is None else out / "trial", progress)
    if not plain.contrasts:
        raise TrialError("There is nothing to compare.", where="arms", expected="two arms or more")
    blind = prepare(masked, own, None if out is None else out / "perfect-blind", progress)
    wanted = sizes or [sum(plain.sizes.values())]
    cells = [(blind, 0.0, n, True) for n in wanted] + [
        (plain, effect, n, False) for n in wanted for effect in effects
    ]
    progress.start(len(cells) * settings.replicates, "power")
    found: list[PowerCell] = []
    for prepared, effect, people, perfect in cells:
        found += power_cell(prepared, settings, effect, people, perfect, progress)
    progress.finish()
    order = {f"{c.first} vs {c.second}": i for i, c in enumerate(plain.contrasts)}
    return tuple(sorted(found, key=lambda cell: order[cell.contrast]))


def power_cell(
    prepared: Prepared, settings: ReplicateSettings, effect: float, people: int, perfect: bool,
    progress: Progress = SILENT,
) -> list[PowerCell]:  # fmt: skip
    """Return the power of every contrast of a trial for one effect and one number of people.

    Raises
    ------
    CancelledError
        The user asked to stop.
    """
    trial, endpoint = prepared.trial, endpoint_of(prepared.trial)
    sizes = _sizes(trial, prepared.groups, people)
    p: dict[Contrast, list[float]] = {contrast: [] for contrast in prepared.contrasts}
    differences: dict[Contrast, list[float]] = {contrast: [] for contrast in prepared.contrasts}
    for number in range(settings.replicates):
        if number % 20 == 0:
            stop_if_cancelled(
                progress, "nothing of this power calculation; simulated people are kept with --out"
            )
        name = f"trial/power/{effect:g}/{people}/{perfect}/{number}"
        generator = generator_of(settings.seed, name)
        drawn = draw_replicate(trial, prepared.main, prepared.visits_h, sizes, World(effect), generator)
        seen = seen_of(drawn)
        for contrast in prepared.contrasts:
            one = _test(trial, endpoint, prepared.visits_h, seen[contrast.first], seen[contrast.second])
            p[contrast].append(one[1])
            differences[contrast].append(one[0])
        progress.advance()
    alpha = trial.protocol.analysis.alpha
    found: list[PowerCell] = []
    for contrast in prepared.contrasts:
        values = np.array(p[contrast])
        rejected = int((values[np.isfinite(values)] < alpha).sum())
        found.append(
            PowerCell(
                contrast=f"{contrast.first} vs {contrast.second}",
                effect=effect,
                people=sum(sizes.values()),
                perfect_blind=perfect,
                replicates=settings.replicates,
                power=wilson(rejected, settings.replicates),
                closed_form=_closed_form(prepared, contrast, sizes, effect, endpoint),
                difference=float(np.nanmean(differences[contrast])),
            )
        )
    return found


def _sizes(trial: Trial, groups: Sequence[Group], people: int) -> dict[str, int]:
    protocol = trial.protocol
    if protocol.crossover is not None:
        shares = (1.0 / len(groups),) * len(groups)
    elif protocol.people is None and protocol.allocation == "":
        total = sum(group.size for group in groups)
        shares = tuple(group.size / total for group in groups)
    else:
        shares = shares_of(protocol.allocation, len(trial.arms))
    return {group.name: size for group, size in zip(groups, sizes_of(people, shares), strict=True)}


def _test(
    trial: Trial, endpoint: Endpoint, visits_h: Sequence[float], first: Seen, second: Seen
) -> tuple[float, float]:
    """Return the estimate and its p value at the endpoint."""
    index = [one.scale for one in trial.protocol.scales].index(endpoint.scale)
    at = int(np.argmin(np.abs(np.array(visits_h) - endpoint.time_h)))
    if trial.protocol.crossover is not None:
        orders = [np.argsort(one.person) for one in (first, second)]
        changes = [
            (one.score[index][:, at] - one.start[index])[o]
            for one, o in zip((first, second), orders, strict=True)
        ]
        found = within_person(changes[0] - changes[1], first.sequence[orders[0]])
        return found.difference, found.p
    analysis = trial.protocol.analysis
    # only the mixed model uses other visits than the one that is tested; LOCF uses those before it
    visits = slice(None) if analysis.method == "mmrm" or analysis.missing == "locf" else slice(at, at + 1)
    compared = compare_arms(
        (first.start[index], second.start[index]),
        (first.score[index][:, visits], second.score[index][:, visits]),
        analysis,
    )
    one = compared[at if len(compared) > 1 else -1]
    return one.difference, one.p


def _closed_form(
    prepared: Prepared, contrast: Contrast, sizes: dict[str, int], effect: float, endpoint: Endpoint
) -> float | None:
    trial = prepared.trial
    selected = trial.protocol.limits or (
        trial.protocol.lead_in is not None and trial.protocol.lead_in.keep != "everybody"
    )
    if trial.protocol.crossover is not None or endpoint.scale != "madrs" or selected:
        return None
    noise = next(one.noise_sd for one in trial.protocol.scales if one.scale == "madrs")
    moments = [
        _moments(prepared.main[name], effect, endpoint.time_h, noise)
        for name in (contrast.first, contrast.second)
    ]
    alpha = trial.protocol.analysis.alpha
    return t_test_power(moments, (sizes[contrast.first], sizes[contrast.second]), alpha)


def _moments(pool: Pool, effect: float, time_h: float, noise_sd: float) -> tuple[float, float]:
    """Return mean and variance of the rated change of a group."""
    begins_h = pool.group.begins_h[0]
    scores = pool.madrs(np.arange(pool.size), pool.at([begins_h, begins_h + time_h]), effect)
    start = scores[:, 0] if begins_h else pool.baseline
    change = scores[:, 1] - start
    return float(change.mean()), float(change.var(ddof=1)) + 2 * noise_sd**2


def t_test_power(moments: Sequence[tuple[float, float]], sizes: tuple[int, int], alpha: float) -> float:
    """Return the power of a two-sided two-sample t test from mean and variance of each arm.

    Noncentral t with n1 + n2 - 2 degrees of freedom and noncentrality d / sqrt(s^2 (1/n1 + 1/n2)).
    """
    from scipy.stats import nct
    from scipy.stats import t as student

    (mean1, variance1), (mean2, variance2) = moments
    n1, n2 = sizes
    freedom = n1 + n2 - 2
    pooled = ((n1 - 1) * variance1 + (n2 - 1) * variance2) / freedom
    noncentrality = (mean1 - mean2) / math.sqrt(pooled * (1 / n1 + 1 / n2))
    critical = float(student.ppf(1 - alpha / 2, freedom))
    return float(nct.sf(critical, freedom, noncentrality) + nct.cdf(-critical, freedom, noncentrality))
