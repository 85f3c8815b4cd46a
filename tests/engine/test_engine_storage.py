import json

import numpy as np
import pytest
import xarray

from nemda.engine.netcdf import open_people
from nemda.engine.simulate import simulate
from nemda.engine.storage import LEDGER, PARTS, RESULT
from nemda.errors import CancelledError, DataError, StorageError
from nemda.people import people
from nemda.progress import SilentProgress

SENTENCE = "84 mg esketamine nasal on days 0, 3"
GROUP = people("trd", n=10, seed=3)


class CancelAfter(SilentProgress):
    """Stops after so many people."""

    def __init__(self, people):
        self.left = people

    def advance(self, amount=1):
        self.left -= amount

    def cancelled(self):
        return self.left <= 0


def test_stored_results_equal_those_in_memory(tmp_path):
    memory = simulate(SENTENCE, GROUP, 1, chunk=4)
    with simulate(SENTENCE, GROUP, 1, chunk=4, out=tmp_path) as stored:
        assert list(stored["person"].values) == list(range(10))
        assert stored["madrs"].attrs == {"units": "point", "long_name": "MADRS total"}
        assert stored.attrs["sentence"].startswith("84 mg esketamine nasal")
        for name in memory.data_vars:
            # stored as 32-bit floats
            np.testing.assert_allclose(stored[name], memory[name], rtol=1e-6, atol=1e-6, err_msg=str(name))
        np.testing.assert_allclose(stored["weight_kg"], memory["weight_kg"])
    assert not (tmp_path / PARTS).exists()


def test_what_one_part_returns_is_what_its_file_holds(tmp_path):
    returned = simulate(SENTENCE, GROUP, 1, out=tmp_path)
    xarray.testing.assert_identical(returned, open_people(tmp_path / RESULT))
    assert returned.encoding["source"] == str(tmp_path / RESULT)


def test_a_cancelled_run_keeps_its_parts_and_resumes_identically(tmp_path):
    with simulate(SENTENCE, GROUP, 1, chunk=3, out=tmp_path / "straight") as straight:
        expected = straight["madrs"].values
    with pytest.raises(CancelledError, match="2 of 4 parts"):
        simulate(SENTENCE, GROUP, 1, chunk=3, out=tmp_path / "cut", progress=CancelAfter(6))
    parts = sorted(file.name for file in (tmp_path / "cut" / PARTS).iterdir())
    assert parts == ["part-000000.nc", "part-000001.nc"]
    stamp = (tmp_path / "cut" / PARTS / parts[0]).stat().st_mtime_ns
    with pytest.raises(CancelledError):
        simulate(SENTENCE, GROUP, 1, chunk=3, out=tmp_path / "cut", progress=CancelAfter(9))
    assert (tmp_path / "cut" / PARTS / parts[0]).stat().st_mtime_ns == stamp
    with simulate(SENTENCE, GROUP, 1, chunk=3, out=tmp_path / "cut") as resumed:
        np.testing.assert_array_equal(resumed["madrs"].values, expected)


def test_parts_of_another_run_are_not_mixed_in(tmp_path):
    with pytest.raises(CancelledError):
        simulate(SENTENCE, GROUP, 1, chunk=3, out=tmp_path, progress=CancelAfter(3))
    first = json.loads((tmp_path / LEDGER).read_text())
    with simulate(SENTENCE, GROUP, 1, chunk=3, out=tmp_path, changes={"opioid_switch": 1.0}) as other:
        assert other.sizes["person"] == 10
    assert json.loads((tmp_path / LEDGER).read_text()) != first


def test_a_half_written_part_is_not_taken_for_a_whole_one(tmp_path):
    with pytest.raises(CancelledError):
        simulate(SENTENCE, GROUP, 1, chunk=5, out=tmp_path, progress=CancelAfter(5))
    (tmp_path / PARTS / "part-000001.tmp").write_bytes(b"half")
    with simulate(SENTENCE, GROUP, 1, chunk=5, out=tmp_path) as result:
        assert np.isfinite(result["madrs"].values).all()


def test_a_folder_that_cannot_be_used_is_refused(tmp_path):
    file = tmp_path / "a file"
    file.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be used"):
        simulate(SENTENCE, GROUP, 1, out=file)


def test_all_variables_and_named_ones(tmp_path):
    every = simulate(SENTENCE, GROUP, 1, variables="all")
    assert {"cortisol", "habenula_relief", "session", "norketamine_arterial"} <= set(every.data_vars)
    assert all({"units", "long_name"} <= set(every[name].attrs) for name in every.data_vars)
    assert list(simulate(SENTENCE, GROUP, 1, variables=["madrs", "care"]).data_vars) == ["madrs", "care"]
    with pytest.raises(DataError, match="Unknown variable"):
        simulate(SENTENCE, GROUP, 1, variables="mood_of_the_cat")
    assert not (tmp_path / RESULT).exists()
