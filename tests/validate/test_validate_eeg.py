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
from nemda.validate.eeg.infusion import rated_dose
from nemda.validate.eeg.predict import outcome_of
from nemda.validate.eeg.reading import bands_of, regions_of, state_of
from nemda.validate.eeg.row import row_of
from nemda.validate.eeg.study import compound_of, study_of
from nemda.validate.eeg.window import said_min
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
    assert whole.within_tolerance >= 0.90
    assert whole.predicted >= 53
    assert whole.missing == 0


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
        ({"time": "day 2", "species": "rat", "route": "ip"}, "missing"),
        ({"time": "day 2", "readout": "frontal-parietal coherence"}, "missing"),
        ({"time": "day 60"}, "missing"),
        ({"readout": "wPLI within frontal", "unit": "wPLI", "change": "0.2"}, "not_applicable"),
        ({"readout": "modulation index", "band": "theta-gamma coupling", "unit": "a.u."}, "not_applicable"),
        ({"compound": "norketamine", "unit": "direction", "change": "increase"}, "not_applicable"),
        ({"compound": "ketamine + xylazine"}, "not_applicable"),
        (
            {"species": "macaque", "dose_or_conc": "20 mg/kg", "route": "im", "time": "20 min"},
            "not_applicable",
        ),
        ({"change": "-0.9, -1.6"}, "not_applicable"),
        ({"unit": "mV", "change": "3"}, "not_applicable"),
        ({"band": "500-600 Hz"}, "not_applicable"),
        ({"compound": "ketamine + memantine"}, "not_applicable"),
        ({"compound": "nitrous oxide", "dose_or_conc": "a mask", "route": "inhaled"}, "not_applicable"),
        ({"compound": "remimazolam"}, "not_applicable"),
        ({"compound": "a new drug"}, "not_applicable"),
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


@pytest.mark.parametrize(
    ("cells", "window"),
    [
        ({"time": "20-30 min"}, (20.0, 30.0)),
        ({"time": "6-9 h"}, (360.0, 540.0)),
        ({"time": "60 min after infusion"}, (100.0, 100.001)),
        ({"time": "end of infusion"}, (40.0, 40.001)),
        ({"time": "post-infusion"}, (220.0, 220.001)),  # three hours after 40 min
        ({"time": "hours"}, (180.0, 180.001)),
        ({"time": "within 24 h"}, (0.0, 1440.0)),
        ({"time": "up to 24 h after infusion"}, (40.0, 1480.0)),
        ({"time": "first 2 h"}, (0.0, 120.0)),
        ({"time": "30-s epochs"}, None),
        ({"time": "during infusion"}, None),
    ],
)
def test_windows_are_read(cells: dict[str, str], window: tuple[float, float] | None) -> None:
    found = said_min(row_of(changed(**cells)), 40 / 60, (0.0,))
    assert found == (None if window is None else pytest.approx(window))


def test_a_time_of_a_course_is_no_window_after_a_dose() -> None:
    row = row_of(changed(time="2 weeks"))
    assert said_min(row, 0.0, (0.0, 48.0, 96.0)) is None


def test_what_is_left_hours_after_a_dose_is_predicted() -> None:
    words = {"band": "gamma", "readout": "power", "change": "increase", "unit": "direction"}
    assert outcome_of(changed(time="6-9 h", **words)).within
    assert outcome_of(changed(time="20 h", **words)).predicted == "no change"


def test_frequencies_are_values_or_changes() -> None:
    value = outcome_of(changed(band="median frequency", readout="median frequency", change="8.5", unit="Hz"))
    change = outcome_of(
        changed(band="median frequency", readout="median frequency", change="-0.4", unit="Hz")
    )
    assert isinstance(value.predicted, float)
    assert 7 < value.predicted < 10
    assert isinstance(change.predicted, float)
    assert -2 < change.predicted < 0
    assert change.sign
    edge = outcome_of(
        changed(band="spectral edge 95", readout="spectral edge", change="decrease", unit="direction",
                dose_or_conc="1.5 mg/kg bolus", condition="anaesthetic", time="5 min")
    )  # fmt: skip
    assert edge.within
    rest = outcome_of(
        changed(dose_or_conc="none", condition="baseline", band="alpha", readout="peak frequency",
                change="10", unit="Hz", time="rest")
    )  # fmt: skip
    assert rest.within


