"""Doses and exact event semantics: half-open, coincident, overlapping, zero-length, at people's weight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from regimen_strategies import doses, regimens

from nemda.drugs import ROUTES
from nemda.errors import DrugError, RegimenError
from nemda.model.drive import Drive
from nemda.regimen import Dose, Regimen, amounts_mg, events, inputs, parse, sessions, with_adherence

INFUSION = Dose("ketamine", 35.0, "mg", "iv", 0.0, 2.0)
BOLUS = Dose("ketamine", 10.0, "mg", "iv", 1.0, 0.0)


def iv_inputs(*given_doses: Dose) -> tuple[list[float], list[float], list[float]]:
    regimen = Regimen(given_doses)
    cut = events(regimen)
    into = inputs(cut, amounts_mg(regimen, np.array([70.0])), cut.chosen("ketamine", "iv"))
    return cut.edges_h.tolist(), into.bolus_mg[:, 0].tolist(), into.rate_mg_per_h[:, 0].tolist()


def test_infusion_is_half_open() -> None:
    assert iv_inputs(INFUSION) == ([0.0, 2.0], [0.0, 0.0], [17.5, 0.0])


def test_zero_length_is_a_bolus_that_opens_a_segment() -> None:
    assert iv_inputs(BOLUS) == ([0.0, 1.0], [0.0, 10.0], [0.0, 0.0])


def test_coincident_boluses_add() -> None:
    assert iv_inputs(BOLUS, BOLUS) == ([0.0, 1.0], [0.0, 20.0], [0.0, 0.0])


def test_bolus_during_an_infusion() -> None:
    assert iv_inputs(INFUSION, BOLUS) == ([0.0, 1.0, 2.0], [0.0, 10.0, 0.0], [17.5, 17.5, 0.0])


def test_overlapping_infusions_add() -> None:
    later = Dose("ketamine", 20.0, "mg", "iv", 1.0, 2.0)
    assert iv_inputs(INFUSION, later) == ([0.0, 1.0, 2.0, 3.0], [0.0] * 4, [17.5, 27.5, 10.0, 0.0])


def test_infusion_that_ends_where_the_next_begins() -> None:
    next_one = Dose("ketamine", 20.0, "mg", "iv", 2.0, 2.0)
    assert iv_inputs(INFUSION, next_one) == ([0.0, 2.0, 4.0], [0.0] * 3, [17.5, 10.0, 0.0])


def test_rounding_makes_no_segment_of_no_length() -> None:
    first = Dose("ketamine", 30.0, "mg", "iv", 24.1, 40 / 60)
    abutting = Dose("ketamine", 30.0, "mg", "iv", 24.1 + 40 / 60 + 1e-14, 40 / 60)
    assert events(Regimen((first, abutting))).edges_h.size == 4


def test_first_dose_later_than_the_start() -> None:
    assert iv_inputs(Dose("ketamine", 10.0, "mg", "iv", 5.0)) == ([0.0, 5.0], [0.0, 10.0], [0.0, 0.0])


def test_no_doses_is_one_endless_segment() -> None:
    cut = events(Regimen(()))
    assert cut.edges_h.tolist() == [0.0]
    assert cut.start_h.size == 0
    assert amounts_mg(Regimen(()), np.array([70.0, 80.0])).shape == (0, 2)
    assert sessions(Regimen(())) == ()


def test_value_at_a_bolus_is_the_value_after_it_as_in_a_drive() -> None:
    edges, bolus, _ = iv_inputs(BOLUS)
    after = np.cumsum(bolus)[:, None, None]
    drive = Drive(
        ("amount",), ("mg",), np.array(edges), np.zeros((1, 1)), after * 0.0, after, np.ones((1, 1, 1))
    )
    assert drive.at(np.array([np.nextafter(1.0, 0.0), 1.0]))[0, :, 0].tolist() == [0.0, 10.0]


@given(regimens)
def test_what_enters_is_what_was_given(regimen: Regimen) -> None:
    cut = events(regimen)
    amount = amounts_mg(regimen, np.array([50.0, 90.0]))
    length = np.append(np.diff(cut.edges_h), 0.0)[:, None]
    entered = np.zeros(2)
    for compound in set(cut.compounds):
        for route in ROUTES:
            into = inputs(cut, amount, cut.chosen(compound, route))
            entered += into.bolus_mg.sum(axis=0) + (into.rate_mg_per_h * length).sum(axis=0)
            assert np.all(into.rate_mg_per_h[-1] == 0)  # nothing runs for ever
    # Sums of at most a few dozen terms; rate times length loses about one rounding per segment.
    np.testing.assert_allclose(entered, amount.sum(axis=0), rtol=1e-9)


@given(regimens)
def test_edges_rise_from_zero_and_hold_every_start_and_stop(regimen: Regimen) -> None:
    cut = events(regimen)
    assert cut.edges_h[0] == 0
    assert np.all(np.diff(cut.edges_h) > 1e-9)
    for dose, start, duration in zip(regimen.doses, cut.start_h, cut.duration_h, strict=True):
        assert start == pytest.approx(dose.start_h, abs=1e-9)  # one instant
        assert start + duration == pytest.approx(dose.stop_h, abs=1e-9)
    assert cut.is_bolus.tolist() == [dose.stop_h == dose.start_h for dose in regimen.doses]


@given(st.lists(doses(), max_size=6), st.randoms(use_true_random=False))
def test_order_of_writing_has_no_effect(many: list[Dose], random: st.DataObject) -> None:
    shuffled = list(many)
    random.shuffle(shuffled)
    assert Regimen(tuple(shuffled)) == Regimen(tuple(many))


def test_label_does_not_count_in_equality() -> None:
    assert Regimen((BOLUS,), "a") == Regimen((BOLUS,), "b")
    assert hash(Regimen((BOLUS,), "a")) == hash(Regimen((BOLUS,), "b"))


def test_amounts_follow_weight_only_per_kg() -> None:
    regimen = parse("0.5 mg/kg ketamine iv over 40 min and 84 mg esketamine nasal")
    amount = amounts_mg(regimen, np.array([60.0, 80.0]))
    by_compound = dict(zip(events(regimen).compounds, amount.tolist(), strict=True))
    assert by_compound == {"ketamine": [30.0, 40.0], "esketamine": [84.0, 84.0]}


@pytest.mark.parametrize("weight", [np.nan, 0.0, -70.0, np.inf])
def test_a_missing_weight_is_refused_per_kg_only(weight: float) -> None:
    with pytest.raises(RegimenError, match="weight of every person") as caught:
        amounts_mg(parse("0.5 mg/kg ketamine iv"), np.array([70.0, weight]))
    assert "person 1" in str(caught.value.where)
    assert amounts_mg(parse("84 mg esketamine nasal"), np.array([70.0, weight])).tolist() == [[84.0, 84.0]]


def test_sessions_merge_coincident_doses_and_count_placebo_and_saline() -> None:
    regimen = parse("84 mg esketamine nasal on days 0, 3 and saline on day 3 and placebo nasal on day 5")
    assert sessions(regimen) == (0.0, 72.0, 120.0)


def test_adherence_drops_doses_and_sessions() -> None:
    regimen = parse("84 mg esketamine nasal twice weekly for 2 weeks")
    kept = with_adherence(regimen, [True, False, False, True])
    assert sessions(kept) == (0.0, 240.0)
    assert kept.label == regimen.label
    assert len(regimen.doses) == 4


@pytest.mark.parametrize("taken", [[True], [1, 0, 0, 1], []])
def test_adherence_is_one_answer_per_dose(taken: list[object]) -> None:
    with pytest.raises(RegimenError, match="one yes or no per dose"):
        with_adherence(parse("84 mg esketamine nasal twice weekly for 2 weeks"), taken)


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"compound": "Spravato"}, DrugError, "key of the card"),
        ({"compound": "ketamin"}, DrugError, "Unknown compound"),
        ({"compound": "norketamine"}, DrugError, "cannot be dosed"),
        ({"compound": "midazolam", "route": "nasal"}, DrugError, "not given by this route"),
        ({"route": "epidural"}, DrugError, "not given by this route"),
        ({"unit": "g"}, RegimenError, "Unknown unit"),
        ({"amount": 0.0}, RegimenError, "above 0"),
        ({"amount": float("nan")}, RegimenError, "above 0"),
        ({"amount": float("inf")}, RegimenError, "above 0"),
        ({"compound": "saline"}, RegimenError, "no amount"),
        ({"start_h": -1.0}, RegimenError, "not negative"),
        ({"start_h": float("nan")}, RegimenError, "not negative"),
        ({"duration_h": -1.0}, RegimenError, "not negative"),
        ({"duration_h": float("inf")}, RegimenError, "not negative"),
        ({"route": "oral", "duration_h": 1.0}, RegimenError, "no duration"),
    ],
)
def test_senseless_doses_are_refused(fields: dict[str, object], error: type[Exception], message: str) -> None:
    good: dict[str, object] = {"compound": "ketamine", "amount": 0.5, "unit": "mg/kg", "route": "iv"}
    with pytest.raises(error, match=message):
        Dose(**(good | fields))
