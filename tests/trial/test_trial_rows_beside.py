"""Drugs beside a treatment: read from rows, dosed where they can act, told with the reason where not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from trial_beside_rows import STUDIES, arms_of, outcomes_of
from trial_row_samples import arm

from nemda.engine.group import run_group
from nemda.engine.job import job_of
from nemda.people import people
from nemda.regimen import Dose
from nemda.trial.deviation import NO_DEVIATION
from nemda.trial.rows.arm_row import arm_rows, outcome_rows
from nemda.trial.rows.compounds import NOT_SIMULATED
from nemda.trial.rows.compounds_beside import beside_of, kind_of, kinds
from nemda.trial.rows.compounds_reach import signals_of_mood, targets_reached
from nemda.trial.rows.course import SimulationSettings, course_of
from nemda.trial.rows.refusal import NotPredictedError
from nemda.trial.rows.request import Refused, Request, requests_of
from nemda.trial.rows.scenario import scenario_of
from nemda.trial.rows.scenario_beside import built_up


@cache
def asked(study: str) -> tuple[Request | Refused, ...]:
    return requests_of(outcome_rows(outcomes_of(study)), arm_rows(arms_of(study)))[0]


def doses(study: str, place: int = 0) -> tuple[Dose, ...]:
    found = asked(study)[place]
    assert isinstance(found, Request), found.reason
    return found.planned[0].scenario.portions[0][0].doses


def said(study: str, place: int = 0) -> str:
    found = asked(study)[place]
    return found.reason if isinstance(found, Refused) else "; ".join(found.notes)


REFUSED = {"rapastinel", "esmethadone", "scopolamine"}


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_every_invented_study_is_read_or_refused_by_name(study: str) -> None:
    first = asked(study)[0]
    if study in REFUSED:
        assert isinstance(first, Refused)
        assert first.reason == f"{first.arm.compound if first.arm else ''} is no compound of the program"
    else:
        assert isinstance(first, Request), first.reason


@pytest.mark.parametrize(
    ("study", "name"),
    [("lorazepam", "lorazepam"), ("benzodiazepine_users", "benzodiazepines"), ("clonidine", "clonidine"),
     ("nicotine", "nicotine patch")],
)  # fmt: skip
def test_what_cannot_act_is_told_with_the_reason_and_compared_with_nothing(study: str, name: str) -> None:
    assert {dose.compound for dose in doses(study)} == {"ketamine"}
    note = next(
        part for part in said(study).split("; ") if part.startswith(f"{name} beside it {NOT_SIMULATED}")
    )
    assert note.endswith(")")
    assert len(note) > len(f"{name} beside it {NOT_SIMULATED} ()") + 20
    assert said(study, -1).startswith(f"the arms differ only in what is not simulated: {name} (")


def test_the_session_keeps_its_route_and_the_pill_comes_before_it() -> None:
    pill, infusion = doses("lamotrigine")
    assert (pill.compound, pill.amount, pill.route, pill.start_h) == ("lamotrigine", 300.0, "oral", 0.0)
    assert (infusion.route, infusion.start_h) == ("iv", 2.0)
    assert infusion.duration_h == pytest.approx(40 / 60)
    assert doses("lamotrigine_in_schedule") == doses("lamotrigine")


def test_ratings_count_from_the_session_and_the_control_gets_its_placebo_pill() -> None:
    found = asked("lamotrigine")[-1]
    assert isinstance(found, Request)
    drug, control = found.planned
    assert drug.scenario.begins_h == control.scenario.begins_h == 2.0
    pill, infusion = control.scenario.portions[0][0].doses
    assert (pill.compound, pill.route, infusion.start_h) == ("placebo", "oral", 2.0)
    assert found.measure.relapse_score is None
    assert not any("relapse" in note for note in found.notes)


def test_naltrexone_tells_the_reading_of_its_disputed_arrow() -> None:
    assert "opioid_switch 0 is used" in said("naltrexone")
    assert "the other reading is opioid_switch 1" in said("naltrexone")
    assert doses("naltrexone")[0].compound == "naltrexone"


def test_an_injected_suspension_is_given_once_whole_and_not_swallowed() -> None:
    (injected,) = [dose for dose in doses("naltrexone_injected") if dose.compound == "naltrexone"]
    assert (injected.amount, injected.route) == (380.0, "im")


def test_a_drug_from_hours_after_the_session_on_is_taken_every_day() -> None:
    given = [dose for dose in doses("riluzole") if dose.compound == "riluzole"]
    assert (given[0].start_h, given[0].amount) == (5.0, 150.0)
    assert not [dose for dose in doses("riluzole", 1) if dose.compound == "riluzole"]


def test_daily_memantine_beside_one_session_is_daily() -> None:
    given = scenario_of(
        arm(compound="ketamine + memantine", dose="0.5 + 20", unit="mg/kg + mg/day", route="IV + PO"), 336.0
    ).scenario.portions[0][0].doses  # fmt: skip
    assert [sum(d.compound == name for d in given) for name in ("ketamine", "memantine")] == [1, 14]


def test_an_anesthetic_beside_it_hides_what_is_felt() -> None:
    for study in ("propofol", "sevoflurane"):
        found = asked(study)[-1]
        assert isinstance(found, Request), found.reason
        for planned in found.planned:
            assert ("unblinding_switch", 0.0) in planned.scenario.changes


def test_levels_of_a_drug_taken_before_stand_at_the_start() -> None:
    # geometric sum of what is left of all earlier doses, one compartment: k = 1.69 / 49 per h
    assert built_up("lithium", 24.0) == pytest.approx(1 / (1 - np.exp(-1.69 / 49 * 24.0)))
    row = arm(population="bipolar depression, stable on lithium", schedule="weekly x2")
    if targets_reached("lithium"):
        given = [d for d in scenario_of(row, 336.0).scenario.portions[0][0].doses if d.compound == "lithium"]
        assert given[0].amount == pytest.approx(given[1].amount * built_up("lithium", 24.0))


@pytest.mark.parametrize(
    "population", ["TRD not taking benzodiazepines", "TRD, no current lithium", "TRD free of lamotrigine"]
)
def test_what_people_do_not_take_is_not_given(population: str) -> None:
    assert beside_of(arm(population=population))[1] == ()


def test_one_of_several_drugs_that_people_take_is_not_given_to_all() -> None:
    assert beside_of(arm(population="bipolar depression on lithium or valproate"))[1] == ()


def test_all_of_several_drugs_that_people_take_are_read() -> None:
    found = beside_of(arm(population="bipolar depression on lithium, lamotrigine 200 mg and valproate"))[1]
    assert {one.kind.name for one in found} >= {"lithium"}
    found = beside_of(arm(population="bipolar depression on lithium and valproate"))[1]
    assert {one.kind.name for one in found} == {"lithium", "anticonvulsant"}


def test_a_drug_known_only_beside_others_is_refused_as_the_treatment() -> None:
    for name in ("lithium", "rapamycin", "perampanel"):
        with pytest.raises(NotPredictedError, match=f"{name} alone is not simulated"):
            scenario_of(arm(compound=name, dose="6", unit="mg", route="PO"), 24.0)


def test_a_drug_beside_pills_is_told_where_it_has_no_dose() -> None:
    plan = scenario_of(
        arm(compound="escitalopram + lithium", dose="10", unit="mg", route="PO", schedule="daily x14"), 336.0
    )
    assert any(note.startswith(f"lithium beside it {NOT_SIMULATED}") for note in plan.notes)
    assert {dose.compound for dose in plan.scenario.portions[0][0].doses} == {"escitalopram"}


def test_words_of_drugs_beside_name_one_kind_each() -> None:
    for name in ("sirolimus", "lithium carbonate", "lorazepam", "naltrexone hcl", "isoflurane", "metoprolol"):
        assert sum(kind is kind_of(name) for kind in kinds()) == 1
    assert kind_of("midazolam") is None
    assert kind_of("ketamine") is None
    assert all(kind.card or kind.reason for kind in kinds())


def test_doses_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(NotPredictedError, match="do not belong"):
        beside_of(arm(compound="ketamine + lamotrigine", dose="0.5 + 300 + 2", unit="mg/kg"))


def test_a_path_to_mood_is_found_from_the_equations() -> None:
    assert {"ketamine_s_effect", "mu_antagonist_load", "mtorc1_inhibitor"} <= signals_of_mood()
    assert "comparator_felt" not in signals_of_mood()
    assert targets_reached("nicotine") == ()
    assert targets_reached("ketamine") == ()
    assert targets_reached("escitalopram")


SESSION = "0.5 mg/kg ketamine iv over 40 min at 2 h"
AT_H = (26.0, 170.0)


@cache
def lift(sentence: str, gate: float = 0.0) -> tuple[float, float, float]:
    """Return the mean share that the drug takes at 24 h and at a week, and the highest CADSS."""
    group = people("trd", n=12, seed=3)
    result = run_group(job_of(sentence, group, 1.1, visits_h=AT_H, changes={"opioid_switch": gate}), group)
    share = result.values["drug_share"][:, np.searchsorted(result.time_h, AT_H)].mean(axis=0)
    return float(share[0]), float(share[1]), float(result.values["dissociation"].max(axis=1).mean())


@pytest.mark.parametrize(
    ("drug", "sentence", "sign"),
    [("lamotrigine", "300 mg lamotrigine oral", -1), ("riluzole", "100 mg riluzole oral", -1),
     ("rapamycin", "6 mg rapamycin oral", -1), ("perampanel", "8 mg perampanel oral", -1),
     ("lithium", "1400 mg lithium oral daily for 7 days", 1)],
)  # fmt: skip
def test_a_drug_beside_acts_as_its_arrow_says_or_is_told(drug: str, sentence: str, sign: int) -> None:
    alone, together = lift(SESSION), lift(f"{sentence} and {SESSION}")
    if targets_reached(drug):
        assert sign * (together[1] - alone[1]) > 0
        # without ketamine these arrows have nothing to scale: no drug takes a point (of 34) from mood
        assert abs(lift(sentence)[1]) < 0.01
    else:
        assert together == pytest.approx(alone)


def test_lamotrigine_takes_from_what_is_felt_too() -> None:
    assert lift(f"300 mg lamotrigine oral and {SESSION}")[2] < lift(SESSION)[2]


@pytest.mark.parametrize("sentence", ["50 mg naltrexone oral", "380 mg naltrexone base im"])
def test_naltrexone_acts_in_one_reading_and_never_on_what_is_felt(sentence: str) -> None:
    both = f"{sentence} and {SESSION}"
    assert lift(both) == pytest.approx(lift(SESSION))
    # 50 mg hold nine of ten receptors for two days; the suspension needs hours until it does
    assert lift(both, 1.0)[0] < 0.75 * lift(SESSION, 1.0)[0]
    assert lift(both, 1.0)[2] == pytest.approx(lift(SESSION, 1.0)[2])


def test_the_whole_way_from_a_row_ends_in_a_smaller_lift() -> None:
    found, times = requests_of(outcome_rows(outcomes_of("lamotrigine")), arm_rows(arms_of("lamotrigine")))
    assert isinstance(found[-1], Request)
    settings = SimulationSettings(n=12)
    drug, control = (course_of(one.scenario, times[one.scenario], settings) for one in found[-1].planned)
    at_drug, at_control = drug.at(26.0), control.at(26.0)
    lifts = [one.lift.part(slice(None), at) for one, at in ((drug, at_drug), (control, at_control))]
    assert lifts[0].under(NO_DEVIATION).mean() < lifts[1].under(NO_DEVIATION).mean()
    # the same pills on the same days: expectancy differs only by what is felt, a little less with lamotrigine
    assert drug.other[:, at_drug].mean() == pytest.approx(control.other[:, at_control].mean(), abs=0.01)
