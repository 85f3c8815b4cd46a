"""EEG beside published findings: what a row says was recorded, and what the cortical model gives for it.

A row is free text: people or animals, a dose, a band, a region, a state, a readout, and a value that may be a
number or a word. It is read by patterns that never look at its place in the table. What would falsify this
folder: a prediction made for another dose, band or region than the row had, or a row that ends without a
reason.
"""

from nemda.validate.eeg.run import validate_eeg

__all__ = ["validate_eeg"]
