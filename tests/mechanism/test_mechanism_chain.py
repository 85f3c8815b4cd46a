"""What the whole chain must do: signs, order, times and sizes of the biology brief's section 3."""

import numpy as np
import pytest

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.mechanism.chain import MECHANISMS, chain
from nemda.people import people
from nemda.regimen import parse

GROUP = people("trd", n=60, seed=8)
INFUSION = "0.5 mg/kg ketamine iv over 40 min"
HOURS = (0.25, 2 / 3, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0, 240.0)


def course(sentence=INFUSION, weeks=2, group=GROUP, **changes):
    visits = tuple(hour for hour in HOURS if hour <= 168 * weeks)
    job = Job(parse(sentence), group, weeks, visits_h=visits, changes=tuple(sorted(changes.items())))
    return run_group(job, group)


@pytest.fixture(scope="module")
def infusion():
    return course()


def mean(result, name, hour):
    return result.values[name][:, np.argmin(np.abs(result.time_h - hour))].mean()


def gain(result, name, hour):
    return mean(result, name, hour) - mean(result, name, 0.0)


def test_the_model_has_the_states_the_design_asks_for():
    assert 33 <= len(chain().states) <= 60  # the brief's 33, and what the acute effects and other drugs add
    assert len({mechanism.name for mechanism in MECHANISMS}) == len(MECHANISMS) == 28


def test_interneurons_are_blocked_several_times_more_than_pyramidal_cells(infusion):
    ratio = mean(infusion, "interneuron_block", 2 / 3) / mean(infusion, "pyramidal_block", 2 / 3)
    assert 2 < ratio < 5  # brief: interneuron potency three to five times higher; saturation lowers it


def test_interneurons_fall_before_pyramidal_cells_rise(infusion):
    fall = 1 - infusion.values["interneuron_activity"].mean(axis=0)
    rise = infusion.values["pyramidal_activity"].mean(axis=0) - 1
    early = infusion.time_h <= 0.5
    lead = fall[early] / fall.max() - rise[early] / rise.max()
    assert np.all(lead >= -1e-9)
    assert lead.max() > 0.05


def test_glutamate_rises_by_what_the_two_human_methods_bracket(infusion):
    surge = (infusion.values["glutamate"] / infusion.values["glutamate"][:, :1]).max(axis=1).mean() - 1
    # extracellular glutamate carries the largest report, +38% (SEM 7.5) of 1H-MRS (Milak 2016)
    assert 0.30 <= surge <= 0.455
    seen = infusion.values["glutamate_cycling"] / infusion.values["glutamate_cycling"][:, :1]
    during = (infusion.time_h > 0.2) & (infusion.time_h < 0.7)
    # 13C-MRS, mean of the infusion: +13% (Abdallah 2018)
    assert seen[:, during].mean() - 1 == pytest.approx(0.13, abs=0.04)


def test_the_glutamate_surge_is_over_within_hours(infusion):
    late, top = gain(infusion, "glutamate", 6.0), gain(infusion, "glutamate", 1.0)
    assert late < 0.06  # near the 4% that magnetic resonance can see (PMC8024494, 193 min)
    assert late < 0.4 * top


@pytest.mark.filterwarnings("ignore::nemda.receptor.limits.ReceptorClaimWarning")  # anesthetic doses
def test_glutamate_against_dose_is_an_inverted_u():
    doses = (0.1, 0.5, 2.0, 10.0, 40.0)
    surges = [gain(course(f"{dose} mg/kg ketamine iv over 40 min", 1), "glutamate", 2 / 3) for dose in doses]
    top = int(np.argmax(surges))
    assert 0 < top < len(doses) - 1
    assert np.all(np.diff(surges[: top + 1]) > 0)
    assert np.all(np.diff(surges[top:]) < 0)
    assert surges[-1] < 0.25 * max(surges)


