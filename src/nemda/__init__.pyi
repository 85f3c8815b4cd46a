"""The public names for type checkers, which see each callable room as its function."""

from nemda._version import __version__ as __version__
from nemda.engine.simulate import simulate as simulate
from nemda.errors import NemdaError as NemdaError
from nemda.people.people import People as People
from nemda.people.people import people as people
from nemda.regimen.dose import Dose as Dose
from nemda.regimen.dose import Regimen as Regimen
from nemda.regimen.sentence import regimen as regimen
from nemda.report.report import report as report
