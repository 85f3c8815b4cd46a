import importlib.util

import numpy as np
import pytest
from engine_models import compiled, portable, shipped_group

from nemda.engine import solver
from nemda.engine.lanes import Tolerance
from nemda.engine.simd import cache, program


@pytest.fixture(scope="module")
def shipped():
    group, times = shipped_group(3)
    return group, times[times <= 4.0]


@pytest.fixture
def without_compiler(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(solver, "find_spec", lambda name: None if name == "llvmlite" else find(name))


def run(shipped):
    group, times = shipped
    return solver.integrate(
        group.kernels, group.start, group.constants, group.drive, times, group.scale, Tolerance()
    )


def test_the_compiled_form_runs_where_it_can(shipped):
    np.testing.assert_array_equal(run(shipped).states, compiled(*shipped, Tolerance()).states)


@pytest.mark.usefixtures("without_compiler")
def test_the_portable_form_runs_elsewhere(shipped):
    np.testing.assert_array_equal(run(shipped).states, portable(*shipped, Tolerance()).states)


def test_compiling_is_announced_once(shipped, tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    program.program.cache_clear()
    said = []
    solver.get_ready(shipped[0].kernels, said.append)
    assert len(said) == 1
    assert "compiling" in said[0]
    solver.get_ready(shipped[0].kernels, said.append)
    assert len(said) == 1


@pytest.mark.usefixtures("without_compiler")
def test_being_slow_is_announced(shipped):
    said = []
    solver.get_ready(shipped[0].kernels, said.append)
    assert "llvmlite is not installed" in said[0]
