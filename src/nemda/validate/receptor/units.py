"""The unit of a row: what kind of quantity it measures, and how large it is in the units of the bench.

Inside: concentration umol/L, time s, rate 1/s, association 1/(umol/L s), voltage mV, conductance pS, shares
and counts as plain numbers. Time constants and rates turn into each other where a row has the other one.
"""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple, TypeAlias

from nemda.validate.outcome import NotApplicableError

Dimension: TypeAlias = Literal[
    "concentration", "time", "rate", "association", "voltage", "conductance", "share", "fold", "count"
]
_MOLAR = {"pm": 1e-6, "nm": 1e-3, "um": 1.0, "mm": 1e3, "m": 1e6, "atm": 1.0}
_PREFIXES = {"pico": "p", "nano": "n", "micro": "u", "milli": "m"}
_MOLES = {"pmol/l": 1e-6, "nmol/l": 1e-3, "umol/l": 1.0, "mmol/l": 1e3, "mol/l": 1e6}
_TIMES = {
    "us": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3600.0,
}
_PLAIN = r"fraction|probab|share|dimensionless|unitless|none|\bpo\b|slope|hill|\bnh\b"
_POWER = re.compile(r"(?:(\d(?:\.\d+)?)\s*[x*]?\s*)?(?:10\^?(\d{1,2})|1?e\+?(\d{1,2}))")
_ASSOCIATION = re.compile(r"(?:/|per )?(pm|nm|um|mm|m)(?:\^?-1)?\s*[/*. ]?\s*(?:per )?(ms|s|min)(?:\^?-1)?")
_RATE = re.compile(r"(?:/|1/|per )\s*(ms|sec|second|s|min|minute|h)\b|\b(ms|s|sec|min|h)\^?-1|\b(hz)\b")


class Unit(NamedTuple):
    """A kind of quantity and its size in the bench's unit; `is_logarithm` for -log10 of mol/L."""

    dimension: Dimension
    size: float
    is_logarithm: bool = False


def read_unit(text: str) -> Unit:
    """Return the unit that a plain text means.

    Raises
    ------
    NotApplicableError
        It is none of a receptor experiment.

    >>> read_unit("1e6 /m/s").dimension
    'association'
    """
    bare = re.sub(r"\[(?:mg|glu)[^\]]*\]", " ", text).strip()
    bare = re.sub(r"\b(pico|nano|micro|milli)molar\b", lambda found: _PREFIXES[found[1]] + "m", bare)
    if re.search(r"\bp(?:ki|kd|ic50|ec50|k)\b", bare):
        return Unit("concentration", 1.0, is_logarithm=True)
    if re.search(r"\b[munp]g\b|/kg|/ml\b|bpnd|\bvt\b|pa2", bare):
        raise NotApplicableError(f"the unit {text!r} is none of a receptor experiment")
    association = _ASSOCIATION.search(bare)
    if association and re.search(r"[/-]", bare) and "mol/l" not in bare:
        return Unit("association", _power(bare) / (_MOLAR[association[1]] * _TIMES[association[2]]))
    rate = _RATE.search(bare)
    if rate:
        word = next(filter(None, rate.groups()))
        return Unit("rate", _power(bare) / _TIMES.get(word, 1.0))
    if "%" in bare or "percent" in bare:
        return Unit("share", 0.01)
    if re.search(r"\bfold\b|-fold|\bratio\b|\btimes\b|^x$", bare):
        return Unit("fold", 1.0)
    if re.search(r"\bmv\b", bare):
        return Unit("voltage", 1.0)
    if re.search(r"\bps\b", bare):
        return Unit("conductance", 1.0)
    for word, size in (*_MOLES.items(), *_MOLAR.items()):
        if re.search(rf"(?<![\w/]){word}(?![\w/])", bare):
            return Unit("concentration", size)
    for word, size in _TIMES.items():
        if re.search(rf"(?<![\w/.>]){word}s?(?![\w/])", bare):
            return Unit("time", size)
    if re.search(r"opening|count|number|events|pulses|per pulse", bare):
        return Unit("count", 1.0)
    if re.search(_PLAIN, bare) or bare in {"", "1", "-", "delta"}:
        return Unit("share", 1.0)
    raise NotApplicableError(f"the unit {text!r} is not read")


def unit_of(unit: str, measured: str) -> Unit:
    """Return the unit of a row; a bare number of a "pIC50" (or pKi, pEC50, pKd) is -log10 of mol/L.

    Raises
    ------
    NotApplicableError
        It is none of a receptor experiment.
    """
    logarithm = re.search(r"\bp(?:ic ?50|ec ?50|ki|kd)\b", measured)
    if logarithm and unit.strip() in {"", "-", "1", "log", "log units", "log m", "-log m"}:
        return read_unit(logarithm[0].replace(" ", ""))
    return read_unit(unit)


def of_bench(value: float, found: Dimension, wanted: Unit) -> float:
    """Return a value of the bench in the unit of a row.

    Raises
    ------
    NotApplicableError
        The unit is one of another kind of quantity.
    """
    if {found, wanted.dimension} == {"time", "rate"}:
        value, found = 1 / value, wanted.dimension
    if found in {"share", "count", "fold"} and wanted.dimension in {"share", "count", "fold"}:
        found = wanted.dimension
    if found != wanted.dimension:
        raise NotApplicableError(f"a {found} is asked for in a unit of a {wanted.dimension}")
    return -math.log10(value * 1e-6) if wanted.is_logarithm else value / wanted.size


def _power(text: str) -> float:
    found = _POWER.search(text)
    if found is None:
        return 1.0
    return float(found[1] or 1) * 10.0 ** int(found[2] or found[3])
