"""What the calibration is held to: rows of the evidence tables, each with its sampling error.

Errors: of a mean, SD / sqrt(n) (SD of the row, or 11 points where it gives none); of an SD,
SD / sqrt(2 n); of a rate, sqrt(p (1 - p) / n) with one success and one failure added (Agresti and Coull
1998, DOI 10.1080/00031305.1998.10480550); of a hazard ratio, from its interval on the log scale; of a median
time to relapse, sqrt(pi / 2) mean / sqrt(n) as for an exponential time. To each is added a discrepancy
that no parameter explains, so that a large trial cannot claim precision that the model does not have.
Wrong if residuals in units of these errors scatter much more, or less, than 1.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from nemda.evidence.rows import raw_rows
from nemda.trial.rows.arm_row import OutcomeRow, arm_rows, outcome_rows
from nemda.trial.rows.measure import RATE_QUANTITIES
from nemda.trial.rows.request import Request, requests_of
from nemda.trial.rows.scenario import Scenario
from nemda.trial.rows.text import has, numbers

USUAL_SD = 11.0
"""SD of MADRS after dosing where a row gives none: between 9.3 and 12.3 of wilkinson2018_ipd."""
DISCREPANCY = {"points": 1.0, "%": 4.0, "sd": 1.0, "log": 0.2}
"""SD of what no parameter explains: points of the scale, percentage points, log of times and ratios."""
LOG_FLOOR = 0.02
LONGEST_H = 9000.0
"""Later outcomes are left out: few people are left in such a study, and each costs a simulated year."""
COMPLETERS = "completers?|retention|observed cases?"
"""Words of a row that counts only people who stayed."""
FOLLOW_UP, FOLLOWED_H = "naturalistic|routine|real-world", 3000.0
"""A design that leaves later care open, and the time from which that, not the drug, makes the outcome."""


class Target(NamedTuple):
    """One number to be met: `kind` says how it is compared (``points``, ``%``, ``sd``, ``log``)."""

    request: Request
    kind: str
    value: float
    error: float

    @property
    def study_id(self) -> str:
        """The study it comes from."""
        return self.request.row.study_id

    def compared(self, value: float) -> float:
        """Return a number on the scale of comparison: its log for times and ratios."""
        return math.log(max(value, LOG_FLOOR)) if self.kind == "log" else value


def choice() -> Mapping[str, Any]:
    """Return which studies are fitted and which are left out, with reasons."""
    with (files("nemda.fit") / "data" / "trials.toml").open("rb") as stream:
        return tomllib.load(stream)


def targets() -> tuple[tuple[Target, ...], Mapping[Scenario, tuple[float, ...]]]:
    """Return every target, and the times (h) wanted of each scenario."""
    chosen = choice()
    without: Mapping[str, list[str]] = chosen["rows_left_out"]
    rows = outcome_rows([row.cells for row in raw_rows("trial_outcomes")])
    kept = [
        row
        for row in rows
        if row.study_id in chosen["fitted"]
        and row.value is not None
        and (row.time_h is None or row.time_h <= LONGEST_H)
        and row.quantity not in without.get(row.study_id, [])
        and "memory" not in row.note.split(";")[0]
    ]
    derived = [
        OutcomeRow(position=len(rows) + index, n=None, **each) for index, each in enumerate(chosen["derived"])
    ]
    found, times = requests_of([*kept, *derived], arm_rows([row.cells for row in raw_rows("trial_arms")]))
    made = [target for one in found if isinstance(one, Request) for target in _targets(one)]
    return tuple(made), times


def _targets(request: Request) -> list[Target]:
    row, quantity = request.row, request.measure.quantity
    value = row.value
    if value is None or request.measure.effect_size or _of_those_who_stayed(request):
        return []
    if quantity in {"mean", "change_from_baseline"}:
        return _points(request, value)
    if quantity in RATE_QUANTITIES and row.unit == "%" and quantity != "sensitivity_of_4h_response":
        n = request.sizes[0]
        p = (value / 100 * n + 1) / (n + 2)
        error = math.hypot(100 * math.sqrt(p * (1 - p) / n), DISCREPANCY["%"])
        return [Target(request, "%", value, error)]
    if quantity in {"time_to_relapse", "hazard_ratio"} and value > 0:
        return [Target(request, "log", value, math.hypot(_log_error(request, value), DISCREPANCY["log"]))]
    if quantity == "diff_vs_control" and not _both_arms_given(request):
        return [Target(request, "points", value, math.hypot(_error(request), DISCREPANCY["points"]))]
    return []


def _of_those_who_stayed(request: Request) -> bool:
    """Return whether a row says how those fared who stayed or got other care, which is no durability."""
    late = (request.row.time_h or 0.0) > FOLLOWED_H
    return has(request.row.note.lower(), COMPLETERS) or (
        late and any(has(arm.design, FOLLOW_UP) for arm in request.arms)
    )


def _points(request: Request, value: float) -> list[Target]:
    found = [Target(request, "points", value, math.hypot(_error(request), DISCREPANCY["points"]))]
    row = request.row
    # people chosen for their outcome vary less by a rule of choice that the table does not give in full
    if row.dispersion_type == "SD" and numbers(row.dispersion) and not request.subgroup:
        sd = numbers(row.dispersion)[0]
        size = request.sizes[0]
        found.append(Target(request, "sd", sd, math.hypot(sd / math.sqrt(2 * size), DISCREPANCY["sd"])))
    return found


def _error(request: Request) -> float:
    row = request.row
    found = numbers(row.dispersion)
    if row.dispersion_type.startswith("SE") and found:
        return found[0]
    if row.dispersion_type.startswith("95%CI") and len(found) == 2 and "to" in row.dispersion:
        low, high = (
            float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", row.dispersion.replace(" to ", " "))
        )
        return abs(high - low) / (2 * 1.96)
    sd = found[0] if row.dispersion_type == "SD" and found else USUAL_SD
    return math.sqrt(sum(sd**2 / n for n in request.sizes))


def _log_error(request: Request, value: float) -> float:
    found = numbers(request.row.dispersion)
    if request.measure.quantity == "hazard_ratio" and len(found) == 2:
        return math.log(found[1] / found[0]) / (2 * 1.96)
    del value
    return math.sqrt(math.pi / 2 / request.sizes[0])


def _both_arms_given(request: Request) -> bool:
    """Return whether the changes of both arms are targets too, so that their difference says nothing new."""
    return request.row.study_id in {"daly2018_p1", "murrough2013", "gemini", "persevere2018"} and (
        request.row.time_h in {2.0, 24.0, 168.0, 1008.0}
    )
