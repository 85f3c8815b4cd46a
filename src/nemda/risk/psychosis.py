"""Psychosis: symptoms of a dose, and what is known of people who are prone to it.

Claim: a dose raises psychotic symptoms for an hour or two in everybody and more in people with schizophrenia
(Lahti 2001: about 30 min after a bolus, in both); lasting delusional symptoms follow days of use in
recreational users (Morgan 2010); for supervised courses no number exists, because such people are refused.
The acute scale is a variable of the chain (psychotomimetic); here stand only the persons. Falsified by:
lasting psychosis after supervised doses in people without a history.
"""

from __future__ import annotations

from nemda.risk.exposure import Exposure

CLINIC_EVIDENCE = "no number: people with a history are refused by most clinics and weighed by the label"
RECREATIONAL_EVIDENCE = "delusional symptoms rise with days of use (150 people, one year); no share is given"


def evidence_of(exposure: Exposure) -> str:
    """Return what is known at an exposure, in words, because no source gives a share."""
    return CLINIC_EVIDENCE if exposure.setting == "clinic" else RECREATIONAL_EVIDENCE
