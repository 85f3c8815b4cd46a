"""Show: what stands behind a parameter, and sources that nobody can look up are refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.evidence.citations import citations
from nemda.evidence.show import (
    GRADES,
    between_people,
    check_evidence,
    check_sources,
    describe,
    evidence_pointers,
    is_known_source,
    source_keys,
)
from nemda.model import parameters as model
from nemda.model.parameters import Parameter


def parameter(
    source: str = "kamp2020",
    evidence: str = "",
    grade: str = "A",
    distribution: str = "none",
    spread: float = 0.0,
    value: float = 79.0,
) -> Parameter:
    return Parameter(
        name="clearance",
        value=value,
        unit="L/h",
        meaning="Clearance of a typical adult of 70 kg",
        interval=(0.1, 120.0),
        grade=grade,
        source=source,
        note="from a meta-analysis",
        evidence=evidence,
        distribution=distribution,
        spread=spread,
    )


def test_sources_are_given_in_full() -> None:
    shown = describe(parameter("kamp2020; perezruixo2021 ;assumption"), ["pk.linear"])
    assert shown.citations == (citations()["kamp2020"], citations()["perezruixo2021"])
    assert len(shown.assumptions) == 1
    assert shown.used_in == ("pk.linear",)
    assert (shown.name, shown.value, shown.unit, shown.interval) == ("clearance", 79.0, "L/h", (0.1, 120.0))
    assert shown.grade_meaning == "seen in the source"


def test_evidence_rows_are_found() -> None:
    shown = describe(parameter(evidence="pk_models.csv: kamp CL (79 L/h); receptor_affinity.csv: R99"))
    found, lost = shown.evidence
    assert found.lines[0].table == "pk_models"
    assert (found.lines[0].value, found.lines[0].citation_key) == ("79", "kamp2020")
    assert lost.text == "receptor_affinity.csv: R99"
    assert lost.lines == ()


@pytest.mark.parametrize(
    "text", ["seen somewhere", "nothing.csv: ketamine", "pk_models.csv:", "pk_models.csv: (x)"]
)
def test_a_reference_to_no_row_finds_none(text: str) -> None:
    (pointer,) = evidence_pointers(text)
    assert pointer.lines == ()


def test_no_evidence_is_no_reference() -> None:
    assert evidence_pointers("") == evidence_pointers(" ; ") == ()


@pytest.mark.parametrize("source", ["kamp2020", "kamp2020;gilling2009", "assumption", "nemda-fit; kamp2020"])
def test_known_sources(source: str) -> None:
    assert is_known_source(source)
    check_sources({"clearance": parameter(source)})


@pytest.mark.parametrize("source", ["", ";", "nobody1900", "kamp2020; nobody1900", "guess"])
def test_unknown_sources(source: str) -> None:
    assert not is_known_source(source)


def test_every_unknown_source_is_named_with_the_nearest() -> None:
    wrong = {"good": parameter(), "slip": parameter("kamp2020; kmap2020"), "odd": parameter("zzzzzzz")}
    with pytest.raises(ParameterError) as caught:
        check_sources(wrong)
    message = str(caught.value)
    assert "slip: 'kmap2020' (near: kamp2020" in message
    assert "odd: 'zzzzzzz'" in message
    assert "good" not in message
    with pytest.raises(ParameterError, match="kmap2020"):
        describe(wrong["slip"])


def test_references_that_find_nothing_are_refused() -> None:
    check_evidence({"clearance": parameter(evidence="pk_models.csv: kamp CL")})
    with pytest.raises(ParameterError, match=r"clearance: 'pk_models\.csv: xyzzy'"):
        check_evidence({"clearance": parameter(evidence="pk_models.csv: xyzzy")})


def test_a_lognormal_spread_is_given_as_its_variation() -> None:
    # A spread of sqrt(ln(1 + 0.3^2)) is a coefficient of variation of 30 %, by definition.
    spread = math.sqrt(math.log(1 + 0.3**2))
    assert between_people(parameter(distribution="lognormal", spread=spread)) == (
        "lognormal, coefficient of variation 30%"
    )


@pytest.mark.parametrize(
    ("distribution", "value", "words"),
    [
        ("normal", 79.0, "normal, standard deviation 0.5 L/h"),
        ("logitnormal", 0.4, "logitnormal, standard deviation 0.5 logit"),
    ],
)
def test_other_spreads_are_given_on_their_scale(distribution: str, value: float, words: str) -> None:
    assert between_people(parameter(distribution=distribution, value=value, spread=0.5)) == words


def test_no_spread_is_said() -> None:
    assert between_people(parameter()) == "the same in everyone"


def test_grades_are_those_of_the_model() -> None:
    assert tuple(GRADES) == model.GRADES


@given(st.lists(st.sampled_from(["kamp2020", "gilling2009", "assumption", "nobody1900"]), max_size=5))
def test_keys_are_split_and_stripped(keys: list[str]) -> None:
    assert source_keys(" ;".join(keys)) == tuple(keys)
    assert is_known_source("; ".join(keys)) == (bool(keys) and "nobody1900" not in keys)
