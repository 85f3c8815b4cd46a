"""Doses that rise person by person: simulated session by session, people with the same doses together.

At every look the people of a dose path who fall short and tolerate it go on one level higher. A path is
simulated from the start again, so levels reached late cost little and nobody's course is patched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.group import run_drawn
from nemda.engine.job import Job
from nemda.errors import TrialError
from nemda.mechanism.chain import chain
from nemda.people import People, sample
from nemda.progress import Progress, stop_if_cancelled
from nemda.regimen import Regimen, sessions
from nemda.trial.conduct.groups import Group
from nemda.trial.deviation import LIFTED
from nemda.trial.protocol.parts import Titration
from nemda.units import HOURS_PER_WEEK

Path = tuple[int, ...]
READ = (*LIFTED, "expectancy_share", "natural_share", "dissociation", "sedation", "systolic_rise")
PEAKS = frozenset({"dissociation", "sedation", "systolic_rise"})
"""Of these only the highest value of a person counts."""


def titrated_course(
    group: Group, persons: People, times_h: tuple[float, ...], parameter_set: str,
    changes: Mapping[str, float], progress: Progress,
) -> dict[str, Float[ndarray, "person time"]]:  # fmt: skip
    """Return what is read of everybody [person, time] with ``time_h``, each at the doses that the rule gave.

    Raises
    ------
    TrialError
        The arm pools several regimens.
    CancelledError
        The user asked to stop.
    """
    rule = group.titration
    if rule is None or len(group.mix) != 1:
        raise TrialError("A titration needs one regimen.", where=f"arm {group.name!r}")
    regimen = group.mix[0].regimen
    starts = [start for start in sessions(regimen) if start >= group.begins_h[0]]
    paths: dict[int, Path] = dict.fromkeys(range(persons.n), (0,))
    progress.start(len(starts) * persons.n, f"{group.name}: doses that rise")
    for place, start in enumerate(starts[:-1]):
        look_h = min(start + rule.look_after_h, starts[place + 1])
        for path, members in _by_path(paths).items():
            stop_if_cancelled(progress, "nothing of this arm: rising doses are computed in one piece")
            seen = _run(
                group, persons, np.array(members), path, (look_h,), look_h + 1.0, parameter_set, changes
            )
            level = path[-1]
            rises = _rises(seen, rule, persons["baseline_madrs"][members], look_h)
            for member, rise in zip(members, rises, strict=True):
                paths[member] = (*path, min(level + int(rise), len(rule.levels) - 1))
            progress.advance(len(members))
    return _final(group, persons, paths, times_h, parameter_set, changes, progress)


def _final(
    group: Group, persons: People, paths: Mapping[int, Path], times_h: tuple[float, ...], parameter_set: str,
    changes: Mapping[str, float], progress: Progress,
) -> dict[str, ndarray]:  # fmt: skip
    found: dict[str, ndarray] = {"time_h": np.array(times_h)}
    for path, members in _by_path(paths).items():
        rows = np.array(members)
        seen = _run(group, persons, rows, path, times_h, group.end_h, parameter_set, changes)
        at = np.searchsorted(seen["time_h"], np.array(times_h) - 1e-6)
        for name in READ:
            values = seen[name]
            array = found.setdefault(name, np.zeros((persons.n, len(times_h))))
            array[rows] = values.max(axis=1)[:, None] if name in PEAKS else values[:, at]
        progress.advance(len(members))
    progress.finish()
    return found


def dose_path(regimen: Regimen, rule: Titration, path: Path, begins_h: float) -> Regimen:
    """Return a regimen whose sessions from `begins_h` on have the levels of a path, the last one kept."""
    starts = [start for start in sessions(regimen) if start >= begins_h]
    level = {start: rule.levels[path[min(i, len(path) - 1)]] for i, start in enumerate(starts)}
    doses = (
        replace(dose, amount=level[dose.start_h]) if dose.start_h in level and dose.amount > 0 else dose
        for dose in regimen.doses
    )
    return replace(regimen, doses=tuple(doses))


def _by_path(paths: Mapping[int, Path]) -> dict[Path, list[int]]:
    found: dict[Path, list[int]] = defaultdict(list)
    for member, path in paths.items():
        found[path].append(member)
    return dict(sorted(found.items()))


def _run(
    group: Group, persons: People, rows: ndarray, path: Path, times_h: tuple[float, ...], end_h: float,
    parameter_set: str, changes: Mapping[str, float],
) -> dict[str, ndarray]:  # fmt: skip
    assert group.titration is not None
    whole = dose_path(group.mix[0].regimen, group.titration, path, group.begins_h[0])
    kept = replace(whole, doses=tuple(dose for dose in whole.doses if dose.start_h < end_h))
    job = Job(
        regimen=kept, people=persons, weeks=end_h / HOURS_PER_WEEK, parameter_set=parameter_set,
        changes=tuple(sorted(changes.items())), setting=group.setting,
        visits_h=tuple(sorted({*times_h, *(d.stop_h for d in kept.doses if d.stop_h <= end_h)})),
    )  # fmt: skip
    drawn = {name: values[rows] for name, values in sample(job.parameters, persons).items()}
    some = replace(persons, n=rows.size, covariates={k: v[rows] for k, v in persons.covariates.items()})
    result = run_drawn(job, some, drawn, chain())
    values = {name: np.asarray(result.values[name], dtype=float) for name in (*READ, "madrs")}
    return values | {"time_h": np.asarray(result.time_h)}


def _rises(seen: Mapping[str, ndarray], rule: Titration, baseline: ndarray, look_h: float) -> ndarray:
    at = int(np.argmin(np.abs(seen["time_h"] - look_h)))
    fall = 1 - seen["madrs"][:, at] / baseline
    return (fall < rule.rise_below) & (seen["dissociation"].max(axis=1) <= rule.tolerated_cadss)
