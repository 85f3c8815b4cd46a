"""Numbers as text for readers."""

from __future__ import annotations


def number_text(value: float, digits: int) -> str:
    """Return a number with so many decimals, without a minus sign before zero."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def counted(number: float, noun: str) -> str:
    """Return a number with its noun: ``counted(1, "week") == "1 week"``."""
    return f"{number:g} {noun}" if number == 1 else f"{number:g} {noun}s"
