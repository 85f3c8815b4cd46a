"""What was measured: the words of papers for potencies, speeds, shares and opening statistics.

Rules are tried in order on what the row measures together with its unit; the first that fits counts, so
that "recovery from desensitization" is not read as recovery from block. `EXPERIMENTS` in
`nemda.validate.receptor.bench` holds one experiment for each kind.
"""

from __future__ import annotations

import re
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


PER_PULSE = (
    r"(?:per (?:[\w.]+ ){0,4}?(?:pulse|activation|stimulus|application|release|sweep|episode|response|jump|epsc)|"
    r"(?:each|one|single|a) (?:[\w.]+ ){0,4}?(?:pulse|activation|application|sweep))"
)
_TRAPPED = (
    r"trap|\b(?:removed|washed|wash)(?: off| out)? (?:together|both)|wash(?:ed|out)? (?:of )?both|joint wash"
)
_OPEN_WORDS = r"open(?:s|ing|ings|ed)?\b"
RULES: tuple[tuple[Kind, str], ...] = (
    ("hill", r"\bhill\b|\bnh\b|hill (?:slope|coefficient)"),
    ("calcium_share", r"fractional (?:ca|calcium)|calcium (?:fraction|share)|\bpf\b|ca2\+ (?:fraction|current)"),
    ("conductance", r"conductance.*\bps\b|\bps\b"),
    ("distance", r"woodhull|electrical distance|\bdelta\b"),
    ("e_fold", r"e-?fold.*\bmv\b|\bmv\b.*e-?fold|voltage dependence.*\bmv\b"),
    ("binding", r"\bp?ki\b|\bp?kd\b|binding"),
    ("latency", r"latency"),
    ("openings_per_pulse", rf"(?:number of |mean |average )*openings (?:{PER_PULSE})|number of openings"),
    ("mean_shut_time", r"(?:shut|closed)[- ](?:time|duration|dwell)|inter-?opening"),
    ("open_time_per_pulse", rf"(?:total|cumulative|summed|integrated|overall) open[- ]?(?:time|duration)|open[- ]time {PER_PULSE}"),
    ("mean_open_time", r"open(?:ing)?[- ](?:time|duration|dwell|lifetime)|lifetime.*open|duration of openings"),
    ("frequency", r"(?:opening|channel) frequency|frequency of (?:channel )?openings?|opening rate|openings per s"),
    ("opening_chance", rf"(?:probab|chance|fraction|percent|proportion|share|\bpo?\b).*{_OPEN_WORDS}.*(?:{PER_PULSE})|{PER_PULSE}.*(?:probab|chance|fraction).*{_OPEN_WORDS}|at least one opening|(?:sweeps|pulses|trials|responses) (?:with|without|that|evok)|failure"),
    ("steady_over_peak", r"(?:steady|plateau)[- ]?(?:state)?\s*(?:/|to|over|:)[ -]?peak|peak[ /-]*(?:to|over|/)[ -]*(?:steady|plateau)|extent of desens|desensitized fraction"),
    ("peak_open", r"peak (?:channel )?(?:p ?o\b|p ?open|open|p\(o)|maxim\w+ open prob"),
    ("steady_open", r"open prob|\bpo'?(?![a-z])|\bp ?open|\bp\(o(?:pen)?\)|\bnpo\b"),
    ("glycine_removal", r"glycine[- ](?:removal|unbinding|dissociation|wash|off|deactivation|withdraw)|removal of glycine"),
    ("desensitization_recovery", r"recovery.*desensiti[sz]|resensiti[sz]"),
    ("desensitization", r"desensiti[sz]ation (?:tau|time|rate|kinetic|onset)|(?:tau|rate|time constant|time course) (?:of|for) desensiti[sz]|desensiti[sz]"),
    ("rise_time", r"\brise\b|(?<!de)(?<!in)activation time|10-90"),
    ("jump_share", r"(?:relax|equilibrat|voltage[- ](?:jump|step)|after (?:de|hyper|re)polari|\bjump\b).*"),
    ("retained", r"retained|trapped|trapping|remains? (?:blocked|trapped)|released|released during"),
    ("association", r"\bon-?\s?rate|\bk ?on\b|association|blocking rate|forward rate|block rate constant"),
    ("offset", r"\boff[- ]?(?:rate|time)|\bk ?off\b|dissociation|unblock|unbinding|\boff-?set|tau ?off|recovery|relief|washout|reversal of block|escape"),
    ("onset", r"onset|\bon[- ]?time|tau ?on\b|time constant of block|block(?:ing)? (?:tau|time|speed|kinetics)|development of block|speed of block"),
    ("efficacy", r"efficacy|relative maxim"),
    ("half", r"[ei]c ?50|half|\bk ?0?\.?5\b|potency|potent|affinity|dose ratio|apparent k|\bkb\b|\bic\b"),
    ("deactivation", r"deactivation|decay"),
    ("response", r"inhibit|block|reduc|remain|% of control|depress|residual|suppress|response|current|left"),
)  # fmt: skip
_LEFT = r"remain|% of control|of control|residual|relative to control|normali[sz]ed to|left\b"
_LOST = r"inhibition|inhibited|reduc|depress|suppress|decrease|% block|fractional block|blocked|\bloss"
_OWN_SHARE = frozenset(
    {"retained", "jump_share", "trap_recovery_share", "recovery_share", "opening_chance", "steady_over_peak"}
)


def read_quantity(measured: str, protocol: str, unit_text: str, unit: Unit, label: str) -> Quantity:
    """Return what a row measures; the label of one number ("EC50", "slow") speaks first where it can.

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
    return Quantity(kind, _component(kind, f"{label} | {text}"), _mode(kind, text))


def _kind(text: str) -> Kind | None:
    return next((kind for kind, pattern in RULES if re.search(pattern, text)), None)


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


def _component(kind: Kind, text: str) -> str:
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
    found = re.search(r"\b(fast|slow)(?:er|est)?\b", text)
    return found[1] if found else "weighted"


def _mode(kind: Kind, text: str) -> Mode:
    if kind in _OWN_SHARE or kind in {"half", "hill", "binding", "distance", "calcium_share"}:
        return "absolute"
    if re.search(_LEFT, text):
        return "left"
    if re.search(_LOST, text) or (kind == "response" and re.search(r"block|inhib", text)):
        return "lost"
    return "left" if kind == "response" else "absolute"
