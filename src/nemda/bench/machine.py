"""The machine of a measurement in words: a speed without them says nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import NamedTuple

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
