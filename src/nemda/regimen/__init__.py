"""Doses as data: the regimen sentence, exact event semantics, YAML and NONMEM rows.

What would falsify this room: a sentence that two pharmacologists read differently and nemda reads
without a word, or a regimen that changes when it is printed and read again.
"""

from nemda._callable import make_callable
from nemda.regimen.calendar import calendar
from nemda.regimen.dose import Dose, Regimen, Treatment
from nemda.regimen.nonmem import NonmemPerson, read_nonmem, write_nonmem
from nemda.regimen.printing import to_sentence
from nemda.regimen.schedule import Events, Inputs, amounts_mg, events, inputs, sessions, with_adherence
from nemda.regimen.sentence import parse
from nemda.regimen.yaml_io import read_regimen_file, regimen_from_mapping, write_regimen_file

__all__ = [
    "Dose",
    "Events",
    "Inputs",
    "NonmemPerson",
    "Regimen",
    "Treatment",
    "amounts_mg",
    "calendar",
    "events",
    "inputs",
    "parse",
    "read_nonmem",
    "read_regimen_file",
    "regimen_from_mapping",
    "sessions",
    "to_sentence",
    "with_adherence",
    "write_nonmem",
    "write_regimen_file",
]

make_callable(__name__, "nemda.regimen.sentence:parse")
