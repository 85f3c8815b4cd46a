"""Simulate very many people without keeping them, and print how fast that was and what memory it took.

    python scripts/million.py --n 1000000 --workers 2 --out out/million

Stopped with Ctrl-C or killed, the same command goes on where it was; the speed it prints then is that of
the people simulated since.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from pathlib import Path

from nemda.cli.progress import TerminalProgress
from nemda.engine.statistics import simulate_statistics
from nemda.people.population import population

SENTENCE = "0.5 mg/kg ketamine iv over 40 min twice weekly for 3 weeks"
MIB_PER_UNIT = 1 / 1024 if platform.system() == "Linux" else 1 / 1024**2
"""Peak memory is reported in KiB on Linux and in bytes on macOS."""


class CountingProgress(TerminalProgress):
    """Counts the people simulated by this call; what a checkpoint brings is reported first."""

    def __init__(self) -> None:
        super().__init__()
        self.reports: list[int] = []

    def advance(self, amount: int = 1) -> None:
        """Count and show."""
        self.reports.append(amount)
        super().advance(amount)

    @property
    def simulated(self) -> int:
        """People simulated so far."""
        return sum(self.reports[1:])


def main() -> int:
    """Run the statistics and print what they cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--regimen", default=SENTENCE)
    parser.add_argument("--weeks", type=float, default=4.0)
    parser.add_argument("--people", default="trd", help="preset")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variables", default="main")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--cluster", help="'local' or the address of a Dask scheduler")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    everybody = population(options.people, options.n, options.seed)
    load = os.getloadavg()
    begin = time.perf_counter()
    progress = CountingProgress()
    with progress:
        result = simulate_statistics(
            options.regimen, everybody, options.weeks, variables=options.variables, out=options.out,
            workers=options.workers, cluster=options.cluster, progress=progress,
        )  # fmt: skip
    wall_s = time.perf_counter() - begin
    own, children = (resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu_s = sum(use.ru_utime + use.ru_stime for use in (own, children))
    main_mib, worker_mib = (use.ru_maxrss * MIB_PER_UNIT for use in (own, children))
    processes = options.workers if options.workers > 1 or options.cluster == "local" else 0
    cells = result.sizes["variable"] * result.sizes["time"]
    people = progress.simulated
    print(f"people            {people} of {options.n} in this run, {options.weeks:g} weeks, {cells} cells")
    print(f"wall time         {wall_s:.0f} s, {people / wall_s:.0f} people/s")
    print(f"processor time    {cpu_s:.0f} s, {people / cpu_s:.0f} people per core and second")
    after = os.getloadavg()
    print(f"load average      {load[0]:.1f} before, {after[0]:.1f} after, {os.cpu_count()} processors")
    print(f"peak memory       {main_mib:.0f} MiB here, {worker_mib:.0f} MiB in the largest worker")
    print(f"                  at most {main_mib + processes * worker_mib:.0f} MiB together")
    madrs = result.sel(variable="madrs").isel(time=-1)
    error = float(madrs["quantile_error"])
    shown = ", ".join(f"{float(value):.2f}" for value in madrs["quantiles"])
    print(f"MADRS at the end  mean {float(madrs['mean']):.3f}, quantiles {shown} (error below {error:g})")
    print(f"response          {float(result['share'].sel(endpoint='response')[-1]):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