def test_phosphorylated_eef2_falls_at_once_and_is_back_by_8_hours(infusion):
    assert gain(infusion, "phospho_eef2", 2 / 3) < -0.1
    assert abs(gain(infusion, "phospho_eef2", 8.0)) < 0.25 * abs(gain(infusion, "phospho_eef2", 2 / 3))


def test_new_spines_come_late_and_stay():
    result = course(weeks=3)

    def density(hour):
        return gain(result, "labile_spines", hour) + gain(result, "stable_spines", hour)

    top = max(density(hour) for hour in (24.0, 48.0, 72.0, 168.0))
    assert density(3.0) < 0.1 * top  # none at 3 to 6 h
    assert 0.2 * top < density(24.0) < 0.05  # growing, and below what SV2A PET could see at 24 h
    assert density(72.0) > 0.75 * top
    assert density(240.0) > 0.15 * top  # density is up for as long as two weeks
    lost = 1 - (mean(result, "labile_spines", 0) + mean(result, "stable_spines", 0))
    assert top / lost == pytest.approx(0.5, abs=0.25)  # about half of the lost spines return (mice)


def test_synaptic_protein_rises_in_its_range(infusion):
    peak = (infusion.values["synaptic_protein"] / infusion.values["synaptic_protein"][:, :1]).max(axis=1)
    # 1.3 to 2 in rats (recalled); people have less, as SV2A shows no change at 24 h
    assert 1.1 <= peak.mean() <= 2.0


def test_mood_lifts_within_hours_and_outlasts_the_drug(infusion):
    assert mean(infusion, "drug_share", 2.0) > 0.1
    level = mean(infusion, "ketamine_venous", 24.0)
    assert level < 0.05 * mean(infusion, "ketamine_venous", 2 / 3)
    assert mean(infusion, "drug_share", 24.0) > 0.1
    assert mean(infusion, "drug_share", 168.0) > 0.2 * mean(infusion, "drug_share", 24.0)


def test_ampa_block_removes_the_antidepressant_arm(infusion):
    blocked = course(ampa_block=1.0, habenula_switch=0.0)
    assert mean(blocked, "drug_share", 24.0) < 0.05 * mean(infusion, "drug_share", 24.0)
    assert mean(blocked, "interneuron_block", 2 / 3) == pytest.approx(
        mean(infusion, "interneuron_block", 2 / 3), rel=1e-6
    )


@pytest.mark.parametrize(
    ("switch", "signal", "hour"),
    [
        ("disinhibition_switch", "disinhibition", 2 / 3),
        ("habenula_switch", "habenula_relief", 2 / 3),
        ("homeostatic_switch", "homeostatic_scale", 1.0),
        ("unblinding_switch", None, None),
    ],
)
def test_a_switch_at_0_removes_its_arrow(infusion, switch, signal, hour):
    off = course(weeks=1, **{switch: 0.0})
    if signal is not None:
        assert mean(infusion, signal, hour) > 0
        assert mean(off, signal, hour) == pytest.approx(0.0, abs=1e-7)  # absolute tolerance of the solver
    else:
        assert mean(off, "expectancy", 1.0) < mean(infusion, "expectancy", 1.0)


def test_switched_off_metabolite_and_eef2_arrows_change_what_they_should(infusion):
    assert mean(course(weeks=1, hydroxynorketamine_switch=0.0), "glutamate", 2.0) < mean(
        infusion, "glutamate", 2.0
    )
    silent = course(weeks=1, eef2_switch=0.0)
    assert mean(silent, "phospho_eef2", 2 / 3) > mean(infusion, "phospho_eef2", 2 / 3)


def test_the_opioid_gate_acts_on_mood_only_and_only_when_switched_on(infusion):
    unswitched = course(weeks=1, opioid_antagonist_block=1.0)
    gated = course(weeks=1, opioid_antagonist_block=1.0, opioid_switch=1.0)
    assert mean(unswitched, "drug_share", 24.0) == pytest.approx(mean(infusion, "drug_share", 24.0), rel=1e-3)
    assert mean(gated, "drug_share", 24.0) < 0.05
    assert mean(gated, "dissociation", 2 / 3) == pytest.approx(
        mean(infusion, "dissociation", 2 / 3), rel=1e-3
    )