def test_folds_pairs_and_differences_of_powers() -> None:
    gamma = {"band": "gamma", "readout": "power"}
    fold = outcome_of(changed(change="1.3", unit="fold", **gamma))
    percent = outcome_of(changed(change="+30", unit="%", **gamma))
    assert isinstance(fold.predicted, float)
    assert isinstance(percent.predicted, float)
    assert percent.predicted == pytest.approx(100 * (fold.predicted - 1))
    pair = outcome_of(changed(change="4.2 vs 0.6", unit="dB", band="theta", readout="frontal power"))
    assert pair.observed == pytest.approx(3.6)


def test_coupling_of_amplitudes_is_predicted() -> None:
    rat = {"species": "rat", "dose_or_conc": "10 mg/kg", "route": "ip", "time": "30 min"}
    coupling = {"band": "theta-HFO coupling", "readout": "modulation index", "change": "increase",
                "unit": "direction"}  # fmt: skip
    assert outcome_of(changed(**rat, **coupling)).within
    percent = outcome_of(changed(**rat, **coupling | {"change": "60", "unit": "% change"}))
    assert isinstance(percent.predicted, float)
    assert percent.sign
    envelopes = outcome_of(
        changed(readout="amplitude envelope correlation", change="decrease", unit="direction")
    )
    assert envelopes.within


def test_coherence_of_thalamus_and_cortex_is_no_flow() -> None:
    coherence = outcome_of(changed(readout="thalamo-cortical coherence", change="decrease", unit="direction"))
    flow = outcome_of(changed(readout="cortico-thalamic information", change="decrease", unit="direction"))
    assert "bit/s" not in coherence.reason
    assert coherence.within
    assert "from cortex to thalamus" in flow.reason
    assert flow.within


def test_what_is_given_beside_ketamine_is_said_to_be_left_out() -> None:
    assert "left out" in outcome_of(changed(compound="ketamine + naltrexone")).reason


@pytest.mark.parametrize(
    ("dose", "time", "doses"),
    [
        ("0.25 mg/kg/h", "60 min", [(0.25, 0.0, 1.0)]),
        ("10 ug/kg/min for 2 h", "", [(1.2, 0.0, 2.0)]),
        ("0.3 mg/kg bolus then 0.15 mg/kg/h for 40 min", "", [(0.3, 0.0, 0.0), (0.1, 0.0, 2 / 3)]),
        ("0.5 mg/kg over 30 min then 0.6 mg/kg/h for 1 h", "", [(0.5, 0.0, 0.5), (0.6, 0.5, 1.0)]),
    ],
)
def test_rates_are_doses(dose: str, time: str, doses: list[tuple[float, float, float]]) -> None:
    found = rated_dose(row_of(changed(dose_or_conc=dose, time=time)))
    assert found is not None
    given = sorted(
        ((one.amount, one.start_h, one.duration_h) for one in found.regimen("ketamine").doses),
        key=lambda one: one[1:],
    )
    assert given == [pytest.approx(one) for one in doses]
    assert rated_dose(row_of(PLAIN)) is None


def test_more_of_a_rate_is_more_effect() -> None:
    low, high = (outcome_of(changed(dose_or_conc=f"{rate} mg/kg/h for 1 h")) for rate in (0.1, 0.6))
    assert isinstance(low.predicted, float)
    assert isinstance(high.predicted, float)
    assert high.predicted < low.predicted < 0


