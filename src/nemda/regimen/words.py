"""Words that several clauses of the sentence share, and words that are refused with a reason."""

from __future__ import annotations

from nemda.errors import RegimenError
from nemda.regimen.tokens import Cursor

DOSE_NOUNS = frozenset(
    {
        "dose", "doses", "infusion", "infusions", "injection", "injections", "session", "sessions",
        "treatment", "treatments",
    }
)  # fmt: skip
TIMES_WORDS = frozenset({"times", "x", "×"})
DAY_WORDS = frozenset({"day", "days"})
WEEK_WORDS = frozenset({"week", "weeks"})

REFUSED = {
    "biweekly": "it means twice weekly to some and every 2 weeks to others; write the one you mean",
    "monthly": "months differ in length; write 'every 4 weeks'",
    "month": "months differ in length; write weeks or days",
    "months": "months differ in length; write weeks or days",
    "pr": "it means rectal to some and prolonged release to others; write the one you mean",
    "prn": "a dose given as needed has no time; list the days",
    "until": "write 'for 4 weeks' or '8 doses'",
}
"""Words with two meanings or none, and what to write instead."""


def refuse_word(cursor: Cursor) -> None:
    """Raise `RegimenError` when the coming word is one of `REFUSED`."""
    if cursor.peek().word in REFUSED:
        raise refusal(cursor)


def refusal(cursor: Cursor) -> RegimenError:
    """Return the error about the coming word, which is one of `REFUSED`."""
    token = cursor.peek()
    return cursor.fault(token, "This word has no single meaning.", hint=REFUSED[token.word])
