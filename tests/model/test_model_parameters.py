from pathlib import Path

import pytest

from nemda.errors import ParameterError
from nemda.model.parameters import Parameter, merge, override, read_table

GOOD = {
    "name": "clearance", "value": 5.0, "unit": "L/h", "meaning": "clearance", "interval": (1.0, 20.0),
    "grade": "A", "source": "somebody2020",
}  # fmt: skip


def test_a_good_parameter_is_accepted():
    assert Parameter(**GOOD).value == 5.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": 50.0}, "outside its plausible interval"),
        ({"grade": "D"}, "Unknown grade"),
        ({"distribution": "uniform"}, "Unknown distribution"),
        ({"spread": 0.3}, "Spread and distribution disagree"),
        ({"distribution": "lognormal"}, "Spread and distribution disagree"),
        (
            {"distribution": "lognormal", "spread": 0.1, "value": 0.0, "interval": (0.0, 1.0)},
            "must be positive",
        ),
        ({"distribution": "logitnormal", "spread": 0.1}, "lies in"),
        ({"source": ""}, "without a source"),
        ({"grade": "C"}, "needs a note"),
    ],
)  # fmt: skip
def test_a_doubtful_parameter_is_refused(change, message):
    with pytest.raises(ParameterError, match=message):
        Parameter(**(GOOD | change))


def table(tmp_path: Path, text: str):
    file = tmp_path / "table.toml"
    file.write_text(text, "utf-8")
    return read_table(file, "test")


ENTRY = (
    '[clearance]\nvalue = 5\nunit = "L/h"\nmeaning = "m"\ninterval = [1, 20]\ngrade = "A"\nsource = "x2020"\n'
)


def test_a_table_is_read(tmp_path):
    assert table(tmp_path, ENTRY)["clearance"].interval == (1.0, 20.0)


def test_unknown_and_missing_fields_are_named(tmp_path):
    with pytest.raises(ParameterError, match="valeu"):
        table(tmp_path, ENTRY.replace("value", "valeu"))
    with pytest.raises(ParameterError, match="interval"):
        table(tmp_path, ENTRY.replace("interval = [1, 20]\n", ""))


def test_two_meanings_of_a_name_are_refused():
    one = {"clearance": Parameter(**GOOD)}
    other = {"clearance": Parameter(**(GOOD | {"value": 6.0}))}
    assert merge([one, one]) == one
    with pytest.raises(ParameterError, match="defined twice"):
        merge([one, other])


def test_override_keeps_intervals_and_names():
    one = {"clearance": Parameter(**GOOD)}
    assert override(one, {"clearance": 7})["clearance"].value == 7.0
    with pytest.raises(ParameterError, match="plausible interval"):
        override(one, {"clearance": 700})
    with pytest.raises(ParameterError, match="Unknown parameter"):
        override(one, {"klearance": 7})


def test_spreads_can_be_replaced():
    varied = GOOD | {"distribution": "lognormal", "spread": 0.2}
    one = {"clearance": Parameter(**varied)}
    assert override(one, {"clearance.spread": 0.4})["clearance"].spread == 0.4
    with pytest.raises(ParameterError, match="disagree"):
        override({"clearance": Parameter(**GOOD)}, {"clearance.spread": 0.4})
    with pytest.raises(ParameterError, match="Unknown parameter"):
        override(one, {"clearance.grade": 1.0})
