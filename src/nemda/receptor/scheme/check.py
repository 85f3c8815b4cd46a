"""What a scheme must satisfy before anything is computed with it.

A scheme with an unreachable state, a rate in the wrong unit or a missing way back still gives smooth
curves, which is why each of these is refused here by name.
"""

from __future__ import annotations

from collections import Counter

from nemda.errors import ReceptorError
from nemda.receptor.scheme.balance import check_balance
from nemda.receptor.scheme.constant import RATE_UNITS, Constant
from nemda.receptor.scheme.scheme import Rate, Scheme

KINDS = ("channel", "binding")


def check_scheme(scheme: Scheme) -> None:
    """Refuse a scheme that is not well formed.

    Raises
    ------
    ReceptorError
        An unknown or repeated state, constant or site is used; a transition is duplicate, joins a state
        to itself or lacks its reverse rate; a rate is negative or has the wrong unit; a state cannot be
        reached from rest; a channel has no open state; a cycle violates the detailed balance it claims.
    """
    if scheme.kind not in KINDS:
        raise ReceptorError(
            "Unknown kind of scheme.", where=scheme.name, expected=" or ".join(KINDS), got=scheme.kind
        )
    _check_states(scheme)
    _check_transitions(scheme)
    for step in scheme.steps:
        _check_rate(scheme, step.rate, f"{scheme.name}: {step.source} to {step.target}")
    _check_fast_parts(scheme)
    _check_reach(scheme)
    check_balance(scheme)


def _check_states(scheme: Scheme) -> None:
    repeated = [name for name, count in Counter(scheme.state_names).items() if count > 1]
    if repeated:
        raise ReceptorError("Duplicate state.", where=scheme.name, got=", ".join(repeated))
    if scheme.rest not in scheme.state_names:
        raise ReceptorError(
            "Unknown state at rest.", where=f"{scheme.name}: rest", got=scheme.rest,
            expected=", ".join(scheme.state_names),
        )  # fmt: skip
    for state in scheme.states:
        if not 0 <= state.conductance <= 1:
            raise ReceptorError(
                "Relative conductance outside its range.", where=f"{scheme.name}: {state.name}",
                expected="0 to 1", got=state.conductance,
            )  # fmt: skip
    if scheme.kind == "channel" and not scheme.open_states:
        raise ReceptorError(
            "A channel has no open state.", where=scheme.name, expected="a state with conductance above 0",
            hint='set conductance = 1.0 on the open state, or kind = "binding"',
        )  # fmt: skip


def _check_transitions(scheme: Scheme) -> None:
    seen: set[frozenset[str]] = set()
    for one in scheme.transitions:
        where = f"{scheme.name}: {one.source} to {one.target}"
        for name in (one.source, one.target):
            if name not in scheme.state_names:
                raise ReceptorError(
                    "Unknown state in a transition.", where=where, got=name,
                    expected=", ".join(scheme.state_names),
                )  # fmt: skip
        pair = frozenset({one.source, one.target})
        if len(pair) == 1:
            raise ReceptorError("A transition joins a state to itself.", where=where)
        if pair in seen:
            raise ReceptorError(
                "Duplicate transition.", where=where, hint="one entry holds both directions of a pair"
            )
        seen.add(pair)
        if one.back is None and not one.irreversible:
            raise ReceptorError("Missing reverse rate.", where=where, expected="a rate of the way back")


def _check_rate(scheme: Scheme, rate: Rate, where: str) -> None:
    constant = _constant(scheme, rate.constant, where)
    if len(rate.ligands) >= len(RATE_UNITS):
        raise ReceptorError("More ligands than a rate can have.", where=where, got=", ".join(rate.ligands))
    expected = RATE_UNITS[len(rate.ligands)]
    if constant.unit != expected:
        raise ReceptorError(
            "Wrong unit.", where=f"{where}: {rate.constant}", expected=expected, got=constant.unit,
            hint=f"the rate has {len(rate.ligands)} ligand(s): {', '.join(rate.ligands) or 'none'}",
        )  # fmt: skip
    if constant.value < 0 or rate.factor < 0:
        raise ReceptorError(
            "Negative rate.", where=f"{where}: {rate.constant}", expected="0 or more",
            got=f"{rate.factor:g} x {constant.value:g}",
        )  # fmt: skip
    if rate.slope:
        slope = _constant(scheme, rate.slope, where)
        if slope.unit != "mV" or slope.value == 0:
            raise ReceptorError(
                "A voltage slope is in mV and not 0.", where=f"{where}: {rate.slope}",
                got=f"{slope.value:g} {slope.unit}",
            )  # fmt: skip
    if rate.site and rate.site not in {site.name for site in scheme.sites}:
        raise ReceptorError("Unknown site.", where=where, got=rate.site)
    if rate.through_pore and scheme.fast_block is None:
        raise ReceptorError("A rate passes a fast block that the scheme lacks.", where=where)


def _check_fast_parts(scheme: Scheme) -> None:
    for site in scheme.sites:
        for ligand in site.ligands:
            where = f"{scheme.name}: site {site.name}: {ligand.name}"
            half = _constant(scheme, ligand.half, where)
            if half.unit not in {"umol/L", "atm"} or half.value <= 0:
                raise ReceptorError(
                    "Half-occupancy must be a positive concentration.", where=where,
                    expected="umol/L", got=f"{half.value:g} {half.unit}",
                )  # fmt: skip
            for name in filter(None, (ligand.efficacy, ligand.hill)):
                number = _constant(scheme, name, where)
                if number.unit != "dimensionless" or number.value < 0:
                    raise ReceptorError(
                        "Efficacy and Hill slope are dimensionless and not negative.",
                        where=f"{where}: {name}", got=f"{number.value:g} {number.unit}",
                    )  # fmt: skip
    if scheme.fast_block is not None:
        where = f"{scheme.name}: fast_block"
        half = _constant(scheme, scheme.fast_block.half, where)
        slope = _constant(scheme, scheme.fast_block.slope, where)
        if (half.unit, slope.unit) != ("umol/L", "1/mV") or half.value <= 0:
            raise ReceptorError(
                "Wrong unit.", where=where, expected="half in umol/L, slope in 1/mV",
                got=f"{half.value:g} {half.unit}, {slope.value:g} {slope.unit}",
            )  # fmt: skip


def _constant(scheme: Scheme, name: str, where: str) -> Constant:
    if name not in scheme.constants:
        raise ReceptorError("Unknown constant.", where=where, got=name, expected=", ".join(scheme.constants))
    return scheme.constants[name]


def _check_reach(scheme: Scheme) -> None:
    reached, border = {scheme.rest}, [scheme.rest]
    leaving: dict[str, list[str]] = {}
    for step in scheme.steps:
        positive = scheme.constants[step.rate.constant].value * step.rate.factor > 0
        if positive:
            leaving.setdefault(step.source, []).append(step.target)
    while border:
        fresh = [target for target in leaving.get(border.pop(), []) if target not in reached]
        reached.update(fresh)
        border += fresh
    lost = [name for name in scheme.state_names if name not in reached]
    if lost:
        raise ReceptorError(
            "Unreachable state.", where=scheme.name, got=", ".join(lost),
            expected=f"a chain of transitions from {scheme.rest}",
        )  # fmt: skip
