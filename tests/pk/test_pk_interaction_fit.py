"""The fit behind every number of grade F on enzymes, done again from the tables.

Unknown: the parts of CYP3A4 and CYP2B6 in ketamine and in norketamine, and the activities of the four
drugs that were given with ketamine and have a probe. Each activity is drawn to its probe with a log SD of
0.4 (between substrates and preparations; 1.0 for grapefruit, whose juices and doses differ most) and every
observed ratio has a log SD of 0.15 (10 to 12 people). Itraconazole stays at its probe, so that
its missing effect pulls on the parts of CYP3A4 instead of being explained away.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.optimize import least_squares

from nemda.pk.enzymes import enzyme_scale
from nemda.pk.form import s_form
from nemda.pk.gut import escape_at
from nemda.pk.interaction import Activities
from nemda.pk.interactions import interactions
from nemda.pk.liver import stirred_liver
from nemda.pk.values import typical_values

OBSERVED_SD, PROBE_SD, JUICE_SD, PART_SD = 0.15, 0.4, 1.0, 3.0
CLARITHROMYCIN, GRAPEFRUIT = "clarithromycin", "grapefruit juice"
WORT, RIFAMPICIN = "St John's wort", "rifampicin"
ITRACONAZOLE, TICLOPIDINE = "itraconazole as a CYP3A4 inhibitor", "ticlopidine"
FREE = (
    (CLARITHROMYCIN, "cyp3a4_liver"), (CLARITHROMYCIN, "cyp3a4_gut"),
    (RIFAMPICIN, "cyp3a4_liver"), (RIFAMPICIN, "cyp3a4_gut"), (RIFAMPICIN, "cyp2b6_liver"),
    (WORT, "cyp3a4_liver"), (WORT, "cyp3a4_gut"), (WORT, "cyp2b6_liver"),
    (GRAPEFRUIT, "cyp3a4_liver"), (GRAPEFRUIT, "cyp3a4_gut"),
)  # fmt: skip
PARTS = (
    "ketamine_cyp3a4_fraction", "ketamine_cyp2b6_fraction",
    "norketamine_cyp3a4_fraction", "norketamine_cyp2b6_fraction",
)  # fmt: skip


def predicted(parts: ndarray, drug: str, activities: Activities) -> dict[str, float]:
    """Return the ratios of one drug: oral and intravenous ketamine, norketamine."""
    values = typical_values(1) | dict(zip(PARTS, parts.reshape(4, 1), strict=True))
    usual = stirred_liver(values, s_form(values))
    values["cyp3a4_liver_activity"] = np.array([activities.cyp3a4_liver])
    values["cyp2b6_liver_activity"] = np.array([activities.cyp2b6_liver])
    changed = stirred_liver(values, s_form(values))
    escape = escape_at(values["gut_escape_fraction"], activities.cyp3a4_gut) / values["gut_escape_fraction"]
    # Oral area is escape over intrinsic clearance; norketamine is formed alike in wall and liver.
    return {
        f"{drug} oral": float((escape / enzyme_scale(values, "ketamine"))[0]),
        f"{drug} iv": float((usual.clearance_ratio / changed.clearance_ratio)[0]),
        f"{drug} norketamine": float(1.0 / changed.norketamine_clearance_ratio[0]),
    }


OBSERVED = (
    (f"{CLARITHROMYCIN} oral", 2.6), (f"{ITRACONAZOLE} oral", 1.0), (f"{TICLOPIDINE} oral", 2.4),
    (f"{GRAPEFRUIT} oral", 3.0), (f"{WORT} oral", 0.42), (f"{RIFAMPICIN} oral", 0.14),
    (f"{RIFAMPICIN} iv", 0.86), (f"{RIFAMPICIN} iv", 0.90),
    (f"{CLARITHROMYCIN} norketamine", 0.46 * 2.6), (f"{GRAPEFRUIT} norketamine", 0.43 * 3.0),
    (f"{WORT} norketamine", 0.82), (f"{RIFAMPICIN} norketamine", 0.5),
)  # fmt: skip


def shares(logits: ndarray) -> ndarray:
    weight = np.exp(logits)
    return weight / (1.0 + weight.sum())


def unpack(unknown: ndarray) -> tuple[ndarray, dict[str, Activities]]:
    parts = np.concatenate([shares(unknown[:2]), shares(unknown[2:4])])
    found: dict[str, Activities] = {}
    for drug in (CLARITHROMYCIN, RIFAMPICIN, WORT, GRAPEFRUIT, ITRACONAZOLE, TICLOPIDINE):
        probed = interactions()[drug].probed
        assert probed is not None
        found[drug] = probed
    for (drug, enzyme), shift in zip(FREE, unknown[4:], strict=True):
        moved = getattr(found[drug], enzyme) * np.exp(shift)
        found[drug] = found[drug]._replace(**{enzyme: float(moved)})
    return parts, found


def residuals(unknown: ndarray) -> ndarray:
    parts, found = unpack(unknown)
    ratio: dict[str, float] = {}
    for drug, activities in found.items():
        ratio |= predicted(parts, drug, activities)
    spread = [JUICE_SD if drug == GRAPEFRUIT else PROBE_SD for drug, _ in FREE]
    return np.concatenate(
        [
            [np.log(ratio[name] / value) / OBSERVED_SD for name, value in OBSERVED],
            unknown[4:] / spread,
            unknown[:4] / PART_SD,
        ]
    )


@pytest.fixture(scope="module")
def fitted() -> tuple[ndarray, dict[str, Activities]]:
    high = np.full(4 + len(FREE), 9.0)
    # Juice inhibits: it is not allowed to induce the liver.
    high[4 + FREE.index((GRAPEFRUIT, "cyp3a4_liver"))] = 0.0
    start = np.concatenate([[0.0, 0.5, 0.0, 0.5], np.full(len(FREE), -0.1)])
    found = least_squares(residuals, start, bounds=(-9.0, high), xtol=1e-10)
    return unpack(found.x)


def test_parts_of_the_enzymes_are_those_of_the_fit(fitted: tuple[ndarray, dict[str, Activities]]) -> None:
    table = typical_values(1)
    for name, part in zip(PARTS, fitted[0], strict=True):
        # Stored with three digits.
        assert table[name][0] == pytest.approx(part, abs=2e-3), name


@pytest.mark.parametrize(("drug", "enzyme"), FREE)
def test_activities_are_those_of_the_fit(
    drug: str, enzyme: str, fitted: tuple[ndarray, dict[str, Activities]]
) -> None:
    stored = interactions()[drug].activities
    # Stored with three digits.
    assert getattr(stored, enzyme) == pytest.approx(getattr(fitted[1][drug], enzyme), rel=0.01)


def test_no_fitted_activity_left_its_probe_by_more_than_the_data_ask() -> None:
    for drug, enzyme in FREE:
        interaction = interactions()[drug]
        moved = np.log(getattr(interaction.activities, enzyme) / getattr(interaction.probed, enzyme))
        # Two SD; the liver under grapefruit is the one that ketamine itself had to tell.
        assert abs(moved) < 2.0 * (JUICE_SD if drug == GRAPEFRUIT else PROBE_SD), (drug, enzyme)
