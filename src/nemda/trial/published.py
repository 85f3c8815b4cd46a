"""Published trials built from the evidence tables, so that no number is typed twice.

What the tables hold (doses, people, outcomes) is read from them; what they lack (how long to simulate,
which comparators a pooled control had) stands in `PUBLISHED`, with the reason. The shipped files
``examples/*.yaml`` are written by `write_published`; a test compares them with the tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nemda.drugs import find_route, find_substance
from nemda.errors import TrialError
from nemda.evidence.near import near_matches
from nemda.evidence.records_clinic import TrialArm, TrialOutcome
from nemda.evidence.tables import trial_arms, trial_outcomes
from nemda.regimen import Dose, Regimen, parse
from nemda.regimen.measures import mass_unit
from nemda.trial.definition import Arm, CovariateValue, Share, Trial
from nemda.trial.results import Observed
from nemda.trial.writing import write_trial_file
from nemda.units import HOURS_PER_DAY, MINUTES_PER_HOUR

HEADING = """\
Built from the evidence tables trial_arms.csv and trial_outcomes.csv by nemda.trial.published;
a test keeps every number here equal to the tables. Run it with: nemda simulate examples/{file}.yaml"""


@dataclass(frozen=True)
class Supplement:
    """What the evidence tables do not say about a trial.

    `mixes` gives, for an arm that pools comparators, each sentence with its share, and `arm_notes` why.
    """

    file: str
    title: str
    weeks: float
    note: str
    mixes: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    arm_notes: dict[str, str] = field(default_factory=dict)


PUBLISHED: dict[str, Supplement] = {
    "murrough2013": Supplement(
        file="murrough2013",
        title="Ketamine against midazolam in treatment-resistant depression",
        weeks=2,
        note="Baseline MADRS is not in the tables, so that of the preset is used.",
    ),
    "daly2018_p1": Supplement(
        file="daly2018",
        title="Nasal esketamine 28, 56 and 84 mg against placebo, first week",
        weeks=1,
        note=(
            "Days 0 and 3 stand for 'twice weekly'. The definition of remission was not seen: MADRS <= 10 is "
            "assumed (grade C)."
        ),
    ),
    "wilkinson2018_ipd": Supplement(
        file="wilkinson2018",
        title="One ketamine infusion against saline or midazolam, pooled individual data of 10 trials",
        weeks=2,
        note="Mixed diagnoses with suicidal ideation; the people of the preset have depression.",
        mixes={
            "control pooled": (
                ("saline iv over 40 min", 0.75),
                ("0.045 mg/kg midazolam iv over 40 min", 0.25),
            )
        },
        arm_notes={
            "control pooled": (
                "The shares of saline and midazolam were not seen. A quarter on midazolam is assumed "
                "(grade C): murrough2013, the midazolam trial of the tables, has 72 of the 298 people of the "
                "pool; its midazolam dose is used."
            )
        },
    ),
}
"""The trials that ship as examples, by study_id."""


def published_trial(study_id: str) -> Trial:
    """Return a published trial from the evidence tables.

    Raises
    ------
    TrialError
        The trial is not one of `PUBLISHED`.
    """
    if study_id not in PUBLISHED:
        near = near_matches(study_id, PUBLISHED)
        raise TrialError(
            "No such published trial.", expected=", ".join(PUBLISHED), got=repr(study_id),
            hint=f"did you mean {near[0]!r}?" if near else None,
        )  # fmt: skip
    more = PUBLISHED[study_id]
    arms = [row for row in trial_arms() if row.study_id == study_id]
    outcomes = [row for row in trial_outcomes() if row.study_id == study_id]
    return Trial(
        title=more.title,
        study_id=study_id,
        citation=f"{arms[0].citation}, DOI {arms[0].doi_or_pmid}",
        source=arms[0].url,
        arms=tuple(_arm(row, more) for row in arms),
        weeks=more.weeks,
        observed=tuple(observed_of(row) for row in outcomes),
        note=more.note,
    )


def write_published(folder: Path) -> tuple[Path, ...]:
    """Write the file of every published trial into a folder and return the paths."""
    paths: list[Path] = []
    for study_id, more in PUBLISHED.items():
        path = folder / f"{more.file}.yaml"
        write_trial_file(published_trial(study_id), path, HEADING.format(file=more.file))
        paths.append(path)
    return tuple(paths)


def _arm(row: TrialArm, more: Supplement) -> Arm:
    mix = more.mixes.get(row.arm)
    shares = tuple(Share(parse(text), share) for text, share in mix) if mix else (Share(_regimen(row), 1.0),)
    baseline: dict[str, CovariateValue] = {}
    if row.baseline_mean is not None and row.baseline_sd is not None:
        baseline["baseline_madrs"] = (row.baseline_mean, row.baseline_sd)
    drugs = {find_substance(dose.compound).compound.kind for part in shares for dose in part.regimen.doses}
    return Arm(
        name=row.arm,
        role="comparator" if drugs <= {"inert", "active comparator"} else "drug",
        mix=shares,
        n=_count(row.n),
        covariates=baseline,
        note=more.arm_notes.get(row.arm, ""),
    )


def _regimen(row: TrialArm) -> Regimen:
    """Return the doses of an arm; `schedule` lists the days."""
    substance = find_substance(row.compound)
    found = mass_unit(row.unit)
    if row.dose is None or found is None:
        raise TrialError(
            "An arm without one dose.", where=f"trial_arms.csv, row {row.row}", got=row.text("dose")
        )
    factor, per_kg = found
    inert = substance.compound.kind == "inert"
    doses = (
        Dose(
            compound=substance.compound.key,
            amount=float(row.dose * factor * substance.base_per_mg),
            unit="mg/kg" if per_kg and not inert else "mg",
            route=find_route(row.route),
            start_h=float(day) * HOURS_PER_DAY,
            duration_h=(row.duration_min or 0.0) / MINUTES_PER_HOUR,
        )
        for day in row.schedule.split(",")
    )
    return Regimen(tuple(doses))


def observed_of(row: TrialOutcome) -> Observed:
    """Return a row of the table of outcomes as an observed value of a trial."""
    spread = row.text("dispersion")
    return Observed(
        arm=row.arm,
        time_h=row.time_h,
        scale=row.scale,
        quantity=row.quantity,
        value=row.value,
        unit=row.unit,
        dispersion=spread if row.dispersion is None else f"{row.dispersion:g}",
        dispersion_type=row.dispersion_type,
        n=_count(row.n),
        adjusted="adjusted" in row.note or "LS mean" in row.note,
        evidence=row.note,
    )


def _count(number: float | None) -> int | None:
    return None if number is None else int(number)