def test_a_perfectly_blinded_null_is_possible():
    masked = course("placebo nasal on days 0, 3", 1, unblinding_switch=0.0)
    saline = course("0.045 mg/kg midazolam iv over 40 min on days 0, 3", 1, unblinding_switch=0.0)
    np.testing.assert_allclose(masked.values["madrs"], saline.values["madrs"], atol=1e-9)
    np.testing.assert_allclose(masked.values["drug_share"], 0.0, atol=1e-9)


def test_dissociation_follows_the_level_and_fades_over_six_infusions():
    result = course(INFUSION + " on days 0, 2, 4, 7, 9, 11", 2)
    scores = [
        result.values["dissociation"][:, np.argmin(np.abs(result.time_h - (24 * day + 2 / 3)))].mean()
        for day in (0, 2, 4, 7, 9, 11)
    ]
    assert scores[0] == pytest.approx(7.7, abs=2.5)  # CADSS 7.7 (9.2) during infusion (van Schalkwyk 2018)
    assert scores[1] < 0.95 * scores[0]
    assert scores[-1] < scores[0]
    assert result.values["dissociation"].mean(axis=0)[np.argmin(np.abs(result.time_h - 12))] < 1.0


def test_pressure_peaks_at_the_end_of_the_infusion_and_is_back_90_minutes_later(infusion):
    course_of = infusion.values["systolic_rise"].mean(axis=0)
    assert infusion.time_h[np.argmax(course_of)] == pytest.approx(0.7, abs=0.15)
    assert course_of.max() == pytest.approx(16.0, abs=4.0)  # +16 (SD 11.2) in 2342 infusions
    # between people only: the SD of 11.2 over infusions is mostly of days and readings (engine.pressure)
    assert 1 < infusion.values["systolic_rise"].max(axis=1).std() < 11.2
    later = mean(infusion, "systolic_rise", 2.0) / course_of.max()
    assert later < 0.35
    ratio = mean(infusion, "diastolic_rise", 2 / 3) / mean(infusion, "systolic_rise", 2 / 3)
    assert ratio == pytest.approx(0.68, abs=1e-6)


def test_sedation_after_the_spray_encloses_the_label():
    # 49 and 61% are of patients who were ever sedated in eight sessions: more than in one session, fewer than
    # if the sessions of a person had nothing in common
    for dose, label in ((56, 0.49), (84, 0.61)):
        chance = course(f"{dose} mg esketamine nasal", 1).values["sedation"].max(axis=1)
        assert chance.mean() < label < (1 - (1 - chance) ** 8).mean()


def test_the_nasal_dose_is_felt_most_about_40_minutes_after_it():
    result = course("84 mg esketamine nasal", 1)
    assert result.time_h[np.argmax(result.values["dissociation"].mean(axis=0))] == pytest.approx(
        0.67, abs=0.35
    )


def test_magnesium_raises_the_need_for_drug():
    more = course(weeks=1, brain_magnesium_normal=1.3)
    assert mean(more, "pyramidal_block", 2 / 3) < mean(course(weeks=1), "pyramidal_block", 2 / 3)


def test_the_high_affinity_site_adds_block_when_switched_on(infusion):
    on = course(weeks=1, high_affinity_site=1.0)
    assert mean(on, "interneuron_block", 2 / 3) > 1.5 * mean(infusion, "interneuron_block", 2 / 3)
    assert mean(on, "pyramidal_block", 2 / 3) == pytest.approx(
        mean(infusion, "pyramidal_block", 2 / 3), rel=1e-3
    )


def test_a_fractional_steepness_does_no_harm_where_levels_are_rounding():
    result = course("84 mg esketamine nasal", 1, dissociation_exponent=1.7, sedation_exponent=2.5)
    assert np.isfinite(result.values["dissociation"]).all()
    assert result.values["sedation"].min() >= 0
