"""How long a command takes from a warm start: new processes, with machine code and bytecode on disk already.

    python benchmarks/start.py [--n 1000] [--times 7] [--report]

Prints the seconds of every run, the least and the median, and what Python alone takes to start. The first run
fills both caches and is not counted. There is no peer: none of them is a command that draws people, solves,
writes and reports.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SENTENCE = "0.5 mg/kg ketamine iv over 40 min"
NEMDA = "import sys; from nemda.cli.main import main; sys.exit(main())"


def seconds(command: Sequence[str]) -> float:
    """Return how long a new process takes."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - begun


def simulating(folder: Path, people: int, report: bool) -> list[str]:
    """Return the command that simulates so many people into a folder."""
    wanted = ["--n", str(people), "--report" if report else "--no-report", "--out", str(folder)]
    return [sys.executable, "-c", NEMDA, "simulate", SENTENCE, *wanted]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=1000, help="people")
    parser.add_argument("--times", type=int, default=7, help="runs that are counted")
    parser.add_argument("--report", action="store_true", help="write the report too")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            seconds(simulating(Path(folder) / str(number), wanted.n, wanted.report))
            for number in range(wanted.times + 1)
        ]
    python = min(seconds([sys.executable, "-c", "pass"]) for _ in range(3))
    counted = runs[1:]
    print(" ".join(f"{one:.2f}" for one in counted))
    middle = statistics.median(counted)
    print(f"least {min(counted):.2f} s, median {middle:.2f} s; Python alone {python:.2f} s")


if __name__ == "__main__":
    main()
