"""Rows on D-cycloserine: what a swallowed partial agonist of the glycine site lets plasticity be.

People of the row's description get the dose as `nemda simulate` would give it; the answer is the capacity for
potentiation at the row's time relative to the same people without it. What magnetic stimulation itself does
to mood is no part of the chain, so scores of depression after stimulation are kept out by a rule. Units: mg,
hours after the dose. Wrong if stimulated and unstimulated synapses gain differently from the site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemda.validate.biology.clauses import claims_of, readouts_of
from nemda.validate.biology.cohort import Cohort, cohort_course
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.dosing import amounts_mg_kg
from nemda.validate.biology.effects import direction_of
from nemda.validate.biology.judge import Verdict, missed_change
from nemda.validate.biology.numeric import OF_CONTROL, verdict_of
from nemda.validate.biology.observed import Number
from nemda.validate.biology.reading import UnreadableError, species_of, subjects_of
from nemda.validate.biology.row import Row
from nemda.validate.biology.stressors import stress_of
from nemda.validate.biology.times import windows_of

CAPACITY = "hebbian_capacity"
_COMPOUND = r"d-?cycloserine|\bdcs\b"


def is_cycloserine(row: Row) -> bool:
    """Return whether a row is about D-cycloserine and no form of ketamine."""
    return re.search(_COMPOUND, row.compound) is not None and "ketamine" not in row.compound


def judge_cycloserine(row: Row, numbers: Sequence[Number]) -> Verdict:
    """Return the verdict on a row about D-cycloserine.

    Raises
    ------
    NemdaError
        Animals, a readout other than potentiation, or no dose.
    """
    if species_of(row)[0] != "human":
        raise UnreadableError("no kinetics of D-cycloserine in animals")
    named = readouts_of(row)
    if not any((CAPACITY,) in one.outputs for one in named):
        raise UnreadableError("of D-cycloserine the chain has what it does to potentiation only")
    (amount, *_), assumed = amounts_mg_kg(row, "human")
    window = windows_of(row.time, is_bath=False)[-1]
    ill = stress_of(row, "human", has_drug=True)[0] > 0
    preset = "mdd" if ill else "healthy"
    course = cohort_course(Cohort(preset, "cycloserine", amount, "oral", 0.0, (0.0,)).lasting(window.end_h))
    rest = float(course.at(CAPACITY, 0.0).mean())
    change = float(course.at(CAPACITY, window.middle_h).mean()) / rest - 1
    notes = (*assumed, f"{convention('people_simulated'):g} simulated people, preset {preset}",
             f"capacity for potentiation {100 * change:+.2g}%")  # fmt: skip
    band = convention("dead_band")
    if numbers:
        if "%" not in row.unit:
            raise UnreadableError(f"the unit {row.unit!r} is no relative change")
        whole = OF_CONTROL.search(row.unit) is not None
        value = 100.0 * (whole + change)
        sign = direction_of(change, band) == direction_of(numbers[0].value / 100 - whole, band)
        return verdict_of(row, numbers[:1], (value,), sign, notes)
    claims = claims_of(row, 1)
    if not claims:
        raise UnreadableError(f"no direction is read in {row.value!r}")
    said = claims[0].direction
    if said in {"no change", "no increase"}:
        band = max(band, missed_change(subjects_of(row), "measurement_spread"))
    found = direction_of(change, band)
    if said == "reversed":
        well = float(cohort_course(Cohort("healthy")).at(CAPACITY, 0.0).mean())
        deficit = 1 - rest / well
        notes += (f"the ill have {100 * deficit:.2g}% less of it without the drug",)
        if deficit > band and change * rest / well >= convention("kept_share") * deficit:
            found = "reversed"
    right = said == found or (said == "no increase" and found != "increase")
    return Verdict(
        observed=said, predicted=found, tolerance=band, within=right, sign=right, distance=None, notes=notes,
        unit=row.unit_text,
    )  # fmt: skip
