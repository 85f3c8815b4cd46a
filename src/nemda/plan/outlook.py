"""What is known of the months and years of a course, and of its drugs together: the long-term side of a run.

Long-term findings come from `nemda.risk`: at the course itself, at a year of it at its own rate, and, kept
apart, of recreational users, whose amounts nobody knows. Where no source has a number there is none here
either. Rules about persons prone to seizures or psychosis are those of the screening table, the strictest
first; warnings about serotonin speak of pairs of the drugs that are given. What would falsify the form: a
long-term harm of clinic courses that none of these lines names.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.drugs.serotonergic import SerotoninWarning, serotonin_warnings
from nemda.errors import DataError
from nemda.regimen import Regimen
from nemda.risk import Exposure, Finding, exposure_of, pattern, risk_profile
from nemda.risk.exposure import KETAMINES, continued
from nemda.risk.screening import Flag, flags

YEAR_MONTHS = 12.0
LEAST_PERCENT = 0.01
"""A share of people below this is only said to be below it: nobody could count it."""

USERS = "recent users"
"""The recreational pattern that is told beside a clinic course: people who used in the last half year."""

PRONE = (("seizure", "epilepsy"), ("psychosis", "psychosis"))
"""A risk, and the trait of a person who is prone to it."""


class LongTerm(NamedTuple):
    """Findings at the course, at a year of it, and of recreational users; and rules about prone persons.

    `prone` maps a risk to the rules that fire for a person with a history of it, the strictest first.
    """

    exposure: Exposure
    course: tuple[Finding, ...]
    year: tuple[Finding, ...]
    recreational: tuple[Finding, ...]
    prone: dict[str, tuple[Flag, ...]]


class Outlook(NamedTuple):
    """The long-term side of a regimen (None without ketamine), and warnings about its drugs together.

    `compounds` are the drugs given; with one of them there is no pair to warn of. `tolerance` is the share of
    dissociation that a typical person loses in the course, where a simulation has told it.
    """

    compounds: tuple[str, ...]
    long_term: LongTerm | None
    serotonin: tuple[SerotoninWarning, ...]
    tolerance: float | None = None


def outlook(regimen: Regimen, weight_kg: float) -> Outlook:
    """Return what is known beyond the session for people of this weight (kg).

    Raises
    ------
    NemdaError
        The kinetics refuse a dose.
    """
    compounds = tuple(dict.fromkeys(dose.compound for dose in regimen.doses))
    drugged = any(compound in KETAMINES for compound in compounds)
    return Outlook(
        compounds, _long_term(regimen, weight_kg) if drugged else None, serotonin_warnings(compounds)
    )


def _long_term(regimen: Regimen, weight_kg: float) -> LongTerm:
    exposure = exposure_of(regimen, weight_kg)
    return LongTerm(
        exposure,
        risk_profile(exposure),
        risk_profile(continued(exposure, YEAR_MONTHS)),
        risk_profile(pattern(USERS)),
        {risk: flags(trait) for risk, trait in PRONE},
    )


def finding(findings: tuple[Finding, ...], risk: str, words: str = "") -> Finding:
    """Return the finding on a risk whose name has these words.

    Raises
    ------
    DataError
        There is none.
    """
    for one in findings:
        if one.risk == risk and words in one.what:
            return one
    raise DataError(
        "No such finding.", where=risk, expected="; ".join(f"{one.risk}: {one.what}" for one in findings),
        got=words,
    )  # fmt: skip


def share(one: Finding) -> str:
    """Return a share of people (%) with its interval in words, "no number" where there is none."""
    if one.estimate is None:
        return "no number"
    mean, low, high = one.estimate
    if high < LEAST_PERCENT:
        return f"below {LEAST_PERCENT:g}%"
    return f"{rounded(mean)}% ({rounded(low)} to {rounded(high)})"


def rounded(number: float) -> str:
    """Return a number with as many digits as what is known of it bears: whole from 10 on, else one digit.

    >>> rounded(24.4), rounded(0.026)
    ('24', '0.03')
    """
    return f"{number:.0f}" if abs(number) >= 10 else f"{max(number, 0.0):.1g}"
