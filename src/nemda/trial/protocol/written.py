"""A protocol as the mapping that a trial file holds; what is usual is left out."""

from __future__ import annotations

from typing import Any

from nemda.regimen import to_sentence
from nemda.trial.protocol.definition import ORDINARY, Protocol
from nemda.trial.protocol.parts import Dropout


def as_mapping(protocol: Protocol) -> dict[str, Any]:
    """Return the keys of a protocol that differ from those of an ordinary trial."""
    content: dict[str, Any] = {}
    for name in ("people", "blinding", "anesthesia", "open_label", "prior_failures", "crisis",
                 "relapse_madrs", "use"):  # fmt: skip
        if getattr(protocol, name) != getattr(ORDINARY, name):
            content[name] = _plain(getattr(protocol, name))
    if protocol.allocation != "":
        share = protocol.allocation
        content["allocation"] = share if isinstance(share, str) else list(share)
    if protocol.visits_h:
        content["visits_h"] = [_plain(time) for time in protocol.visits_h]
    if protocol.scales != ORDINARY.scales:
        content["scales"] = [_filled(one._asdict()) for one in protocol.scales]
    if protocol.endpoint is not None:
        content["endpoint"] = _filled(protocol.endpoint._asdict())
    if protocol.limits:
        content["criteria"] = {
            one.covariate: _filled({"min": one.lowest, "max": one.highest}) for one in protocol.limits
        }
    if protocol.dropout != ORDINARY.dropout:
        usual = Dropout()._asdict()
        content["dropout"] = {k: _plain(v) for k, v in protocol.dropout._asdict().items() if v != usual[k]}
    if protocol.analysis != ORDINARY.analysis:
        content["analysis"] = _filled(protocol.analysis._asdict())
    if protocol.lead_in is not None:
        lead = protocol.lead_in
        content["lead_in"] = {**_filled(lead._asdict()), "regimen": to_sentence(lead.regimen)}
    if protocol.crossover is not None:
        content["crossover"] = _filled(protocol.crossover._asdict())
    if protocol.titration:
        content["titration"] = {
            name: {**_filled(rule._asdict()), "levels": list(rule.levels)}
            for name, rule in protocol.titration.items()
        }
    return content


def _filled(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in entries.items() if value is not None}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
