"""Target-controlled infusion: the predicted level is the target, from any model of linear kinetics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import ndarray

from nemda.errors import RegimenError
from nemda.model.drive import Drive
from nemda.pk import effect_drive, plasma_drive, typical_values
from nemda.pk.linear import Dosing, Flow, Readout, edges, simulate
from nemda.pk.pump import Pump
from nemda.pk.target import Infusion, TargetCourse, target_infusion
from nemda.regimen import Regimen

WEIGHT = np.array([82.0])
EFFECT = ("ketamine_s_effect", "ketamine_r_effect")


def plasma(regimen: Regimen) -> Drive:
    return plasma_drive(regimen, WEIGHT, typical_values(1))


def effect(regimen: Regimen) -> Drive:
    return effect_drive(regimen, WEIGHT, typical_values(1))


def level(drive: Drive, signals: tuple[str, ...], time_h: ndarray) -> ndarray:
    levels = drive.at(time_h)
    return np.sum([levels[drive.names.index(name), :, 0] for name in signals], axis=0)


def amount_mg(infusion: Infusion) -> float:
    return sum(dose.amount for dose in infusion.regimen.doses)


@pytest.mark.parametrize("signal", ["ketamine_arterial", "ketamine_venous"])
def test_plasma_stays_at_its_target(signal: str) -> None:
    course = TargetCourse((0.0, 0.5), (0.4, 0.8), 1.5)
    found = target_infusion(course, plasma, (signal,), compound="ketamine")
    drive = plasma(found.regimen)
    times = np.array([0.1, 0.27, 0.4, 0.7, 1.1, 1.499])
    # Met at the end of each 10 s interval; in between the level bends by far less than 0.1%.
    assert level(drive, (signal,), times) == pytest.approx(course.at(times), rel=1e-3)
    ends = found.start_h + 10 / 3600
    # What the pump predicts is what the model gives for its regimen; rounding of modes that cancel.
    assert level(drive, (signal,), ends - 1e-12) == pytest.approx(found.predicted, rel=1e-6)
    assert found.predicted == pytest.approx(found.target, rel=1e-9)
    assert np.all(found.rate_mg_per_h >= 0)
    assert found.reached_h == pytest.approx([10 / 3600, 0.5 + 10 / 3600])


def test_the_effect_site_is_reached_early_and_not_passed() -> None:
    course = TargetCourse((0.0,), (0.5,), 2.0)
    found = target_infusion(course, effect, EFFECT, compound="ketamine")
    fine = np.linspace(0.0, 2.0, 4001)
    site = level(effect(found.regimen), EFFECT, fine)
    # The peak between two updates may pass the target by the bend within one interval.
    assert site.max() <= 0.5 * (1 + 1e-3)
    # 5% below the target within a few minutes, and there it stays.
    assert found.reached_h[0] < 5 / 60
    assert np.all(site[fine > 0.15] > 0.5 * (1 - 5e-3))
    # Plasma overshoots: that is how it is reached fast.
    blood = level(plasma(found.regimen), ("ketamine_arterial",), fine)
    assert blood.max() > 2 * 0.5
    slow = target_infusion(course, plasma, ("ketamine_arterial",), compound="ketamine")
    early = level(effect(slow.regimen), EFFECT, np.array([5 / 60]))
    assert early < 0.5 * level(effect(found.regimen), EFFECT, np.array([5 / 60])) / 0.5 * 0.8


@pytest.mark.parametrize("response", [plasma, effect])
def test_a_falling_target_stops_the_pump_until_the_level_is_there(response) -> None:
    signals = ("ketamine_arterial",) if response is plasma else EFFECT
    course = TargetCourse((0.0, 0.5), (1.0, 0.5), 3.0)
    found = target_infusion(course, response, signals, compound="ketamine")
    after = found.start_h >= 0.5
    running = np.flatnonzero(after & (found.rate_mg_per_h > 0))
    assert running.size
    stopped = after & (found.start_h < found.start_h[running[0]] - 1e-9)
    assert stopped.sum() > 10
    assert np.all(found.rate_mg_per_h[stopped] == 0)
    # Later it holds the lower level.
    last = level(response(found.regimen), signals, np.array([2.5, 2.9]))
    assert last == pytest.approx(0.5, rel=5e-3)
    assert found.reached_h[1] > found.reached_h[0]


def test_a_target_of_zero_gives_nothing() -> None:
    found = target_infusion(
        TargetCourse((0.0,), (0.0,), 1.0), plasma, ("ketamine_venous",), compound="ketamine"
    )
    assert found.regimen == Regimen(())


def test_the_steady_rate_is_clearance_times_target() -> None:
    # One compartment of 10 L and 5 L/h, so 3 umol/L needs 15 umol/h in the end, and 30 umol to begin with.
    def one_compartment(regimen: Regimen) -> Drive:
        dosings = [
            Dosing("body", dose.start_h, dose.stop_h, np.array([dose.amount])) for dose in regimen.doses
        ]
        flows = [Flow("body", None, np.array([0.5]))]
        return simulate(flows, dosings, {"level": Readout("body", 0.1)}, 1, edges(dosings))

    pump = Pump(update_h=0.01, limit_mg_per_h=1e6)
    found = target_infusion(
        TargetCourse((0.0,), (3.0,), 2.0), one_compartment, ("level",), compound="esketamine", pump=pump
    )
    first = found.rate_mg_per_h[0] * 0.01
    # The first interval also makes up for what leaves during it: 30 k T / (1 - exp(-k T)).
    assert first == pytest.approx(30.0 * 0.005 / -np.expm1(-0.005), rel=1e-9)
    assert found.rate_mg_per_h[1:] == pytest.approx(15.0, rel=1e-9)
    assert amount_mg(found) == pytest.approx(first + 15.0 * 1.99, rel=1e-9)


@settings(max_examples=15)
@given(
    st.lists(st.floats(0.0, 2.0), min_size=1, max_size=4),
    st.sampled_from([10 / 3600, 1 / 60, 5 / 60]),
    st.sampled_from(["plasma", "effect"]),
)
def test_never_above_the_target_at_an_update_unless_it_fell(
    levels: list[float], update_h: float, which: str
) -> None:
    response, signals = (plasma, ("ketamine_venous",)) if which == "plasma" else (effect, EFFECT)
    course = TargetCourse(tuple(0.5 * step for step in range(len(levels))), tuple(levels), 0.5 * len(levels))
    pump = Pump(update_h, 1e6)
    found = target_infusion(course, response, signals, compound="ketamine", pump=pump)
    assert np.all(found.rate_mg_per_h >= 0)
    highest = np.maximum.accumulate(found.target)
    assert np.all(found.predicted <= highest + 1e-9)
    assert all(dose.route == "iv" and dose.amount > 0 for dose in found.regimen.doses)
    # Superposition: the levels of the regimen are the predicted ones.
    some = slice(None, None, max(1, found.start_h.size // 7))
    ends = (found.start_h + update_h)[some] - 1e-12
    assert level(response(found.regimen), signals, ends) == pytest.approx(found.predicted[some], abs=1e-6)


def test_a_weak_pump_is_late_or_refused() -> None:
    course = TargetCourse((0.0,), (0.8,), 1.0)
    weak = Pump(limit_mg_per_h=200.0)
    found = target_infusion(course, plasma, ("ketamine_arterial",), compound="ketamine", pump=weak)
    assert found.rate_mg_per_h.max() == 200.0
    assert found.reached_h[0] > 30 / 3600
    with pytest.raises(RegimenError, match="not reached") as caught:
        target_infusion(
            course, plasma, ("ketamine_arterial",), compound="ketamine", pump=Pump(limit_mg_per_h=20.0)
        )
    assert "20 mg/h" in str(caught.value)


def test_a_level_that_falls_too_slowly_is_reported_not_refused() -> None:
    course = TargetCourse((0.0, 0.5, 1.0), (2.0, 0.0, 0.5), 1.5)
    found = target_infusion(course, plasma, ("ketamine_venous",), compound="ketamine")
    assert np.isfinite(found.reached_h).tolist() == [True, False, False]
    assert np.all(found.predicted[found.start_h >= 1.0] > 0.5)


def test_a_target_shorter_than_an_update_is_refused() -> None:
    course = TargetCourse((0.0, 0.505, 0.506), (0.2, 0.4, 0.2), 1.0)
    with pytest.raises(RegimenError, match="not reached"):
        target_infusion(course, plasma, ("ketamine_venous",), compound="ketamine", pump=Pump(update_h=1 / 60))


@pytest.mark.parametrize(
    ("times", "levels", "stop", "message"),
    [
        ((0.0,), (-0.5,), 1.0, "not negative"),
        ((0.0,), (float("nan"),), 1.0, "not negative"),
        ((0.5,), (0.5,), 1.0, "start at 0"),
        ((0.0, 0.5, 0.4), (0.1, 0.2, 0.3), 1.0, "rise"),
        ((0.0,), (0.5,), 0.0, "rise"),
        ((0.0,), (0.5,), float("inf"), "rise"),
        ((0.0,), (0.5, 0.6), 1.0, "One level for each time"),
        ((), (), 1.0, "One level for each time"),
    ],
)
def test_senseless_courses_are_refused(
    times: tuple[float, ...], levels: tuple[float, ...], stop: float, message: str
) -> None:
    with pytest.raises(RegimenError, match=message):
        TargetCourse(times, levels, stop)


def test_a_pump_serves_one_person_and_a_known_signal() -> None:
    course = TargetCourse((0.0,), (0.5,), 0.5)

    def two(regimen: Regimen) -> Drive:
        return plasma_drive(regimen, np.array([60.0, 70.0]), typical_values(2))

    with pytest.raises(RegimenError, match="one person"):
        target_infusion(course, two, ("ketamine_venous",), compound="ketamine")
    with pytest.raises(RegimenError, match="no such signal"):
        target_infusion(course, plasma, ("ketamine_brain",), compound="ketamine")
    with pytest.raises(RegimenError, match="does not reach this signal"):
        target_infusion(course, plasma, ("ketamine_r_venous",), compound="esketamine")
    with pytest.raises(RegimenError, match="Too many updates"):
        target_infusion(course, plasma, ("ketamine_venous",), compound="ketamine", pump=Pump(update_h=1e-6))
