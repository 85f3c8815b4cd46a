"""Explanations of the shipped model: what must sum does, and arrows do what they say."""

from __future__ import annotations

import numpy as np
import pytest

from nemda.engine.group import run_group
from nemda.engine.job import Job
from nemda.errors import NemdaError
from nemda.explain.arrows import EXPECTANCY, LAST_STEP, MECHANISM, arrows, is_off, switched
from nemda.explain.explain import Explanation, explain
from nemda.explain.person import drawn_person, person_of, typical_person
from nemda.explain.task import task_of
from nemda.mechanism.chain import chain
from nemda.people import people
from nemda.regimen import parse

DOSE = "0.5 mg/kg ketamine iv over 40 min"
SOLVED = 1e-3
"""Points: the solver's local tolerance of some 1e-6 of a state, many steps, times 33 points and gains."""


@pytest.fixture(scope="module")
def explained() -> Explanation:
    return explain(DOSE, at_h=(4, 24, 168))


@pytest.fixture(scope="module")
def drawn() -> Explanation:
    return explain("84 mg esketamine nasal", drawn_person(12, "trd", seed=3), at_h=(24,), with_links=False)


def test_terms_sum_to_the_change(explained: Explanation, drawn: Explanation) -> None:
    for each in (explained, drawn):
        total = np.sum([term.points for term in each.terms], axis=0)
        # the terms are the same products in another order
        np.testing.assert_allclose(total, each.change, atol=1e-9)


def test_shares_sum_to_the_drug(explained: Explanation, drawn: Explanation) -> None:
    for each in (explained, drawn):
        for game in each.games:
            assert game.is_exact
            total = np.sum([part.share for part in game.parts], axis=0) + game.rest
            np.testing.assert_allclose(total, each.drug, atol=1e-9)


def test_no_path_from_drug_to_mood_is_forgotten(explained: Explanation, drawn: Explanation) -> None:
    # with every listed arrow off the drug does nothing: a new path without an arrow would show here
    for each in (explained, drawn):
        for game in each.games:
            assert np.abs(game.rest).max() < SOLVED, game.name


def test_the_course_is_that_of_simulate() -> None:
    who = drawn_person(5, "trd", seed=2)
    explanation = explain(DOSE, who, at_h=(24,), with_links=False)
    group = people("trd", n=1, seed=2, first=5)
    result = run_group(Job(parse(DOSE), group, 4.0, visits_h=(24.0,)), group)
    place = int(np.argmin(np.abs(result.time_h - 24)))
    # the same person in a batch of copies: bit-identical lanes
    assert explanation.madrs[explanation.places[0]] == result.values["madrs"][0, place]


def test_losing_an_arrow_is_a_simulation_with_its_switch_at_0(explained: Explanation) -> None:
    who = typical_person()
    parts = {part.arrow.name: part for game in explained.games for part in game.parts}
    job = Job(
        parse(DOSE), who.people, 4.0, changes=(("eef2_switch", 0.0),), visits_h=(4.0, 24.0, 168.0),
        spread_scale=0.0,
    )  # fmt: skip
    without = run_group(job, who.people)
    lost = explained.madrs - without.values["madrs"][0]
    # expectancy is the same in both, so the score differs by the drug alone
    np.testing.assert_allclose(parts["eef2_switch"].lost, lost, atol=SOLVED)
    assert parts["eef2_switch"].lost[explained.places[2]] < -0.3


def test_early_mood_is_fast_and_late_mood_is_slow(explained: Explanation) -> None:
    last = {p.arrow.name: p.share for game in explained.games if game.name == LAST_STEP for p in game.parts}
    early, _, late = explained.places
    assert abs(last["slow_connectivity"][early]) < 0.1 * abs(explained.drug[early])
    assert last["slow_connectivity"][late] < 0.8 * explained.drug[late] < 0
    assert last["fast_cortex"][early] < last["slow_connectivity"][early]


def test_every_switch_is_an_arrow_of_one_game() -> None:
    switches = {name for name, parameter in chain().parameters.items() if parameter.kind == "switch"}
    named = [arrow.name for arrow in arrows()]
    # pain leads nowhere near the score, so its switch is no arrow to mood
    assert switches - set(named) == {"norketamine_pain_switch"}
    assert len(set(named)) == len(named)
    assert {arrow.game for arrow in arrows()} == {MECHANISM, LAST_STEP, EXPECTANCY}


def test_switching_off_touches_only_what_it_says() -> None:
    parameters = task_of(DOSE, typical_person()).drawn
    for arrow in arrows():
        after = switched(parameters, [arrow], np.array([[True], [False]]))
        changed = {name for name, values in after.items() if values[1] != parameters[name][0]}
        assert changed <= {step.parameter for step in arrow.off}
        assert bool(changed) != is_off(arrow, parameters)
        assert all(values[0] == parameters[name][0] for name, values in after.items())


