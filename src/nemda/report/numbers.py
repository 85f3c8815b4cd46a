"""Numbers as text: few digits, a true minus sign, units apart."""

from __future__ import annotations

MINUS = "−"


def fixed(value: float, decimals: int = 1) -> str:
    """Return a number with this many decimals; what rounds to 0 has no sign.

    >>> fixed(-17.26), fixed(-0.04)
    ('−17.3', '0.0')
    """
    text = f"{value:.{decimals}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", MINUS)


def short(value: float, digits: int = 4) -> str:
    """Return a number with at most this many significant digits, in powers of ten where that is shorter.

    >>> short(0.0123456), short(1234567.0), short(-2.0)
    ('0.01235', '1.235e+06', '−2')
    """
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    tail = f"e{exponent}" if exponent else ""
    return mantissa.replace("-", MINUS) + tail


def percent(share: float) -> str:
    """Return a share as whole percent.

    >>> percent(0.524)
    '52%'
    """
    return f"{100 * share:.0f}%"


def span(low: float, high: float, decimals: int = 1) -> str:
    """Return a range in words.

    >>> span(-33.0, 2.04)
    '−33.0 to 2.0'
    """
    return f"{fixed(low, decimals)} to {fixed(high, decimals)}"


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit; dimensionless numbers stay alone."""
    return text if unit in {"", "1", "dimensionless"} else f"{text} {unit.replace('umol', 'µmol')}"
