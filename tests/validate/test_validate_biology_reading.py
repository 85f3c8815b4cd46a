"""Free text of biology rows: numbers, intervals, directions, times, doses, other drugs, claims."""

from __future__ import annotations

import math

import pytest
from biology_rows import cells

from nemda.validate.biology.clauses import claims_of, readouts_of
from nemda.validate.biology.conventions import conventions
from nemda.validate.biology.directions import directions_in
from nemda.validate.biology.dosing import amounts_mg_kg, bath_levels, dose_times, is_bath, route_of
from nemda.validate.biology.interventions import interventions_in
from nemda.validate.biology.observed import interval_of, numbers_of
from nemda.validate.biology.reading import UnreadableError, study_of
from nemda.validate.biology.row import row_of
from nemda.validate.biology.times import windows_of
from nemda.validate.outcome import NotApplicableError


def row(**changed):
    return row_of(cells(**changed))


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("37.8", "% increase", [37.8]),
        ("−16", "%", [-16.0]),
        ("~50", "%", [50.0]),
        ("1.5-2.5", "fold", [2.0]),
        ("-15 to -18", "%", [-16.5]),
        ("10/11", "patients", [1000 / 11]),
        ("50/84 (59.5)", "n (%)", [59.5]),
        ("24 h; 5-8 d", "h; d", [24.0, 6.5]),
        ("15 min / 60 min", "min", [15.0, 60.0]),
        ("15 -> 60", "min", [15.0, 60.0]),
        ("12.0 -> 15.0", "Hz", [1.25]),
        ("11.0 vs 8.0", "ng/ml", [1.375]),
        ("0.33 / 5.35", "uM", [0.33, 5.35]),
        ("3-fold", "fold", [3.0]),
        ("x2.1", "fold", [2.1]),
        ("140 ± 12", "% of control", [140.0]),
        ("increase", "direction", []),
        ("increase (p<0.05)", "direction", []),
        ("5 vs 0", "ng/ml", []),
    ],
)
def test_a_value_is_read_as_numbers_or_as_none(value, unit, expected):
    assert [one.value for one in numbers_of(row(value=value, unit=unit))] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "dispersion", "low", "high"),
    [
        ("100", "", 75.0, 125.0),
        ("-16", "", -20.0, -12.0),
        ("0.71", "95%CI 0.50-0.92", 0.50, 0.92),
        ("-6.15", "95% CI -9.88 to -2.43", -9.88, -2.43),
        ("18", "IQR 11-27 (as summarised)", 11.0, 27.0),
        ("18.9", "SD 6.6; p<0.001", 12.3, 25.5),
        ("36", "SEM 9", 36 - 1.96 * 9, 36 + 1.96 * 9),
        ("37.8", "+/-7.5", 30.3, 45.3),
        ("1.5-2.5", "SD 9", 1.5, 2.5),
        (">2", "", 2.0, math.inf),
        ("140 ± 12", "", 128.0, 152.0),
        ("5", "p=0.01", 3.75, 6.25),
        ("5", "95% CI 7 to 9", 3.75, 6.25),  # an interval that does not hold its own number is not its
    ],
)
def test_the_interval_is_the_published_one_or_a_quarter(value, dispersion, low, high):
    observed = row(value=value, unit="x", dispersion=dispersion)
    (number,) = numbers_of(observed)
    assert interval_of(number, observed.dispersion) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("increase", ["increase"]),
        ("no significant change", ["no change"]),
        ("no significant increase", ["no increase"]),
        ("sipsc down; sepsc up", ["decrease", "increase"]),
        ("dose-dependent increase", ["increase"]),
        ("not blocked", ["not blocked"]),
        ("blocked", ["blocked"]),
        ("unaltered", ["no change"]),
        ("potentiates", ["increase"]),
        ("pathway split", []),
        ("upward", []),
    ],
)
def test_words_for_directions(text, expected):
    assert [said.direction for said in directions_in(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 h", [(21.6, 26.4)]),
        ("30-45 min", [(0.5, 0.75)]),
        ("day 13", [(280.8, 343.2)]),
        ("days 1-14", [(24.0, 336.0)]),
        ("within 230 min", [(115 / 60, 230 / 60)]),
        ("30 min / 8 h", [(0.45, 0.55), (7.2, 8.8)]),
        ("2-4 h (from memory)", [(2.0, 4.0)]),
        ("72-132 h after first dose (not at 6-24 h)", [(72.0, 132.0)]),
        ("hours to 24 h", [(1.0, 24.0)]),
        ("during infusion", [(0.25, 0.7)]),
    ],
)
def test_times_are_windows(text, expected):
    found = [window[:2] for window in windows_of(text, is_bath=False)]
    assert [end for one in found for end in one] == pytest.approx([end for one in expected for end in one])


