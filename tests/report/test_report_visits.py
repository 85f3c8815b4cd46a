from __future__ import annotations

import pytest

from nemda.report.arms import ShownArm
from nemda.report.visits import Visit, headline_times, main_visits, time_label, visit_at, visits
from nemda.trial.results import Observed


@pytest.mark.parametrize(
    ("hours", "label"), [(2, "2 h"), (24, "24 h"), (48, "day 2"), (168, "day 7"), (252, "day 10.5")]
)
def test_a_time_is_told_in_the_words_of_trials(hours: float, label: str) -> None:
    assert time_label(hours) == label


def test_visits_count_from_the_first_dose_and_reach_the_end(arms: tuple[ShownArm, ...]) -> None:
    found = visits(arms[0])
    # the first dose is on day 1 of 7 and the last on day 3, so the course ends 144 h after the first
    assert [visit.after_h for visit in found] == [2, 24, 72, 144]
    for visit in found:
        assert arms[0].time_h[visit.place] == 24 + visit.after_h


def test_published_times_are_visits_when_simulated_exactly(arms: tuple[ShownArm, ...]) -> None:
    rows = [
        Observed("Ketamine", 36, "MADRS", "mean", 20, "points"),
        Observed("Ketamine", 37.3, "MADRS", "mean", 20, "points"),
        Observed("Saline", 60, "MADRS", "mean", 20, "points"),
        Observed("Ketamine", 5000, "MADRS", "mean", 20, "points"),
    ]
    assert [visit.after_h for visit in visits(arms[0], rows)] == [2, 24, 36, 72, 144]


def test_main_numbers_are_told_a_day_after_first_and_last_dose_and_at_the_end(
    arms: tuple[ShownArm, ...],
) -> None:
    assert headline_times(arms) == (24, 72, 144)
    assert visit_at(arms[0], 72).after_h == 72


def test_few_visits_are_chosen_evenly() -> None:
    many = tuple(Visit(place, 24.0 * place) for place in range(1, 11))
    assert [visit.place for visit in main_visits(many)] == [1, 4, 7, 10]
    assert main_visits(many[:2]) == many[:2]
    early = (Visit(0, 2.0),)
    assert main_visits(early) == early
