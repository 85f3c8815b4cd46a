from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ModelError
from nemda.model.drive import Drive, constant_drive
from nemda.pk.doses import KetamineDoses
from nemda.pk.kinetics import plasma_levels
from nemda.pk.linear import Dosing, Flow, Readout, edges, simulate
from nemda.pk.metrics import area_under_curve, peak, terminal_half_life
from nemda.pk.values import typical_values


def oral_bateman(absorption: float, elimination: float, start_h: float = 0.0) -> Drive:
    flows = [Flow("gut", "blood", np.array([absorption])), Flow("blood", None, np.array([elimination]))]
    dosings = [Dosing("gut", start_h, start_h, np.array([1.0]))]
    return simulate(flows, dosings, {"blood": Readout("blood", np.ones(1))}, 1, edges(dosings))


@given(st.floats(0.2, 20.0), st.floats(1.2, 50.0), st.floats(0.0, 5.0))
def test_peak_of_one_compartment(elimination: float, ratio: float, start_h: float) -> None:
    absorption = elimination * ratio
    drive = oral_bateman(absorption, elimination, start_h)
    time_h = np.log(ratio) / (absorption - elimination)
    found = peak(drive, "blood", 0.0, start_h + 40.0 / elimination)
    # A peak is flat: its level is found to rounding, its time to the root of that.
    assert found.time_h[0] - start_h == pytest.approx(time_h, rel=1e-5, abs=1e-6)
    assert found.level[0] == pytest.approx(np.exp(-elimination * time_h), rel=1e-12)


def test_peak_of_an_infusion_is_at_its_end() -> None:
    flows = [Flow("blood", None, np.array([0.5, 2.0]))]
    dosings = [Dosing("blood", 1.0, 3.0, np.array([4.0, 4.0]))]
    drive = simulate(flows, dosings, {"blood": Readout("blood", 1.0)}, 2, edges(dosings))
    found = peak(drive, "blood", 0.0, 24.0)
    assert found.time_h == pytest.approx(np.array([3.0, 3.0]))
    assert found.level == pytest.approx(np.array([4.0 * (1 - np.exp(-1.0)), 1.0 - np.exp(-4.0)]))


def test_peak_looks_only_between_its_limits() -> None:
    drive = oral_bateman(3.0, 1.0)
    late = peak(drive, "blood", 2.0, 5.0)
    assert late.time_h[0] == pytest.approx(2.0)
    assert late.level[0] == pytest.approx(drive.at(np.array([2.0]))[0, 0, 0])


@given(st.floats(0.0, 3.0), st.floats(0.01, 20.0))
def test_area_is_that_of_a_fine_sum(start_h: float, length_h: float) -> None:
    doses = KetamineDoses(
        ("iv", "oral"), np.array([0.5, 2.0]), np.array([0.7, 0.0]), np.full((2, 1), 20.0), np.zeros((2, 1))
    )
    drive = plasma_levels(doses, np.array([70.0]), typical_values(1))
    exact = area_under_curve(drive, "norketamine_arterial", start_h, start_h + length_h)
    nodes, weights = np.polynomial.legendre.leggauss(24)
    inner = drive.edge_h[(drive.edge_h > start_h) & (drive.edge_h < start_h + length_h)]
    limits = np.unique(
        np.concatenate([[start_h, start_h + length_h], inner, start_h + length_h * np.arange(21) / 20])
    )
    index = drive.names.index("norketamine_arterial")
    total = 0.0
    for low, high in pairwise(limits):
        times = 0.5 * (low + high) + 0.5 * (high - low) * nodes
        total += 0.5 * (high - low) * float(weights @ drive.at(times)[index, :, 0])
    assert exact[0] == pytest.approx(total, rel=1e-7, abs=1e-9)


def test_areas_of_parts_add() -> None:
    drive = oral_bateman(3.0, 1.0, 0.4)
    whole = area_under_curve(drive, "blood")
    parts = area_under_curve(drive, "blood", 0.0, 1.7) + area_under_curve(drive, "blood", 1.7)
    assert whole == pytest.approx(1.0, rel=1e-7)
    assert parts == pytest.approx(whole, rel=1e-13)


def test_area_of_a_constant_level() -> None:
    drive = constant_drive(["level"], ["umol/L"], np.array([0.0, 2.0]), np.array([[[3.0]], [[0.0]]]))
    assert area_under_curve(drive, "level", 0.5, 9.0) == pytest.approx(4.5)
    assert area_under_curve(drive, "level", 0.0, 2.0) == pytest.approx(6.0)


def test_half_life_is_that_of_the_slowest_mode_that_counts() -> None:
    assert terminal_half_life(oral_bateman(3.0, 0.5), "blood") == pytest.approx(np.log(2.0) / 0.5)
    # Flip-flop: absorption is the slower one.
    assert terminal_half_life(oral_bateman(0.1, 0.5), "blood") == pytest.approx(np.log(2.0) / 0.1)


def test_what_has_no_answer_is_refused() -> None:
    drive = oral_bateman(3.0, 1.0)
    with pytest.raises(ModelError, match="Unknown signal"):
        area_under_curve(drive, "brain")
    with pytest.raises(ModelError, match="rise"):
        peak(drive, "blood", 3.0, 3.0)
    with pytest.raises(ModelError, match="finite"):
        peak(drive, "blood", 0.0, np.inf)
    forever = constant_drive(["level"], ["umol/L"], np.zeros(1), np.ones((1, 1, 1)))
    with pytest.raises(ModelError, match="no limit"):
        area_under_curve(forever, "level")
    nothing = constant_drive(["level"], ["umol/L"], np.zeros(1), np.zeros((1, 1, 1)))
    with pytest.raises(ModelError, match="half-life"):
        terminal_half_life(nothing, "level")
