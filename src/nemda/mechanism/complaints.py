"""Complaints: how many people report nausea, dizziness and the like in a session, and in a course.

Claim: what people report rises with the peak level above a background that placebo has as well (US label),
and falls with repetition (pooled one-year studies). Form: in one session P = background + (1 - background)
Hill(peak level / half); over several sessions the same people tend to complain: a Gaussian copula with one
correlation joins the sessions of a person, so that P(any of n) = 1 - E[Phi((q - sqrt(r) u) / sqrt(1 - r))^n]
with q = -probit(P) and u standard normal. A share of complaints is severe. Reports depend on who asks:
studies of the same dose differ two-fold, and one half-level per complaint stands between them.
Falsified by: complaints that do not rise with the dose.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

STEEPNESS = 1.0
"""Steepness of the chance of a complaint with the peak level (grade F: the spray against infusions)."""

BETWEEN_SESSIONS = 0.7
"""Correlation of a person's sessions on the probit scale (grade F: week 1 of the spray against four)."""

NODES = 24
"""Gauss-Hermite nodes: the integral over people is right to 1e-6."""


class Complaint(NamedTuple):
    """A complaint: half-level (umol/L, S-equivalents), share of placebo sessions, share that is severe."""

    name: str
    pattern: str
    half: float
    background: float
    severe_share: float | None
    grade: str
    source: str
    note: str


@cache
def complaints() -> dict[str, Complaint]:
    """Return the shipped complaints by name, in the order in which their patterns are tried."""
    file = resources.files("nemda.mechanism") / "data" / "complaints.toml"
    return {
        name: Complaint(
            name, entry["pattern"], float(entry["half"]), float(entry["background"]),
            entry.get("severe_share"), entry["grade"], entry["source"], entry["note"],
        )
        for name, entry in tomllib.loads(file.read_text("utf-8")).items()
    }  # fmt: skip


def session_chance(complaint: Complaint, peak_level: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
    """Return each person's chance to report it in one session with this peak of the active level (umol/L)."""
    odds = (np.maximum(peak_level, 0.0) / complaint.half) ** STEEPNESS
    return complaint.background + (1 - complaint.background) * odds / (1 + odds)


def course_share(
    chance: Float[ndarray, " person"], sessions: int, correlation: float = BETWEEN_SESSIONS
) -> float:
    """Return the share of people with at least one report in so many sessions of equal chance."""
    from scipy.special import ndtr, ndtri

    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    none = -ndtri(np.clip(chance, 1e-12, 1 - 1e-12))
    each = ndtr((none[:, None] - np.sqrt(correlation) * nodes) / np.sqrt(1 - correlation)) ** sessions
    return float(1 - (each @ (weights / weights.sum())).mean())
