"""The plans of a run: one for each arm whose people all get the same drug."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nemda.plan.monitoring import Moment, MonitoringPlan, monitoring_plan
from nemda.trial.planned import PlannedArm
from nemda.trial.settings import RunSettings


def monitoring_plans(arms: Sequence[PlannedArm], settings: RunSettings) -> dict[str, MonitoringPlan]:
    """Return the plan of the first session of each arm by its name; pooled and drug-free arms have none."""
    found: dict[str, MonitoringPlan] = {}
    for arm in arms:
        if len(arm.portions) == 1:
            plan = monitoring_plan(
                arm.portions[0].regimen, arm.portions[0].people,
                parameter_set=settings.parameter_set, changes=dict(settings.changes),
            )  # fmt: skip
            if plan is not None:
                found[arm.name] = plan
    return found


def monitoring_json(plan: MonitoringPlan) -> dict[str, Any]:
    """Return a plan as plain numbers; minutes after the start of the dose, None where later than watched."""
    return {
        "people": plan.people,
        "peaks": {one.what: _moment(one) for one in plan.peaks},
        "ready": {one.what: _moment(one) for one in plan.ready},
        "systolic_peak_mmHg": {"median": plan.systolic_peak_mmhg[0], "q95": plan.systolic_peak_mmhg[1]},
        "systolic_180_share": plan.severe_share,
        "sedated_share": plan.sedated_share,
    }


def _moment(moment: Moment) -> dict[str, float | None]:
    return {"median_min": moment.median_min, "by_95_min": moment.by_95_min}