def test_what_is_counted_downwards_is_met_downwards() -> None:
    down = outcome_of(changed(readout="power decrease occipital", change="1.5"))
    up = outcome_of(PLAIN)
    assert isinstance(down.predicted, float)
    assert isinstance(up.predicted, float)
    assert down.predicted == pytest.approx(-up.predicted)
    assert down.within
    percent = outcome_of(changed(readout="power reduction", change="25", unit="%"))
    assert isinstance(percent.predicted, float)
    assert 0 < percent.predicted < 50
    assert percent.sign


def test_relative_power_is_a_share_of_the_whole() -> None:
    words = {"band": "gamma", "change": "20", "unit": "%"}
    relative = outcome_of(changed(readout="relative power change", **words))
    absolute = outcome_of(changed(readout="power change", **words))
    assert isinstance(relative.predicted, float)
    assert isinstance(absolute.predicted, float)
    whole = outcome_of(changed(readout="power change", **words | {"band": "broadband"}))
    assert isinstance(whole.predicted, float)
    # means of decibels over a window: the factor of a share is that of the band over that of the whole
    of_band, of_whole = 1 + absolute.predicted / 100, 1 + whole.predicted / 100
    assert relative.predicted == pytest.approx(100 * (of_band / of_whole - 1))
    assert of_whole < 1  # what falls is more power than the gamma that rises
    assert relative.predicted > absolute.predicted
    share = outcome_of(changed(readout="relative power", **words))
    assert isinstance(share.predicted, float)
    assert 5 < share.predicted < 40  # percent of the power between 1 and 80 Hz


def test_arrows_commas_and_ways_back_are_read() -> None:
    word = {"unit": "direction", "readout": "power"}
    assert outcome_of(changed(change="↓↓", **word)).within
    assert outcome_of(changed(change="attenuated by a third", **word)).within
    assert outcome_of(changed(change="decrease", dose_or_conc="0,5 mg/kg over 40 min", **word)).within
    assert outcome_of(changed(change="returns to baseline", time="3 h after infusion", **word)).within


def test_a_small_change_may_be_called_none_but_not_the_reverse() -> None:
    word = {"band": "theta", "readout": "power", "unit": "direction"}
    assert outcome_of(changed(change="no significant change", **word)).within
    assert outcome_of(changed(change="decrease", **word)).within
    assert not outcome_of(changed(band="alpha", readout="power", change="no change", unit="direction")).within


def test_states_have_a_share_of_time_and_may_be_absent() -> None:
    deep = {"dose_or_conc": "1.5 mg/kg bolus", "condition": "anaesthetic", "time": "5 min"}
    share = outcome_of(changed(band="slow-delta", readout="fraction of time", change="40", unit="%", **deep))
    assert isinstance(share.predicted, float)
    assert 30 < share.predicted < 60
    pattern = {"band": "slow-delta", "readout": "alternation", "unit": "pattern"}
    assert outcome_of(changed(change="no alternation", **pattern)).within
    assert not outcome_of(changed(change="no alternation", **pattern, **deep)).within


def test_a_flatter_spectrum_has_a_smaller_exponent() -> None:
    slope = {"band": "1/f slope 2-45 Hz", "readout": "aperiodic exponent", "unit": "direction"}
    assert outcome_of(changed(change="decrease", **slope)).within
    assert outcome_of(changed(change="flatter", **slope | {"readout": "slope"})).within
    assert not outcome_of(changed(change="steeper", **slope)).within
    unclear = outcome_of(changed(change="decrease", **slope | {"readout": "slope"}))
    assert unclear.status == "not_applicable"
    assert "flatter" in unclear.reason
    number = outcome_of(changed(change="-0.2", **slope | {"unit": "a.u."}))
    assert isinstance(number.predicted, float)
    assert -0.6 < number.predicted < 0
    assert outcome_of(changed(change="1.9", **slope | {"unit": "a.u."})).status == "not_applicable"
