"""From arrays to a labeled dataset: dimensions person and time, every variable with unit and name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from nemda._version import NUMERICS_VERSION, __version__
from nemda.engine.group import GroupResult
from nemda.engine.job import Job
from nemda.engine.labeled import Column, dataset_of
from nemda.errors import DataError
from nemda.mechanism.chain import chain
from nemda.regimen import to_sentence

if TYPE_CHECKING:
    from xarray import Dataset

MAIN_VARIABLES = (
    "ketamine_venous",
    "ketamine_arterial",
    "norketamine_venous",
    "hydroxynorketamine_venous",
    "ketamine_s_effect",
    "ketamine_r_effect",
    "interneuron_block",
    "pyramidal_block",
    "interneuron_activity",
    "pyramidal_activity",
    "glutamate",
    "ampa_throughput",
    "bdnf_released",
    "phospho_eef2",
    "mtorc1",
    "synaptic_protein",
    "labile_spines",
    "stable_spines",
    "connectivity",
    "mood_fast",
    "expectancy",
    "care",
    "drug_share",
    "expectancy_share",
    "natural_share",
    "madrs",
    "madrs_change",
    "dissociation",
    "dissociation_tolerance",
    "sedation",
    "systolic_rise",
    "diastolic_rise",
)
"""What a result holds unless all variables are asked for: every link of the chain once."""


def variable_attributes() -> Mapping[str, Mapping[str, str]]:
    """Return unit and long name of every variable a result can hold."""
    model = chain()
    named = {
        name: {"units": declared.unit, "long_name": declared.meaning}
        for group in (model.states, model.outputs, model.drives)
        for name, declared in group.items()
    }
    for compound in ("ketamine", "norketamine", "hydroxynorketamine"):
        for site in ("venous", "arterial"):
            text = f"{compound} in {site} plasma, both enantiomers"
            named[f"{compound}_{site}"] = {"units": "ng/mL", "long_name": text}
    share = "share of baseline symptoms taken away by "
    return named | {
        "madrs": {"units": "point", "long_name": "MADRS total"},
        "madrs_change": {"units": "point", "long_name": "change of MADRS from baseline"},
        "drug_share": {"units": "1", "long_name": share + "the drug"},
        "lasting_share": {
            "units": "1",
            "long_name": "share of the lift by the drug that rests on regained connectivity",
        },
        "expectancy_share": {"units": "1", "long_name": share + "expectancy"},
        "natural_share": {"units": "1", "long_name": share + "care and natural course"},
    }


def chosen_variables(wanted: str | Iterable[str]) -> tuple[str, ...]:
    """Return variable names for ``"main"``, ``"all"`` or a list of names.

    Raises
    ------
    DataError
        A name is unknown.
    """
    known = variable_attributes()
    if wanted == "main":
        return MAIN_VARIABLES
    if wanted == "all":
        return tuple(known)
    names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise DataError(
            "Unknown variable.", expected="main, all, or names such as madrs", got=", ".join(unknown),
            hint="nemda variables lists all names",
        )  # fmt: skip
    return names


def to_dataset(job: Job, result: GroupResult, names: Iterable[str]) -> Dataset:
    """Return the chosen variables of a group as an xarray Dataset.

    Coordinates: `time` (h), `person` (number within the seed), every covariate along person, and
    solver information. Attributes say what was simulated and by which version.
    """
    attributes = variable_attributes()
    people = result.people
    numbers = np.arange(people.first, people.first + people.n)
    coordinates: dict[str, Column] = {
        "time": (("time",), result.time_h, {"units": "h", "long_name": "time since the start"}),
        "person": (("person",), numbers, {}),
        "solver_steps": (("person",), result.steps, {}),
        "by_reference_solver": (("person",), result.by_reference.astype(np.int8), {}),
    }
    for name, values in people.covariates.items():
        coordinates[name] = (("person",), values, {})
    courses = {name: (("person", "time"), result.values[name], attributes[name]) for name in names}
    return dataset_of(courses, coordinates, job_attributes(job))


def job_attributes(job: Job) -> dict[str, str | float | int]:
    """Return what identifies a job, in the plain types that NetCDF keeps."""
    return {
        "sentence": to_sentence(job.regimen),
        "label": job.regimen.label,
        "preset": job.people.preset,
        "seed": job.people.seed,
        "weeks": float(job.weeks),
        "parameter_set": job.parameter_set,
        "setting": repr(job.setting),
        "changes": "; ".join(f"{name}={value!r}" for name, value in job.changes),
        "nemda_version": __version__,
        "numerics_version": NUMERICS_VERSION,
    }
