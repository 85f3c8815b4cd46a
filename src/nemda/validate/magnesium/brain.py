"""Rows on CSF, brain and blood: what an infusion, a diet or an injury does there."""

from __future__ import annotations

import re

import numpy as np

from nemda.magnesium.barrier import brain_course, gain
from nemda.magnesium.course import Infusion, course
from nemda.magnesium.parameters import value
from nemda.magnesium.person import Person
from nemda.magnesium.scenarios import scenario
from nemda.magnesium.stoichiometry import MG_PER_MMOL
from nemda.validate.magnesium.body import typical_serum
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first, usual_absorption

OVER_H = 1.0
"""How long a dose into a vein runs where the row does not say."""
CLOSED = "barrier closed (default)"


def predict_brain(row: Row) -> Prediction | None:
    """Return the prediction of a row on CSF, brain or injury, or None where it is on something else."""
    if row.section != "csf":
        return None
    text = row.words
    if re.search(r"oral|by mouth|supplement", text) and not re.search(r"\biv\b", text):
        found = csf_from_intake(row)
        return found if row.is_numeric else Prediction(direction=0, note=found.note)
    if re.search(r"stroke|isch|h(?:a)?emorrh|seizure|hypox", text) and re.search(
        r"\brats?\b|\bmice|mouse", text
    ):
        raise UnpredictableError(
            "the scenario of this room is a head injury; of other injuries it knows nothing"
        )
    if re.search(r"injury|trauma|tbi", text) and not re.search(r"\biv\b|serum held", text):
        return _injury(row)
    if (
        re.search(r"plasma|serum|blood", row.item)
        and re.search(r"\d\s*mmol", text)
        and not re.search(r"csf", row.item)
    ):
        return _plasma(row)
    if re.search(r"csf|cerebrospinal|\bbrain\b|microdialys|interstitial", row.words):
        return _csf(row)
    return None


def csf_from_intake(row: Row) -> Prediction:
    """Return the change of CSF magnesium (%) by an oral supplement: none with the barrier closed."""
    del row
    open_note = "the optimistic reading follows serum, which a supplement raises by some 3%"
    return Prediction((0.0,), note=f"{CLOSED}; {open_note}")


def _injury(row: Row) -> Prediction | None:
    found = scenario("trauma")
    place = found.brain if "brain free" in row.item else found.serum
    if row.number is None:
        return Prediction(direction=-1 if place < 1 else 0, note="trauma scenario (rat)")
    if row.unit == "%":
        return Prediction((100 * (place - 1),), note="trauma scenario (rat), set from another study")
    ends = [one for one in (row.low, row.high) if one is not None]
    before = max(ends, default=None)
    if before is None:
        return None
    return Prediction((before * place,), note="this number set the scenario", fitted=True)


def _plasma(row: Row) -> Prediction | None:
    amount = first(rf"({NUMBER})\s*mmol", row.words)
    if amount is None:
        return None
    daily = usual_absorption()
    found = course(
        Person(),
        OVER_H + 1.0,
        (),
        [Infusion(0.0, OVER_H, amount * MG_PER_MMOL)],
        usual_absorbed_mg_day=daily,
        steady_absorbed_mg_day=daily,
    )
    rise = float(np.interp(OVER_H, found.time_h, found.serum)) - float(found.serum[0])
    before = (
        row.low if row.low is not None and row.low != row.number else typical_serum() * value("ionized_share")
    )
    share = value("ionized_share") if "ionis" in row.item or "ioniz" in row.item else 1.0
    return Prediction((before + share * rise,), note=f"over {OVER_H:g} h, read at its end")


def _csf(row: Row) -> Prediction:
    if row.number is None or "no change" in row.use or row.value == "no rise":
        hours = first(rf"over\s*({NUMBER})\s*h", row.words) or 4.0
        brain = brain_course(np.array([0.0, hours]), np.array([0.85, 1.5]), "closed")
        return Prediction(direction=0 if abs(brain[-1] / brain[0] - 1) < 0.02 else 1, note=CLOSED)
    if row.unit != "%":
        raise UnpredictableError("a level of CSF is an input; the room says by how much it changes")
    held = re.search(rf"({NUMBER})\s*-\s*({NUMBER})\s*mmol", row.words)
    level = (float(held[1]) + float(held[2])) / 2 if held else 1.5
    hours = first(rf"for\s*({NUMBER})\s*h", row.words) or 24.0
    time = np.linspace(0.0, hours, 100)
    serum = np.where(time == 0, typical_serum(), level)
    shut = float(brain_course(time, serum, "closed")[-1] / brain_course(time, serum, "closed")[0] - 1)
    opened = brain_course(time, serum, "optimistic")
    risen = 100 * float(opened[-1] / opened[0] - 1)
    note = f"{CLOSED}; optimistic reading (gain {gain('optimistic'):g}): {risen:.0f}%"
    return Prediction((100 * shut,), note=note)
