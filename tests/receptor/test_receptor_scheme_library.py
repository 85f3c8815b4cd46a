"""The shipped schemes: valid, sourced, equal to the evidence tables, and in detailed balance."""

import csv
from importlib import resources

import numpy as np
import pytest

from nemda.errors import ReceptorError
from nemda.evidence.citations import citations
from nemda.receptor.scheme.balance import TOLERANCE, imbalance
from nemda.receptor.scheme.library import load_scheme, scheme_names, unverified
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.generator import generator, rate_table
from nemda.receptor.solve.steady import stationary

TABLES = resources.files("nemda.evidence") / "tables"

# Names of the states in the table where the file uses others.
RENAMED = {"CB": "C0B", "CB0": "C0B", "CB1": "C1B", "CB2": "C2B"}
TABLE_OF = {
    "nmda.2a": "NMDA8_ERREGER_NR2A",
    "nmda.2b": "NMDA8_ERREGER_NR2B",
    "nmda.fast": "NMDA5_DMS1996",
    "nmda.magnesium": "NMDA10_VCR2004",
    "nmda.magnesium_moradi": "NMDA10_VCR2004_MORADI",
    "ampa": "AMPA6_DMS1996",
    "gabaa": "GABAA8_PUGH_RAMAN2005",
    "gabaa.fast": "GABAA5_DMS1996",
}
# 1/(mmol/L ms) and 1/(umol/L s) are the same size.
TO_BENCH = {"/s": 1.0, "/uM/s": 1.0, "/mM/ms": 1.0, "/mM/s at 0 mV": 1e-3, "/s at 0 mV": 1.0}


def rows(scheme_id):
    with (TABLES / "receptor_schemes.csv").open(newline="", encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if row["scheme_id"] == scheme_id]


@pytest.mark.parametrize(("name", "scheme_id"), TABLE_OF.items())
def test_every_rate_is_that_of_the_evidence_table(name, scheme_id):
    scheme = load_scheme(name)
    found = {(step.source, step.target): step.rate for step in scheme.steps}
    table = rows(scheme_id)
    assert len(found) == len(table)
    for row in table:
        source = RENAMED.get(row["from_state"], row["from_state"])
        target = RENAMED.get(row["to_state"], row["to_state"])
        rate = found[source, target]
        leading = row["rate_name"].partition("*")[0]
        # The value column holds the constant; a leading 2* in the name or dependence is its factor.
        factor = 2.0 if leading == "2" else 1.0
        assert rate.factor == factor, (source, target)
        constant = scheme.constants[rate.constant]
        assert constant.value == pytest.approx(float(row["value"]) * TO_BENCH[row["unit"]], rel=1e-12)
        assert constant.verified == (row["verified"] == "yes")


@pytest.mark.parametrize("name", scheme_names())
def test_every_constant_has_a_known_source_and_says_whether_it_was_seen(name):
    scheme = load_scheme(name)
    for constant in scheme.constants.values():
        assert constant.source == "assumption" or constant.source in citations()
        if not constant.verified:
            assert constant.note, f"{constant.name} is not verified and does not say why"
            assert constant.grade != "A"
    listed = {constant.name for constant in unverified(scheme)}
    assert listed == {name for name, constant in scheme.constants.items() if not constant.verified}


def test_recalled_constants_are_listed():
    assert len(unverified(load_scheme("nmda.2a"))) == 10
    assert {one.name for one in unverified(load_scheme("nmda.2b"))} == {
        "kd1_plus", "kd1_minus", "kd2_plus", "kd2_minus",
    }  # fmt: skip
    assert unverified(load_scheme("gabaa")) == ()


@pytest.mark.parametrize("name", scheme_names())
def test_declared_cycles_are_in_balance(name):
    scheme = load_scheme(name)
    for cycle in scheme.cycles:
        assert abs(imbalance(scheme, cycle)) <= TOLERANCE


@pytest.mark.parametrize("name", scheme_names())
def test_no_net_flow_at_equilibrium(name):
    # With every ligand present all flows cancel pairwise, up to the rounding of published constants.
    scheme = load_scheme(name)
    at = conditions(-40.0, dict.fromkeys(scheme.ligands, 3.0))
    matrix = generator(rate_table(scheme), at)
    flow = stationary(matrix, scheme.index(scheme.rest))[:, None] * matrix
    off = ~np.eye(len(flow), dtype=bool)
    assert np.max(np.abs(flow - flow.T)[off]) <= TOLERANCE * np.max(flow[off])


def test_scaled_subtypes_meet_what_they_were_scaled_to():
    # 0.011, 0.52 ms: Dravid 2008; 319 ms and 5.714 s: Dravid 2008 and Yi 2019. Fitted, so nearly exact.
    for name, decay, pulse, end in (("nmda.2c", 0.319, 6.5e-3, 3.0), ("nmda.2d", 5.714, 4e-3, 60.0)):
        scheme = load_scheme(name)
        table, opened = rate_table(scheme), scheme.index("O")
        with_agonist = generator(table, conditions(-80.0, {"glutamate": 1000.0}))
        without = generator(table, conditions(-80.0, {}))
        assert stationary(with_agonist)[opened] == pytest.approx(0.011, rel=1e-4)
        assert -1 / with_agonist[opened, opened] == pytest.approx(0.52e-3, rel=1e-4)
        from nemda.receptor.solve.exponential import transition_matrix

        share = np.eye(len(scheme.states))[0] @ transition_matrix(with_agonist, pulse)
        step = end / 6000
        jump, course = transition_matrix(without, step), []
        for _ in range(6001):
            course.append(share[opened])
            share = share @ jump
        course = np.array(course)
        peak = int(course.argmax())
        weighted = np.trapezoid(course[peak:], dx=step) / course[peak]
        # The fit used the same definition on the same grid.
        assert weighted == pytest.approx(decay, rel=2e-3)


def test_unknown_receptor_lists_the_known_ones():
    with pytest.raises(ReceptorError, match=r"Unknown receptor[\s\S]*nmda\.2a"):
        load_scheme("nmda.2x")


def test_the_disputed_magnesium_scheme_says_so():
    for name in ("nmda.magnesium", "nmda.magnesium_moradi"):
        assert "DISPUTED" in load_scheme(name).note
    assert load_scheme("nmda.magnesium").constants["koff"].value == 82.0
    assert load_scheme("nmda.magnesium_moradi").constants["koff"].value == 5.5
