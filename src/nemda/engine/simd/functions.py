"""exp, log and powers on lanes, written out because a vector library is not on every machine.

exp: x = k ln 2 + r with k whole, |r| <= ln 2 / 2; e^r by a polynomial of degree 11, then k is added to the
exponent. log: x = 2^k m with m in [sqrt 1/2, sqrt 2), log m = 2 artanh(s), s = (m - 1) / (m + 1), by an odd
polynomial of degree 15. The coefficients interpolate at Chebyshev nodes (relative error of the
polynomials below 2e-17, held by a test). A result of exp below the smallest normal number is
0, which also keeps slow subnormal numbers out. Wrong by more than 2 units in the last place nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemda.engine.simd.writer import Writer

EXP = (
    0.5000000000000001,
    0.16666666666666669,
    0.041666666666624164,
    0.008333333333330065,
    0.0013888888917196719,
    0.00019841269863040545,
    2.4801521322368692e-05,
    2.7557268480310024e-06,
    2.7620075879983367e-07,
    2.5100375832561234e-08,
)
LOG = (
    0.666666666666667,
    0.39999999999899505,
    0.28571428625975487,
    0.2222221113479508,
    0.18182889125261723,
    0.15331721600556042,
    0.14616449685043406,
)
LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
"""ln 2 in two parts; the high one ends in 21 zero bits, so whole numbers below 2^20 times it are exact."""
ROUNDING = 6755399441055744.0
"""1.5 * 2^52: adding it rounds to a whole number, which then stands in the lowest bits."""
EXP_OVERFLOW, EXP_UNDERFLOW = 709.782712893384, -708.3964185322641
SMALLEST_NORMAL = 2.2250738585072014e-308
INFINITY = float("inf")
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
"""The bits of the square root of one half."""
LARGEST_PRODUCT_POWER = 8
"""Whole powers up to this one are products."""


def polynomial(w: Writer, coefficients: Sequence[float], x: str) -> str:
    """Return c0 + c1 x + c2 x^2 + ...; terms are joined in pairs, so that fewer wait for each other."""
    terms = [w.number(coefficient) for coefficient in coefficients]
    while len(terms) > 1:
        pairs = [w.add(low, w.mul(high, x)) for low, high in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[2 * len(pairs) :]
        x = w.mul(x, x)
    return terms[0]


def declarations(lanes: int) -> list[str]:
    """Return the declarations of what the functions here and the formulas call."""
    vector = f"<{lanes} x double>"
    return [f"declare {vector} @llvm.{name}.v{lanes}f64({vector})" for name in ("sqrt", "fabs", "floor")]


def exp(w: Writer, x: str) -> str:
    """Return e to the power of x."""
    shifted = w.add(w.mul(x, w.number(LOG2_E)), w.number(ROUNDING))
    k = w.sub(shifted, w.number(ROUNDING))
    r = w.sub(w.sub(x, w.mul(k, w.number(LN2_HIGH))), w.mul(k, w.number(LN2_LOW)))
    power = w.add(w.number(1.0), w.add(r, w.mul(w.mul(r, r), polynomial(w, EXP, r))))
    exponent = w.whole_op("shl", w.bits(shifted), w.whole(52))
    result = w.number_of_bits(w.whole_op("add", w.bits(power), exponent))
    result = w.choose(w.compare("olt", x, w.number(EXP_UNDERFLOW)), w.number(0.0), result)
    return w.choose(w.compare("oge", x, w.number(EXP_OVERFLOW)), w.number(INFINITY), result)


def log(w: Writer, x: str) -> str:
    """Return the natural logarithm of x: -inf at 0, not a number below."""
    tiny = w.compare("olt", x, w.number(SMALLEST_NORMAL))
    normal = w.choose(tiny, w.mul(x, w.number(2.0**54)), x)
    bits = w.bits(normal)
    k = w.whole_op("ashr", w.whole_op("sub", bits, w.whole(SQRT_HALF_BITS)), w.whole(52))
    m = w.number_of_bits(w.whole_op("sub", bits, w.whole_op("shl", k, w.whole(52))))
    exponent = w.value(f"sitofp {w.integers} {k} to {w.vector}")
    exponent = w.sub(exponent, w.choose(tiny, w.number(54.0), w.number(0.0)))
    f = w.sub(m, w.number(1.0))
    s = w.div(f, w.add(f, w.number(2.0)))
    square = w.mul(s, s)
    # log(1 + f) = f - s (f - R) with R = square * polynomial; f carries the leading digits exactly
    rest = w.mul(square, polynomial(w, LOG, square))
    small = w.sub(w.mul(exponent, w.number(LN2_LOW)), w.mul(s, w.sub(f, rest)))
    result = w.add(w.mul(exponent, w.number(LN2_HIGH)), w.add(f, small))
    result = w.choose(w.compare("oeq", x, w.number(INFINITY)), x, result)
    result = w.choose(w.compare("oeq", x, w.number(0.0)), w.number(-INFINITY), result)
    return w.choose(w.compare("oge", x, w.number(0.0)), result, w.number(float("nan")))


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
