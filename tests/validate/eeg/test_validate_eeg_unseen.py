"""Kinds of rows that the shipped table does not hold: other blockers, routes, ways of flow, two arms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from nemda.pk.rodent import AnimalDose
from nemda.validate.eeg.blockers import other_blocker, regimen_of, simulated_blocks
from nemda.validate.eeg.infusion import rated_dose
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
        ("PCP", "phencyclidine"), ("AZD6765", "lanicemine"), ("AZD-6765", "lanicemine"),
        ("ketamine", None), ("propofol", None),
    ],
)  # fmt: skip
def test_other_blockers_are_read(compound: str, card: str | None) -> None:
    assert other_blocker(row_of(changed(compound=compound))) == card


@pytest.mark.parametrize("compound", ["AZD6765", "N2O", "PCP", "memantine", "dextromethorphan"])
def test_every_name_of_a_blocker_is_refused_in_animals_by_the_same_rule(compound: str) -> None:
    outcome = outcome_of(changed(compound=compound, species="rat"))
    assert outcome.status == "not_applicable"
    assert "rule other blockers in animals" in outcome.reason


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
        ("parieto-frontal feedback", "from frontal to parietal"),
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


@pytest.mark.parametrize(
    "readout",
    ["parietal-to-frontal AMPA-mediated connectivity", "feedforward AMPA-mediated connectivity",
     "occipital-to-frontal AMPA-mediated connectivity"],
)  # fmt: skip
def test_block_leaves_the_ampa_part_of_axons_that_run_forward(readout: str) -> None:
    assert outcome_of(changed(readout=readout, change="no change")).within
    assert outcome_of(changed(readout=readout.replace("AMPA", "NMDA"))).within


def test_an_effect_of_two_arms_rises_and_is_lost_at_the_anesthetic_dose() -> None:
    rat = {"species": "rat", "dose_or_conc": "two doses", "route": "ip", "unit": "pattern",
           "change": "biphasic: lost at the anesthetic dose"}  # fmt: skip
    assert outcome_of(changed(band="HFO", condition="sub- and anaesthetic", **rat)).within
    delta = outcome_of(changed(band="delta", condition="sub- and anaesthetic", **rat))
    assert delta.status == "predicted"
    assert not delta.within  # slow waves are there at the anesthetic dose


@pytest.mark.parametrize("species", ["computational", "rat", "human"])
def test_two_doses_of_a_species_show_two_patterns(species: str) -> None:
    words = {"band": "slow-delta", "readout": "pattern", "unit": "pattern", "time": ""}
    cells = {"dose_or_conc": "low and high", "condition": "low and high dose", "route": "", **words}
    outcome = outcome_of(changed(species=species, change="slow-delta alternation only at high dose", **cells))
    assert outcome.within
    assert ("126 mg/kg" in outcome.reason) == (species == "rat")


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


RAT = {"species": "rat", "band": "gamma", "change": "increase", "time": ""}


def test_an_infusion_of_an_animal_builds_up() -> None:
    row = row_of(changed(dose_or_conc="10 mg/kg/h for 1 h", route="iv", **RAT))
    rated = rated_dose(row, "rat")
    assert rated is not None
    assert rated.animal_doses("ketamine") == [AnimalDose("ketamine", 10.0, "iv", 0.0, 1.0)]
    blocks = study_of(row).eegs[0].blocks.pyramidal
    assert blocks[-1] > blocks[0] > 0


def test_a_pump_under_the_skin_of_an_animal_fills_a_depot() -> None:
    vein, skin = (
        study_of(row_of(changed(dose_or_conc="10 mg/kg/h for 1 h", route=route, **RAT | {"time": "5 min"})))
        for route in ("iv", "sc")
    )
    # absorption holds the drug back while the pump has just started
    assert skin.eegs[0].blocks.pyramidal[0] < 0.9 * vein.eegs[0].blocks.pyramidal[0]


def test_a_rate_without_a_route_is_by_vein_and_says_so() -> None:
    rated = rated_dose(row_of(changed(dose_or_conc="10 mg/kg/h for 1 h", route="", **RAT)), "rat")
    assert rated is not None
    assert (rated.route, rated.assumed) == ("iv", ("iv, because the row says no route",))


@pytest.mark.parametrize("dose", ["10 mg/kg", "10 mg/kg/h for 1 h"])
def test_a_route_that_no_animal_has_is_refused(dose: str) -> None:
    outcome = outcome_of(changed(dose_or_conc=dose, route="nasal", **RAT))
    assert outcome.status == "not_applicable"
    assert "no kinetics of a rat after a nasal dose" in outcome.reason


def test_a_pump_under_the_skin_of_people_is_no_infusion_into_a_vein() -> None:
    vein, skin = (
        study_of(row_of(changed(dose_or_conc="0.3 mg/kg/h for 2 h", route=route, time="15 min")))
        for route in ("iv", "sc")
    )
    assert skin.eegs[0].blocks.pyramidal[0] < vein.eegs[0].blocks.pyramidal[0]
