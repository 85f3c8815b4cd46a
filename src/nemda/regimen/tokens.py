"""The words of a regimen sentence, each with its place, so that an error can point at it.

Names of compounds, preparations and routes may hold blanks, signs and hyphens ("ketamine
hydrochloride", "(S)-ketamine", "extended release", "by mouth"), so they are looked for first, the
longest first, before numbers and plain words. An unknown word stays a word; the grammar says what it
expected instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Literal, NamedTuple

from nemda.drugs import formulation_names, substances
from nemda.drugs.names import name_pattern, near_matches, plain_characters
from nemda.drugs.routes import ROUTE_NAMES
from nemda.errors import RegimenError

TokenKind = Literal["compound", "route", "formulation", "clock", "number", "word", "symbol", "end"]

_PATTERNS: tuple[tuple[TokenKind, re.Pattern[str]], ...] = (
    ("clock", re.compile(r"\d{1,2}:\d{2}(?!\d)")),
    ("number", re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?(?!\d)", re.IGNORECASE)),
    ("word", re.compile(r"[^\W\d_]+")),
    ("symbol", re.compile(r"\S")),
)
_ERROR_INDENT = " " * len("  where:    ")


class Token(NamedTuple):
    """One word, number, name or sign of a sentence, and where it stands."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The token as a lowercase word for comparison; empty for names, numbers and the end."""
        return self.text.casefold() if self.kind in {"word", "symbol"} else ""


@cache
def _name_patterns() -> tuple[tuple[TokenKind, re.Pattern[str]], ...]:
    return (
        ("compound", name_pattern(substances())),
        ("formulation", name_pattern(formulation_names())),
        ("route", name_pattern(ROUTE_NAMES)),
    )


def tokenize(sentence: str) -> tuple[Token, ...]:
    """Return the tokens of a sentence; the last one is always of kind ``end``."""
    text = plain_characters(sentence).rstrip()
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        token = _token_at(text, place)
        tokens.append(token)
        place = token.end
    if tokens and tokens[-1].text == ".":
        tokens.pop()
    return (*tokens, Token("end", "", len(text), len(text)))


def _token_at(text: str, place: int) -> Token:
    for kind, pattern in (*_name_patterns(), *_PATTERNS):
        found = pattern.match(text, place)
        if found is not None:
            return Token(kind, found.group(), place, found.end())
    raise AssertionError(f"every character is at least a symbol: {text[place]!r}")


class Cursor:
    """A place in the tokens of one sentence, moving only forward."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.tokens = tokenize(sentence)
        self.index = 0

    def peek(self, ahead: int = 0) -> Token:
        """Return a coming token without moving; past the end it is the end."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the coming token and move past it."""
        token = self.peek()
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def take_word(self, words: Collection[str]) -> Token | None:
        """Return the coming token and move past it if it is one of the words, else None."""
        return self.take() if self.peek().word in words else None

    def since(self, index: int) -> Token:
        """Return one token that covers everything taken from `index` on."""
        first, last = self.tokens[index], self.tokens[max(index, self.index - 1)]
        text = plain_characters(self.sentence)[first.start : last.end]
        return Token("word", text, first.start, last.end)

    def fault(
        self, token: Token, what: str, *, expected: str | None = None, hint: str | None = None
    ) -> RegimenError:
        """Return an error that shows the sentence with a caret under the token."""
        text = plain_characters(self.sentence)
        marks = "^" * max(1, token.end - token.start)
        return RegimenError(
            what,
            where=f"{text}\n{_ERROR_INDENT}{' ' * token.start}{marks}",
            expected=expected,
            got="the end of the sentence" if token.kind == "end" else repr(token.text),
            hint=hint,
        )

    def unknown(self, token: Token, what: str, *, expected: str, names: Collection[str]) -> RegimenError:
        """Return an error about an unknown word, with the names that look like it."""
        near = near_matches(token.text, names) if token.kind == "word" else []
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else None
        return self.fault(token, what, expected=expected, hint=hint)
