"""What people see: one page with figures, numbers, assumptions, limits and sources of a simulation.

What would falsify this room: a number on a page that differs from the result it is about, or a page that
shows a result without saying what it rests on.
"""

from nemda._callable import make_callable
from nemda.report.figures import chain_figure
from nemda.report.page import write_report

__all__ = ["chain_figure", "write_report"]

make_callable(__name__, "nemda.report.report:report")
