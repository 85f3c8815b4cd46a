"""Warnings of serotonin syndrome: which pairs, how bad, and nothing about ketamine."""

from itertools import permutations

import pytest

from nemda.drugs import compounds
from nemda.drugs.serotonergic import (
    SEVERITIES,
    pair_rules,
    serotonergic_actions,
    serotonergic_kinds,
    serotonin_warnings,
)
from nemda.evidence.citations import find_citation


def only(*drugs):
    (warning,) = serotonin_warnings(drugs)
    return warning


@pytest.mark.parametrize("other", ["fluoxetine", "imipramine", "tramadol", "dextromethorphan", "tryptophan"])
def test_an_oxidase_inhibitor_is_never_combined(other):
    assert only("tranylcypromine", other).severity == "absolute"


@pytest.mark.parametrize("other", ["tramadol", "dextromethorphan", "methadone", "venlafaxine"])
def test_one_transporter_blocked_twice_is_major(other):
    warning = only("sertraline", other)
    assert warning.severity == "major"
    assert all("transporter" in mechanism for mechanism in warning.mechanisms)


def test_the_order_of_drugs_changes_nothing_but_their_order():
    drugs = ("fluoxetine", "lithium", "phenelzine")
    for order in permutations(drugs):
        found = {frozenset(one.drugs): one.severity for one in serotonin_warnings(order)}
        assert found == {frozenset(one.drugs): one.severity for one in serotonin_warnings(drugs)}


def test_the_worst_comes_first():
    found = [one.severity for one in serotonin_warnings(["lithium", "fluoxetine", "tramadol", "phenelzine"])]
    assert found == sorted(found, key=SEVERITIES.index)
    assert found[0] == "absolute"


@pytest.mark.parametrize("drug", ["ketamine", "esketamine", "bupropion", "magnesium", "placebo"])
def test_other_drugs_are_no_reason_for_a_warning(drug):
    assert serotonin_warnings([drug, "sertraline"]) == ()
    assert serotonergic_actions(drug) == ()


def test_one_drug_under_two_names_is_one_drug():
    assert serotonin_warnings(["Prozac", "fluoxetine"]) == ()
    assert serotonin_warnings(["Prozac"]) == ()
    assert only("Prozac", "tramadol").drugs == ("Prozac", "tramadol")


def test_every_reuptake_card_is_in_the_list():
    for key, card in compounds().items():
        if "serotonin_transporter" in card.numbers.get("targets", {}):
            assert serotonergic_actions(key), key


def test_every_source_is_known():
    for one in (*serotonergic_kinds().values(), *pair_rules()):
        find_citation(one.source)
