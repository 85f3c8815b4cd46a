"""Statistics without people equal those with people, and are the same bits however the work is cut."""

from functools import cache

import numpy as np
import pytest
import xarray

from nemda.engine import blocks, moments
from nemda.engine import statistics as room
from nemda.engine.checkpoint import CHECKPOINT, load
from nemda.engine.endpoints import Remission, Response
from nemda.engine.simulate import simulate
from nemda.engine.statistics import RESULT, simulate_statistics
from nemda.errors import CancelledError, DataError, NemdaError, StorageError
from nemda.people import people
from nemda.people.population import population
from nemda.progress import SilentProgress

SENTENCE = "84 mg esketamine nasal on day 0"
WEEKS = 0.2
NAMES = ("madrs", "madrs_change", "ketamine_venous", "connectivity", "dissociation")
GROUP = population("trd", n=45, seed=3)


class CancelAfter(SilentProgress):
    """Stops after so many people."""

    def __init__(self, people):
        self.left = people
        self.told = 0

    def advance(self, amount=1):
        self.left -= amount
        self.told += amount

    def cancelled(self):
        return self.left <= 0


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    """Blocks of 10 people, so that a few people make several blocks."""
    for module in (moments, blocks, room):
        monkeypatch.setattr(module, "BLOCK", 10)


def statistics(group=GROUP, **keywords):
    return simulate_statistics(SENTENCE, group, WEEKS, variables=NAMES, **keywords)


@cache
def straight():
    """Return the statistics of an uninterrupted run; called where blocks are small."""
    return statistics()


@pytest.fixture(scope="module")
def whole():
    return simulate(SENTENCE, people("trd", n=45, seed=3), WEEKS, variables=NAMES, chunk=45)


def test_they_are_the_statistics_of_everybody(whole):
    found = statistics(quantiles=(0, 0.1, 0.5, 0.9, 1))
    assert found.attrs["people"] == 45
    for name in NAMES:
        values, of = whole[name].values, found.sel(variable=name)
        size = np.abs(values).max()
        # rounding of 45 additions
        np.testing.assert_allclose(of["mean"], values.mean(axis=0), rtol=1e-13, atol=1e-13 * size)
        np.testing.assert_allclose(of["sd"], values.std(axis=0, ddof=1), rtol=1e-9, atol=1e-12 * size)
        np.testing.assert_array_equal(of["minimum"], values.min(axis=0))
        np.testing.assert_array_equal(of["maximum"], values.max(axis=0))
        exact = np.quantile(values, (0, 0.1, 0.5, 0.9, 1), axis=0)
        error = np.abs(of["quantiles"].values - exact)
        assert np.all(error <= of["quantile_error"].values + 1e-15 * size), name
        assert str(of["units"].values) == whole[name].attrs["units"]


def test_shares_count_people_exactly(whole):
    found = statistics(endpoints=(Response(), Response(0.25, "some response"), Remission(12.0)))
    madrs, baseline = whole["madrs"].values, whole["baseline_madrs"].values[:, None]
    for name, reached in {
        "response": madrs <= 0.5 * baseline,
        "some response": madrs <= 0.75 * baseline,
        "remission": madrs <= 12,
    }.items():
        np.testing.assert_array_equal(found["share"].sel(endpoint=name), reached.mean(axis=0))
    assert found["share"].sel(endpoint="some response").max() > 0


@pytest.mark.parametrize("chunk", [1, 20, 30])
def test_chunks_change_no_bit(chunk):
    assert statistics(chunk=chunk).identical(straight())


def test_people_drawn_before_or_when_needed_are_the_same():
    assert statistics(people("trd", n=45, seed=3)).identical(straight())


def test_another_number_of_people_is_another_result():
    other = statistics(population("trd", n=44, seed=3))
    assert other.attrs["people"] == 44
    assert not np.array_equal(other["mean"], straight()["mean"])


@pytest.mark.parametrize("stops", [(5,), (10, 10, 10, 10)])
def test_a_cancelled_run_goes_on_where_it_was(tmp_path, stops):
    done = 0
    for stop in stops:
        progress = CancelAfter(done + stop)
        with pytest.raises(CancelledError, match="of 45 people in"):
            statistics(out=tmp_path, chunk=30, progress=progress)
        assert progress.told > done
        done = progress.told
    # another chunk and other workers may finish it
    progress = CancelAfter(1000)
    resumed = statistics(out=tmp_path, chunk=20, progress=progress)
    assert progress.told == 45
    assert resumed.identical(straight())
    assert not (tmp_path / CHECKPOINT).exists()
    with xarray.open_dataset(tmp_path / RESULT, engine="h5netcdf") as stored:
        np.testing.assert_array_equal(stored["quantiles"], resumed["quantiles"])
        assert stored.attrs["sentence"] == resumed.attrs["sentence"]


def test_without_a_folder_a_cancelled_run_says_that_nothing_is_kept():
    with pytest.raises(CancelledError, match="in memory only"):
        statistics(progress=CancelAfter(10))


@pytest.mark.parametrize(
    "other",
    [
        {"changes": {"opioid_switch": 1.0}},
        {"endpoints": (Remission(12.0),)},
        {"group": population("trd", n=45, seed=4)},
        {"group": population("trd", n=45, seed=3, weight_kg=70)},
    ],
)
def test_a_checkpoint_of_another_run_is_not_used(tmp_path, other):
    with pytest.raises(CancelledError):
        statistics(out=tmp_path, progress=CancelAfter(30))
    assert statistics(out=tmp_path, **other).identical(statistics(**other))


def test_a_checkpoint_is_saved_now_and_then(tmp_path):
    seen = []

    class Look(SilentProgress):
        def advance(self, amount=1):
            seen.append((tmp_path / CHECKPOINT).exists())

    statistics(out=tmp_path, chunk=10, save_every_s=0.0, progress=Look())
    # the first look is before any block, the second while the first block is not handed over yet
    assert seen == [False, False, True, True, True, True]


def test_a_damaged_checkpoint_is_refused(tmp_path):
    (tmp_path / CHECKPOINT).write_bytes(b"not a checkpoint")
    with pytest.raises(StorageError, match="delete it to begin anew"):
        statistics(out=tmp_path)
    assert load(tmp_path / "none.npz", "mark") is None


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be used"):
        statistics(out=tmp_path / "file")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"quantiles": (0.5, 1.5)}, "probability"),
        ({"quantiles": ()}, "probability"),
        ({"chunk": 0}, "A chunk holds people"),
        ({"endpoints": (Response(), Response(0.3))}, "different names"),
        ({"workers": 0}, "Nobody would work"),
        ({"group": population("trd", n=2**33)}, "Too many people"),
    ],
)
def test_bad_input_is_refused(wrong, message):
    with pytest.raises(NemdaError, match=message):
        statistics(**wrong)


def test_an_unknown_variable_is_refused():
    with pytest.raises(DataError):
        simulate_statistics(SENTENCE, GROUP, WEEKS, variables="mood_of_the_cat")
