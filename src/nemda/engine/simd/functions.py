"""exp, log, powers and the waves of a rhythm on lanes, written out because no vector library is everywhere.

exp: x = k ln 2 + r with k whole, |r| <= ln 2 / 2; e^r by a polynomial of degree 11 (6 in single precision),
then k is added to the exponent. log: x = 2^k m with m in [sqrt 1/2, sqrt 2), log m = 2 artanh(s),
s = (m - 1) / (m + 1), by an odd polynomial of degree 15 (9). The coefficients interpolate at Chebyshev
nodes (relative error of the polynomials below 2e-17, and 1e-8, held by a test). A result of exp below the
smallest normal number is 0, which also keeps slow subnormal numbers out. Wrong by more than 2 units in the
last place nowhere.
cos and sin of whole turns: the nearest whole turn is taken away, the rest is the Taylor series (absolute
error below 2e-15, in single precision 1e-6).
Dividing takes a processor with 512-bit vectors four times as long as estimating a reciprocal and correcting
it, which is as exact to two units in the last place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from nemda.engine.simd.writer import ESTIMATED_BYTES, ESTIMATES, Vector, Writer, intrinsic


class Digits(NamedTuple):
    """Numbers that depend on the precision.

    `exp`, `log`: coefficients. `rounding`: adding it rounds to a whole number, which then stands in the
    lowest bits (1.5 * 2^52 for doubles). `ln2_high`, `ln2_low`: ln 2 in two parts; the high one ends in so
    many zero bits that its product with an exponent is exact. `overflow`, `underflow`: where exp leaves the
    numbers. `widening`: a power of two that makes subnormal numbers normal. `root_bits`: the bits of the
    square root of one half.
    """

    exp: tuple[float, ...]
    log: tuple[float, ...]
    ln2_high: float
    ln2_low: float
    mantissa: int
    overflow: float
    underflow: float
    smallest_normal: float
    widening: int
    root_bits: int

    @property
    def rounding(self) -> float:
        """The number whose addition rounds."""
        return 1.5 * 2.0**self.mantissa


DIGITS = {
    64: Digits(
        exp=(
            0.5000000000000001, 0.16666666666666669, 0.041666666666624164, 0.008333333333330065,
            0.0013888888917196719, 0.00019841269863040545, 2.4801521322368692e-05, 2.7557268480310024e-06,
            2.7620075879983367e-07, 2.5100375832561234e-08,
        ),
        log=(
            0.666666666666667, 0.39999999999899505, 0.28571428625975487, 0.2222221113479508,
            0.18182889125261723, 0.15331721600556042, 0.14616449685043406,
        ),
        ln2_high=0.6931471803691238, ln2_low=1.9082149292705877e-10,
        mantissa=52, overflow=709.782712893384, underflow=-708.3964185322641,
        smallest_normal=2.2250738585072014e-308, widening=54, root_bits=0x3FE6A09E667F3BCD,
    ),
    32: Digits(
        exp=(
            0.5, 0.16666577756404877, 0.041666556149721146, 0.008363173343241215, 0.0013926175888627768,
        ),
        log=(0.6666666865348816, 0.4000012278556824, 0.2855082154273987, 0.2333046793937683),
        ln2_high=0.693359375, ln2_low=-0.000212194440055,
        mantissa=23, overflow=88.72283, underflow=-87.33654,
        smallest_normal=1.1754943508222875e-38, widening=24, root_bits=0x3F3504F3,
    ),
}  # fmt: skip
WAVE_TERMS = 15
"""Terms of a Taylor series at half a turn: the first one left out is 3e-18."""
COSINE = tuple((-1) ** k * (2 * math.pi) ** (2 * k) / math.factorial(2 * k) for k in range(WAVE_TERMS))
SINE = tuple((-1) ** k * (2 * math.pi) ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(WAVE_TERMS))
"""Coefficients of cos(2 pi x) in powers of x^2, and of sin(2 pi x) / x."""
LOG2_E = 1.4426950408889634
POWERS_OF_TWO = {
    bits: tuple(math.log(2.0) ** k / math.factorial(k) for k in range(terms))
    for bits, terms in ((64, 12), (32, 8))
}
"""Taylor series of 2^x, for |x| <= 1/2."""
INFINITY = float("inf")
LARGEST_PRODUCT_POWER = 16
"""Whole powers up to this one are products."""


def polynomial(w: Writer, coefficients: Sequence[float], x: str) -> str:
    """Return c0 + c1 x + c2 x^2 + ...; terms are joined in pairs, so that fewer wait for each other."""
    terms = [w.number(coefficient) for coefficient in coefficients]
    while len(terms) > 1:
        pairs = [w.add(low, w.mul(high, x)) for low, high in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[2 * len(pairs) :]
        x = w.mul(x, x)
    return terms[0]


def declarations(kind: Vector) -> list[str]:
    """Return the declarations of what the functions here and the formulas call."""
    vector = f"<{kind.lanes} x {kind.number}>"
    names = {"sqrt": 1, "fabs": 1, "floor": 1, "fma": 3}
    lines = [
        f"declare {vector} {intrinsic(name, kind)}({', '.join([vector] * count)})"
        for name, count in names.items()
    ]
    lines.append("declare void @llvm.prefetch.p0(ptr, i32, i32, i32)")
    estimate = f"declare {vector} {ESTIMATES[kind.bits]}({vector}, {vector}, i{kind.lanes})"
    return [*lines, estimate] if kind.estimates and kind.bytes == ESTIMATED_BYTES else lines


def reciprocal(w: Writer, x: str) -> str:
    """Return 1 / x, from an estimate where there is one: infinite at 0, 0 at infinity."""
    one = w.number(1.0)
    if not w.kind.estimates:
        return w.div(one, x)
    minus, near = w.neg(x), w.estimate(x)
    rest = w.fused(minus, near, one)
    # each step of Newton's doubles the right bits, of which the estimate has 14
    exact = w.fused(near, rest, near)
    if w.kind.bits == 64:
        exact = w.fused(exact, w.fused(minus, exact, one), exact)
    return w.choose(w.compare("uno", rest, rest), near, exact)


def quotient(w: Writer, above: str, below: str) -> str:
    """Return above / below, from an estimate of the reciprocal where there is one."""
    return w.mul(above, reciprocal(w, below)) if w.kind.estimates else w.div(above, below)


def exp(w: Writer, x: str) -> str:
    """Return e to the power of x."""
    d = DIGITS[w.kind.bits]
    rounding = w.number(d.rounding)
    shifted = w.add(w.mul(x, w.number(LOG2_E)), rounding)
    k = w.sub(shifted, rounding)
    r = w.sub(w.sub(x, w.mul(k, w.number(d.ln2_high))), w.mul(k, w.number(d.ln2_low)))
    power = w.add(w.number(1.0), w.add(r, w.mul(w.mul(r, r), polynomial(w, d.exp, r))))
    exponent = w.whole_op("shl", w.bits(shifted), w.whole(d.mantissa))
    result = w.number_of_bits(w.whole_op("add", w.bits(power), exponent))
    result = w.choose(w.compare("olt", x, w.number(d.underflow)), w.number(0.0), result)
    return w.choose(w.compare("oge", x, w.number(d.overflow)), w.number(INFINITY), result)


def decay(w: Writer, rate: str, time: str) -> str:
    """Return e^(-rate time) for rate and time not negative; 0 below the normal numbers.

    Shorter than `exp`, and with a relative error of 1e-14 + 2^-52 rate time (1e-8 + 2^-23 rate time).
    """
    d = DIGITS[w.kind.bits]
    rounding = w.number(d.rounding)
    halvings = w.mul(w.mul(w.number(LOG2_E), rate), time)
    shifted = w.sub(rounding, halvings)
    k = w.sub(shifted, rounding)
    fraction = polynomial(w, POWERS_OF_TWO[w.kind.bits], w.neg(w.add(halvings, k)))
    exponent = w.whole_op("shl", w.bits(shifted), w.whole(d.mantissa))
    result = w.number_of_bits(w.whole_op("add", w.bits(fraction), exponent))
    return w.choose(w.compare("ogt", halvings, w.number(-d.underflow * LOG2_E)), w.number(0.0), result)


def log(w: Writer, x: str) -> str:
    """Return the natural logarithm of x: -inf at 0, not a number below."""
    d = DIGITS[w.kind.bits]
    tiny = w.compare("olt", x, w.number(d.smallest_normal))
    normal = w.choose(tiny, w.mul(x, w.number(2.0**d.widening)), x)
    bits, mantissa = w.bits(normal), w.whole(d.mantissa)
    k = w.whole_op("ashr", w.whole_op("sub", bits, w.whole(d.root_bits)), mantissa)
    m = w.number_of_bits(w.whole_op("sub", bits, w.whole_op("shl", k, mantissa)))
    exponent = w.value(f"sitofp {w.integers} {k} to {w.vector}")
    exponent = w.sub(exponent, w.choose(tiny, w.number(d.widening), w.number(0.0)))
    f = w.sub(m, w.number(1.0))
    s = w.div(f, w.add(f, w.number(2.0)))
    square = w.mul(s, s)
    # log(1 + f) = f - s (f - R) with R = square * polynomial; f carries the leading digits exactly
    rest = w.mul(square, polynomial(w, d.log, square))
    small = w.sub(w.mul(exponent, w.number(d.ln2_low)), w.mul(s, w.sub(f, rest)))
    result = w.add(w.mul(exponent, w.number(d.ln2_high)), w.add(f, small))
    result = w.choose(w.compare("oeq", x, w.number(INFINITY)), x, result)
    result = w.choose(w.compare("oeq", x, w.number(0.0)), w.number(-INFINITY), result)
    return w.choose(w.compare("oge", x, w.number(0.0)), result, w.number(float("nan")))


def waves(w: Writer, turns: str) -> tuple[str, str]:
    """Return cos(2 pi x) and sin(2 pi x) of x whole turns, for |x| below 2^31 (2^21 in single precision)."""
    rounding = w.number(DIGITS[w.kind.bits].rounding)
    rounded = w.sub(w.add(turns, rounding), rounding)
    rest = w.sub(turns, rounded)
    square = w.mul(rest, rest)
    return polynomial(w, COSINE, square), w.mul(rest, polynomial(w, SINE, square))


def log_of_magnitude(w: Writer, x: str) -> str:
    """Return log |x|, which `power` needs and which two powers of one base share."""
    return log(w, w.intrinsic("fabs", x))


def power(w: Writer, x: str, exponent: str, log_magnitude: str) -> str:
    """Return x to any power as |x|^n = e^(n log |x|); relative error below (2 + |n log x|) * 2^-52.

    As everywhere else x^0 is 1, and a negative x has only whole powers.
    """
    size = exp(w, w.mul(exponent, log_magnitude))
    size = w.choose(w.compare("oeq", exponent, w.number(0.0)), w.number(1.0), size)
    half = w.mul(exponent, w.number(0.5))
    whole = w.compare("oeq", exponent, w.intrinsic("floor", exponent))
    even = w.compare("oeq", half, w.intrinsic("floor", half))
    below = w.choose(whole, w.choose(even, size, w.neg(size)), w.number(float("nan")))
    return w.choose(w.compare("olt", x, w.number(0.0)), below, size)


def whole_power(w: Writer, x: str, exponent: int) -> str:
    """Return x to a whole power by multiplication."""
    if exponent < 0:
        return w.div(w.number(1.0), whole_power(w, x, -exponent))
    if exponent == 1:
        return x
    half = whole_power(w, x, exponent // 2)
    square = w.mul(half, half)
    return w.mul(square, x) if exponent % 2 else square
