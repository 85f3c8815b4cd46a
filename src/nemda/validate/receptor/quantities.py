"""What was measured: the words of papers for potencies, speeds, shares and opening statistics.

The rules of ``tables/quantities.toml`` are tried in order on what the row measures together with its unit;
the first that fits counts, so that "recovery from desensitization" is not read as recovery from block.
`EXPERIMENTS` in `nemda.validate.receptor.bench` holds one experiment for each kind.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias

from nemda.validate.outcome import NotApplicableError
from nemda.validate.receptor.units import Unit

Kind: TypeAlias = Literal[
    "hill", "conductance", "calcium_share", "distance", "e_fold", "binding", "latency", "opening_chance",
    "open_time_per_pulse", "openings_per_pulse", "mean_open_time", "mean_shut_time", "frequency", "peak_open",
    "steady_open", "glycine_removal", "desensitization_recovery", "steady_over_peak", "desensitization",
    "rise_time", "jump_share", "jump_time", "retained", "trap_recovery_time", "trap_recovery_share",
    "association", "offset", "onset", "recovery_share", "deactivation", "half", "response", "efficacy",
]  # fmt: skip
Mode: TypeAlias = Literal["absolute", "left", "lost"]
"""absolute: the value itself; left, lost: its share of the value without the drug, or 1 minus it."""


class Quantity(NamedTuple):
    """A kind, which part of it, and how it is related to a control.

    `component` is "fast", "slow" or "weighted" of a fit, "activation" or "inhibition" of a half-effect,
    "released" or "failure" where the complement of a share is reported.
    """

    kind: Kind
    component: str
    mode: Mode


_TRAPPED = (
    r"trap|\b(?:removed|washed|wash)(?: off| out)? (?:together|both)|wash(?:ed|out)? (?:of )?both|joint wash"
)
_LEFT = r"remain|% of control|of control|residual|relative to control|normali[sz]ed to|left\b"
_LOST = r"inhibition|inhibited|reduc|depress|suppress|decrease|% block|fractional block|blocked|\bloss"
_SPEED = r"\b(fast|slow)(?:er|est)?\b"
_OWN_SHARE = frozenset(
    {"retained", "jump_share", "trap_recovery_share", "recovery_share", "opening_chance", "steady_over_peak"}
)


def read_quantity(
    measured: str, protocol: str, unit_text: str, unit: Unit, label: str, place: int = 0, of: int = 1
) -> Quantity:
    """Return what a row measures; the label of one number ("EC50", "slow") speaks first where it can.

    `place` and `of` say which of how many numbers it is: "fast and slow time constants" name one each.

    Raises
    ------
    NotApplicableError
        No rule fits.
    """
    text = f"{measured} | {unit_text}"
    kind = _kind(text) or _kind(protocol)
    if kind is None:
        raise NotApplicableError(f"no experiment of the bench measures {measured!r}")
    if re.search(r"[ei]c ?50", label):
        kind = "half"
    kind = _refined(kind, text, protocol, unit)
    return Quantity(kind, _component(kind, f"{label} | {text}", place, of), _mode(kind, text))


def _kind(text: str) -> Kind | None:
    return next((kind for kind, pattern in _rules() if pattern.search(text)), None)


@cache
def _rules() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """Return the kinds with their patterns, in the order of the table."""
    file = files("nemda.validate.receptor").joinpath("tables", "quantities.toml")
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    found: list[tuple[Kind, re.Pattern[str]]] = []
    for kind, patterns in content["kinds"].items():
        whole = "|".join(patterns)
        for word, meaning in content["words"].items():
            whole = whole.replace(word, meaning)
        found.append((kind, re.compile(whole)))
    return tuple(found)


def _refined(kind: Kind, text: str, protocol: str, unit: Unit) -> Kind:
    trapped = re.search(_TRAPPED, f"{text} {protocol}") is not None
    in_time = unit.dimension in {"time", "rate"}
    recovers = re.search(r"recover|relief|untrap|unblock|escape|re-?open", text) is not None
    if kind in {"offset", "retained", "onset", "response"} and trapped and recovers:
        return "trap_recovery_share" if unit.dimension == "share" else "trap_recovery_time"
    if kind == "retained" and unit.dimension in {"time", "rate", "fold"}:
        return "trap_recovery_time"
    if kind == "jump_share" and not _is_share(text, unit):
        return "jump_time"
    if kind in {"offset", "onset"} and unit.dimension == "share":
        return "recovery_share" if recovers else "response"
    if kind == "desensitization" and unit.dimension == "concentration":
        return "half"
    if kind == "desensitization" and unit.dimension == "share":
        return "steady_over_peak"
    if kind in {"response", "binding"} and unit.dimension == "concentration" and "binding" not in text:
        return "half"
    if kind == "half" and in_time:
        return "deactivation"
    return kind


def _is_share(text: str, unit: Unit) -> bool:
    return unit.dimension == "share" or (unit.dimension == "count" and "fraction" in text)


def _component(kind: Kind, text: str, place: int, of: int) -> str:
    if kind == "half":
        own, shared = text.split("|", 1)
        spoken = own if re.search(r"[ei]c ?50", own) else shared
        return "inhibition" if re.search(r"ic ?50|inhib|desensit", spoken) else "activation"
    if kind in {"retained", "steady_over_peak"} and re.search(
        r"releas|escaped|lost|extent|desensitized", text
    ):
        return "released"
    if kind == "opening_chance" and re.search(r"failure|without", text):
        return "failure"
    if "weighted" in text:
        return "weighted"
    own = re.findall(_SPEED, text.split("|", 1)[0])
    named = own or list(dict.fromkeys(re.findall(_SPEED, text)))
    if not named:
        return "weighted"
    return named[place] if len(named) == of else named[0]


def _mode(kind: Kind, text: str) -> Mode:
    if kind in _OWN_SHARE or kind in {"half", "hill", "binding", "distance", "calcium_share"}:
        return "absolute"
    if re.search(_LEFT, text):
        return "left"
    if re.search(_LOST, text) or (kind == "response" and re.search(r"block|inhib", text)):
        return "lost"
    return "left" if kind == "response" else "absolute"
