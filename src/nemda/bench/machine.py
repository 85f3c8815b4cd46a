"""The machine of a measurement in words: a speed without them says nothing."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

_PROCESSORS = Path("/proc/cpuinfo")


class Machine(NamedTuple):
    """The processor, how many cores may be used, the system, and how busy the machine was (0 is idle)."""

    processor: str
    cores: int
    system: str
    load: float | None


def this_machine() -> Machine:
    """Return the machine that this runs on, with its load over the last minute."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return Machine(_processor(), len(usable_cores()), f"{platform.system()} {platform.machine()}", load)


def fresh_memory() -> float:
    """Return how many seconds the operating system takes to hand over a GiB of memory never used before.

    In a virtual machine whose memory is fetched from its host piece by piece it can be a hundred times what
    writing to it takes.
    """
    size = 2**28
    begin = time.perf_counter()
    np.empty(size, np.uint8).fill(1)
    return (time.perf_counter() - begin) * 2**30 / size


def usable_cores() -> tuple[int, ...]:
    """Return the numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return tuple(sorted(os.sched_getaffinity(0)))
    return tuple(range(os.cpu_count() or 1))


def _processor() -> str:
    if _PROCESSORS.exists():
        for line in _PROCESSORS.read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "unknown"
