"""Reading and checking schemes: a good file is read, and every kind of slip is refused by name."""

import pytest

from nemda.errors import ReceptorError
from nemda.receptor.scheme.read import read_scheme

GOOD = """
[scheme]
name = "mine"
title = "a channel of my own"
family = "nmda"
kind = "channel"
agonist = "glutamate"
rest = "C"
source = "assumption"

[[states]]
name = "C"
meaning = "closed"

[[states]]
name = "O"
conductance = 1.0
meaning = "open"

[constants.on]
value = 5.0
unit = "1/(umol/L s)"
meaning = "binding and opening"
grade = "C"
source = "assumption"
verified = false
note = "an example"

[constants.off]
value = 10.0
unit = "1/s"
meaning = "closing"
grade = "C"
source = "assumption"
verified = false
note = "an example"

[[transitions]]
from = "C"
to = "O"
forward = { constant = "on", ligands = ["glutamate"] }
back = { constant = "off" }
"""

TRIANGLE = """
[[states]]
name = "D"
meaning = "desensitized"

[[transitions]]
from = "O"
to = "D"
forward = { constant = "off" }
back = { constant = "off", factor = 3.0 }

[[transitions]]
from = "C"
to = "D"
forward = { constant = "on", ligands = ["glutamate"] }
back = { constant = "off" }

[[cycles]]
states = ["C", "O", "D"]
detailed_balance = true
"""


def written(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_of_ones_own_is_read(tmp_path):
    scheme = read_scheme(written(tmp_path, GOOD))
    assert scheme.state_names == ("C", "O")
    assert scheme.open_states == ("O",)
    assert scheme.ligands == {"glutamate"}
    assert read_scheme(str(written(tmp_path, GOOD))).index("O") == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('back = { constant = "off" }', "", "Missing reverse rate"),
        ("value = 10.0", "value = -10.0", "Negative rate"),
        ('unit = "1/s"', 'unit = "1/ms"', "Wrong unit"),
        ('unit = "1/s"', 'unit = "mV"', "Wrong unit"),
        (', ligands = ["glutamate"]', "", "Wrong unit"),
        ('to = "O"', 'to = "X"', "Unknown state in a transition"),
        ('to = "O"', 'to = "C"', "joins a state to itself"),
        ("conductance = 1.0", "conductance = 0.0", "no open state"),
        ("conductance = 1.0", "conductance = 2.0", "Relative conductance outside"),
        ("conductance = 1.0", 'conductance = "1"', "Wrong type of value"),
        ('rest = "C"', 'rest = "R"', "Unknown state at rest"),
        ('kind = "channel"', 'kind = "pump"', "Unknown kind of scheme"),
        ('title = "a channel of my own"', "", "Missing field"),
        ('title = "a channel of my own"', "title = 3", "Wrong type of value"),
        ('constant = "on"', 'constant = "onn"', "Unknown constant"),
        ('constant = "on"', 'constant = "on", slpe = "off"', "Unknown field"),
        ('constant = "on"', 'constant = "on", slope = "off"', "A voltage slope is in mV"),
        ('constant = "on"', 'constant = "on", site = "s"', "Unknown site"),
        ("value = 5.0", "value = nan", "Not a finite number"),
        ('grade = "C"', 'grade = "D"', "Unknown grade"),
        ('note = "an example"', "", "needs a note"),
        ("verified = false", 'verified = "no"', "Not a truth value"),
        ('name = "O"', 'name = "C"', "Duplicate state"),
        ("[scheme]", "[scheme", "is not TOML"),
        ('from = "C"', "from = 1", "A state is named by a text"),
    ],
)
def test_a_slip_is_refused_by_name(tmp_path, old, new, says):
    assert old in GOOD
    with pytest.raises(ReceptorError, match=says):
        read_scheme(written(tmp_path, GOOD.replace(old, new)))


def test_a_duplicate_transition_is_refused_either_way_around(tmp_path):
    second = GOOD[GOOD.index("[[transitions]]") :]
    turned = second.replace('from = "C"\nto = "O"', 'from = "O"\nto = "C"')
    for extra in (second, turned):
        with pytest.raises(ReceptorError, match="Duplicate transition"):
            read_scheme(written(tmp_path, GOOD + extra))


def test_an_unreachable_state_is_refused(tmp_path):
    lost = '\n[[states]]\nname = "D"\nmeaning = "never entered"\n'
    with pytest.raises(ReceptorError, match=r"Unreachable state[\s\S]*got: +D"):
        read_scheme(written(tmp_path, GOOD + lost))


def test_a_cycle_that_claims_balance_without_it_is_refused(tmp_path):
    with pytest.raises(ReceptorError, match=r"Detailed balance is violated[\s\S]*1\.099"):
        read_scheme(written(tmp_path, GOOD + TRIANGLE))
    balanced = TRIANGLE.replace(", factor = 3.0", "")
    read_scheme(written(tmp_path, GOOD + balanced))
    read_scheme(written(tmp_path, GOOD + TRIANGLE.replace("balance = true", "balance = false")))


def test_a_cycle_on_which_ligands_do_not_cancel_is_refused(tmp_path):
    loose = TRIANGLE.replace(", factor = 3.0", "").replace(
        'forward = { constant = "on", ligands = ["glutamate"] }', 'forward = { constant = "off" }'
    )
    with pytest.raises(ReceptorError, match="Detailed balance is violated"):
        read_scheme(written(tmp_path, GOOD + loose))


def test_an_irreversible_step_needs_a_reason(tmp_path):
    one_way = TRIANGLE[: TRIANGLE.index("[[cycles]]")].replace(
        'back = { constant = "off", factor = 3.0 }', 'irreversible = "an example"'
    )
    scheme = read_scheme(written(tmp_path, GOOD + one_way))
    assert len(scheme.steps) == 5


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(ReceptorError, match=r"Cannot read[\s\S]*absent\.toml"):
        read_scheme(tmp_path / "absent.toml")
