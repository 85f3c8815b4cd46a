"""Seizures: both directions of the evidence, and what the screening rules say.

Claim: at anesthetic rates ketamine ends status epilepticus in more than half of episodes; at antidepressant
doses neither a protective nor a harmful rate is known, and with theophylline the label warns of a lower
threshold. No mechanism of a seizure is simulated, so an antidepressant dose has no number. Falsified by: a
rate of seizures in clinics above that of the people who come to them.
"""

from __future__ import annotations

from nemda.risk.priors import Estimate, draws, estimate, value

BOTH_WAYS = (
    "against seizures: 57 to 72% of refractory status ends under infusions of 0.9 mg/kg/h and more; "
    "for seizures: the label warns with theophylline, clinics refuse or clear recent epilepsy; "
    "no rate is known"
)


def status_controlled(rate_mg_kg_h: float | None = None) -> Estimate:
    """Return the share of episodes of refractory status that end; nothing below the lowest rate that did."""
    if rate_mg_kg_h is not None and rate_mg_kg_h < value("status_least_rate"):
        return Estimate(0.0, 0.0, 0.0)
    return estimate(draws("status_controlled"))
