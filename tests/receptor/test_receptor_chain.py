"""The slow-time formula against full Markov chains built from the published gating schemes.

Eight gating states, each without and with one blocker: glutamate binding, two pre-gating steps in
either order, the open state and two desensitized states. Only the open state lets the blocker in or
out; magnesium is at equilibrium with the open pore.
"""

import csv
from importlib import resources

import numpy as np
import pytest
from scipy.linalg import expm

from nemda.receptor.limits import within_claim
from nemda.receptor.magnesium import (
    magnesium_half_block,
    magnesium_table,
    magnesium_variant,
    unblocked_fraction,
)
from nemda.receptor.occupancy import half_block, time_constant, voltage_factor
from nemda.receptor.parameters import parameter_table

STATES = ("R", "RA", "RA2", "RA2f", "RA2s", "O", "D1", "D2")
OPEN = STATES.index("O")
SATURATING = 1000.0  # umol/L glutamate


def gating(subtype, glutamate):
    """Rate matrix (1/s), rates[to, from], without blocker."""
    rates = np.zeros((8, 8))
    file = resources.files("nemda.evidence") / "tables" / "receptor_schemes.csv"
    with file.open(newline="") as stream:
        for row in csv.DictReader(stream):
            if row["scheme_id"] != f"NMDA8_ERREGER_NR2{subtype}":
                continue
            # The value column holds kon and koff; a leading 2* in the name is the statistical factor.
            factor = 2.0 if row["rate_name"].startswith("2*") else 1.0
            factor *= glutamate if row["unit"] == "/uM/s" else 1.0
            source, target = STATES.index(row["from_state"]), STATES.index(row["to_state"])
            rates[target, source] = float(row["value"]) * factor
    return rates - np.diag(rates.sum(axis=0))


def chain(subtype, glutamate, free, association, dissociation, unblocked=1.0):
    """Rate matrix of the 16 states: gating without drug, then the same arm with drug."""
    arm = gating(subtype, glutamate)
    full = np.zeros((16, 16))
    full[:8, :8], full[8:, 8:] = arm, arm
    entering = association * free * unblocked
    full[8 + OPEN, OPEN] += entering
    full[OPEN, OPEN] -= entering
    full[OPEN, 8 + OPEN] += dissociation
    full[8 + OPEN, 8 + OPEN] -= dissociation
    return full


def steady(rates):
    """Stationary distribution of a rate matrix."""
    system = np.vstack([rates, np.ones(rates.shape[0])])
    return np.linalg.lstsq(system, np.append(np.zeros(rates.shape[0]), 1.0), rcond=None)[0]


def drug_free_start(subtype):
    return np.concatenate([steady(gating(subtype, SATURATING)), np.zeros(8)])


def chain_time_constant(subtype, free, association, dissociation):
    """Time at which the open fraction has covered 1 - 1/e of its way to the steady state (s)."""
    rates = chain(subtype, SATURATING, free, association, dissociation)
    start, end = drug_free_start(subtype), steady(rates)
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        covered = (start[OPEN] - (expm(rates * middle) @ start)[OPEN]) / (start[OPEN] - end[OPEN])
        low, high = (middle, high) if covered < 1 - np.exp(-1) else (low, middle)
    return (low + high) / 2


def ketamine(subtype):
    table = parameter_table()
    gate = table[f"steady_open_probability_glun2{subtype.lower()}"].value
    apparent = table["ketamine_apparent_dissociation"].value
    dissociation = apparent / gate
    return dissociation / table["ketamine_half_block_gilling2009"].value, dissociation


@pytest.mark.parametrize(("subtype", "peak", "open_time"), [("A", 0.454, 0.018), ("B", 0.116, 0.035)])
def test_schemes_are_read_as_published(subtype, peak, open_time):
    at_rest = np.eye(8)[0]
    times = np.linspace(0.0, 0.2, 2001)
    step = expm(gating(subtype, SATURATING) * times[1])
    state, course = at_rest, []
    for _ in times:
        course.append(state[OPEN])
        state = step @ state
    # The receptor brief prints three digits.
    assert max(course) == pytest.approx(peak, abs=0.001)
    table = parameter_table()
    assert steady(gating(subtype, SATURATING))[OPEN] == pytest.approx(
        table[f"steady_open_probability_glun2{subtype.lower()}"].value, abs=0.0006
    )
    # One pulse of 1 mmol/L for 1 ms, followed for 5 s: open-gate time, the basis of the relative activity.
    after = expm(gating(subtype, SATURATING) * 1e-3) @ at_rest
    grid = 1e-3
    decay, total = expm(gating(subtype, 0.0) * grid), 0.0
    for _ in range(5000):
        total += after[OPEN] * grid
        after = decay @ after
    assert total == pytest.approx(open_time, abs=0.001)


