from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import ndarray

from nemda.pk.doses import KetamineDoses
from nemda.pk.linear import Dosing, Flow, Readout, delay, edges, exchange, simulate
from nemda.pk.metrics import area_under_curve
from nemda.pk.systems import System, arterial_systems, venous_systems
from nemda.pk.values import typical_values


def compartments(system: System, people: int):
    names = dict.fromkeys(name for flow in system.flows for name in (flow.source, flow.target) if name)
    readouts = {name: Readout(name, np.ones(people)) for name in names}
    return simulate(system.flows, system.dosings, readouts, people, edges(system.dosings), unit="umol")


def entered(dosing: Dosing, stop_h: float) -> ndarray:
    """Return the part of a dosing (umol) that has entered by `stop_h`."""
    if dosing.stop_h <= stop_h:
        return dosing.amount_umol
    if dosing.start_h >= stop_h:
        return np.zeros_like(dosing.amount_umol)
    return dosing.amount_umol * (stop_h - dosing.start_h) / (dosing.stop_h - dosing.start_h)


@pytest.mark.parametrize("stop_h", [1.4, 3.0, 24.0, np.inf])
def test_dose_is_what_left_and_what_remains(
    stop_h: float, varied_people: dict[str, ndarray], all_routes: tuple[KetamineDoses, ndarray]
) -> None:
    doses, weight = all_routes
    systems = arterial_systems(doses, weight, varied_people) + venous_systems(doses, weight, varied_people)
    for system in systems:
        drive = compartments(system, doses.people)
        left = np.zeros(doses.people)
        for flow in system.flows:
            # What leaves: all of an exit, and the part of a conversion that does not arrive.
            lost = 1.0 if flow.target is None else 1.0 - np.asarray(flow.fraction)
            if np.any(lost != 0):
                left += lost * flow.rate * area_under_curve(drive, flow.source, 0.0, stop_h)
        remains = 0.0 if np.isinf(stop_h) else drive.at(np.array([stop_h]))[:, 0].sum(axis=0)
        given_umol = sum(entered(dosing, stop_h) for dosing in system.dosings)
        error = np.abs((left + remains) / given_umol - 1.0)
        # Rounding of modes that nearly cancel, in the median person far below the bound of 1e-10.
        assert np.median(error) < 1e-10
        assert error.max() < 1e-6


def test_typical_people_keep_mass_to_rounding(all_routes: tuple[KetamineDoses, ndarray]) -> None:
    doses, weight = all_routes
    values = typical_values(doses.people)
    for system in arterial_systems(doses, weight, values) + venous_systems(doses, weight, values):
        drive = compartments(system, doses.people)
        left = np.zeros(doses.people)
        for flow in system.flows:
            lost = 1.0 if flow.target is None else 1.0 - np.asarray(flow.fraction)
            left += lost * flow.rate * area_under_curve(drive, flow.source)
        given_umol = sum(dosing.amount_umol for dosing in system.dosings)
        assert left == pytest.approx(given_umol, rel=1e-10)


def test_levels_stay_above_zero(
    varied_people: dict[str, ndarray], all_routes: tuple[KetamineDoses, ndarray]
) -> None:
    doses, weight = all_routes
    for system in arterial_systems(doses, weight, varied_people):
        amounts = compartments(system, doses.people).at(np.linspace(0.0, 48.0, 97))
        # umol; rounding where a compartment is still or again empty.
        assert amounts.min() > -1e-6


def test_one_compartment_infusion_and_bolus() -> None:
    volume, clearance = np.array([10.0, 20.0]), np.array([5.0, 4.0])
    flows = [Flow("blood", None, clearance / volume)]
    dosings = [Dosing("blood", 0.0, 2.0, np.full(2, 30.0)), Dosing("blood", 3.0, 3.0, np.full(2, 7.0))]
    drive = simulate(flows, dosings, {"level": Readout("blood", 1.0 / volume)}, 2, edges(dosings))
    rate = clearance / volume
    at_end = 15.0 / clearance * (1.0 - np.exp(-2.0 * rate))
    expected = np.stack(
        [
            15.0 / clearance * (1.0 - np.exp(-rate)),
            at_end,
            at_end * np.exp(-rate) + 7.0 / volume,
            at_end * np.exp(-3.0 * rate) + 7.0 / volume * np.exp(-2.0 * rate),
        ]
    )
    assert drive.at(np.array([1.0, 2.0, 3.0, 5.0]))[0] == pytest.approx(expected, rel=1e-13)


@given(st.floats(0.01, 2.0), st.floats(0.05, 3.0))
def test_a_delay_keeps_its_mean_time(mean_h: float, elimination: float) -> None:
    stage, emptying = delay("first", "second", np.array([mean_h]))
    flows = [stage, Flow("second", "end", emptying), Flow("end", None, np.array([elimination]))]
    dosings = [Dosing("first", 0.0, 0.0, np.array([1.0]))]
    readouts = {name: Readout(name, np.ones(1)) for name in ("first", "second", "end")}
    drive = simulate(flows, dosings, readouts, 1, edges(dosings))
    waiting = area_under_curve(drive, "first") + area_under_curve(drive, "second")
    assert waiting == pytest.approx(mean_h, rel=1e-10)


def test_an_effect_site_takes_up_no_drug() -> None:
    one = np.ones(1)
    plain = [*exchange("blood", "tissue", one, one, 2.0 * one), Flow("blood", None, one)]
    site = [Flow("blood", "site", 3.0 * one, drains=False), Flow("site", None, 3.0 * one)]
    dosings = [Dosing("blood", 0.0, 0.0, one)]
    times = np.linspace(0.0, 6.0, 13)
    alone = simulate(plain, dosings, {"blood": Readout("blood", 1.0)}, 1, edges(dosings)).at(times)
    both = simulate(plain + site, dosings, {n: Readout(n, 1.0) for n in ("blood", "site")}, 1, edges(dosings))
    assert both.at(times)[0] == pytest.approx(alone[0], abs=1e-14)
    # A site in equilibrium with the blood sees the same area.
    assert area_under_curve(both, "site") == pytest.approx(area_under_curve(both, "blood"), rel=1e-12)
