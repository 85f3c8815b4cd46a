"""How long work reports itself: one protocol, and the forms that need no other library.

A long loop takes a `Progress` and calls `advance`; between chunks it asks `cancelled`. The
terminal form lives in `nemda.cli.progress`, because only the command line needs it.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from nemda.errors import CancelledError


@runtime_checkable
class Progress(Protocol):
    """What a long computation tells whoever is waiting for it."""

    def start(self, total: int, label: str) -> None:
        """Begin a piece of work of `total` units (people, draws, replicates)."""
        ...

    def advance(self, amount: int = 1) -> None:
        """Report `amount` more units done."""
        ...

    def message(self, text: str) -> None:
        """Show one line that does not change the count."""
        ...

    def cancelled(self) -> bool:
        """Return True when the work should stop at the next safe point."""
        ...

    def finish(self) -> None:
        """End the piece of work."""
        ...


class SilentProgress:
    """Reports nothing and is never cancelled."""

    def start(self, total: int, label: str) -> None:
        """Ignore the start."""

    def advance(self, amount: int = 1) -> None:
        """Ignore the step."""

    def message(self, text: str) -> None:
        """Ignore the message."""

    def cancelled(self) -> bool:
        """Return False always."""
        return False

    def finish(self) -> None:
        """Ignore the end."""


SILENT = SilentProgress()


def stop_if_cancelled(progress: Progress, kept: str) -> None:
    """Raise `CancelledError` when the user asked to stop; `kept` says what was kept and where."""
    if progress.cancelled():
        raise CancelledError("Stopped on request.", where=kept, hint="run the same command to resume")
