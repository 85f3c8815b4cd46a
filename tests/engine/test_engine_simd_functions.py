import ctypes
from dataclasses import replace

import mpmath
import numpy as np
import pytest

from nemda.engine.simd import functions
from nemda.engine.simd.machine import load, module_text, this_machine
from nemda.engine.simd.writer import Writer

MACHINES = [
    pytest.param(this_machine(), id="this"),
    pytest.param(replace(this_machine(), lanes=4), id="four lanes"),
    pytest.param(replace(this_machine(), lanes=4, processor="generic", features=""), id="plain"),
]
"""The processor of this run, the same with four lanes, and one without fused multiply-add."""


def on_lanes(machine, body, *inputs, bits=64):
    """Return what a function of the writer and one value per input makes of whole arrays."""
    kind = machine.vector(bits)
    lanes = kind.lanes
    w = Writer(kind)
    with w.loop("%count") as index:
        w.store(body(w, *(w.load(f"%in{i}", index) for i in range(len(inputs)))), "%out", index)
    names = [*(f"%in{i}" for i in range(len(inputs))), "%out"]
    signature = ", ".join([*(f"ptr noalias {name}" for name in names), "i64 %count"])
    text = module_text([*functions.declarations(kind), w.function("go", signature, "#0", visible=True)])
    go = load(text, machine).function("go", *[ctypes.c_void_p] * len(names), ctypes.c_int64)
    count = -(-inputs[0].size // lanes)
    arrays = [aligned(count * lanes, f"f{bits // 8}") for _ in names]
    for array, given in zip(arrays, inputs, strict=False):
        array[: given.size] = given
    go(*(array.ctypes.data for array in arrays), count)
    return arrays[-1][: inputs[0].size]


def aligned(size, kind):
    memory = np.zeros(size * 8 + 64, dtype=np.int8)
    first = -memory.ctypes.data % 64
    return memory[first : first + size * np.dtype(kind).itemsize].view(kind)


def last_places(found, exact):
    return np.max(np.abs(found - exact) / np.spacing(np.abs(exact)))


@pytest.fixture(params=MACHINES)
def machine(request):
    return request.param


def spread(low, high, seed, count=100_000):
    return np.random.default_rng(seed).uniform(low, high, count)


@pytest.mark.parametrize("bounds", [(-708.39, 709.78), (-50, 50), (-1, 1), (-1e-8, 1e-8)])
def test_exp_is_right_to_two_last_places(machine, bounds, seed):
    x = spread(*bounds, seed)
    assert last_places(on_lanes(machine, functions.exp, x), np.exp(x)) <= 2


def test_exp_at_and_beyond_its_ends(machine):
    x = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 709.79, 1e300, -1e300, -708.4, -745.0])
    expected = [1, 1, np.inf, 0, np.nan, np.inf, np.inf, 0, 0, 0]  # below the normal numbers it is 0
    np.testing.assert_array_equal(on_lanes(machine, functions.exp, x), expected)


def test_log_is_right_to_two_last_places(machine, seed):
    wide = 10.0 ** spread(-307, 308, seed)
    for x in (wide, spread(0.5, 2, seed), 1 + spread(-1e-6, 1e-6, seed), wide[:100] * 1e-308):
        assert last_places(on_lanes(machine, functions.log, x[x > 0]), np.log(x[x > 0])) <= 2


def test_log_at_and_beyond_its_ends(machine):
    x = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, -1.0, 1.0, 5e-324])
    expected = [-np.inf, -np.inf, np.inf, np.nan, np.nan, np.nan, 0.0, np.log(5e-324)]
    np.testing.assert_array_equal(on_lanes(machine, functions.log, x), expected)


def power(w, x, exponent):
    return functions.power(w, x, exponent, functions.log_of_magnitude(w, x))


def test_powers_lose_no_more_than_the_logarithm_grows(machine, seed):
    x, exponent = 10.0 ** spread(-30, 30, seed), spread(-10, 10, seed + 1)
    places = np.abs(on_lanes(machine, power, x, exponent) - x**exponent) / np.spacing(x**exponent)
    # |n log x| * 2^-52 from rounding n log x, and two places each from exp and log
    assert np.all(places <= 4 + 2 * np.abs(exponent * np.log(x)))


def test_waves_of_whole_turns(machine, seed):
    # the argument 2 pi x has more rounding than the series, so NumPy is asked for the rest of x
    turns = spread(-300, 300, seed)
    rest = 2 * np.pi * (turns - np.rint(turns))
    for wave, exact in enumerate((np.cos, np.sin)):
        found = on_lanes(machine, lambda w, x, wave=wave: functions.waves(w, x)[wave], turns)
        assert np.abs(found - exact(rest)).max() < 2e-15


def test_powers_of_zero_and_of_negative_numbers_are_those_of_numpy(machine):
    x = np.array([0.0, 0.0, 0.0, 5.0, -2.0, -2.0, -2.0, -2.0, -1e-16])
    exponent = np.array([0.0, 1.5, 1.0, 0.0, 2.0, 3.0, -1.0, 0.5, 1.0])
    with np.errstate(invalid="ignore"):
        expected = x**exponent
    np.testing.assert_allclose(on_lanes(machine, power, x, exponent), expected, rtol=1e-14)


