"""One family of errors: each says what went wrong, where, what was expected and what to do.

Every error that nemda raises on purpose derives from `NemdaError`, so a caller can catch the
whole family at once. The command line turns any of them into one message and an exit code.
"""

from __future__ import annotations


class NemdaError(Exception):
    """Base of all errors raised by nemda on purpose.

    Parameters
    ----------
    what
        One sentence: what is wrong.
    where
        The place: a file, a field, a person, a time.
    expected, got
        What was asked for and what was found instead.
    hint
        What to do next.
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        expected: object = None,
        got: object = None,
        hint: str | None = None,
    ) -> None:
        self.what = what
        self.where = where
        self.expected = expected
        self.got = got
        self.hint = hint
        super().__init__(self._message())

    def _message(self) -> str:
        lines = [self.what]
        if self.where is not None:
            lines.append(f"  where:    {self.where}")
        if self.expected is not None:
            lines.append(f"  expected: {self.expected}")
        if self.got is not None:
            lines.append(f"  got:      {self.got}")
        if self.hint is not None:
            lines.append(f"  next:     {self.hint}")
        return "\n".join(lines)


class UnitError(NemdaError):
    """A unit is unknown, missing, or of the wrong dimension."""


class RegimenError(NemdaError):
    """A dose or a schedule cannot be read or makes no sense."""


class DrugError(NemdaError):
    """A compound, formulation or route is unknown or not allowed."""


class ParameterError(NemdaError):
    """A parameter has no source, a wrong dimension, or a value outside its interval."""


class ModelError(NemdaError):
    """Mechanisms do not fit together, or an equation is dimensionally wrong."""


class ReceptorError(NemdaError):
    """A receptor scheme, a compound or a protocol of the bench is unknown or makes no sense."""


class ExperimentError(NemdaError):
    """An experiment, a readout or a file of one makes no sense."""


class PeopleError(NemdaError):
    """A population cannot be built from what was asked."""


class DataError(NemdaError):
    """A file or a table does not have the expected content."""


class TrialError(DataError):
    """A trial file is inconsistent."""


class StorageError(NemdaError):
    """A result cannot be written or read."""


class MissingExtraError(NemdaError):
    """An optional library is needed for this and is not installed."""


class SolverError(NemdaError):
    """A simulation did not reach its tolerance for some person."""

    exit_code = 1


class CancelledError(NemdaError):
    """Work was stopped on request; what was finished is kept."""

    exit_code = 130