def test_a_time_without_a_number_is_a_window_by_convention():
    (window,) = windows_of("acute", is_bath=False)
    assert window.is_assumed
    assert window.end_h == conventions()["acute_end"].value


@pytest.mark.parametrize(
    ("dose", "species", "expected"),
    [
        ("10 mg/kg", "rat", [10.0]),
        ("5, 10, 15 mg/kg", "rat", [5.0, 10.0, 15.0]),
        ("30 mg/kg vs 80 mg/kg", "rat", [30.0, 80.0]),
        ("2.5-20 mg/kg", "mouse", [11.25]),
        ("25 mg/kg + 1 mg/kg", "rat", [25.0]),
        ("35 mg", "human", [0.5]),
        ("subanaesthetic", "human", [0.5]),
    ],
)
def test_doses(dose, species, expected):
    found, _ = amounts_mg_kg(row(dose_or_conc=dose, species=species), species)
    assert list(found) == pytest.approx(expected)


def test_an_unusual_dose_without_a_number_is_refused():
    with pytest.raises(NotApplicableError):
        amounts_mg_kg(row(dose_or_conc="recreational"), "rat")


def test_routes_repeats_and_baths():
    assert route_of(row(route="iv 40 min"), "human")[:2] == pytest.approx(("iv", 2 / 3))
    assert route_of(row(route="s.c."), "mouse")[:2] == ("sc", 0.0)
    assert route_of(row(route="intranasal"), "human")[0] == "nasal"
    assert dose_times(row(compound="ketamine x6", dose_or_conc="0.5 mg/kg x6 in 12 d")) == pytest.approx(
        (0, 48, 96, 144, 192, 240)
    )
    assert dose_times(row(dose_or_conc="10 mg/kg/day x3")) == pytest.approx((0, 24, 48))
    slice_row = row(preparation_region="CA1 slice", route="bath", dose_or_conc="500 nM")
    assert is_bath(slice_row)
    assert bath_levels(slice_row)[0] == pytest.approx((0.5,))
    assert not is_bath(row(preparation_region="cortex FS interneurons", route="systemic"))


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("ketamine + nbqx", ["ampa_antagonist"]),
        ("rapamycin", ["mtorc1_inhibitor"]),
        ("ketamine + sl327", ["erk_inhibitor"]),
        ("ketamine then lithium", ["gsk3_inhibitor"]),
        ("naltrexone + ketamine", ["opioid_antagonist"]),
        ("ketamine", []),
        ("amtork", []),
    ],
)
def test_other_drugs_are_signals(text, signals):
    assert [one.signal for one in interventions_in(text)] == signals


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"readout": "p-eEF2 and BDNF protein", "value": "both down"},
         [("phospho_eef2", "decrease"), ("bdnf_translation", "decrease")]),
        ({"readout": "sIPSC frequency down, sEPSC frequency up", "value": "sIPSC down; sEPSC up",
          "route": "bath"},
         [("inhibition", "decrease"), ("excitation", "increase")]),
        ({"readout": "glutamate and GABA", "value": "increase; no change"},
         [("glutamate", "increase"), ("gaba", "no change")]),
        ({"readout": "extracellular glutamate; GABA unchanged", "value": "increase"},
         [("glutamate", "increase"), ("gaba", "no change")]),
    ],
)  # fmt: skip
def test_words_are_paired_with_readouts(changed, expected):
    assert [(one.readout.name, one.direction) for one in claims_of(row(**changed), 1)] == expected


def test_three_directions_go_with_three_times():
    said = row(readout="p-eEF2", time="30 min / 8 h / 24 h", value="down / unchanged / unchanged")
    assert [(one.direction, one.window) for one in claims_of(said, 3)] == [
        ("decrease", 0), ("no change", 1), ("no change", 2),
    ]  # fmt: skip