def test_both_fast_arrows_off_leave_no_fast_lift() -> None:
    parameters = task_of(DOSE, typical_person()).drawn
    fast = [arrow for arrow in arrows() if arrow.name in ("fast_cortex", "fast_habenula")]
    on = np.array([[True, True], [True, False], [False, True], [False, False]])
    after = switched(parameters, fast, on)
    rate, share = after["fast_rate"], after["habenula_mood_share"]
    cortex, habenula = rate * (1 - share), rate * share
    whole = parameters["fast_rate"][0], parameters["habenula_mood_share"][0]
    # one arrow off leaves the other exactly as strong as it was
    np.testing.assert_allclose(cortex, whole[0] * (1 - whole[1]) * np.array([1, 1, 0, 0]), rtol=1e-14)
    np.testing.assert_allclose(habenula, whole[0] * whole[1] * np.array([1, 0, 1, 0]), rtol=1e-14)


def test_an_arrow_that_is_off_says_what_it_would_add(explained: Explanation) -> None:
    idle = {each.arrow.name: each.added for each in explained.idle}
    named = {part.arrow.name for game in explained.games for part in game.parts}
    assert not named & set(idle)
    job = Job(
        parse(DOSE), explained.task.who.people, 4.0, changes=(("high_affinity_site", 1.0),),
        visits_h=(4.0, 24.0, 168.0), spread_scale=0.0,
    )  # fmt: skip
    with_site = run_group(job, explained.task.who.people).values["madrs"][0]
    np.testing.assert_allclose(idle["high_affinity_site"], with_site - explained.madrs, atol=SOLVED)


def test_a_comparator_without_ketamine_has_no_drug_points() -> None:
    explanation = explain("0.045 mg/kg midazolam iv over 40 min", at_h=(24,), with_links=False)
    by_name = {term.name: term.points[explanation.places[0]] for term in explanation.terms}
    assert abs(by_name["drug"]) < SOLVED
    # midazolam is felt, so a part of expectancy needs the feeling
    assert by_name["unblinding"] < -0.5
    assert by_name["expectancy"] < by_name["unblinding"]


def test_without_treatment_nothing_is_explained() -> None:
    explanation = explain("no treatment", at_h=(24,), with_links=False)
    # equal up to the solver's tolerance at rest
    assert np.abs(explanation.change).max() < SOLVED


def test_a_perfect_blind_leaves_no_feeling() -> None:
    explanation = explain(DOSE, at_h=(4,), changes={"unblinding_switch": 0.0}, with_links=False)
    by_name = {term.name: term.points for term in explanation.terms}
    assert (by_name["unblinding"] == 0).all()


def test_cutting_a_link_agrees_with_its_switch(explained: Explanation) -> None:
    lost = {(link.provider, link.user, link.signal): link.lost for link in explained.links}
    parts = {part.arrow.name: part for game in explained.games for part in game.parts}
    # all of the habenula's effect passes this one arrow, which its switch removes
    np.testing.assert_allclose(
        lost["circuit", "mood", "habenula_relief"], parts["habenula_switch"].lost, atol=SOLVED
    )
    np.testing.assert_allclose(
        lost["spines", "mood", "connectivity"], parts["slow_connectivity"].lost, atol=SOLVED
    )


def test_links_in_series_lose_the_same(explained: Explanation) -> None:
    lost = {(link.provider, link.user, link.signal): link.lost for link in explained.links}
    slow = lost["spines", "mood", "connectivity"]
    np.testing.assert_allclose(lost["mood", "score", "slow_gain"], slow, atol=SOLVED)


def test_every_arrow_of_the_graph_is_cut_once(explained: Explanation) -> None:
    named = [(link.provider, link.user, link.signal) for link in explained.links]
    inside = [name for name in named if name[1] != "score"]
    assert inside == list(chain().links)
    assert all(np.isfinite(link.lost).all() for link in explained.links)


def test_a_person_of_a_group_is_that_person() -> None:
    group = people("mdd", n=4, seed=9)
    who = person_of(group, 2)
    assert who.people["weight_kg"][0] == group["weight_kg"][2]
    assert who.people.first == 2
    with pytest.raises(NemdaError, match="No such person"):
        person_of(group, 4)


def test_the_typical_person_is_typical() -> None:
    who = typical_person("trd")
    task = task_of(DOSE, who)
    assert all(task.drawn[name][0] == parameter.value for name, parameter in task.job.parameters.items())
    # medians: about half of many people lie below
    many = people("trd", n=2000, seed=4)
    assert np.mean(many["baseline_madrs"] < who.people["baseline_madrs"][0]) == pytest.approx(0.5, abs=0.04)


@pytest.mark.parametrize(
    ("at_h", "weeks", "words"),
    [
        ((), None, "at or after the first dose"),
        ((-1,), None, "at or after"),
        ((200,), 1.0, "after the simulated"),
    ],
)
def test_times_that_make_no_sense_are_refused(
    at_h: tuple[float, ...], weeks: float | None, words: str
) -> None:
    with pytest.raises(NemdaError, match=words):
        explain(DOSE, at_h=at_h, weeks=weeks)
