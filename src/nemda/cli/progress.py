"""Long work shown in a terminal: a bar, how many are done, the time left, and Ctrl-C.

The first Ctrl-C asks the work to stop at its next safe point, so that what is finished is kept; the
second one stops at once. The signal handler only sets a flag, because writing from a handler could
interrupt a write in progress: the bar, redrawn a few times a second by its own thread, shows the
notice. Where the output is not a terminal, only one closing line is written.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichBar
from rich.text import Text

REDRAWS_PER_SECOND = 4
STOPPING = "stopping; Ctrl-C again: at once"


class TerminalProgress:
    """The terminal form of `nemda.progress.Progress`.

    One object may show several pieces of work one after another; a request to stop holds for all of
    them. Used in a ``with`` block, it gives the terminal and Ctrl-C back whatever happens.

    Parameters
    ----------
    console
        Where to draw; standard error when left out, so that results can be piped.
    clock
        Seconds that only rise; replaced in tests.
    """

    def __init__(self, console: Console | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console if console is not None else Console(stderr=True)
        self._clock = clock
        self._stop_requested = False
        self._lock = threading.Lock()
        self._bar: RichBar | None = None
        self._label = ""
        self._total = self._done = 0
        self._started_s = 0.0
        self._running = False
        self._old_handler: Any = None

    def start(self, total: int, label: str) -> None:
        """Begin a piece of work of `total` units; a piece still open is finished first."""
        self.finish()
        self._label, self._total, self._done = label, total, 0
        self._started_s = self._clock()
        self._running = True
        self._take_ctrl_c()
        if self._console.is_terminal:
            self._bar = RichBar(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                _StopNotice(self.cancelled),
                console=self._console,
                refresh_per_second=REDRAWS_PER_SECOND,
                transient=True,
            )
            self._bar.add_task(label, total=total)
            self._bar.start()

    def advance(self, amount: int = 1) -> None:
        """Report `amount` more units done; may be called from any thread and as often as wanted."""
        with self._lock:
            self._done += amount
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0], amount)

    def message(self, text: str) -> None:
        """Show one line above the bar; nothing where the output is not a terminal."""
        if self._console.is_terminal:
            self._console.print(Text(text), soft_wrap=True)

    def cancelled(self) -> bool:
        """Return True once Ctrl-C was pressed."""
        return self._stop_requested

    def finish(self) -> None:
        """End the piece of work with one line, and give Ctrl-C back; a second call does nothing."""
        if not self._running:
            return
        self._running = False
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        self._return_ctrl_c()
        seconds = self._clock() - self._started_s
        complete = self._done >= self._total
        done = f"{self._done} done" if complete else f"stopped after {self._done} of {self._total}"
        self._console.print(Text(f"{self._label}: {done} in {seconds:.1f} s"), soft_wrap=True)

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.finish()

    def _take_ctrl_c(self) -> None:
        # Only the main thread may set handlers; elsewhere Ctrl-C keeps its usual meaning.
        if threading.current_thread() is threading.main_thread():
            self._old_handler = signal.signal(signal.SIGINT, self._on_ctrl_c)

    def _return_ctrl_c(self) -> None:
        if self._old_handler is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._old_handler)
            self._old_handler = None

    def _on_ctrl_c(self, number: int, frame: FrameType | None) -> None:
        if self._stop_requested:
            raise KeyboardInterrupt
        self._stop_requested = True


class _StopNotice(ProgressColumn):
    """Shows that a request to stop was heard."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        super().__init__()
        self._cancelled = cancelled

    def render(self, task: Task) -> Text:
        """Return the notice, or nothing."""
        return Text(STOPPING if self._cancelled() else "", style="yellow")
