"""The explanation of one person's course: terms of the score, shares of arrows, losses of links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from nemda.explain.arrows import EXPECTANCY, LAST_STEP, MECHANISM, Arrow, arrows, is_off, switched
from nemda.explain.links import Link, links
from nemda.explain.person import Who, typical_person
from nemda.explain.shapley import MOST_EXACT, Effect, shapley
from nemda.explain.task import AT_H, Task, task_of
from nemda.explain.terms import Term, drug_points, left, terms
from nemda.mechanism.sets import DEFAULT_SET
from nemda.progress import SILENT, Progress
from nemda.regimen import Regimen

GAMES: Mapping[str, str] = {
    MECHANISM: "Contested arrows from block to mood",
    LAST_STEP: "Last steps before mood",
}


class Part(NamedTuple):
    """What one arrow carries of the drug's effect, in points over time (negative is better).

    `share` is the Shapley value and `error` its standard error, 0 where every setting was run; `lost` is
    what goes when this arrow alone is off, `alone` what comes when it alone is on.
    """

    arrow: Arrow
    share: Float[ndarray, " time"]
    error: Float[ndarray, " time"]
    lost: Float[ndarray, " time"]
    alone: Float[ndarray, " time"]


class Game(NamedTuple):
    """Arrows whose shares sum, with what no arrow carries (`rest`), to the drug's points."""

    name: str
    title: str
    parts: tuple[Part, ...]
    rest: Float[ndarray, " time"]
    settings: int
    is_exact: bool


class Idle(NamedTuple):
    """A contested arrow that is off here, and what turning it fully on would add (points over time)."""

    arrow: Arrow
    added: Float[ndarray, " time"]


@dataclass(frozen=True)
class Explanation:
    """One person's change in mood, explained.

    `terms` sum to `change`; in each of `games`, shares and rest sum to the term "drug". `links` is empty if
    the graph was not asked for. All courses are at `time_h`; `at_h` counts from the first dose.
    """

    task: Task
    time_h: Float[ndarray, " time"]
    baseline: float
    madrs: Float[ndarray, " time"]
    terms: tuple[Term, ...]
    games: tuple[Game, ...]
    idle: tuple[Idle, ...]
    links: tuple[Link, ...]

    @property
    def change(self) -> Float[ndarray, " time"]:
        """The change of MADRS from baseline (points)."""
        return self.madrs - self.baseline

    @property
    def drug(self) -> Float[ndarray, " time"]:
        """The points of the drug term."""
        return next(term.points for term in self.terms if term.name == "drug")

    @property
    def places(self) -> tuple[int, ...]:
        """Where each time of `at_h` stands in `time_h`."""
        asked = [self.task.first_dose_h + time for time in self.task.at_h]
        return tuple(int(np.argmin(np.abs(self.time_h - time))) for time in asked)


def explain(
    regimen: Regimen | str,
    who: Who | None = None,
    *,
    at_h: Sequence[float] = AT_H,
    weeks: float | None = None,
    changes: Mapping[str, float] | None = None,
    parameter_set: str = DEFAULT_SET,
    with_links: bool = True,
    progress: Progress = SILENT,
) -> Explanation:
    """Return what each link contributed to one person's change in mood.

    Parameters
    ----------
    regimen
        A regimen or its sentence.
    who
        The person; by default the typical one of preset ``trd`` (see `nemda.explain.person`).
    at_h
        The times to look at, in hours after the first dose.
    weeks
        Simulated time; by default until four weeks after the last dose.
    changes
        Typical values of parameters and switches to replace, by name.
    parameter_set
        The dated set of fitted parameters.
    with_links
        Whether every arrow of the mechanism graph is cut too, which the graph's widths need.
    progress
        Who is told how far the work is, and may stop it.

    Raises
    ------
    NemdaError
        Bad input, no solution with some arrow off, or cancellation.
    """
    task = task_of(regimen, who or typical_person(), at_h, weeks, changes, parameter_set)
    progress.start(4, "switching arrows off")
    drawn = task.drawn
    baseline = float(task.who.people["baseline_madrs"][0])
    blind = [arrow for arrow in arrows() if arrow.game == EXPECTANCY]
    two = switched(drawn, blind, np.array([[True] * len(blind), [False] * len(blind)]))
    full = task.run(two)
    remaining = left(full.values)
    progress.advance()

    def points(chosen: Sequence[Arrow], on: Bool[ndarray, "setting arrow"]) -> ndarray:
        share = task.over_time(switched(drawn, chosen, on), "drug_share")
        return drug_points(baseline, share, remaining)

    games: list[Game] = []
    for name in GAMES:
        chosen = [arrow for arrow in arrows() if arrow.game == name and not is_off(arrow, drawn)]
        games.append(_game(name, chosen, lambda on, chosen=tuple(chosen): points(chosen, on)))
        progress.advance()
    off = [arrow for arrow in arrows() if arrow.game == MECHANISM and is_off(arrow, drawn)]
    idle = [_idle(task, arrow, drawn, baseline, remaining, full.values["drug_share"][0]) for arrow in off]
    cut = links(task) if with_links else ()
    progress.advance()
    progress.finish()
    return Explanation(
        task=task,
        time_h=full.time_h,
        baseline=baseline,
        madrs=full.values["madrs"][0],
        terms=terms(full.values, two, baseline),
        games=tuple(games),
        idle=tuple(idle),
        links=cut,
    )


def _game(name: str, chosen: Sequence[Arrow], effect: Effect) -> Game:
    count = len(chosen)
    shares = shapley(effect, count)
    one = np.eye(count, dtype=bool)
    single = effect(np.concatenate([~one, one])) if count else np.empty((0, shares.nothing.size))
    parts = tuple(
        Part(
            arrow, shares.shares[place], shares.error[place],
            lost=shares.everything - single[place], alone=single[count + place] - shares.nothing,
        )
        for place, arrow in enumerate(chosen)
    )  # fmt: skip
    return Game(name, GAMES[name], parts, shares.nothing, shares.settings, count <= MOST_EXACT)


def _idle(
    task: Task,
    arrow: Arrow,
    drawn: Mapping[str, ndarray],
    baseline: float,
    remaining: ndarray,
    as_it_is: ndarray,
) -> Idle:
    turned_on = {**drawn, **{step.parameter: np.ones(1) for step in arrow.off}}
    share = task.over_time(turned_on, "drug_share")
    return Idle(arrow, drug_points(baseline, share - as_it_is, remaining)[0])
