"""Nothing is lost unseen: every dose is somewhere, at every time, for every route and preparation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import ndarray
from pk_ways import RACEMIC_WAYS, WAYS, way_name

from nemda.drugs import Route
from nemda.pk.balance import Balance, balances
from nemda.pk.doses import KetamineDoses
from nemda.pk.molar import umol
from nemda.pk.values import typical_values

WEIGHT = np.array([50.0, 70.0, 120.0])
TIME_H = np.array([0.0, 0.25, 0.3, 1.0, 3.7, 12.0, 30.0, 200.0])

# Sums of a dozen amounts of the size of the dose: rounding only.
OF_DOSE = 1e-10


def one(route: Route, formulation: str | None, s_mg: float, r_mg: float, duration_h: float) -> KetamineDoses:
    return KetamineDoses(
        (route,), np.array([0.25]), np.array([duration_h]),
        np.full((1, 3), s_mg), np.full((1, 3), r_mg), (formulation,),
    )  # fmt: skip


def unexplained(balance: Balance) -> ndarray:
    """Return the part of the dose that is nowhere [time, person]."""
    found = balance.lost + balance.to_come + balance.waiting + balance.in_body + balance.gone
    return np.abs(found - balance.dosed) / balance.dosed


@pytest.mark.parametrize("site", ["venous", "arterial"])
@pytest.mark.parametrize("way", WAYS, ids=way_name)
def test_every_dose_is_somewhere(way: tuple[Route, str | None], site: str) -> None:
    route, formulation = way
    r_mg = 30.0 if way in RACEMIC_WAYS else 0.0
    doses = one(route, formulation, 70.0, r_mg, 0.5 if route in {"iv", "sc"} else 0.0)
    found = balances(doses, WEIGHT, typical_values(3), TIME_H, site=site)
    assert set(found) == ({"s", "r"} if r_mg else {"s"})
    for letter, balance in found.items():
        assert balance.dosed == pytest.approx(umol(np.full(3, 70.0 if letter == "s" else r_mg), "ketamine"))
        assert unexplained(balance).max() < OF_DOSE
        # No amount is negative beyond rounding, and in the end nothing is left to come.
        for part in (balance.to_come, balance.waiting, balance.in_body, balance.gone):
            assert part.min() > -1e-9 * balance.dosed.max()
        assert np.all(balance.to_come[-1] == 0)
        assert np.all(np.diff(balance.gone, axis=0) > -1e-9 * balance.dosed.max())


rows = st.lists(
    st.tuples(
        st.sampled_from(RACEMIC_WAYS), st.floats(1.0, 90.0), st.floats(0.0, 3.0),
        # 10 s is a quick push. A length of microseconds would cost digits in the segment it opens.
        st.sampled_from([0.0, 0.0, 10 / 3600, 0.25, 2.0]),
    ),
    min_size=2, max_size=5,
)  # fmt: skip


@given(rows)
def test_coincident_overlapping_and_zero_length_doses_balance(
    rows: list[tuple[tuple[Route, str | None], float, float, float]],
) -> None:
    doses = KetamineDoses(
        routes=tuple(way[0] for way, *_ in rows),
        # Quarter hours make coincidences common.
        start_h=np.array([round(4 * start) / 4 for _, _, start, _ in rows]),
        duration_h=np.array(
            [length if way[0] in {"iv", "sc", "inhaled"} else 0.0 for way, _, _, length in rows]
        ),
        s_mg=np.repeat([[mg] for _, mg, _, _ in rows], 3, axis=1),
        r_mg=np.repeat([[0.5 * mg] for _, mg, _, _ in rows], 3, axis=1),
        formulations=tuple(way[1] for way, *_ in rows),
    )
    for balance in balances(doses, WEIGHT, typical_values(3), TIME_H).values():
        assert unexplained(balance).max() < OF_DOSE


def test_lost_is_what_the_source_says() -> None:
    values = typical_values(3)
    lost = {way: balances(one(*way, 20.0, 0.0, 0.0), WEIGHT, values, TIME_H)["s"] for way in WAYS}
    for way, share in {
        ("iv", None): 0.0,
        ("im", None): 0.07,
        # What the gut wall takes of an oral dose is not lost before it enters.
        ("oral", "tablet"): 0.0,
        ("oral", "extended release"): 0.19,
        ("rectal", "suppository"): 0.89 * 0.36,
        ("inhaled", None): 0.30,
        # The swallowed part is a scale of metabolite levels: more than the dose (see the module).
        ("sublingual", "film"): 1 - 0.263 - 1.16,
    }.items():
        assert lost[way].lost / lost[way].dosed == pytest.approx(share, abs=1e-12)


def test_a_later_dose_is_to_come() -> None:
    found = balances(one("oral", "extended release", 50.0, 0.0, 0.0), WEIGHT, typical_values(3), TIME_H)["s"]
    released = found.dosed - found.lost
    assert found.to_come[0] == pytest.approx(released)
    # Half of the 10 h of release after 0.25 h has passed at 5.25 h.
    half = balances(
        one("oral", "extended release", 50.0, 0.0, 0.0), WEIGHT, typical_values(3), np.array([5.25])
    )["s"]
    assert half.to_come[0] == pytest.approx(0.5 * released)
