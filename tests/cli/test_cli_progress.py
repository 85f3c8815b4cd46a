from __future__ import annotations

import io
import signal
import threading
import time
from collections.abc import Callable
from itertools import count

import pytest
from rich.console import Console

from nemda.cli.progress import REDRAWS_PER_SECOND, STOPPING, TerminalProgress
from nemda.errors import CancelledError
from nemda.progress import Progress, stop_if_cancelled


def console(terminal: bool) -> tuple[Console, io.StringIO]:
    output = io.StringIO()
    return Console(file=output, force_terminal=terminal, width=120, color_system=None), output


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Return whether a condition comes true; the limit is far above one redraw."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_outside_a_terminal_only_the_closing_line_is_written() -> None:
    screen, output = console(terminal=False)
    seconds = count(10)
    progress: Progress = TerminalProgress(screen, clock=lambda: float(next(seconds)))
    progress.start(500, "people")
    progress.advance(499)
    progress.message("chunk done")
    progress.advance()
    assert output.getvalue() == ""
    progress.finish()
    assert output.getvalue() == "people: 500 done in 1.0 s\n"


def test_work_that_ended_early_says_so() -> None:
    screen, output = console(terminal=False)
    seconds = count()
    progress = TerminalProgress(screen, clock=lambda: float(next(seconds)))
    progress.start(500, "people")
    progress.advance(320)
    progress.finish()
    assert output.getvalue() == "people: stopped after 320 of 500 in 1.0 s\n"


def test_a_terminal_shows_how_many_are_done_and_the_message() -> None:
    screen, output = console(terminal=True)
    with TerminalProgress(screen) as progress:
        progress.start(500, "people")
        progress.advance(320)
        progress.message("resumed from [bold]chunk 3[/bold]")
        assert until(lambda: "320/500" in output.getvalue())
    assert "resumed from [bold]chunk 3[/bold]\n" in output.getvalue()
    assert "people: stopped after 320 of 500" in output.getvalue()


def test_many_steps_are_drawn_a_few_times_only() -> None:
    screen, output = console(terminal=True)
    begin = time.monotonic()
    with TerminalProgress(screen) as progress:
        progress.start(20_000, "people")
        for _ in range(20_000):
            progress.advance()
    elapsed_s = time.monotonic() - begin
    # One drawing at the start, one at the stop and its erasure, and the redraws in between.
    assert output.getvalue().count("/20000") <= 3 + REDRAWS_PER_SECOND * elapsed_s


def test_steps_from_many_threads_are_all_counted() -> None:
    screen, output = console(terminal=False)
    with TerminalProgress(screen) as progress:
        progress.start(8_000, "people")
        threads = [
            threading.Thread(target=lambda: [progress.advance() for _ in range(1_000)]) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert output.getvalue().startswith("people: 8000 done")


def test_the_first_ctrl_c_asks_and_the_second_stops() -> None:
    screen, output = console(terminal=True)
    progress = TerminalProgress(screen)
    progress.start(500, "people")
    assert not progress.cancelled()
    press_ctrl_c()
    assert progress.cancelled()
    assert until(lambda: STOPPING in output.getvalue())
    with pytest.raises(KeyboardInterrupt):
        press_ctrl_c()
    progress.finish()


def test_a_loop_stops_at_its_safe_point() -> None:
    screen, output = console(terminal=False)

    def work(progress: Progress) -> None:
        progress.start(10, "people")
        for person in range(10):
            stop_if_cancelled(progress, kept=f"{person} people")
            if person == 3:
                press_ctrl_c()
            progress.advance()

    with pytest.raises(CancelledError, match="4 people"), TerminalProgress(screen) as progress:
        work(progress)
    assert output.getvalue().startswith("people: stopped after 4 of 10")


def test_a_request_to_stop_holds_for_the_next_piece_of_work() -> None:
    screen, _ = console(terminal=False)
    with TerminalProgress(screen) as progress:
        progress.start(1, "first")
        press_ctrl_c()
        progress.finish()
        progress.start(1, "second")
        assert progress.cancelled()


def test_a_new_piece_of_work_finishes_the_open_one() -> None:
    screen, output = console(terminal=False)
    with TerminalProgress(screen) as progress:
        progress.start(2, "first")
        progress.advance(2)
        progress.start(3, "second")
        progress.advance(3)
    lines = [line.split(" in ")[0] for line in output.getvalue().splitlines()]
    assert lines == ["first: 2 done", "second: 3 done"]


def fail_at_work(progress: TerminalProgress, handlers: list[object]) -> None:
    with progress:
        progress.start(1, "people")
        handlers.append(signal.getsignal(signal.SIGINT))
        raise ValueError("inside")


def test_ctrl_c_is_given_back_whatever_happens() -> None:
    screen, _ = console(terminal=True)
    before = signal.getsignal(signal.SIGINT)
    during: list[object] = []
    progress = TerminalProgress(screen)
    with pytest.raises(ValueError, match="inside"):
        fail_at_work(progress, during)
    assert during != [before]
    assert signal.getsignal(signal.SIGINT) is before
    progress.finish()
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_ctrl_c_keeps_its_meaning() -> None:
    screen, output = console(terminal=False)
    before = signal.getsignal(signal.SIGINT)
    handlers: list[object] = []

    def work() -> None:
        with TerminalProgress(screen) as progress:
            progress.start(1, "people")
            handlers.append(signal.getsignal(signal.SIGINT))
            progress.advance()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [before]
    assert output.getvalue().startswith("people: 1 done")
