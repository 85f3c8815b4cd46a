"""The error for a row that the model does not predict; its message is the reason that a reader sees."""

from __future__ import annotations

from nemda.errors import NemdaError


class NotPredictedError(NemdaError):
    """A row of a trial table that cannot be read, or asks for what the model does not hold."""
