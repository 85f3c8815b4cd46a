"""The tables of the room: every name known, every source seen, every switch set, every refusal named."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest

from nemda.errors import ExperimentError
from nemda.evidence.citations import citations
from nemda.hypothesis.arm import read_arm
from nemda.hypothesis.brief import brief_tests
from nemda.hypothesis.discriminate import feasible_experiments
from nemda.hypothesis.explanation import (
    SWITCHES,
    find_hypothesis,
    hypotheses,
    mixed_switches,
    nuisance_names,
    of_the_chain,
)
from nemda.hypothesis.readouts import readouts
from nemda.hypothesis.target import read_targets, targets, works_seen
from nemda.mechanism.catalog import simulation_parameters

KNOWN = {*citations(), *works_seen(), "assumption"}


def test_every_explanation_of_the_literature_is_there_with_its_test() -> None:
    assert {
        "disinhibition", "direct_eef2k", "hydroxynorketamine", "homeostatic", "habenula", "opioid_gated",
        "anti_inflammatory", "trkb_direct", "mix",
    } == set(hypotheses())  # fmt: skip
    assert {one.of for one in brief_tests()} == set(hypotheses()) - {"trkb_direct", "mix"}


@pytest.mark.parametrize("one", hypotheses().values(), ids=lambda one: one.name)
def test_an_explanation_sets_every_switch_and_names_its_sources(one) -> None:
    table = simulation_parameters()
    assert tuple(one.switches) == SWITCHES
    for free in one.free:
        assert free.name in table or free.name in nuisance_names()
        low, high = free.interval
        values = free.value(np.linspace(-6, 6, 25))
        assert np.all((values >= low) & (values <= high))
        assert np.all(np.diff(values) >= 0)
    for finding in (*one.supports, *one.opposes):
        assert set(finding.sources) <= KNOWN, finding
    assert of_the_chain(one.typical()).keys() <= table.keys()


def test_a_free_switch_is_uniform_beforehand() -> None:
    share = next(free for free in hypotheses()["mix"].free if free.is_switch)
    drawn = share.value(np.random.default_rng(1).standard_normal(4000))
    # standard error of a mean of 4000 uniforms is 0.0046
    assert drawn.mean() == pytest.approx(0.5, abs=0.02)
    assert np.quantile(drawn, 0.25) == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("one", targets(), ids=lambda one: one.name)
def test_a_target_names_its_source(one) -> None:
    assert one.source in KNOWN
    assert one.words
    assert one.error > 0


def test_signs_of_the_glutamate_ladder_are_those_of_the_row() -> None:
    file = resources.files("nemda.evidence") / "tables" / "biology.csv"
    with file.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if "17-08-02921" in row["doi_or_pmid"]]
    words = {"increase": "up", "no change": "none", "decrease": "down"}
    seen = {
        row["dose_or_conc"].split(" ")[0]: words[row["value"]]
        for row in rows
        if row["topic"] == "glutamate_surge" and row["value"] in words
    }
    ours = {one.name.rpartition("_")[2]: one.observed for one in targets() if one.source == "moghaddam1997"}
    assert ours == seen


def test_numbers_are_those_of_the_outcome_rows() -> None:
    file = resources.files("nemda.evidence") / "tables" / "trial_outcomes.csv"
    with file.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["study_id"] == "wilkinson2018_ipd"]
    means = {
        (row["arm"], float(row["time_h"])): float(row["value"]) for row in rows if row["scale"] == "MADRS"
    }
    for one in targets():
        if one.source == "wilkinson2018":
            moment = one.arm.times_h[0]
            apart = means["ketamine pooled", moment] - means["control pooled", moment]
            assert one.observed == pytest.approx(apart, abs=0.01)


def test_every_number_of_a_readout_has_a_source() -> None:
    for one in readouts().values():
        assert {key.strip() for key in one.source.split(";")} <= KNOWN
        assert one.error > 0
        assert one.note


def test_the_feasible_set_covers_three_species_and_every_entry_can_be_read() -> None:
    found = feasible_experiments()
    assert {one.species for one in found} == {"human", "mouse", "rat"}
    assert len(found) > 300
    assert all(one.words for one in found)


def test_mixing_adds_arms_and_never_exceeds_one() -> None:
    mixed = mixed_switches({"disinhibition": 0.6, "habenula": 0.5, "opioid_gated": 0.7})
    assert mixed["disinhibition_switch"] == 1.0
    assert mixed["habenula_switch"] == 1.0
    assert mixed["opioid_switch"] == pytest.approx(0.7)
    assert mixed["trkb_direct_switch"] == 0.0


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: find_hypothesis("habenla"), "habenula"),
        (lambda: mixed_switches({"habenula": 1.2}), "0 to 1"),
        (lambda: read_arm({"species": "dog", "time_h": 1}, "here"), "species"),
        (lambda: read_arm({"species": "rat", "dose": 1, "time_h": 1}, "here"), "dose"),
        (lambda: read_targets("[a]\nreadout = 'glutamate'\n", "here"), "observed"),
        (lambda: read_targets("[a", "here"), "TOML"),
        (
            lambda: read_targets(
                "[a]\nspecies='rat'\ntime_h=1\nreadout='glutamate'\nobserved='up'\nerror=0\nsource='x'",
                "here",
            ),
            "positive",
        ),
    ],
)
def test_bad_input_is_refused_by_name(call, reason: str) -> None:
    with pytest.raises(ExperimentError, match=reason):
        call()
