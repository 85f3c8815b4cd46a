"""All findings at one exposure, in a fixed order."""

from __future__ import annotations

from nemda.risk import bladder as urinary
from nemda.risk import cognition, dependence, liver, psychosis, seizure
from nemda.risk.events import serious_event
from nemda.risk.exposure import Exposure
from nemda.risk.finding import Finding
from nemda.risk.priors import Estimate

SURVEYS = "surveys of users who chose to answer; the amounts they took are unknown"
CARRIED_OVER = (
    "carried over from recreational surveys by an unknown amount; a year of esketamine had no cystitis"
)


def risk_profile(exposure: Exposure) -> tuple[Finding, ...]:
    """Return what is known of every long-term risk at an exposure."""
    return (
        *_urinary(exposure),
        *_liver(exposure),
        _dependence(exposure),
        _withdrawal(exposure),
        *_cognition(exposure),
        Finding(
            "seizure",
            "seizures",
            exposure.setting,
            "",
            None,
            "none",
            seizure.BOTH_WAYS,
            "no dose is known to be safe or unsafe in epilepsy",
            ("gaspard2013", "ketamine2024", "ketalar2024"),
        ),
        Finding(
            "psychosis",
            "lasting psychotic symptoms",
            exposure.setting,
            "",
            None,
            "none",
            psychosis.evidence_of(exposure),
            "none is known",
            ("morgan2010", "lahti2001"),
        ),
        _serious(exposure),
    )


def _grade(exposure: Exposure) -> str:
    return "very low" if exposure.setting == "clinic" else "low"


def _percent(share: Estimate) -> Estimate:
    return Estimate(*(100 * each for each in share))


def _urinary(exposure: Exposure) -> tuple[Finding, ...]:
    found = urinary.bladder(exposure)
    evidence = CARRIED_OVER if exposure.setting == "clinic" else SURVEYS
    sources = ("pal2013", "winstock2012", "taiwan2019", "spravato2019")

    def one(what: str, unit: str, number: Estimate) -> Finding:
        return Finding(
            "bladder",
            what,
            exposure.setting,
            unit,
            number,
            _grade(exposure),
            evidence,
            urinary.NO_THRESHOLD,
            sources,
        )

    return (
        one("urinary symptoms, with those of people who never used", "%", _percent(found.symptoms)),
        one("urinary symptoms added by the exposure", "%", _percent(found.attributable)),
        one("index as in interstitial cystitis, added", "%", _percent(found.severe)),
        one(
            "improve on stopping, of those with symptoms",
            "%",
            _percent(urinary.improved_after_stopping(exposure)),
        ),
    )


def _liver(exposure: Exposure) -> tuple[Finding, ...]:
    found = liver.liver_of_exposure(exposure)
    evidence = "3 of 6 after two infusions of 100 h, 0 of 101 after single ones of 72 h and more" + (
        "" if found is not None else "; no number for doses of hours, or for amounts that nobody knows"
    )
    return (
        Finding(
            "liver",
            "enzymes of three times the upper limit or more",
            exposure.setting,
            "%",
            None if found is None else _percent(found),
            "very low" if found is not None else "none",
            evidence,
            liver.NO_THRESHOLD,
            ("noppers2011", "ketamine2023", "detymowski2023", "cotter2021"),
        ),
    )


def _dependence(exposure: Exposure) -> Finding:
    share = dependence.dependent_share(exposure)
    return Finding(
        "dependence",
        "dependent on ketamine",
        exposure.setting,
        "%",
        None if share is None else _percent(share),
        "none" if share is None else "low",
        dependence.CLINIC_EVIDENCE if share is None else SURVEYS,
        "no number of days or amount is known to be safe",
        ("winstock2012", "morgan2012", "strong2018"),
    )


def _withdrawal(exposure: Exposure) -> Finding:
    reported = (
        f"users who stop report {', '.join(dependence.withdrawal_names())}; women more "
        f"{', '.join(dependence.withdrawal_names(of_women=True))}; no share is given"
    )
    clinic = exposure.setting == "clinic"
    return Finding(
        "withdrawal",
        "craving and other symptoms on stopping",
        exposure.setting,
        "%",
        None,
        "none",
        dependence.CLINIC_WITHDRAWAL if clinic else reported,
        "no number of days or amount is known to be safe",
        tuple(dict.fromkeys(one.source for one in dependence.withdrawal())),
    )


def _cognition(exposure: Exposure) -> tuple[Finding, ...]:
    clinic = exposure.setting == "clinic"
    return (
        Finding(
            "cognition",
            "trouble with memory or attention, added",
            exposure.setting,
            "%",
            None if clinic else _percent(cognition.cognitive_attributable(exposure)),
            "none" if clinic else "low",
            cognition.CLINIC_EVIDENCE if clinic else SURVEYS,
            cognition.NO_THRESHOLD,
            ("morgan2010", "morgan2012", "taiwan2014"),
        ),
    )


def _serious(exposure: Exposure) -> Finding:
    clinic = exposure.setting == "clinic"
    return Finding(
        "events",
        "any serious adverse event, whatever its cause",
        exposure.setting,
        "%",
        _percent(serious_event(exposure.months)) if clinic else None,
        "low" if clinic else "none",
        "an open study of esketamine over 46.9 months, without a comparison"
        if clinic
        else "poison-center counts, which have no number of users below them",
        "none is known",
        ("sustain32023",) if clinic else ("palamar2022",),
    )
