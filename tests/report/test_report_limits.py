from __future__ import annotations

import pytest

from nemda.errors import DataError
from nemda.report.limits import limits, parse_limits

ENTRY = {"area": "mood", "title": "A", "text": "B", "means": "C", "sources": []}


def test_limits_cover_the_chain_and_say_what_they_mean() -> None:
    assert {"kinetics", "receptor and circuit", "synapses", "mood", "risks"} <= {e.area for e in limits()}
    for limit in limits():
        assert limit.text.endswith(".")
        assert limit.means.endswith(".")
        assert not limit.title.endswith(".")
    assert len({limit.title for limit in limits()}) == len(limits())


def test_sources_are_told_in_full() -> None:
    [limit] = parse_limits([{**ENTRY, "sources": ["ma2023"], "works": [["Lii 2023", "10.1/x"]]}])
    assert limit.works[0].text.startswith("Ma et al 2023 Nature")
    assert limit.works[0].doi == "10.1038/s41586-023-06624-1"
    assert limit.works[1] == ("Lii 2023", "10.1/x")


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(DataError, match="nobody1900"):
        parse_limits([{**ENTRY, "sources": ["nobody1900"]}])


@pytest.mark.parametrize(
    "wrong",
    [
        {k: v for k, v in ENTRY.items() if k != "means"},
        {**ENTRY, "reason": "?"},
        {**ENTRY, "sources": "ma2023"},
    ],
)
def test_a_malformed_entry_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DataError, match="A"):
        parse_limits([wrong])
