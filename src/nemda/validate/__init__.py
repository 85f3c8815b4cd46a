"""Published numbers beside what the model gives: every row predicted, or left out with its reason.

Each link of the chain has its own table of observations and its own folder here; what they share (the
outcome of a row, the summary, reading and writing) stands beside them. What would falsify this room: a
row that vanishes without a word, or a summary that leaves out what the model gets wrong.
"""

from nemda.validate.outcome import NotApplicableError, Outcome
from nemda.validate.summary import Summary, summarize

__all__ = ["NotApplicableError", "Outcome", "Summary", "summarize"]
