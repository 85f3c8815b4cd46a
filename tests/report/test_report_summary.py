from __future__ import annotations

from dataclasses import replace

import numpy as np

from nemda.report.arms import ShownArm, variables_of
from nemda.report.summary import contrasts, definitions, main_facts, mood_at, sentences
from nemda.report.visits import visit_at


def fact(arms: tuple[ShownArm, ...], start: str) -> tuple[str, ...]:
    [found] = [fact.texts for fact in main_facts(arms, variables_of(arms)) if fact.what.startswith(start)]
    return found


def test_numbers_are_those_of_the_result(arms: tuple[ShownArm, ...]) -> None:
    dataset = arms[0].dataset
    change = dataset["madrs_change"].sel(time=48).values
    low, high = np.quantile(change, [0.05, 0.95])
    expected = f"{change.mean():.1f} points ({low:.1f} to {high:.1f})".replace("-", "−")
    assert fact(arms, "change of MADRS at 24 h")[0] == expected
    peak = dataset["ketamine_venous"].max("time").median().item()
    assert fact(arms, "peak ketamine")[0].startswith(f"{peak:.0f} ng/mL (")
    share = (change / dataset["baseline_madrs"].values <= -0.5).mean()
    assert fact(arms, "response at 24 h")[0].startswith(f"{100 * share:.0f}% (")


def test_what_is_nothing_is_called_none(arms: tuple[ShownArm, ...]) -> None:
    assert fact(arms, "peak ketamine")[1] == "none"
    assert fact(arms, "peak dissociation")[1] == "none"


def test_without_mood_only_the_rest_is_told(arms: tuple[ShownArm, ...]) -> None:
    facts = main_facts(arms, frozenset({"ketamine_venous"}))
    assert [fact.what for fact in facts] == ["peak ketamine in venous plasma, median (90% of people)"]


def test_a_sentence_tells_direction_range_and_response(arms: tuple[ShownArm, ...]) -> None:
    [text] = sentences(arms[0], (24,))
    mood = mood_at(arms[0], visit_at(arms[0], 24))
    assert text.startswith(f"24 h after the first dose, MADRS is {abs(mood.change.mean()):.1f} points lower")
    assert f"{100 * mood.response.share:.0f} in 100 people respond" in text
    [later] = sentences(arms[0], (144,))
    assert later.startswith("On day 6, ")


def test_worse_is_called_higher(arms: tuple[ShownArm, ...]) -> None:
    start = arms[0].dataset["baseline_madrs"] - 40
    worse = replace(arms[0], dataset=arms[0].dataset.assign_coords(baseline_madrs=start))
    [text] = sentences(worse, (24,))
    assert "points higher than before" in text


def test_a_contrast_is_against_the_control_in_the_same_people(arms: tuple[ShownArm, ...]) -> None:
    [text] = contrasts(arms)
    drug, control = (arm.dataset["madrs_change"].sel(time=48).values for arm in arms)
    net = (drug - control).mean()
    error = (drug - control).std(ddof=1) / np.sqrt(drug.size)
    assert text.startswith("Ketamine minus Saline")
    assert f"{net:.1f} points at 24 h".replace("-", "−") in text
    interval = f"{net - 1.644854 * error:.1f} to {net + 1.644854 * error:.1f}".replace("-", "−")
    assert interval in text
    assert text.endswith("the same people in both arms.")
    assert [t.partition(",")[0] for t in contrasts(arms[::-1])] == ["Ketamine minus Saline"]


def test_without_a_control_the_first_arm_is_the_reference(arms: tuple[ShownArm, ...]) -> None:
    [text] = contrasts((arms[0], replace(arms[0], name="Again")))
    assert text.startswith("Again minus Ketamine")
    assert "0.0 points at 24 h (90% simulation interval 0.0 to 0.0)" in text


def test_one_arm_has_no_contrast(arms: tuple[ShownArm, ...]) -> None:
    assert contrasts(arms[:1]) == ()


def test_response_and_remission_are_defined() -> None:
    assert "50%" in definitions()
    assert "10 or less" in definitions()
