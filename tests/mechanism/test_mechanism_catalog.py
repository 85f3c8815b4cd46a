"""Every number of the model can be traced to a source, and every pointer finds its evidence."""

import pytest

from nemda.errors import ParameterError
from nemda.evidence.show import check_evidence, check_sources
from nemda.mechanism.catalog import all_parameters, simulation_parameters, where_used
from nemda.mechanism.chain import MECHANISMS
from nemda.mechanism.sets import read_set, set_names


def test_every_source_is_known():
    check_sources(all_parameters())


def test_every_evidence_pointer_finds_a_row():
    check_evidence(all_parameters())


def test_every_parameter_of_a_simulation_is_used_somewhere():
    for name in simulation_parameters():
        assert where_used(name), name


def test_switches_lie_in_0_to_1():
    switches = {name: p for name, p in all_parameters().items() if p.kind == "switch"}
    assert len(switches) >= 10
    for name, parameter in switches.items():
        assert parameter.interval == (0.0, 1.0), name


def test_every_mechanism_says_what_would_falsify_it():
    import sys

    for mechanism in MECHANISMS:
        text = sys.modules[f"nemda.mechanism.{mechanism.name}"].__doc__ or ""
        for word in ("Claim", "Time scale", "Falsified by"):
            assert word in text, (mechanism.name, word)


def test_sets_change_only_what_exists():
    table = simulation_parameters(("uncalibrated",))
    for name in set_names():
        for entry in read_set(name).entries:
            assert entry in table, (name, entry)


def test_an_unknown_set_is_refused():
    with pytest.raises(ParameterError, match="Unknown parameter set"):
        read_set("2026-11-2")
