"""Biology beside published findings: what a row says was done, and what the model gives for it.

A row is free text: animals or people, a preparation, a dose, a readout, a time, and a value that may be a
number or a word ("increase"). It is read by patterns that never look at its place in the table, repeated
as an experiment, and compared. What would falsify this folder: a prediction made for another species,
dose, time or readout than the row had, or a row that ends without a reason.
"""

from nemda.validate.biology.run import validate_biology

__all__ = ["validate_biology"]
