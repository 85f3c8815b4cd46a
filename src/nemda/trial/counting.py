"""The progress of a run of several arms, as one count of people."""

from __future__ import annotations

from collections.abc import Sequence

from nemda.progress import Progress


class Counted:
    """Passes the people of each arm on to the progress of the whole run, and counts them.

    `done` of `total` people are simulated.
    """

    def __init__(self, whole: Progress) -> None:
        self.done = self.total = 0
        self._whole = whole

    def begin(self, sizes: Sequence[int]) -> None:
        """Begin the whole run, with so many people in each arm."""
        self.total = sum(sizes)
        arms = f" in {len(sizes)} arms" if len(sizes) > 1 else ""
        self._whole.start(self.total, f"simulating {self.total} people{arms}")

    def end(self) -> None:
        """End the whole run."""
        self._whole.finish()

    def start(self, total: int, label: str) -> None:
        """Ignore the start of one arm."""

    def advance(self, amount: int = 1) -> None:
        """Count people of one arm as people of the run."""
        self.done += amount
        self._whole.advance(amount)

    def message(self, text: str) -> None:
        """Pass a message on."""
        self._whole.message(text)

    def cancelled(self) -> bool:
        """Return whether the whole run is to stop."""
        return self._whole.cancelled()

    def finish(self) -> None:
        """Ignore the end of one arm."""
