"""Trial files made from the evidence tables, by the same rules that validation reads rows with.

What the tables lack (how far apart the periods of a crossover are, which doses a titration has) stands in
`SUPPLEMENTS` with the reason; it is assumed and says so in the file.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nemda.errors import TrialError
from nemda.evidence.records_clinic import TrialArm, TrialOutcome
from nemda.evidence.rows import raw_rows
from nemda.evidence.tables import trial_arms, trial_outcomes
from nemda.regimen import Regimen, sessions
from nemda.trial.conduct.groups import later
from nemda.trial.definition import VERSUS, Arm, Share, Trial
from nemda.trial.protocol import Crossover, Endpoint, LeadIn, Protocol, Titration
from nemda.trial.published import observed_of
from nemda.trial.results import Observed
from nemda.trial.rows import NotPredictedError, arm_rows, scenario_of
from nemda.trial.rows.arm_row import ArmRow
from nemda.trial.rows.measure import MODERATE_MADRS, RELAPSE_HORIZON_H
from nemda.trial.rows.scenario import Planned
from nemda.trial.rows.scenario_beside import pills_of_study
from nemda.trial.rows.study import partner_of
from nemda.trial.writing import write_trial_file
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

HEADING = """\
Built from the evidence tables trial_arms.csv and trial_outcomes.csv by nemda.trial.shipping; do not edit.
Run it with: nemda trial run {study}"""


@dataclass(frozen=True)
class Supplement:
    """What the tables do not say of a study: periods of a crossover, rising doses, and why so."""

    period_d: float | None = None
    levels: tuple[float, ...] = ()
    note: str = ""


WEEK_APART = Supplement(7.0, note="Sessions a week apart are assumed (grade C).")
SUPPLEMENTS: Mapping[str, Supplement] = MappingProxyType(
    {
        "berman2000": WEEK_APART,
        "zarate2006": WEEK_APART,
        "zarate2012": Supplement(14.0, note="Sessions two weeks apart are assumed (grade C)."),
        "nimh_crossover_24": Supplement(14.0, note="Sessions two weeks apart are assumed (grade C)."),
        "leal2023_arketamine": WEEK_APART,
        "loo2016": Supplement(
            levels=(0.1, 0.2, 0.3, 0.4, 0.5),
            note="The control session at random is left out; a dose rises after a fall below half.",
        ),
    }
)
STUDIES = (
    "aanhetrot2010", "abdallah2022", "andrashko2020", "ascend", "berman2000", "chen2019_dcs",
    "correiamelo2020", "daly2018_ol", "daly2018_p1", "daly2018_p2", "gemini", "hu2016", "ibrahim2012",
    "ijerph2022_si", "kheirabadi2023", "leal2023_arketamine", "li2022_followup", "loo2016",
    "mcintyre2020", "mecp2024", "murrough2013", "murrough2013b", "nimh_crossover_24", "persevere2018",
    "rasmussen2013", "sanacora2014", "sanacora2017", "shiroma2014", "shiroma2020", "singh2016a",
    "singh2016b", "su2017", "sustain1", "sustain2", "wilkinson2018_ipd", "zarate2006", "zarate2006b",
    "zarate2012", "zheng2018", "zheng2019",
)  # fmt: skip
"""Studies whose design the tables describe well enough; no analyses of other studies."""


def trial_of(study_id: str, fitted: Collection[str]) -> Trial:
    """Return the trial file of a study; `fitted` are the studies that the calibration saw.

    Raises
    ------
    TrialError
        The tables do not describe the study well enough.
    """
    cells = [row for row in trial_arms() if row.study_id == study_id]
    rows = arm_rows([one.cells for one in raw_rows("trial_arms") if one.cells["study_id"] == study_id])
    outcomes = [row for row in trial_outcomes() if row.study_id == study_id]
    more = SUPPLEMENTS.get(study_id, Supplement())
    end_h = max([HOURS_PER_WEEK, *(_end_h(row) for row in outcomes)])
    try:
        planned = [scenario_of(row, end_h, partner_of(row, rows), pills_of_study(rows)) for row in rows]
    except NotPredictedError as error:
        raise TrialError(error.what, where=study_id) from error
    arms = tuple(_arm(row, one) for row, one in zip(rows, planned, strict=True))
    if more.period_d is not None and len(arms) == 1:
        more = Supplement(note=more.note)
    last_h = max(start for arm in arms for part in arm.mix for start in sessions(part.regimen))
    first = planned[0]
    trial = Trial(
        title=_title(cells[0]),
        study_id=study_id,
        citation=f"{cells[0].citation}, DOI {cells[0].doi_or_pmid}".removesuffix(", DOI "),
        source=cells[0].url,
        arms=arms,
        weeks=math.ceil(100 * max(end_h, last_h + HOURS_PER_DAY) / HOURS_PER_WEEK) / 100,
        preset=first.scenario.preset,
        protocol=_protocol(first, arms, more, "fit" if study_id in fitted else "check"),
    )
    known = tuple(observed for row in outcomes if _names_arms(trial, (observed := observed_of(row)).arm))
    notes = [more.note, *dict.fromkeys(note for one in planned for note in one.notes)]
    lost = len(outcomes) - len(known)
    if lost:
        notes.append(f"{lost} outcome rows name subgroups or arms that the tables do not describe")
    text = ". ".join(note.removesuffix(".") for note in notes if note)
    protocol = replace(trial.protocol, endpoint=_endpoint(known))
    return replace(trial, observed=known, protocol=protocol, note=f"{text}." if text else "")


def _endpoint(observed: Collection[Observed]) -> Endpoint | None:
    """Return the last time at which a score, a change, a difference or a rate of response was published."""
    quantities = {"mean", "change_from_baseline", "diff_vs_control", "response_rate", "remission_rate"}
    times = [row.time_h for row in observed if row.quantity in quantities and row.time_h]
    return Endpoint("madrs", max(times)) if times else None


def write_shipped(folder: Path, fitted: Collection[str]) -> tuple[Path, ...]:
    """Write the file of every shipped study into a folder and return the paths."""
    paths: list[Path] = []
    for study_id in STUDIES:
        path = folder / f"{study_id}.yaml"
        write_trial_file(trial_of(study_id, fitted), path, HEADING.format(study=study_id))
        paths.append(path)
    return tuple(paths)


def _end_h(row: TrialOutcome) -> float:
    """Return how long the trial must last to see an outcome; relapse may come without a time."""
    if row.time_h is not None:
        return row.time_h
    return RELAPSE_HORIZON_H if "relapse" in row.quantity or row.quantity == "hazard_ratio" else 0.0


def _title(row: TrialArm) -> str:
    return f"{row.citation.split('.')[0]}: {row.population}"


def _arm(row: ArmRow, planned: Planned) -> Arm:
    begins_h = planned.scenario.begins_h
    mix = tuple(Share(_from(regimen, begins_h), share) for regimen, share in planned.scenario.portions)
    covariates: dict[str, Any] = dict(planned.scenario.covariates)
    felt = planned.inert or "midazolam" in row.compound
    return Arm(
        name=row.arm.strip(), role="comparator" if felt else "drug", mix=mix, n=row.n, covariates=covariates
    )


def _from(regimen: Regimen, begins_h: float) -> Regimen:
    kept = Regimen(tuple(dose for dose in regimen.doses if dose.start_h >= begins_h))
    return later(kept, -begins_h) if begins_h else kept


def _protocol(planned: Planned, arms: tuple[Arm, ...], more: Supplement, use: Any) -> Protocol:
    scenario, conduct = planned.scenario, planned.conduct
    lead = None
    if scenario.begins_h:
        before = Regimen(tuple(d for d in scenario.portions[0][0].doses if d.start_h < scenario.begins_h))
        lead = LeadIn(before, scenario.begins_h / HOURS_PER_DAY, "responders")
    nonresistance = planned.cohort.nonresistance
    titration = {arm.name: Titration(more.levels) for arm in arms} if more.levels else {}
    return Protocol(
        anesthesia=conduct.asleep,
        open_label=conduct.known and not conduct.asleep,
        prior_failures={0.0: 2, 1.0: 0}.get(nonresistance),
        crisis=planned.cohort.crisis > 0,
        lead_in=lead,
        crossover=None if more.period_d is None else Crossover(more.period_d),
        titration=MappingProxyType(titration),
        relapse_madrs=MODERATE_MADRS if scenario.begins_h else None,
        use=use,
    )


def _names_arms(trial: Trial, name: str) -> bool:
    try:
        if VERSUS in name:
            found = trial.contrast(name, "observed")
            return found.first != found.second
        trial.find_arm(name, "observed")
    except TrialError:
        return False
    return True
