from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from trial_samples import KETAMINE, SALINE, arm, observed, trial

from nemda.errors import NemdaError, RegimenError, TrialError
from nemda.regimen import Regimen, parse
from nemda.trial import Arm, Observed, Share, Trial, read_plan, read_trial_file, write_trial_file
from nemda.trial.reading import trial_from_mapping

CONTENT: dict[str, Any] = {
    "title": "Two arms",
    "study_id": "test",
    "citation": "Nobody 2000",
    "people": {"preset": "trd", "covariates": {"age_y": {"mean": 40, "sd": 5}, "female": 0.5}},
    "weeks": 2,
    "arms": [
        {"name": "ketamine", "role": "drug", "regimen": KETAMINE, "n": 20},
        {
            "name": "control",
            "role": "comparator",
            "mix": [{"share": 0.5, "regimen": SALINE}, {"share": 0.5, "regimen": "placebo iv"}],
            "covariates": {"baseline_madrs": {"mean": 30, "sd": 5}},
        },
    ],
    "observed": [
        {
            "arm": "ketamine", "time_h": 24, "scale": "MADRS", "quantity": "mean", "value": 20,
            "unit": "points", "dispersion": 12.5, "dispersion_type": "SD",
        },
    ],
}  # fmt: skip


def changed(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    """Return the content with one entry replaced, or left out where the value is None."""
    content = copy.deepcopy(CONTENT)
    place: Any = content
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return content


def test_every_entry_is_read() -> None:
    found = trial_from_mapping(CONTENT)
    assert (found.title, found.study_id, found.weeks, found.preset) == ("Two arms", "test", 2, "trd")
    assert found.covariates == {"age_y": (40, 5), "female": 0.5}
    assert found.remission_madrs == 10
    ketamine, control = found.arms
    assert ketamine.mix == (Share(parse(KETAMINE), 1.0),)
    assert (ketamine.n, control.n) == (20, None)
    assert [part.share for part in control.mix] == [0.5, 0.5]
    assert control.covariates == {"baseline_madrs": (30, 5)}
    assert found.observed == (
        Observed("ketamine", 24, "MADRS", "mean", 20, "points", dispersion="12.5", dispersion_type="SD"),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (changed(("wekks",), 2), ["Unknown key", "'wekks'", "did you mean 'weeks'"]),
        (changed(("arms", 0, "regimne"), "x"), ["Unknown key", "arms.0", "did you mean 'regimen'"]),
        (changed(("arms", 1, "mix", 0, "part"), 1), ["Unknown key", "arms.1.mix.0", "share, regimen"]),
        (changed(("observed", 0, "valeu"), 1), ["Unknown key", "observed.0", "did you mean 'value'"]),
        (changed(("people", "sex"), 1), ["Unknown key", "people", "preset, covariates"]),
        (changed(("weeks",), None), ["A key is missing", "'weeks'"]),
        (changed(("weeks",), "two"), ["valid number", "weeks", "'two'"]),
        (changed(("arms", 0, "n"), "many"), ["valid integer", "arms.0: n", "'many'"]),
        (changed(("arms", 0, "role"), "control"), ["'drug' or 'comparator'", "arms.0: role"]),
        (
            changed(("arms", 0, "regimen"), None),
            ["either a regimen or a mix", "arms[0] (ketamine)", "neither"],
        ),
        (changed(("arms", 1, "regimen"), SALINE), ["either a regimen or a mix", "both"]),
        (
            changed(("arms", 0, "regimen"), "0.5 mg/kg ketamin iv"),
            ["Unknown compound", "file.yaml", "ketamin"],
        ),
        (changed(("arms", 0, "regimen"), {"dosess": []}), ["Unknown key", "arms[0]", "'dosess'"]),
        (changed(("observed", 0, "time_h"), -3), ["outside the simulated time", "file.yaml", "observed[0]"]),
        (changed(("observed", 0, "time_h"), float("nan")), ["finite", "observed.0: time_h"]),
        (["a", "list"], ["A trial is a mapping"]),
    ],
)
def test_a_mistake_is_named_with_its_place(content: object, words: list[str]) -> None:
    with pytest.raises(TrialError) as caught:
        trial_from_mapping(content, where="file.yaml")
    for word in words:
        assert word in str(caught.value)


def test_a_file_is_a_trial_or_a_regimen(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(yaml.safe_dump(CONTENT))
    assert read_plan(file) == read_trial_file(file) == trial_from_mapping(CONTENT)
    file.write_text(f"label: one dose\nsentence: {KETAMINE}\n")
    plan = read_plan(file)
    assert plan == parse(KETAMINE)
    assert isinstance(plan, Regimen)
    assert plan.label == "one dose"
    with pytest.raises(TrialError, match="a regimen, not a trial"):
        read_trial_file(file)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("a: [", TrialError, "not YAML"),
        ("sentenc: x", RegimenError, "Unknown key"),
        ("", RegimenError, "a sentence or a mapping"),
    ],
)
def test_a_file_that_is_neither_is_refused(
    text: str, error: type[NemdaError], message: str, tmp_path: Path
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(text)
    with pytest.raises(error, match=message):
        read_plan(file)


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrialError, match=r"cannot be read[\s\S]*absent\.yaml"):
        read_plan(tmp_path / "absent.yaml")


numbers = st.floats(-60, 60).map(lambda value: round(value, 2))
words = st.text("abc XYZ:#'\"-%{}[]0123456789", min_size=1, max_size=12).map(str.strip).filter(bool)
rows = st.builds(
    observed,
    time_h=st.none() | st.floats(0, 168).map(lambda value: round(value, 3)),
    value=st.none() | numbers,
    scale=words,
    unit=words,
    dispersion=st.sampled_from(["", "3.0", "2.5", "22/34", "-12.71 to -3.20", "1e3", "007"]),
    dispersion_type=st.sampled_from(["", "SD", "95%CI"]),
    n=st.none() | st.integers(1, 500),
    adjusted=st.booleans(),
    evidence=st.just("") | words,
)
trials = st.builds(
    trial,
    title=words,
    citation=words,
    note=words,
    weeks=st.sampled_from([1.0, 2.5]),
    remission_madrs=st.sampled_from([10.0, 12.0, 7.5]),
    covariates=st.sampled_from([{}, {"age_y": 40.0}, {"age_y": (40.0, 5.0), "female": 0.25}]),
    observed=st.lists(rows, max_size=3).map(tuple),
    arms=st.tuples(
        st.builds(
            arm, n=st.none() | st.integers(1, 99), comparator_felt=st.none() | st.just(0.5), note=words
        ),
        st.just(Arm("pool", "comparator", (Share(parse(SALINE), 0.75), Share(parse(KETAMINE), 0.25)))),
    ),
)


@given(trials)
def test_writing_and_reading_gives_the_same_trial(tmp_path_factory: Any, written: Trial) -> None:
    file = tmp_path_factory.mktemp("trial") / "trial.yaml"
    write_trial_file(written, file, heading="Two lines\nof heading")
    assert file.read_text().startswith("# Two lines\n# of heading\n")
    assert read_trial_file(file) == written
