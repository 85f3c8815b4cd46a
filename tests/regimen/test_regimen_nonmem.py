"""NONMEM-style rows: expansion, round trip, and refusal of what would change a dose in silence."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from regimen_strategies import regimens

from nemda.errors import RegimenError
from nemda.regimen import Dose, NonmemPerson, Regimen, amounts_mg, parse, read_nonmem, write_nonmem


def read(folder: Path, text: str, **options: object) -> tuple[NonmemPerson, ...]:
    file = folder / "data.csv"
    file.write_text(text, encoding="utf-8")
    return read_nonmem(file, **options)


def test_rate_gives_the_duration_and_addl_is_expanded(tmp_path: Path) -> None:
    (person,) = read(
        tmp_path,
        "ID,TIME,AMT,RATE,ADDL,II,EVID,CMT,DV\n"
        "1,0,35,52.5,2,84,1,1,.\n"
        "1,0.5,.,.,.,.,0,1,101\n"
        "1,300,10,0,0,0,1,1,.\n",
        compound="ketamine",
        route_of_compartment={1: "iv"},
    )
    assert person.regimen.doses == (
        Dose("ketamine", 35.0, "mg", "iv", 0.0, 35 / 52.5),
        Dose("ketamine", 35.0, "mg", "iv", 84.0, 35 / 52.5),
        Dose("ketamine", 35.0, "mg", "iv", 168.0, 35 / 52.5),
        Dose("ketamine", 10.0, "mg", "iv", 300.0, 0.0),
    )
    assert person.observation_h == (0.5,)
    assert math.isnan(person.weight_kg)


def test_without_evid_a_row_with_an_amount_is_a_dose(tmp_path: Path) -> None:
    (person,) = read(tmp_path, "TIME,AMT,ROUTE,COMPOUND\n0,84,IN,Spravato\n1,.,.,.\n")
    assert person.regimen.doses == (Dose("esketamine", 84.0, "mg", "nasal"),)
    assert person.observation_h == (1.0,)


def test_salt_is_converted(tmp_path: Path) -> None:
    (person,) = read(tmp_path, "TIME,AMT,ROUTE,COMPOUND\n0,100,oral,ketamine HCl\n")
    assert person.regimen.doses[0].amount == pytest.approx(100 * 237.725 / 274.186, rel=1e-14)


def test_troughs_are_marked(tmp_path: Path) -> None:
    (person,) = read(
        tmp_path,
        "ID,TIME,AMT,EVID,ROUTE,COMPOUND\n1,0,84,1,nasal,esketamine\n1,0,.,0,.,.\n1,24,.,0,.,.\n"
        "1,72,.,0,.,.\n1,72,84,1,nasal,esketamine\n",
    )
    assert person.observation_h == (0.0, 24.0, 72.0)
    assert person.before_dose == (False, False, True)


def test_people_are_kept_apart(tmp_path: Path) -> None:
    people = read(
        tmp_path,
        "ID,TIME,AMT,ROUTE,COMPOUND,WT\n7,0,28,nasal,esketamine,61\n9,0,56,nasal,esketamine,80\n9,1,.,.,.,80\n",
    )
    assert [(one.person, one.weight_kg, one.regimen.doses[0].amount) for one in people] == [
        ("7", 61.0, 28.0),
        ("9", 80.0, 56.0),
    ]


@given(regimens)
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, regimen: Regimen) -> None:
    file = tmp_path_factory.mktemp("nonmem") / "data.csv"
    weights = np.array([53.7, 90.0])
    write_nonmem(file, regimen, weights, observation_h=(time for time in (0.0, 1.5)))
    amounts = amounts_mg(regimen, weights)
    people = read_nonmem(file)
    assert [one.weight_kg for one in people] == weights.tolist()
    for index, one in enumerate(people):
        expected = Regimen(
            tuple(
                Dose(
                    dose.compound,
                    float(amount),
                    "%" if dose.unit == "%" else "mg",
                    dose.route,
                    dose.start_h,
                    dose.duration_h,
                    dose.formulation,
                )
                for dose, amount in zip(regimen.doses, amounts[:, index], strict=True)
            )
        )
        assert one.regimen == expected
        assert one.observation_h == (0.0, 1.5)
        assert one.before_dose == (False, False)


def test_written_rows(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    write_nonmem(file, parse("84 mg esketamine nasal and saline on day 3"), np.array([np.nan]), [72.0])
    assert file.read_text(encoding="utf-8").splitlines() == [
        "ID,TIME,EVID,MDV,AMT,RATE,DUR,ROUTE,COMPOUND,WT",
        "1,0,1,1,84,0,0,nasal,esketamine,.",
        "1,72,2,1,0,0,0.6666666666666666,iv,saline,.",
        "1,72,0,0,0,0,0,.,.,.",
    ]


def test_writing_per_kg_needs_weights(tmp_path: Path) -> None:
    with pytest.raises(RegimenError, match="weight of every person"):
        write_nonmem(tmp_path / "data.csv", parse("0.5 mg/kg ketamine iv"), np.array([np.nan]))


GOOD = "0,84,nasal,esketamine"
REFUSED = [
    ("TIME,AMT,ROUTE,COMPOUND,EVID\n" + GOOD + ",4", "not read", "EVID"),
    ("TIME,AMT,ROUTE,COMPOUND,EVID\n" + GOOD + ",2", "EVID 1", "EVID"),
    ("TIME,AMT,ROUTE,COMPOUND,EVID\n0,0,iv,saline,1", "EVID 2", "EVID"),
    ("TIME,AMT,ROUTE,COMPOUND,EVID\n0,0,nasal,esketamine,1", "above 0", "line 2"),
    ("TIME,AMT,ROUTE,COMPOUND,EVID\n" + GOOD + ",0", "observation with an amount", "AMT"),
    ("TIME,AMT,ROUTE,COMPOUND,EVID\n" + GOOD + ",1.5", "whole number", "EVID"),
    ("TIME,AMT,ROUTE,COMPOUND,MDV\n" + GOOD + ",0", "carries an observation", "MDV"),
    ("TIME,AMT,ROUTE,COMPOUND,SS\n" + GOOD + ",1", "Steady state", "SS"),
    ("TIME,AMT,ROUTE,COMPOUND,RATE\n" + GOOD + ",-2", "Modeled rates", "RATE"),
    ("TIME,AMT,ROUTE,COMPOUND,RATE,DUR\n" + GOOD + ",84,2", "disagree", "DUR"),
    ("TIME,AMT,ROUTE,COMPOUND,ADDL\n" + GOOD + ",3", "interval above 0", "II"),
    ("TIME,AMT,ROUTE,COMPOUND,ADDL,II\n" + GOOD + ",-1,24", "interval above 0", "II"),
    ("TIME,AMT,ROUTE,COMPOUND,DATE\n" + GOOD + ",1", "Dates are not read", "DATE"),
    ("TIME,AMT,ROUTE,COMPOUND\n0:30,84,nasal,esketamine", "Not a number", "TIME"),
    ("TIME,AMT,ROUTE,COMPOUND\n.,84,nasal,esketamine", "without a time", "TIME"),
    ("TIME,AMT,ROUTE,COMPOUND\n-1,84,nasal,esketamine", "negative", "TIME"),
    ("TIME,AMT,ROUTE,COMPOUND\n5,84,nasal,esketamine\n" + GOOD, "fall within one ID", "line 3"),
    ("TIME,AMT,ROUTE,COMPOUND\n0,nan,nasal,esketamine", "Not a number", "AMT"),
    ("TIME,AMT,ROUTE,COMPOUND\n0,84,epidural,esketamine", "Unknown route", "line 2"),
    ("TIME,AMT,ROUTE,COMPOUND\n0,84,nasal,esketamin", "Unknown compound", "line 2"),
    ("TIME,AMT,ROUTE,COMPOUND\n0,84,nasal,midazolam", "not given by this route", "line 2"),
    ("TIME,AMT,ROUTE\n0,84,nasal", "Which compound", "COMPOUND"),
    ("TIME,AMT,COMPOUND,CMT\n0,84,esketamine,2", "By which route", "CMT 2"),
    ("TIME,AMT,ROUTE,COMPOUND\n0,84,nasal", "another number of cells", "line 2"),
    ("ID,TIME,AMT,ROUTE,COMPOUND\n1," + GOOD + "\n2," + GOOD + "\n1," + GOOD, "stand together", "line 4"),
    ("AMT,ROUTE\n84,nasal", "No TIME", "line 1"),
    ("", "empty", "data.csv"),
]


@pytest.mark.parametrize(
    ("text", "message", "place"), REFUSED, ids=[case[1] + " " + case[2] for case in REFUSED]
)
def test_refused_with_the_place(tmp_path: Path, text: str, message: str, place: str) -> None:
    with pytest.raises(RegimenError, match=message) as caught:
        read(tmp_path, text)
    assert caught.match(place)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegimenError, match="cannot be read"):
        read_nonmem(tmp_path / "nothing.csv")
