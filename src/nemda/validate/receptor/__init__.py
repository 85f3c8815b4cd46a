"""The receptor bench beside published experiments: what a row says was done, done on the bench.

What would falsify this folder: a prediction made for another receptor, voltage, bath or protocol than the
experiment had.
"""

from nemda.validate.receptor.outcome import RowOutcome, summarize_bench
from nemda.validate.receptor.run import validate_receptor

__all__ = ["RowOutcome", "summarize_bench", "validate_receptor"]
