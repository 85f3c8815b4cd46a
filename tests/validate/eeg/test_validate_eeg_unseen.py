"""Kinds of rows that the shipped table does not hold: other blockers, routes, ways of flow, two arms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from nemda.validate.eeg.blockers import other_blocker, regimen_of, simulated_blocks
from nemda.validate.eeg.infusion import in_parts, rated_regimen
from nemda.validate.eeg.peak import around_peak_min
from nemda.validate.eeg.predict import outcome_of
from nemda.validate.eeg.row import row_of
from nemda.validate.eeg.study import steady_blocks, study_of
from nemda.validate.outcome import NotApplicableError
from nemda.validate.reading import observations

EMPTY = dict.fromkeys(observations("eeg")[0], "")
PLAIN = EMPTY | {
    "topic": "EEG/MEG", "species": "human healthy (n=12)", "preparation_region": "EEG",
    "compound": "ketamine", "dose_or_conc": "0.5 mg/kg over 40 min", "route": "iv", "band": "alpha 8-12 Hz",
    "condition": "subanaesthetic", "readout": "power", "time": "during infusion", "change": "decrease",
    "unit": "direction", "verified": "yes",
}  # fmt: skip
DEEP = {"dose_or_conc": "1.5 mg/kg bolus", "condition": "anaesthetic", "time": "5 min"}


def changed(**cells: str) -> Mapping[str, str]:
    return PLAIN | cells


@pytest.mark.parametrize(
    ("compound", "card"),
    [
        ("N2O", "nitrous_oxide"), ("nitrous oxide 50%", "nitrous_oxide"), ("memantine", "memantine"),
        ("PCP", "phencyclidine"), ("AZD6765", "lanicemine"), ("ketamine", None), ("propofol", None),
    ],
)  # fmt: skip
def test_other_blockers_are_read(compound: str, card: str | None) -> None:
    assert other_blocker(row_of(changed(compound=compound))) == card


def test_two_blockers_at_once_are_refused() -> None:
    with pytest.raises(NotApplicableError, match="two blockers"):
        other_blocker(row_of(changed(compound="ketamine + nitrous oxide")))


def test_a_gas_is_inhaled_for_as_long_as_the_row_says() -> None:
    row = row_of(changed(compound="N2O", dose_or_conc="25-50% for 60 min", route="inhaled"))
    regimen, length_h, route, assumed = regimen_of(row, "nitrous_oxide")
    assert (regimen.doses[0].amount, length_h, route, assumed) == (37.5, 1.0, "inhaled", ())
    blocks = simulated_blocks(regimen, np.array([0.5, 5.0]))
    assert blocks.pyramidal[0] > 0.1
    assert blocks.pyramidal[1] < 0.01


def test_blockers_other_than_ketamine_have_an_eeg_in_people() -> None:
    gas = outcome_of(changed(compound="nitrous oxide", dose_or_conc="50%", route="inhaled"))
    assert gas.within
    assert "nitrous oxide blocks" in gas.reason
    pill = outcome_of(
        changed(compound="memantine", dose_or_conc="20 mg", route="oral", time="", change="no change")
    )
    assert pill.within
    late = outcome_of(changed(compound="memantine", dose_or_conc="20 mg", route="oral", time="day 7"))
    assert late.status == "missing"


def test_absorbed_doses_are_looked_at_around_their_peak() -> None:
    def rises_and_falls(times: np.ndarray) -> object:
        return steady_blocks("ketamine", times * np.exp(-times / 2.0))

    start, stop = around_peak_min(rises_and_falls)  # pyright: ignore[reportArgumentType]  blocks of levels
    assert start < 120.0 < stop
    assert stop - start == pytest.approx(60.0)
    study = study_of(
        row_of(changed(compound="esketamine", dose_or_conc="84 mg", route="nasal", time="acute"))
    )
    assert study.eegs[0].time_h[0] > 0.1  # not the first minutes, in which nothing is absorbed
    assert study.eegs[0].blocks.parvalbumin.min() > 0.1


@pytest.mark.parametrize(
    ("readout", "way"),
    [
        ("frontal-to-parietal transfer entropy", "from frontal to parietal"),
        ("parietal-to-frontal Granger causality", "from parietal to frontal"),
        ("feedforward information flow", "from parietal to frontal"),
        ("fronto-parietal feedback", "from frontal to parietal"),
        ("occipital-to-parietal transfer entropy", "from occipital to parietal"),
    ],
)
def test_flow_goes_the_way_that_a_row_says(readout: str, way: str) -> None:
    assert way in outcome_of(changed(readout=readout, band="broadband", **DEEP)).reason


def test_feedback_falls_in_both_of_its_parts() -> None:
    both = outcome_of(changed(readout="frontal-to-parietal NMDA- and AMPA-mediated connectivity"))
    assert both.within
    assert "NMDA part -" in both.reason
    assert "AMPA part -" in both.reason
    lead = outcome_of(changed(readout="anterior-to-posterior directed PLI", band="alpha", **DEEP))
    assert lead.within


def test_an_effect_of_two_arms_rises_and_is_lost_at_the_anesthetic_dose() -> None:
    rat = {"species": "rat", "dose_or_conc": "two doses", "route": "ip", "unit": "pattern",
           "change": "biphasic: lost at the anesthetic dose"}  # fmt: skip
    assert outcome_of(changed(band="HFO", condition="sub- and anaesthetic", **rat)).within
    delta = outcome_of(changed(band="delta", condition="sub- and anaesthetic", **rat))
    assert delta.status == "predicted"
    assert not delta.within  # slow waves are there at the anesthetic dose


def test_slow_waves_of_anesthesia_are_more_delta_in_people_and_rats() -> None:
    assert outcome_of(changed(band="slow-delta", change="increase", **DEEP)).within
    rat = {"species": "rat", "dose_or_conc": "100 mg/kg", "route": "ip", "time": "20 min"}
    assert outcome_of(changed(band="delta", change="increase", condition="anaesthetic", **rat)).within


def test_coupling_of_a_phase_with_an_amplitude_is_not_one_of_two_amplitudes() -> None:
    found = outcome_of(changed(band="theta-gamma", readout="phase-amplitude coupling"))
    assert "swing of fast power" in found.reason


def test_macaques_have_stays_of_their_own() -> None:
    deep = {"condition": "anaesthetic (gamma burst)", "dose_or_conc": "anaesthetic", "unit": "s", "time": ""}
    words = {"band": "slow-delta 0.1-4 Hz", "readout": "mean state duration", "change": "1.2"}
    assert outcome_of(changed(species="macaque 1", **words, **deep)).predicted == pytest.approx(1.2)
    assert outcome_of(changed(species="human", **words, **deep)).predicted == pytest.approx(2.11)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"readout": "burst suppression ratio", "change": "10", "unit": "%"}, "no other silence"),
        (
            {"readout": "duration of the gamma burst pattern", "change": "10", "unit": "min", **DEEP},
            "no stay",
        ),
        ({"readout": "peak gamma frequency", "band": "gamma"}, "a peak of one frequency"),
        ({"readout": "P300 amplitude", "band": "P300"}, "a task or a stimulus"),
        ({"readout": "power", "change": "-2", "unit": "uV2/Hz"}, "a unit that the model does not give"),
    ],
)
def test_rows_of_another_kind_are_refused_for_the_right_reason(cells: dict[str, str], why: str) -> None:
    outcome = outcome_of(changed(**cells))
    assert outcome.status == "not_applicable"
    assert why in outcome.reason


def test_decibels_are_a_change_save_where_a_row_gives_the_power_of_a_state() -> None:
    gamma = {"band": "gamma", "change": "1.1", "unit": "dB"}
    change = outcome_of(changed(readout="power", **gamma))
    assert change.within
    state = outcome_of(changed(readout="mean power", **gamma | {"time": "per state"}))
    assert isinstance(change.predicted, float)
    assert isinstance(state.predicted, float)
    assert state.predicted > change.predicted + 1  # its zero is that of the recording of frontal theta
    logarithm = outcome_of(changed(readout="power", band="gamma", change="0.11", unit="log10 uV2"))
    assert logarithm.predicted == pytest.approx(change.predicted / 10)


def test_ratios_of_two_bands_are_the_difference_of_their_decibels() -> None:
    ratio = outcome_of(changed(readout="alpha/gamma power ratio"))
    assert ratio.within
    assert not outcome_of(changed(readout="gamma/alpha power ratio")).within


def test_infusions_of_animals_are_many_small_doses() -> None:
    rat = {"species": "rat", "route": "iv", "band": "gamma", "change": "increase", "time": ""}
    row = row_of(changed(dose_or_conc="10 mg/kg/h for 1 h", **rat))
    rated = rated_regimen(row, "ketamine")
    assert rated is not None
    parts = in_parts(rated[0])
    assert sum(one.amount_mg_kg for one in parts) == pytest.approx(10.0)
    assert max(one.start_h for one in parts) < 1.0
    blocks = study_of(row).eegs[0].blocks.pyramidal
    assert blocks[-1] > blocks[0] > 0  # it builds up
