"""What the bench holds: its receptors and compounds, and one scheme in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nemda.cli.numbers import counted
from nemda.receptor.ligand.library import compound_names, load_compound, unverified_of
from nemda.receptor.scheme.balance import TOLERANCE, imbalance
from nemda.receptor.scheme.library import load_scheme, scheme_names, unverified
from nemda.receptor.scheme.scheme import Rate, Scheme

UNVERIFIED = "not verified"
MARK_STYLE = "red"
ACTION_WORDS = {
    "apparent_blocks": "pore", "open_blocks": "pore", "coagonists": "glycine site", "inhibitions": "scaling",
    "disputed_sites": "disputed site",
}  # fmt: skip


def listed() -> dict[str, Any]:
    """Return receptors and compounds with their titles and how many constants are not verified."""
    receptors = [
        {
            "name": name, "title": scheme.title, "states": len(scheme.states), "agonist": scheme.agonist,
            "constants": len(scheme.constants), "unverified": len(unverified(scheme)),
        }
        for name in scheme_names()
        for scheme in [load_scheme(name)]
    ]  # fmt: skip
    compounds = [
        {
            "name": name, "title": card.title, "unit": card.unit, "acts": _acts(name),
            "constants": len(card.constants), "unverified": len(unverified_of(card)),
        }
        for name in compound_names()
        for card in [load_compound(name)]
    ]  # fmt: skip
    return {"receptors": receptors, "compounds": compounds}


def _acts(name: str) -> list[str]:
    card = load_compound(name)
    actions = [
        f"{action.family} {words}" for field, words in ACTION_WORDS.items() for action in getattr(card, field)
    ]
    bound = [
        f"agonist or ligand of {each}"
        for each in scheme_names()
        if not card.open_blocks and name in _binding(load_scheme(each))
    ]
    return list(dict.fromkeys([*actions, *bound]))


def _binding(scheme: Scheme) -> frozenset[str]:
    fast = {scheme.fast_block.ligand} if scheme.fast_block else set[str]()
    return scheme.ligands - fast


def print_listed(content: Mapping[str, Any]) -> None:
    """Print the lists."""
    console = Console(highlight=False)
    table = _table("receptor", "what it is", "agonist")
    for heading in ("states", "constants", UNVERIFIED):
        table.add_column(heading, justify="right")
    for one in content["receptors"]:
        table.add_row(
            Text(one["name"], style="bold"), one["title"], one["agonist"], str(one["states"]),
            str(one["constants"]), _count(one["unverified"]),
        )  # fmt: skip
    console.print(table)
    table = _table("compound", "acts at", "unit")
    for heading in ("constants", UNVERIFIED):
        table.add_column(heading, justify="right")
    for one in content["compounds"]:
        acts = _shortened(one["acts"])
        table.add_row(
            Text(one["name"], style="bold"),
            acts,
            one["unit"],
            str(one["constants"]),
            _count(one["unverified"]),
        )
    console.print(table)
    legend = "Not verified: recalled, assumed or derived, not read. nemda receptor scheme NAME shows each."
    console.print(Text(legend, style="dim"))


def _shortened(acts: list[str]) -> str:
    agonist = [
        act.removeprefix("agonist or ligand of ") for act in acts if act.startswith("agonist or ligand")
    ]
    others = [act for act in acts if not act.startswith("agonist or ligand")]
    families = sorted({name.split(".")[0] for name in agonist})
    return "; ".join([*others, *([f"binding site of {', '.join(families)}"] if families else [])])


def described(receptor: str | Scheme) -> dict[str, Any]:
    """Return a scheme in full.

    Raises
    ------
    ReceptorError
        The receptor is unknown; the error lists similar names.
    """
    from nemda.receptor.laboratory import bench

    scheme = bench(receptor).scheme
    return {
        "name": scheme.name,
        "title": scheme.title,
        "agonist": scheme.agonist,
        "rest": scheme.rest,
        "source": scheme.source,
        "note": scheme.note,
        "states": [
            {"name": one.name, "conductance": one.conductance, "bound": one.bound, "meaning": one.meaning}
            for one in scheme.states
        ],
        "transitions": [
            {
                "from": one.source, "to": one.target, "forward": _rate(one.forward),
                "back": None if one.back is None else _rate(one.back), "irreversible": one.irreversible,
            }
            for one in scheme.transitions
        ],
        "constants": [
            {
                "name": name, "value": one.value, "unit": one.unit, "meaning": one.meaning,
                "grade": one.grade, "source": one.source, "verified": one.verified, "note": one.note,
            }
            for name, one in scheme.constants.items()
        ],
        "cycles": [
            {
                "states": list(one.states), "claims_detailed_balance": one.detailed_balance,
                "log_imbalance": imbalance(scheme, one),
            }
            for one in scheme.cycles
        ],
        "fast_block": scheme.fast_block.ligand if scheme.fast_block else None,
    }  # fmt: skip


def _rate(rate: Rate) -> str:
    """Return a rate as it is written: ``2 kon [glutamate]``."""
    parts = [] if rate.factor == 1 else [f"{rate.factor:g}"]
    parts.append(rate.constant)
    parts += [f"[{ligand}]" for ligand in rate.ligands]
    if rate.slope:
        shift = f"V {-rate.reference_mv:+g}" if rate.reference_mv else "V"
        parts.append(f"exp(({shift}) / {rate.slope})" if rate.reference_mv else f"exp(V / {rate.slope})")
    if rate.site:
        parts.append(rate.site if rate.power == 1 else f"{rate.site}^{rate.power:g}")
    if rate.through_pore:
        parts.append("p_free")
    return " ".join(parts)


def print_described(content: Mapping[str, Any]) -> None:
    """Print a scheme in full."""
    console = Console(highlight=False)
    console.print(Text.assemble((content["name"], "bold cyan"), "  ", (content["title"], "bold")))
    console.print(
        Text(
            f"agonist {content['agonist']}, at rest in {content['rest']}, source {content['source']}",
            style="dim",
        )
    )
    if content["note"]:
        console.print(Text(content["note"]))
    if content["fast_block"]:
        console.print(Text(f"{content['fast_block']} at equilibrium with the open pore", style="dim"))
    states = _table("state", "meaning")
    for heading in ("open", "bound"):
        states.add_column(heading, justify="right")
    for one in content["states"]:
        opened = f"{one['conductance']:g}" if one["conductance"] else ""
        states.add_row(Text(one["name"], style="bold"), one["meaning"], opened, str(one["bound"] or ""))
    console.print(states)
    steps = _table("from", "to", "forward", "back")
    for one in content["transitions"]:
        steps.add_row(
            one["from"], one["to"], Text(one["forward"]), Text(one["back"] or f"none: {one['irreversible']}")
        )
    console.print(steps)
    _print_constants(console, content)
    for one in content["cycles"]:
        claim = f"in balance within {TOLERANCE:g}" if one["claims_detailed_balance"] else "claims no balance"
        console.print(
            Text(f"cycle {' '.join(one['states'])}: {claim}, log of the product {one['log_imbalance']:.2g}")
        )
    unsure = sum(not one["verified"] for one in content["constants"])
    console.print(
        Text(f"{unsure} of {counted(len(content['constants']), 'constant')} not verified", style="dim")
    )


def _print_constants(console: Console, content: Mapping[str, Any]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("constant", overflow="fold")
    table.add_column("value", justify="right")
    for heading in ("unit", "grade", "source", "to know"):
        table.add_column(heading)
    for one in content["constants"]:
        flag = (
            Text.assemble(("", ""), one["note"])
            if one["verified"]
            else Text.assemble((UNVERIFIED, MARK_STYLE), f". {one['note']}" if one["note"] else "")
        )
        table.add_row(
            Text(one["name"]), f"{one['value']:.4g}", one["unit"], one["grade"], one["source"], flag
        )
    console.print(table)


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table


def _count(unsure: int) -> Text:
    return Text(str(unsure), style=MARK_STYLE if unsure else "")