def test_a_block_names_its_drug_wherever_it_stands():
    for changed in (
        {"compound": "ketamine + NBQX", "value": "blocked"},
        {"value": "increase; blocked by NBQX"},
        {"readout": "immobility down; all blocked by NBQX", "value": "decrease"},
    ):
        said = claims_of(row(**{"readout": "immobility", **changed}), 1)
        blocked = [one for one in said if one.direction == "blocked"]
        assert [one.interventions[0].signal for one in blocked] == ["ampa_antagonist"]


def test_a_need_without_a_drug_to_test_it_is_no_claim():
    assert claims_of(row(readout="mood", value="required"), 1) == ()


def test_the_place_decides_what_a_phrase_means():
    assert [one.name for one in readouts_of(row(readout="BDNF", preparation_region="serum"))] == [
        "plasma_bdnf"
    ]
    assert [one.name for one in readouts_of(row(readout="BDNF"))] == ["bdnf_translation"]
    striatum = row(readout="dopamine level", preparation_region="striatum")
    assert [one.name for one in readouts_of(striatum)] == ["striatal_dopamine"]


def test_stress_is_the_state_of_arrival_or_the_protocol():
    assert study_of(row(species="mouse (CSDS)")).usual.stress == 1.0
    assert study_of(row()).usual.stress == 0.0
    assert study_of(row(species="human healthy (n=8)")).usual.stress == 0.0
    assert study_of(row(species="human TRD")).usual.stress == 1.0
    alone = study_of(row(compound="restraint 21 d", dose_or_conc="", route="")).usual
    assert [(one.signal, one.stop_h) for one in alone.held] == [("stress_protocol", 21 * 24.0)]
    short = study_of(row(compound="20 min restraint", dose_or_conc="", route="")).usual
    assert [(one.signal, one.stop_h) for one in short.held] == [("acute_stress", pytest.approx(1 / 3))]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"species": "macaque"}, "not_applicable"),
        ({"compound": "Ro 25-6981"}, "not_applicable"),
        ({"compound": "paroxetine"}, "not_applicable"),
    ],
)
def test_what_cannot_be_run_says_so(changed, status):
    with pytest.raises(UnreadableError) as caught:
        study_of(row(**changed))
    assert caught.value.status == status


def test_cells_in_a_dish_have_bdnf_of_their_own_and_an_animal_has_not():
    dish = {"compound": "BDNF", "dose_or_conc": "2 nM", "route": "bath"}
    levels = {
        where: dict(study_of(row(preparation_region=where, **dish)).usual.genotype).get("bdnf_at_rest")
        for where in ("NIH-3T3 TrkB cell line", "E18 hippocampal neurons", "E18 cortical neurons")
    }
    assert 0 < levels["NIH-3T3 TrkB cell line"] < levels["E18 cortical neurons"]
    assert levels["E18 cortical neurons"] < levels["E18 hippocampal neurons"]
    assert study_of(row(preparation_region="hippocampus, cultured neurons not")).usual.genotype == ()


def test_isomers_of_hydroxynorketamine_differ_in_release_and_potentiation():
    bath = {"preparation_region": "SC-CA1 slice", "route": "bath", "dose_or_conc": "10 uM"}
    first, second = (
        dict(study_of(row(compound=name, **bath)).usual.genotype) for name in ("(2R,6R)-HNK", "(2S,6S)-HNK")
    )
    assert first["hydroxynorketamine_active_share"] == 1.0
    assert second["hydroxynorketamine_active_share"] == 0.0
    assert second["hydroxynorketamine_potentiation_half"] == 1.0


def test_a_plasma_level_of_a_person_is_held_as_its_free_part():
    study = study_of(row(species="human", compound="S-ketamine", dose_or_conc="237.73 ng/ml", route="iv TCI"))
    assert study.is_bath
    assert study.levels == pytest.approx((1.0,))
    (name, free), *others = study.usual.bath
    assert (name, others) == ("ketamine_s", [])
    assert 0.4 <= free <= 0.75  # the plausible unbound fractions


def test_the_smaller_group_is_read():
    assert study_of(row(species="rat Wistar (n=10/group)")).subjects == 10
    assert study_of(row(species="human healthy (n=8 vs 9)")).subjects == 8
    assert study_of(row(species="rat")).subjects is None


def test_what_was_not_reported_says_nothing():
    said = row(readout="gamma power up; extracellular glutamate not reported")
    assert "glutamate" not in said.readout