def test_shipped_intrinsic_constants_are_apparent_over_open_probability():
    table = parameter_table()
    association, dissociation = ketamine("A")
    assert table["ketamine_association_glun2a"].value == pytest.approx(association, rel=0.005)
    assert table["ketamine_dissociation_glun2a"].value == pytest.approx(dissociation, rel=0.005)


@pytest.mark.parametrize("subtype", ["A", "B"])
@pytest.mark.parametrize("magnesium", [0.0, 1.0])
def test_steady_half_block_of_the_chain_is_the_formula(subtype, magnesium):
    association, dissociation = ketamine(subtype)
    jahr = magnesium_variant(magnesium_table(), "jahr1990")
    unblocked = unblocked_fraction(magnesium, magnesium_half_block(-70.0, *jahr))
    half = half_block(association, dissociation, 0.085, unblocked, 0.0)
    if magnesium == 0:
        assert half == pytest.approx(0.71)
    blocked = steady(chain(subtype, SATURATING, half, association, dissociation, unblocked))
    control = steady(gating(subtype, SATURATING))
    # Exact up to the solution of a 16 x 16 system with rates from 1 to 3e4 per second.
    assert blocked[OPEN] / control[OPEN] == pytest.approx(0.5, rel=1e-6)
    assert blocked[8:].sum() == pytest.approx(0.5, rel=1e-6)


def test_two_blockers_compete_in_the_chain_as_in_the_formula():
    association, dissociation = ketamine("A")
    arm = gating("A", SATURATING)
    full = np.zeros((24, 24))
    for index in range(3):
        full[8 * index : 8 * index + 8, 8 * index : 8 * index + 8] = arm
    for index, (free, on, off) in enumerate([(0.5, association, dissociation), (2.0, 7.9, 6.24)], start=1):
        full[8 * index + OPEN, OPEN] += on * free
        full[OPEN, OPEN] -= on * free
        full[OPEN, 8 * index + OPEN] += off
        full[8 * index + OPEN, 8 * index + OPEN] -= off
    held = steady(full).reshape(3, 8).sum(axis=1)
    relative = np.array([0.5 * association / dissociation, 2.0 * 7.9 / 6.24])
    assert held[1:] == pytest.approx(relative / (1 + relative.sum()), rel=1e-6)


@pytest.mark.parametrize("subtype", ["A", "B"])
@pytest.mark.parametrize("free", [0.1, 1.0])
def test_speed_agrees_within_a_quarter_up_to_1_umol(subtype, free):
    association, dissociation = ketamine(subtype)
    gate = parameter_table()[f"steady_open_probability_glun2{subtype.lower()}"].value
    slow_time = time_constant(free, association, dissociation, gate, 1.0, 0.0)
    full = chain_time_constant(subtype, free, association, dissociation)
    assert slow_time == pytest.approx({0.1: 4.0, 1.0: 1.9}[free], abs=0.06)
    assert 1.0 / 1.05 < slow_time / full < 1.27
    assert within_claim(free / 0.71, shortest_time_s=1.0).within


def test_speed_is_several_times_too_slow_at_10_umol_and_flagged():
    association, dissociation = ketamine("A")
    slow_time = time_constant(10.0, association, dissociation, 0.085, 1.0, 0.0)
    full = chain_time_constant("A", 10.0, association, dissociation)
    assert slow_time == pytest.approx(0.30, abs=0.005)
    assert 3.0 < slow_time / full < 6.5
    assert not within_claim(10.0 / 0.71, shortest_time_s=1.0).within


@pytest.mark.parametrize(("drug", "kept"), [("ketamine", 0.97), ("memantine", 0.93)])
def test_retention_after_washing_drug_and_agonist_off_together(drug, kept):
    table = parameter_table()
    association = table[f"{drug}_association_glun2a"].value
    dissociation = table[f"{drug}_dissociation_glun2a"].value
    loaded = steady(chain("A", SATURATING, 10.0, association, dissociation))
    washed = expm(chain("A", 0.0, 0.0, association, dissociation) * 60.0) @ loaded
    # The receptor brief prints two digits; these retentions enter the escape rates of the table.
    assert washed[8:].sum() / loaded[8:].sum() == pytest.approx(kept, abs=0.01)


def test_depolarization_speeds_unblock_in_both():
    table = parameter_table()
    association, dissociation = ketamine("A")
    faster = voltage_factor(-30.0, -70.0, table["ketamine_electrical_distance"].value, 25.3)
    held = steady(chain("A", SATURATING, 0.71, association, dissociation * faster))[8:].sum()
    assert held == pytest.approx(1 / (1 + faster), rel=1e-6)
