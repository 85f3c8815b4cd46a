"""The public names for type checkers, which see each callable room as its function."""

from nemda._version import __version__
from nemda.engine.profile.call import pk
from nemda.engine.simulate import simulate
from nemda.errors import NemdaError
from nemda.people.people import People, people
from nemda.regimen.dose import Dose, Regimen
from nemda.regimen.sentence import parse as regimen
from nemda.report.report import report

__all__ = [
    "Dose",
    "NemdaError",
    "People",
    "Regimen",
    "__version__",
    "people",
    "pk",
    "regimen",
    "report",
    "simulate",
]
