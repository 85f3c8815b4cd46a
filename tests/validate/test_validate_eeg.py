"""Rows of EEG: bands, regions, states and doses in free text, and the outcome of the shipped table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from nemda.validate.biology.outcome import BiologyOutcome, summarize_biology
from nemda.validate.biology.writing import biology_json
from nemda.validate.eeg import validate_eeg
from nemda.validate.eeg.conventions import out_of_scope
from nemda.validate.eeg.predict import outcome_of
from nemda.validate.eeg.reading import bands_of, regions_of, state_of
from nemda.validate.eeg.row import row_of
from nemda.validate.eeg.study import compound_of, study_of
from nemda.validate.outcome import NotApplicableError
from nemda.validate.reading import observations

EMPTY = dict.fromkeys(observations("eeg")[0], "")
PLAIN = EMPTY | {
    "topic": "EEG/MEG", "species": "human healthy (n=12)", "preparation_region": "EEG",
    "compound": "ketamine",
    "dose_or_conc": "0.5 mg/kg over 40 min", "route": "iv", "band": "alpha 8-12 Hz",
    "condition": "subanaesthetic", "readout": "mean power change occipital", "time": "during infusion",
    "change": "-1.5", "unit": "dB", "verified": "yes",
}  # fmt: skip


def changed(**cells: str) -> Mapping[str, str]:
    return PLAIN | cells


@pytest.fixture(scope="module")
def shipped() -> tuple[BiologyOutcome, ...]:
    return validate_eeg()


def test_every_row_of_the_table_has_an_outcome_and_a_reason(shipped: tuple[BiologyOutcome, ...]) -> None:
    assert len(shipped) == len(observations("eeg"))
    assert all(one.reason for one in shipped if one.status != "predicted")


def test_all_signs_are_right_and_most_numbers_inside(shipped: tuple[BiologyOutcome, ...]) -> None:
    whole = summarize_biology(shipped)
    assert whole.sign_correct == 1.0
    assert whole.within_tolerance is not None
    assert whole.within_tolerance >= 0.70
    assert whole.predicted >= 45


def test_json_has_the_form_of_the_biology(shipped: tuple[BiologyOutcome, ...]) -> None:
    content = biology_json(shipped)
    wanted = {
        "rows",
        "numeric_rows",
        "predicted",
        "not_applicable",
        "missing",
        "sign_correct",
        "within_tolerance",
    }
    assert wanted <= set(content["summary"])
    assert {"status", "observed", "predicted", "unit", "tolerance", "within", "reason"} <= set(
        content["rows"][0]
    )


@pytest.mark.parametrize(
    ("band", "edges"),
    [
        ("alpha 8-13 Hz", [(8.0, 13.0)]),
        ("delta/theta", [(1.0, 8.0)]),
        ("alpha, beta, delta (eyes closed)", [(8.0, 12.0), (13.0, 30.0), (1.0, 4.0)]),
        ("HFO 100-170 Hz", [(100.0, 170.0)]),
        ("slow-delta 0.1-4 Hz", [(0.5, 4.0)]),
        ("gamma >25 Hz", [(25.0, 80.0)]),
    ],
)
def test_bands_are_read(band: str, edges: list[tuple[float, float]]) -> None:
    assert [one[1] for one in bands_of(row_of(changed(band=band)))] == edges


def test_a_row_without_a_band_is_refused() -> None:
    with pytest.raises(NotApplicableError, match="no band"):
        bands_of(row_of(changed(band="P300")))


@pytest.mark.parametrize(
    ("readout", "regions"),
    [
        ("medial frontal power", ("frontal",)),
        ("posterior power", ("parietal", "occipital")),
        ("power", ("frontal", "parietal", "occipital")),
    ],
)
def test_regions_are_read(readout: str, regions: tuple[str, ...]) -> None:
    assert regions_of(row_of(changed(readout=readout))) == regions


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"condition": "anaesthetic (gamma burst)"}, "anesthetic"),
        ({"condition": "sub-anesthetic"}, "subanesthetic"),
        ({"condition": "baseline"}, "baseline"),
        ({"condition": "recovery"}, "recovery"),
    ],
)
def test_states_are_read(cells: dict[str, str], state: str) -> None:
    assert state_of(row_of(changed(**cells))) == state


@pytest.mark.parametrize(
    ("compound", "read"),
    [("S-ketamine", "esketamine"), ("R,S-ketamine", "ketamine"), ("R-ketamine", "arketamine")],
)  # fmt: skip
def test_compounds_are_read(compound: str, read: str) -> None:
    assert compound_of(row_of(changed(compound=compound))) == read


def test_another_dose_gives_another_number() -> None:
    half, whole = (outcome_of(changed(dose_or_conc=f"{dose} mg/kg over 40 min")) for dose in (0.25, 0.5))
    assert isinstance(half.predicted, float)
    assert isinstance(whole.predicted, float)
    assert whole.predicted < half.predicted < 0


def test_a_stated_concentration_is_used() -> None:
    study = study_of(row_of(changed(concentration="200 ng/ml")))
    assert study.eegs[0].blocks.size == 1
    assert 0.1 < float(study.eegs[0].blocks.parvalbumin[0]) < 0.4


def test_percent_of_baseline_and_half_concentrations() -> None:
    percent = outcome_of(
        changed(
            species="rat", dose_or_conc="10 mg/kg", route="sc", band="gamma", readout="power", change="250",
            unit="%",
        )
    )  # fmt: skip
    assert isinstance(percent.predicted, float)
    assert percent.predicted > 120
    half = outcome_of(
        changed(band="median frequency", readout="IC50", change="900", unit="ng/ml", compound="S-ketamine")
    )
    assert isinstance(half.predicted, float)
    assert 300 < half.predicted < 2000


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"compound": "PCP", "species": "rat"}, "not_applicable"),
        ({"compound": "ketamine + propofol"}, "not_applicable"),
        ({"species": "zebrafish"}, "not_applicable"),
        ({"time": "6-9 h"}, "missing"),
        ({"readout": "theta-gamma coupling"}, "missing"),
        ({"unit": "mV", "change": "3"}, "not_applicable"),
        ({"band": "500-600 Hz"}, "not_applicable"),
        ({"change": "biphasic", "unit": "direction"}, "missing"),
    ],
)
def test_what_is_not_predicted_says_why(cells: dict[str, str], status: str) -> None:
    outcome = outcome_of(changed(**cells))
    assert (outcome.status, bool(outcome.reason)) == (status, True)


def test_a_wrong_direction_is_a_miss() -> None:
    outcome = outcome_of(changed(change="increase", unit="direction", readout="power"))
    assert outcome.is_miss
    assert out_of_scope(row_of(PLAIN)) is None


def test_another_table_is_read(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(EMPTY))
        writer.writeheader()
        writer.writerow(changed(change="decrease", unit="direction", readout="power"))
    assert [one.within for one in validate_eeg(file)] == [True]
