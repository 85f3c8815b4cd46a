"""Monoamines, reward and alpha-7 receptors: balances, signs, and the published numbers they rest on."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.experiment.monoamines import Load, course_under_loads, monoamine_model
from nemda.mechanism.nicotinic import NICOTINIC, load_for_equal_answer
from nemda.mechanism.nicotinic import Parameters as NicotinicParameters
from nemda.mechanism.reuptake import excess, occupancy
from nemda.people import people
from nemda.pk.companion import companion_card
from nemda.regimen import parse

DAY, WEEK = 24.0, 168.0
SEROTONIN_HELD = Load("serotonin_transporter_load", 4.0)  # 80% of transporters (Sørensen 2021)
COCAINE = 0.45 / 0.19  # 0.45 mg/kg iv over the dose that holds half (Volkow 1997)


@given(blocked=st.floats(0.0, 0.99), feedback=st.floats(1e-3, 50.0))
def test_release_and_uptake_balance(blocked, feedback):
    over = excess(blocked, feedback)
    left = (1 - blocked) * (1 + over) * (1 + feedback * over)
    assert left == pytest.approx(1.0, rel=1e-9)
    assert over >= 0


@pytest.mark.parametrize("feedback", [0.1, 2.76, 30.0])
def test_nothing_is_raised_without_a_drug(feedback):
    assert excess(0.0, feedback) == 0.0
    assert occupancy(0.0) == 0.0


def test_the_drug_free_brain_rests_exactly():
    names = [*monoamine_model().state_names, "serotonin", "striatal_dopamine", "monoamine_share", "craving"]
    found = course_under_loads([], np.array([0.0, WEEK, 12 * WEEK]), names)
    for name, course in found.items():
        assert np.all(course == course[0]), name
    assert found["monoamine_share"][0] == 0.0
    assert found["serotonin"][0] == 1.0


def test_serotonin_rises_more_after_weeks_than_after_the_first_dose():
    first, week, month = course_under_loads([SEROTONIN_HELD], [0.0, WEEK, 4 * WEEK], ["serotonin"])[
        "serotonin"
    ]
    assert first == pytest.approx(1.5, abs=0.05)  # Muraki 2008: 150% after a first dose
    assert 1.7 <= week <= 2.0  # 170-200% after a week
    assert 2.0 <= month <= 3.0  # 200-300% after chronic fluoxetine (PMC4061036)


def test_with_the_switch_off_autoreceptors_keep_serotonin_where_it_was():
    off = {"serotonin_autoreceptor_switch": 0.0}
    course = course_under_loads([SEROTONIN_HELD], [0.0, 4 * WEEK], ["serotonin"], changes=off)["serotonin"]
    assert course[1] == pytest.approx(course[0], rel=1e-9)


@pytest.mark.parametrize(("dose_mg_kg", "held"), [(0.3, 0.60), (0.6, 0.77)])
def test_cocaine_holds_the_transporters_that_were_seen(dose_mg_kg, held):
    person = people("healthy", n=1, seed=1)
    job = Job(parse(f"{dose_mg_kg} mg/kg cocaine iv over 1 min"), person, 1.0, spread_scale=0.0,
              visits_h=tuple(np.arange(1, 30) / 60))  # fmt: skip
    result = run_group(job, person)
    # one compartment stands for a fast distribution phase, so the peak is a little low or high
    assert result.values["dopamine_transporter_occupancy"].max() == pytest.approx(held, abs=0.05)


@pytest.mark.parametrize(("dose", "held", "sd"), [(10, 0.64, 0.06), (20, 0.75, 0.05)])
def test_one_dose_of_escitalopram_holds_what_spect_saw(dose, held, sd):
    person = people("healthy", n=1, seed=1)
    job = Job(parse(f"{dose} mg escitalopram oral"), person, 1.0, visits_h=(6.0,), spread_scale=0.0)
    result = run_group(job, person)
    at = np.argmin(np.abs(result.time_h - 6.0))
    # the half-level comes from PET under daily citalopram, another method: two SDs of this one. After 5 mg
    # SPECT saw 60%, which no hyperbola through the other two reaches; the docs list it as a miss
    assert result.values["serotonin_transporter_occupancy"][0, at] == pytest.approx(held, abs=2 * sd)


@cache
def pulse(sentence, **changes):
    """Return minutes 0 to 300 of the typical person."""
    person = people("healthy", n=1, seed=1)
    minutes = tuple(np.arange(0, 301) / 60)
    job = Job(
        parse(sentence), person, 1.0, visits_h=minutes, spread_scale=0.0, changes=tuple(changes.items())
    )
    result = run_group(job, person)
    names = ("striatal_dopamine", "raclopride_binding", "hedonic_tone")
    return {name: np.interp(minutes, result.time_h, result.values[name][0]) for name in names}


COCAINE_IV, KETAMINE_IV = "0.45 mg/kg cocaine iv over 1 min", "0.5 mg/kg ketamine iv over 40 min"


def test_raclopride_falls_as_in_pet_and_not_in_the_other_reading():
    scan = pulse(KETAMINE_IV)["raclopride_binding"][:61].mean()
    # Breier 1998: -11.2% (SD 8.9) with ketamine, -1.9% with saline; the brake was set to the difference
    assert scan == pytest.approx(-0.093, abs=0.03)
    # Vollenweider 2000: -13.6 to -17.5% with S-ketamine: the same sign, more
    assert -0.175 < scan < 0
    other = pulse(KETAMINE_IV, striatal_release_switch=0.0)["raclopride_binding"]
    np.testing.assert_allclose(other, 0.0, atol=1e-12)  # Aalto 2002, Vernaleken 2013: no change


def test_the_pulse_of_ketamine_is_weaker_than_that_of_cocaine():
    cocaine, ketamine = pulse(COCAINE_IV), pulse(KETAMINE_IV)
    rise = [one["striatal_dopamine"].max() - 1 for one in (ketamine, cocaine)]
    assert 0.2 < rise[0] < 0.85 * rise[1]
    assert cocaine["raclopride_binding"][:61].mean() < 1.2 * ketamine["raclopride_binding"][:61].mean()
    for one in (cocaine, ketamine):
        assert one["hedonic_tone"].max() > 0.2
        assert one["hedonic_tone"][-1] < 0  # what was given is taken back
        assert one["striatal_dopamine"][-1] < 1.05


def test_cocaine_comes_faster_than_ketamine():
    rises = (pulse(one)["striatal_dopamine"] - 1 for one in (COCAINE_IV, KETAMINE_IV))
    fast, slow = (int(np.argmax(rise > 0.8 * rise.max())) for rise in rises)
    # minutes to most of the rise; the high is at 3 min (Volkow 2000)
    assert fast < 5
    assert slow > 20


def drift(times_per_week, level=COCAINE, hours_apart=1.0, weeks=4):
    per_day = max(times_per_week // 7, 1)
    days = range(7 * weeks) if times_per_week >= 7 else [7 * week for week in range(weeks)]
    loads = [
        Load("dopamine_transporter_load", level, DAY * day + hours_apart * turn,
             DAY * day + hours_apart * turn + 20.0, half_life_h=0.8)
        for day in days for turn in range(per_day)
    ]  # fmt: skip
    after = weeks * WEEK + np.array([2 * DAY, 30 * DAY])
    return course_under_loads(
        loads, after, ["hedonic_set_point", "craving", "hedonic_tone", "reward_sensitivity"]
    )


def test_the_set_point_drifts_with_frequency_and_dose_and_comes_back():
    weekly, daily, six, half = drift(1), drift(7), drift(42), drift(42, level=COCAINE / 2)
    sizes = [one["hedonic_set_point"][0] for one in (weekly, daily, half, six)]
    assert sizes == sorted(sizes)
    assert (
        six["hedonic_set_point"][0] > 4 * daily["hedonic_set_point"][0]
    )  # 6 h a day escalates, 1 h does not
    for one in (weekly, daily, six):
        assert one["craving"][0] > one["craving"][1] > 0
        assert one["hedonic_tone"][0] < 0
        assert one["reward_sensitivity"][0] < 1
    assert (
        six["hedonic_set_point"][1] > 0.1 * six["hedonic_set_point"][0]
    )  # higher again after a month without


def test_clinical_ketamine_drifts_far_less_than_daily_cocaine():
    twice_weekly = [
        Load("disinhibition", 0.33, week * WEEK + day * DAY, week * WEEK + day * DAY + 2 / 3)
        for week in range(4) for day in (0, 3)
    ]  # fmt: skip
    after = [4 * WEEK + 2 * DAY]
    ketamine = course_under_loads(twice_weekly, after, ["craving"])["craving"][0]
    assert 0 < ketamine < 0.35 * drift(7)["craving"][0]


NICOTINE = Load("nicotinic_alpha7_desensitization_load", 50 / 162.23 / 0.65, 0.0, 6 * WEEK)
"""50 ng/mL, the peak of smokers, over the level that desensitizes half."""
CHOLINE = Load("nicotinic_alpha7_desensitization_load", 0.3 * 0.14, 0.0, 6 * WEEK)
"""A third more choline around the receptors: more than food was seen to bring into the brain."""


def alpha7(load, changes=None):
    times = [0.0, DAY, 2 * WEEK, 6 * WEEK - 1, 6 * WEEK + 12, 10 * WEEK]
    names = ["alpha7_desensitized", "alpha7_number", "alpha7_response", "alpha7_surplus"]
    return course_under_loads([load], times, names, changes=changes)


def test_nicotine_silences_and_calls_for_more_and_choline_hardly_does():
    nicotine, choline = alpha7(NICOTINE), alpha7(CHOLINE)
    assert nicotine["alpha7_desensitized"][1] > 4 * choline["alpha7_desensitized"][1]
    assert nicotine["alpha7_response"][1] < 0.8
    assert np.all(choline["alpha7_response"] > 0.8)  # works on under choline (article claim SI025)
    assert nicotine["alpha7_number"][3] > 1.1 > choline["alpha7_number"][3]
    assert nicotine["alpha7_surplus"][4] > nicotine["alpha7_surplus"][3]  # abstinence unmasks the surplus
    assert nicotine["alpha7_number"][5] == pytest.approx(
        1.0, abs=0.01
    )  # normal at four weeks (Cosgrove 2009)


def test_two_weeks_of_a_high_dose_add_the_sites_that_were_counted():
    rat = Load("nicotinic_alpha7_desensitization_load", 200 / 162.23 / 0.65)  # 6 mg/kg a day, about 200 ng/mL
    number = alpha7(rat)["alpha7_number"][2]
    assert 1.10 < number < 1.70  # Rasmussen 2006
    assert number == pytest.approx(1.30, abs=0.03)  # derived from it: checks the arithmetic of the table


def test_more_receptors_need_more_nicotine_for_the_same_answer():
    table = NICOTINIC.parameter_table
    parameters = NicotinicParameters(*(table[name].value for name in NicotinicParameters._fields))
    first = NICOTINE.level
    assert load_for_equal_answer(parameters, first, 1.0) == pytest.approx(first)
    later = [load_for_equal_answer(parameters, first, number) for number in (1.05, 1.1, 1.2)]
    assert first < later[0] < later[1] < later[2]


def test_for_the_same_opening_nicotine_desensitizes_more_than_choline():
    card = companion_card("nicotine").parameters
    opens, silences = (
        card[f"nicotine_half_{t}"].value for t in ("nicotinic_alpha7", "nicotinic_alpha7_desensitization")
    )
    # choline opens half at 500 to 1600 and desensitizes half at 30 to 40 umol/L (table, from memory)
    assert opens / silences > 2 * 1600 / 40


def test_the_small_model_and_the_whole_chain_agree():
    person = people("healthy", n=1, seed=1)
    times = (24.0, WEEK, 2 * WEEK)
    job = Job(
        parse("10 mg escitalopram oral daily for 3 weeks"), person, 3.0, visits_h=times, spread_scale=0.0
    )
    result = run_group(job, person)
    places = [int(np.argmin(np.abs(result.time_h - time))) for time in times]
    mean = result.values["serotonin_transporter_load"][0, result.time_h > WEEK].mean()
    held = course_under_loads(
        [Load("serotonin_transporter_load", float(mean))], times, ["serotonin_adaptation"]
    )
    chain = result.values["serotonin_adaptation"][0, places]
    # the daily rise and fall of the load and its first week are not in the held one
    np.testing.assert_allclose(chain[1:], held["serotonin_adaptation"][1:], rtol=0.1)


def test_serotonin_after_ketamine_needs_alpha1_receptors():
    freed = Load("disinhibition", 0.5)
    plain, blocked = (
        course_under_loads(loads, [0.0, 1.0], ["serotonin", "serotonin_adaptation"])
        for loads in ([freed], [freed, Load("alpha1_antagonist", 0.9)])
    )
    assert plain["serotonin"][1] > 1.1  # rat, 25 mg/kg: increase (Amargos-Bosch 2006)
    assert blocked["serotonin"][1] - 1 < 0.2 * (plain["serotonin"][1] - 1)  # prazosin, clozapine, olanzapine
    assert plain["serotonin_adaptation"][1] == 0.0
