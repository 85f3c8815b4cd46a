"""A receptor through protocols: published check numbers, exactness, families, ramps and refusals."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from nemda.errors import ReceptorError
from nemda.receptor.ligand.library import compound_names
from nemda.receptor.preparation.prepare import prepare
from nemda.receptor.preparation.run import run, run_family
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import concentration_ramp, hold, jump, ramp, train, washout
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.protocol.segment import Segment
from nemda.receptor.scheme.library import scheme_names
from nemda.receptor.solve.conditions import conditions
from nemda.receptor.solve.generator import generator, rate_table

STEP = {"glutamate": 1000.0}


# Numbers of the brief, from the constants of the evidence table: 1 mmol/L step, -70 mV.
@pytest.mark.parametrize(
    ("receptor", "peak", "steady"),
    [("nmda.2a", 0.454, 0.085), ("nmda.2b", 0.116, 0.0224), ("nmda.fast", 0.33, 0.22)],
)
def test_peak_and_steady_open_probability(receptor, peak, steady):
    prepared = prepare(receptor)
    course = run(prepared, hold(0.3, -70.0, STEP), np.linspace(0.0, 0.3, 3001))
    # Given to two or three figures.
    assert course.peak()[0] == pytest.approx(peak, rel=0.005)
    assert steady_open_probability(prepared, -70.0, STEP) == pytest.approx(steady, rel=0.005)


@pytest.mark.parametrize(("receptor", "half"), [("nmda.2b", 1.2), ("nmda.2a", 2.1)])
def test_glutamate_that_half_activates_in_steady_state(receptor, half):
    prepared = prepare(receptor)

    def excess(glutamate):
        return float(
            steady_open_probability(prepared, -70.0, {"glutamate": glutamate})
            - steady_open_probability(prepared, -70.0, {"glutamate": 1e6}) / 2
        )

    # Printed as 1.2 and 2.1.
    assert brentq(excess, 0.01, 100.0) == pytest.approx(half, abs=0.06)


@pytest.mark.parametrize("receptor", [name for name in scheme_names() if name != "opioid.mu"])
@pytest.mark.parametrize("compound", compound_names())
def test_every_compound_can_be_prepared_with_every_channel(receptor, compound):
    prepared = prepare(receptor, [compound])
    assert compound in prepared.ligands
    level = {compound: 1.0, prepared.gating.agonist: 100.0}
    share = steady_state(prepared, -60.0, level)
    assert share.sum() == pytest.approx(1, abs=1e-12)
    assert 0 <= steady_open_probability(prepared, -60.0, level) <= 1


def test_course_agrees_with_a_tight_radau_run_through_all_stretches():
    prepared = prepare("nmda.2a", ["ketamine", "memantine"])
    protocol = jump(
        0.05, 0.2, 5.0, -70.0, {**STEP, "ketamine": 10.0}, {"memantine": 1.0, "magnesium": 20.0}
    ) + hold(1.0, 40.0, STEP)
    times = np.array([0.04, 0.06, 0.25, 1.0, 5.25, 5.3, 6.25])
    course = run(prepared, protocol, times)
    table, share, found = rate_table(prepared.scheme), np.eye(24)[0], []
    for segment, begin, end in zip(protocol.segments, protocol.edges_s, protocol.edges_s[1:], strict=False):
        matrix = generator(table, conditions(segment.voltage_mv, segment.concentrations))
        inside = times[(times > begin) & (times <= end)]
        solution = solve_ivp(
            lambda t, p, q=matrix: p @ q, (begin, end), share, method="Radau",
            jac=lambda t, p, q=matrix: q.T, t_eval=np.unique([*inside, end]), rtol=1e-11, atol=1e-14,
        )  # fmt: skip
        share = solution.y[:, -1]
        found += [*solution.y.T[: inside.size]]
    assert np.abs(course.probability[0] - np.array(found)).max() < 1e-9
    assert np.abs(course.probability.sum(axis=-1) - 1).max() < 1e-12
    assert np.abs(course.final[0] - share).max() < 1e-9


def test_a_family_equals_its_members():
    prepared = prepare("nmda.2b", ["ketamine"])
    family = [
        washout(2.0, 3.0, voltage, STEP, {"ketamine": drug}, {"magnesium": 1000.0})
        for voltage in (-70.0, 30.0)
        for drug in (0.0, 1.0, 30.0)
    ]
    together = run_family(prepared, family)
    for number, protocol in enumerate(family):
        alone = run(prepared, protocol)
        # The common number of squarings differs from that of a member: last digits.
        assert np.abs(alone.probability[0] - together.probability[number]).max() < 1e-12
        assert np.abs(alone.open_probability[0] - together.open_probability[number]).max() < 1e-12
    assert together.held("ketamine").shape == together.open_probability.shape


def test_a_train_shares_its_stretches_and_conserves_probability():
    prepared = prepare("nmda.2a", ["ketamine"])
    course = run(prepared, train(2000, 20.0, -70.0, background={"ketamine": 1.0}), np.arange(1, 101.0))
    # 4000 propagations one after the other.
    assert np.abs(course.probability.sum(axis=-1) - 1).max() < 1e-12
    assert np.all(np.diff(course.held("ketamine")[0, :5]) > 0)


def test_the_start_of_a_run_can_be_the_end_of_another():
    prepared = prepare("nmda.2a", ["ketamine"])
    first, second = hold(1.0, -70.0, {**STEP, "ketamine": 5.0}), hold(2.0, -70.0, STEP)
    whole = run(prepared, first + second)
    half = run(prepared, first)
    rest = run(prepared, second, start=half.final)
    assert np.abs(rest.final - whole.final).max() < 1e-13


def test_a_slow_ramp_follows_the_steady_state_and_a_tighter_solver():
    prepared = prepare("nmda.fast", ["ketamine"])
    level = {**STEP, "magnesium": 1000.0}
    held = hold(20.0, -100.0, level)
    times = np.array([20.0, 45.0, 70.0])
    course = run(prepared, held + ramp(50.0, -100.0, 60.0, level), times)
    assert course.voltage_mv[0] == pytest.approx([-100.0, -20.0, 60.0])
    steady = steady_open_probability(prepared, np.array([-100.0, -20.0, 60.0]), level)
    # Fast magnesium follows at once and gating here does not depend on voltage.
    assert course.open_probability[0] == pytest.approx(steady, rel=1e-6)
    assert np.abs(course.probability.sum(axis=-1) - 1).max() < 1e-12


def test_a_ramp_equals_many_short_steps():
    prepared = prepare("nmda.2a", ["ketamine"])
    level, count, end = {**STEP, "ketamine": 10.0}, 500, 0.4
    smooth = run(prepared, ramp(end, -80.0, -10.0, level), np.array([end])).final
    middle = (np.arange(count) + 0.5) / count
    steps = Protocol(tuple(Segment(end / count, -80.0 + 70.0 * place, level) for place in middle))
    stepped = run(prepared, steps, np.array([end])).final
    # Midpoint steps err with their square: (70 mV / 500 / 32 mV)^2 / 24 is 8e-7.
    assert np.abs(smooth - stepped).max() < 2e-6


def test_a_concentration_ramp_agrees_with_scipy():
    prepared = prepare("nmda.fast", ["ketamine"])
    protocol = concentration_ramp(2.0, -70.0, {}, {"glutamate": 100.0, "ketamine": 10.0})
    course = run(prepared, protocol, np.array([0.5, 2.0]))
    table = rate_table(prepared.scheme)

    def change(t, p):
        at = conditions(-70.0, {"glutamate": 50.0 * t, "ketamine": 5.0 * t})
        return p @ generator(table, at)

    solution = solve_ivp(
        change, (0.0, 2.0), np.eye(10)[0], method="LSODA", t_eval=[0.5, 2.0], rtol=1e-11, atol=1e-13
    )
    assert np.abs(course.probability[0] - solution.y.T).max() < 1e-7


def test_magnesium_factor_and_voltage_of_the_current():
    prepared = prepare("nmda.2a")
    voltage = np.array([-90.0, -50.0, 0.0, 40.0])
    free = steady_open_probability(prepared, voltage, STEP)
    blocked = steady_open_probability(prepared, voltage, {**STEP, "magnesium": 1000.0})
    # Jahr and Stevens, 1 mmol/L.
    assert blocked / free == pytest.approx(1 / (1 + np.exp(-0.062 * voltage) / 3.57), rel=1e-12)


def test_user_scheme_can_be_prepared():
    from nemda.receptor.scheme.library import load_scheme

    assert prepare(load_scheme("nmda.2a"), ["memantine"]).blockers[0].name == "memantine"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: prepare("nmda.9"), "Unknown receptor"),
        (lambda: prepare("nmda.2a", ["ketamin"]), r"Unknown compound[\s\S]*memantine"),
        (lambda: prepare("nmda.2a", ["ketamine", "ketamine"]), "named twice"),
        (lambda: prepare("ampa", explicit_magnesium=True), "no fast magnesium"),
        (lambda: prepare("ampa", explicit_glycine=True), "no glycine site"),
        (lambda: prepare("nmda.2a", ["d_serine"], explicit_glycine=True), "Only glycine"),
        (lambda: run(prepare("nmda.2a"), hold(1.0, -70.0, {"ketamine": 1.0})), "Unknown ligand"),
        (lambda: steady_state(prepare("nmda.2a"), -70.0, {"ketamine": 1.0}), "Unknown ligand"),
        (lambda: run(prepare("nmda.2a"), hold(1.0, -70.0), np.array([0.5, 0.2])), "Times must rise"),
        (lambda: run(prepare("nmda.2a"), hold(1.0, -70.0), np.array([2.0])), "Times must rise"),
        (lambda: run(prepare("nmda.2a"), hold(1.0, -70.0), start=np.ones(8)), "not a probability"),
        (lambda: run(prepare("nmda.2a"), hold(1.0, -70.0), start=np.ones(3) / 3), "one probability"),
        (lambda: run_family(prepare("nmda.2a"), []), "At least one protocol"),
        (
            lambda: run_family(prepare("nmda.2a"), [hold(1.0, -70.0), hold(2.0, -70.0)]),
            "need the same durations",
        ),
        (lambda: run(prepare("nmda.2a"), hold(1.0, -70.0)).occupancy("X"), "Unknown state"),
    ],
)
def test_slips_are_refused(call, says):
    with pytest.raises(ReceptorError, match=says):
        call()
