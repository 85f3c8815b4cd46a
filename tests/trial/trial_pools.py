"""Pools made by hand, whose scores have a known distribution, for tests of drawing and analyzing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from trial_samples import trial

from nemda.trial.conduct import Pool, contrasts_of, groups_of
from nemda.trial.conduct.visits import visits_of
from nemda.trial.definition import Trial
from nemda.trial.deviation import NO_DEVIATION, Lift
from nemda.trial.protocol import Protocol
from nemda.trial.replicates import Prepared
from nemda.trial.rows.variation import Discrepancy, StudyEffect, Variation

DAY, WEEK = 24.0, 168.0
PEOPLE = 4000


def made_trial(**protocol: object) -> Trial:
    settings: dict[str, object] = {"people": 60, "visits_h": (DAY, WEEK), **protocol}
    return trial(protocol=Protocol(**settings), weeks=1.0)


def at_once(lift: np.ndarray) -> Lift:
    """Return a lift none of which lasts, and none of it by an antidepressant."""
    return Lift(lift, np.zeros_like(lift), np.zeros_like(lift))


def made_pools(of: Trial, lift: float = 0.3) -> dict[str, Pool]:
    """Return pools in which the drug arm has a lift, everybody a baseline of 34 (4) and a natural share."""
    generator = np.random.default_rng(5)
    baseline = 34 + 4 * generator.normal(size=PEOPLE)
    natural = 0.15 + 0.2 * generator.normal(size=PEOPLE)
    times = np.array([0.0, *visits_of(of)])
    found: dict[str, Pool] = {}
    for group in groups_of(of):
        has_drug = group.name == "ketamine"
        rows = np.ones((PEOPLE, times.size)) * (times > 0)
        found[group.name] = Pool(
            group=group, time_h=times, lift=at_once(lift * has_drug * rows), expected=0.05 * rows,
            natural=natural[:, None] * rows, baseline=baseline, cadss=np.full(PEOPLE, 40.0 * has_drug),
            sedation=np.full(PEOPLE, 0.5 * has_drug), high_pressure=np.zeros(PEOPLE, dtype=bool),
            traits={"baseline_madrs": baseline, "age_y": np.linspace(20, 80, PEOPLE)},
        )  # fmt: skip
    return found


def prepared(of: Trial, lift: float = 0.3) -> Prepared:
    variation = Variation(NO_DEVIATION, 0.0, Discrepancy(0.0, 0.0, 0.0))
    return Prepared(
        of, groups_of(of), contrasts_of(of), visits_of(of), (made_pools(of, lift),), variation,
        StudyEffect(NO_DEVIATION, NO_DEVIATION), (),
    )  # fmt: skip


def with_protocol(of: Trial, **changes: object) -> Trial:
    return replace(of, protocol=replace(of.protocol, **changes))
