"""Medicines that magnesium binds or changes, and the hours that must lie between them.

Read from the interaction table. A row names its medicines in words; a class in a row also answers to its
members (data below: which drug belongs to which class is general knowledge and carries no number). What would
falsify it: a medicine of the table that is not found under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from nemda.errors import DataError
from nemda.evidence.near import near_matches
from nemda.evidence.records_clinic import Interaction
from nemda.evidence.tables import interactions

MEMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tetracyclines": ("tetracycline", "doxycycline", "minocycline", "lymecycline", "oxytetracycline"),
        "quinolones": (
            "quinolone", "ciprofloxacin", "levofloxacin", "moxifloxacin", "ofloxacin", "norfloxacin",
        ),
        "bisphosphonates": (
            "bisphosphonate", "alendronate", "risedronate", "ibandronate", "alendronic acid",
            "risedronic acid", "etidronate",
        ),
        "chloroquine": ("antimalarial", "antimalarials", "amodiaquine", "primaquine"),
        "proguanil": ("antimalarial", "antimalarials", "atovaquone proguanil"),
        "iron salts": ("iron", "ferrous sulfate", "ferrous fumarate"),
        "proton-pump inhibitors": ("omeprazole", "pantoprazole", "esomeprazole", "rabeprazole", "ppi"),
        "loop and thiazide diuretics": (
            "furosemide", "bumetanide", "torasemide", "hydrochlorothiazide", "chlortalidone", "indapamide",
        ),
        "levothyroxine": ("thyroxine", "l-thyroxine", "liothyronine"),
        "sulpiride": ("amisulpride", "chlorpromazine", "prochlorperazine"),
        "ACE inhibitors": ("ace inhibitor", "ramipril", "lisinopril"),
        "salicylates": ("aspirin", "salicylate"),
        "calcium-channel blockers": ("amlodipine", "verapamil", "diltiazem", "calcium channel blocker"),
        "neuromuscular blockers": ("rocuronium", "vecuronium", "suxamethonium"),
    }
)  # fmt: skip
DEFAULT = "any oral medicine"
MONITORED = ("pd", "excretion")


class Separation(NamedTuple):
    """One interaction: hours between the doses (None where timing does not help), what to do, the source.

    `before_h`: the medicine so long before magnesium; `after_h`: so long after it.
    """

    medicine: str
    matched: str
    before_h: float | None
    after_h: float | None
    severity: str
    mechanism: str
    action: str
    citation: str
    verified: str
    note: str

    @property
    def sentence(self) -> str:
        """Return the warning in words."""
        if self.before_h is None and self.after_h is None:
            return f"{self.medicine}: {self.mechanism}; {self.action}."
        if self.before_h == self.after_h:
            hours = f"at least {self.before_h:g} h apart from magnesium"
        else:
            hours = f"{self.before_h:g} h before or {self.after_h:g} h after magnesium"
        return f"{self.medicine}: {hours} ({self.mechanism})."


def separations(medicine: str, route: str = "oral") -> tuple[Separation, ...]:
    """Return what is known of a medicine together with magnesium; the default rule where nothing is.

    Raises
    ------
    DataError
        The name is empty.
    """
    wanted = " ".join(medicine.lower().split())
    if not wanted:
        raise DataError("A medicine needs a name.", where="medicine", hint="as in nitrofurantoin")
    rows = [row for row in interactions() if row.index_drug == "magnesium" and row.type != ""]
    found = [row for row in rows if _route_fits(row, route) and _names(row, wanted)]
    if found:
        return tuple(_separation(medicine, row) for row in found)
    if route != "oral":
        return ()
    default = next(row for row in rows if row.interacting.startswith(DEFAULT))
    return (_separation(medicine, default),)


def is_known(medicine: str) -> bool:
    """Return whether the table has a rule of its own for a medicine."""
    return not any(one.matched.startswith(DEFAULT) for one in separations(medicine))


def known_medicines() -> tuple[str, ...]:
    """Return the medicines and classes of the table."""
    rows = (row for row in interactions() if row.index_drug == "magnesium")
    return tuple(dict.fromkeys(row.interacting for row in rows if not row.interacting.startswith(DEFAULT)))


def too_close(found: Separation, medicine_h: float, magnesium_h: Iterable[float]) -> tuple[float, ...]:
    """Return the times of magnesium that lie too close to a dose of the medicine."""
    before, after = found.before_h, found.after_h
    close: list[float] = []
    for time in magnesium_h:
        gap = time - medicine_h
        if (gap >= 0 and before is not None and gap < before) or (
            gap < 0 and after is not None and -gap < after
        ):
            close.append(time)
    return tuple(close)


def near_medicines(text: str) -> tuple[str, ...]:
    """Return medicines of the table with names like this."""
    return tuple(near_matches(text, known_medicines()))


def _route_fits(row: Interaction, route: str) -> bool:
    return row.route in {route, "any"}


def _names(row: Interaction, wanted: str) -> bool:
    text = row.interacting.lower()
    parts = {part.strip() for part in re.split(r"[(),]|\band\b", text) if part.strip()}
    bare = wanted.removesuffix("s")
    parts.add(text.split(" (")[0])
    if wanted in parts or any(part.removesuffix("s") == bare for part in parts):
        return True
    if row.interacting.startswith(DEFAULT) or len(bare) < 4:
        return False
    if any(re.search(rf"\b{re.escape(bare)}s?\b", part) for part in parts):
        return True
    groups = [names for head, names in MEMBERS.items() if head.lower() in text]
    return any(wanted == name or bare == name.removesuffix("s") for names in groups for name in names)


def _separation(medicine: str, row: Interaction) -> Separation:
    return Separation(
        medicine,
        row.interacting,
        row.separation_before_h,
        row.separation_after_h,
        row.severity,
        row.mechanism,
        row.action,
        row.citation,
        row.verified,
        row.note,
    )
