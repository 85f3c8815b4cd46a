"""Several compounds in one plan: what a part that says only "45 mg dextromethorphan" takes from its neighbor.

Two rules, and no others. A part before "+" (or "and", "plus", "with") that names an amount and a compound
and nothing else is given by the route and on the schedule of the next part. A part after "with" whose
schedule has no end ("10 mg escitalopram oral daily") goes on as long as the part it stands with. What would
falsify them: a sentence in which people mean that such a part is given otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from nemda.regimen.draft import Draft
from nemda.regimen.tokens import Cursor

_WHAT = {"amount", "substance"}


def names_only_what(draft: Draft) -> bool:
    """Return whether a part says what is given and neither how nor when."""
    said = {field.name for field in fields(draft) if getattr(draft, field.name) is not None}
    return said == _WHAT


def as_in(cursor: Cursor, given: Draft, phases: Sequence[Draft]) -> list[Draft]:
    """Return the phases of a plan with another amount and compound in the place of its own.

    Raises
    ------
    RegimenError
        A later phase changes the amount, so that nobody can say what the other compound does then.
    """
    for phase in phases[1:]:
        if phase.amount != phases[0].amount or phase.substance != phases[0].substance:
            token = cursor.peek() if phase.amount is None else phase.amount.token
            raise cursor.fault(
                token, "A combination whose parts change apart.",
                hint="write each compound with its own route and schedule, joined by 'and'",
            )  # fmt: skip
    return [replace(phase, amount=given.amount, substance=given.substance) for phase in phases]


def for_as_long_as(draft: Draft, beside: Draft | None) -> Draft:
    """Return a part with an endless schedule ended where that of its neighbor ends."""
    if beside is None or draft.often is None or draft.span is not None or draft.number is not None:
        return draft
    return replace(draft, span=beside.span)