@pytest.mark.parametrize("exponent", [-3, -1, 1, 2, 5, 8])
def test_whole_powers_are_products(machine, exponent, seed):
    x = spread(-5, 5, seed)
    found = on_lanes(machine, lambda w, value: functions.whole_power(w, value, exponent), x)
    # each of at most five products rounds by half a place, and errors add up with the exponent
    assert last_places(found, x**exponent) <= 2 + abs(exponent)


def test_reciprocals_are_right_to_two_last_places(machine, seed):
    x = np.concatenate([10.0 ** spread(-300, 300, seed), -(10.0 ** spread(-3, 3, seed))])
    assert last_places(on_lanes(machine, functions.reciprocal, x), 1 / x) <= 1
    above = spread(-5, 5, seed, x.size)
    assert last_places(on_lanes(machine, functions.quotient, above, x), above / x) <= 2


def test_reciprocals_at_the_ends(machine):
    x = np.array([0.0, np.inf, -np.inf, np.nan, 1.0, -2.0])
    np.testing.assert_array_equal(on_lanes(machine, functions.reciprocal, x), [np.inf, 0, 0, np.nan, 1, -0.5])


def test_decays_keep_thirteen_digits(machine, seed):
    rate, time = 10.0 ** spread(-4, 3, seed), 10.0 ** spread(-4, 3, seed + 1)
    found = on_lanes(machine, functions.decay, rate, time)
    exact, normal = np.exp(-rate * time), rate * time < 700
    np.testing.assert_allclose(found[normal], exact[normal], rtol=5e-13)
    np.testing.assert_allclose(found[~normal], 0, atol=1e-300)
    np.testing.assert_array_equal(on_lanes(machine, functions.decay, rate, np.zeros_like(rate)), 1.0)


@pytest.mark.parametrize(
    ("body", "exact", "bounds"),
    [
        (functions.exp, np.exp, (-87.3, 88.7)),
        (functions.exp, np.exp, (-1, 1)),
        (functions.log, np.log, (1e-30, 1e30)),
        (functions.log, np.log, (0.5, 2)),
        (functions.reciprocal, lambda x: 1 / x, (1e-3, 1e3)),
    ],
)
def test_single_precision_is_right_to_two_last_places(machine, body, exact, bounds, seed):
    x = spread(*bounds, seed).astype(np.float32)
    found = on_lanes(machine, body, x, bits=32)
    expected = exact(x.astype(np.float64))
    places = np.abs(found - expected) / np.spacing(np.abs(expected).astype(np.float32))
    assert places.max() <= 2


def test_single_precision_at_and_beyond_its_ends(machine):
    x = np.array([0.0, np.inf, -np.inf, np.nan, 88.73, 1e30, -1e30, -87.34, -103.0], dtype=np.float32)
    expected = [1, np.inf, 0, np.nan, np.inf, np.inf, 0, 0, 0]
    np.testing.assert_array_equal(on_lanes(machine, functions.exp, x, bits=32), expected)
    x = np.array([0.0, np.inf, -np.inf, np.nan, -1.0, 1.0, 1e-45], dtype=np.float32)
    expected = [-np.inf, np.inf, np.nan, np.nan, np.nan, 0, np.log(x[-1])]
    np.testing.assert_array_equal(on_lanes(machine, functions.log, x, bits=32), np.float32(expected))


def test_powers_and_waves_in_single_precision(machine, seed):
    x = (10.0 ** spread(-3, 3, seed)).astype(np.float32)
    exponent = spread(-3, 3, seed + 1).astype(np.float32)
    exact = x.astype(np.float64) ** exponent
    # |n log x| <= 21 times the spacing 1.2e-7 from rounding n log x
    np.testing.assert_allclose(on_lanes(machine, power, x, exponent, bits=32), exact, rtol=3e-6)
    turns = spread(-30, 30, seed).astype(np.float32)
    cosine = on_lanes(machine, lambda w, value: functions.waves(w, value)[0], turns, bits=32)
    assert np.abs(cosine - np.cos(2 * np.pi * turns.astype(np.float64))).max() < 1e-6


@pytest.mark.parametrize(("bits", "accepted"), [(64, 2e-17), (32, 1e-8)])
def test_the_coefficients_approximate_to_rounding(bits, accepted):
    digits = functions.DIGITS[bits]
    with mpmath.workdps(40):
        reach = mpmath.log(2) / 2
        for x in mpmath.linspace(-reach, reach, 201):
            approximation = 1 + x + x * x * mpmath.polyval(digits.exp[::-1], x)
            assert abs(approximation / mpmath.exp(x) - 1) < accepted
        reach = (mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)
        for s in mpmath.linspace(reach / 200, reach, 200):
            approximation = 2 * s + s**3 * mpmath.polyval(digits.log[::-1], s * s)
            assert abs(approximation / (2 * mpmath.atanh(s)) - 1) < accepted
        # the low part must make up for what the high part lacks, to the digits of the sum
        assert abs(mpmath.mpf(digits.ln2_high) + digits.ln2_low - mpmath.log(2)) < accepted * 1e-6
