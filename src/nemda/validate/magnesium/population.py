"""Rows on how many eat enough: the share above or below the average requirement, by sex."""

from __future__ import annotations

import re

from nemda.evidence.tables import magnesium
from nemda.magnesium.population import adult_share_below, intake_groups, median_of_mean, typical_sigma
from nemda.validate.magnesium.prediction import Prediction, UnpredictableError
from nemda.validate.magnesium.row import NUMBER, Row, first


def predict_population(row: Row) -> Prediction | None:
    """Return the prediction of a row on a share of a population, or None where it is on something else."""
    if (
        row.section != "intake"
        or row.unit != "%"
        or not re.search(r"\b(?:ear|requirement|inadequate)\b", row.item)
    ):
        return None
    sexes = [sex for sex in ("men", "women") if re.search(rf"\b{sex}\b", row.subject)] or ["men", "women"]
    below = re.search(r"below|inadequate|not meet", row.item) is not None
    shares = tuple(100 * _share(row, sex == "women", below) for sex in sexes)
    observed = tuple(first(rf"({NUMBER})\s*{sex}\b", row.note) for sex in sexes)
    note = "lognormal intake of the survey's mean with the spread of NHANES 1999-2000"
    if len(sexes) > 1 and all(one is not None for one in observed):
        return Prediction(shares, note=note, observed=tuple(one for one in observed if one is not None))
    return Prediction((sum(shares) / len(shares),), note=note)


def _share(row: Row, is_female: bool, below: bool) -> float:
    for group in intake_groups():
        if group.name.lower().split(",")[0] in row.subject:
            share = adult_share_below(group.median_mg, group.sigma, is_female=group.is_female)
            return share if below else 1 - share
    mean = _surveyed_mean(row, is_female)
    sigma = typical_sigma(is_female)
    share = adult_share_below(median_of_mean(mean, sigma), sigma, is_female=is_female)
    return share if below else 1 - share


def _surveyed_mean(row: Row, is_female: bool) -> float:
    with_supplements = "supplement" in row.item
    for one in magnesium():
        about = one.population_or_condition.lower()
        fits = re.search(r"\bwomen\b" if is_female else r"\bmen\b", about) is not None
        is_mean = one.section == "intake" and "mean intake" in one.item.lower()
        is_same = ("supplement" in one.item.lower()) == with_supplements
        if is_mean and is_same and fits and one.value is not None:
            return one.value
    raise UnpredictableError("no surveyed mean intake of this group", "missing")
