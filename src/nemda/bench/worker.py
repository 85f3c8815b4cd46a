"""Processes of their own for the engines, so that their memory can be told and a crash hurts nobody else.

A process is bound to its cores before any library is imported: several libraries count the cores when
they start and would use all of them. This module therefore imports nothing heavy.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from nemda.errors import NemdaError, SolverError

MOST_WAIT_S = 1800.0
STOP_WAIT_S = 5.0
_COUNTED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class Worker:
    """A process that holds a `nemda.bench.station.Station` and does what it is asked."""

    def __init__(self, cores: Sequence[int]) -> None:
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other, tuple(cores)), daemon=True)
        self._process.start()
        other.close()

    def begin(self, *station: Any) -> None:
        """Make the station from its arguments."""
        self._send(station)

    def ask(self, order: str, *arguments: Any) -> None:
        """Begin a method of the station; `answer` waits for it."""
        self._send((order, arguments))

    def answer(self) -> Any:
        """Return what the method returned.

        Raises
        ------
        SolverError
            The method failed, the process died, or nothing came for half an hour.
        """
        try:
            if not self._pipe.poll(MOST_WAIT_S):
                raise SolverError("The engine gave no answer.", got=f"nothing for {MOST_WAIT_S:g} s")
            good, value = self._pipe.recv()
        except (EOFError, ConnectionError):
            raise self._death() from None
        if not good:
            raise SolverError("The engine failed.", got=value)
        return value

    def _send(self, content: tuple[Any, ...]) -> None:
        try:
            self._pipe.send(content)
        except ConnectionError:
            raise self._death() from None

    def _death(self) -> SolverError:
        self._process.join(STOP_WAIT_S)
        return SolverError("The process of the engine died.", got=f"exit code {self._process.exitcode}")

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join(STOP_WAIT_S)
        self._pipe.close()


def serve(pipe: Connection, cores: Sequence[int]) -> None:
    """Do what is asked through a pipe until it closes; runs in the new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    _bind(cores)
    from nemda.bench.station import Station

    try:
        station = Station(*pipe.recv())
        while True:
            order, arguments = pipe.recv()
            pipe.send(_done(station, order, arguments))
    except EOFError:
        return


def _done(station: Any, order: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, getattr(station, order)(*arguments)
    except NemdaError as error:
        return False, str(error)
    except Exception as error:
        return False, "".join(traceback.format_exception_only(error)).strip()


def _bind(cores: Sequence[int]) -> None:
    for variable in _COUNTED:
        os.environ[variable] = str(len(cores))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)
