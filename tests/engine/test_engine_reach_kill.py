"""A run killed in the middle, as by a power cut, goes on to the very same bits."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
import xarray

from nemda.engine.checkpoint import CHECKPOINT
from nemda.engine.simulate import simulate
from nemda.engine.statistics import simulate_statistics
from nemda.engine.storage import LEDGER, PARTS, RESULT
from nemda.people import people
from nemda.people.population import population
from nemda.progress import SilentProgress

SENTENCE = "84 mg esketamine nasal on day 0"
NAMES = ["madrs", "ketamine_venous"]
GIVE_UP_S = 120

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")

SLOWLY = """
    import multiprocessing, sys, time
    from nemda.engine.simulate import simulate
    from nemda.engine.statistics import simulate_statistics
    from nemda.people import people
    from nemda.people.population import population
    from nemda.progress import SilentProgress

    class Slowly(SilentProgress):
        def advance(self, amount=1):
            print("children", *(child.pid for child in multiprocessing.active_children()), flush=True)
            time.sleep(0.5)
"""


def killed_when(ready, call):
    """Run a call in another Python, kill it with SIGKILL once `ready`, and return its children."""
    program = textwrap.dedent(SLOWLY) + call
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        begin = time.monotonic()
        while not ready():
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() - begin < GIVE_UP_S
            time.sleep(0.005)
        process.kill()
        lines = process.stdout.read().splitlines()
    assert process.returncode == -signal.SIGKILL
    return {int(pid) for line in lines for pid in line.split()[1:]}


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def all_end(pids):
    begin = time.monotonic()
    while any(alive(pid) for pid in pids):
        if time.monotonic() - begin > GIVE_UP_S:
            return False
        time.sleep(0.05)
    return True


def equal(one, other):
    for name in one.variables:
        np.testing.assert_array_equal(one[name], other[name], err_msg=str(name))
    assert one.attrs == other.attrs


def test_people_of_a_killed_run(tmp_path):
    straight, cut = tmp_path / "straight", tmp_path / "cut"
    arguments = f"'{SENTENCE}', people('trd', n=20, seed=3), 0.1, variables={NAMES}, chunk=4"
    killed_when(
        lambda: len(list((cut / PARTS).glob("*.nc"))) >= 2,
        f"simulate({arguments}, out={str(cut)!r}, progress=Slowly())",
    )
    assert not (cut / RESULT).exists()
    (cut / "result.tmp").write_bytes(b"half a result, of a run killed while it joined its parts")
    first = cut / PARTS / "part-000000.nc"
    stamp = first.stat().st_mtime_ns
    kept = []

    class Look(SilentProgress):
        def advance(self, amount=1):
            kept.append((amount, first.stat().st_mtime_ns if first.exists() else None))

    group = people("trd", n=20, seed=3)
    with (
        simulate(SENTENCE, group, 0.1, variables=NAMES, chunk=4, out=straight) as one,
        simulate(SENTENCE, group, 0.1, variables=NAMES, chunk=4, out=cut, progress=Look()) as other,
    ):
        equal(one, other)
    # what was finished before the kill was taken as it was
    assert kept[0][0] >= 8
    assert kept[0][1] == stamp
    assert (straight / LEDGER).read_bytes() == (cut / LEDGER).read_bytes()


@pytest.fixture(scope="module")
def straight_statistics():
    return simulate_statistics(SENTENCE, population("trd", n=2000, seed=3), 0.02, variables=NAMES)


@pytest.mark.parametrize("workers", [1, 2])
def test_statistics_of_a_killed_run(tmp_path, workers, straight_statistics):
    group = population("trd", n=2000, seed=3)
    call = (
        f"simulate_statistics('{SENTENCE}', population('trd', n=2000, seed=3), 0.02, variables={NAMES}, "
        f"chunk=500, workers={workers}, out={str(tmp_path)!r}, save_every_s=0.0, progress=Slowly())"
    )
    children = killed_when((tmp_path / CHECKPOINT).exists, call)
    assert (len(children) > 0) == (workers > 1)
    assert all_end(children), "workers outlive their killed parent"
    assert not (tmp_path / "statistics.nc").exists()
    seen = []

    class Look(SilentProgress):
        def advance(self, amount=1):
            seen.append(amount)

    resumed = simulate_statistics(SENTENCE, group, 0.02, variables=NAMES, out=tmp_path, progress=Look())
    assert seen[0] >= 400, "nothing of the killed run was used"
    assert sum(seen) == 2000
    assert resumed.identical(straight_statistics)
    with xarray.open_dataset(tmp_path / "statistics.nc", engine="h5netcdf") as stored:
        assert stored.attrs.pop("mark")  # by which the file is known again
        equal(stored, straight_statistics)
