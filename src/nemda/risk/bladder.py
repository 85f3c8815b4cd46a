"""The bladder: urinary symptoms and their severity from days of use, and what stopping brings.

Claim: symptoms rise with days and amount of use, come with a lag of months to years, and are partly
reversible. Form, for a person with a standard logistic deviate e,

    latent = logit(background) + odds_per_day x equivalents x Phi(ln(months / median) / spread) + e
    symptoms where latent > 0;  ICSI = 20 (1 - exp(-max(latent, 0) / scale))

so that one latent variable carries prevalence and severity; `scale` is solved so that people in
rehabilitation have their mean index, and the SD there, prevalence among offenders and index of people who
never used are predictions. No threshold in grams a week has been verified, and none is coded. Time scale:
months. Falsified by: interstitial cystitis at the doses of the one-year studies of esketamine, in which there
was none.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.people.streams import uniforms
from nemda.risk.exposure import Exposure, pattern
from nemda.risk.load import equivalents, equivalents_of_people
from nemda.risk.priors import DRAWS, SEED, Estimate, draws, estimate, expit, logit, root, value

ICSI_MAXIMUM = 20.0
PATIENT_ICSI = 12.6
"""Mean index of patients with interstitial cystitis (SD 4.3: Lubeck 2001); from it on severe."""

NO_THRESHOLD = "no amount a week below which the bladder is safe has been verified; none is coded"


class Bladder(NamedTuple):
    """Shares of people (0 to 1) and points of the symptom index (0 to 20).

    `symptoms` includes the people who would have them anyway, `attributable` only what is added; `severe` is
    the added share with an index of interstitial cystitis; `icsi` the mean of all people, `icsi_sd` between
    people, `icsi_symptomatic` the mean of those with symptoms.
    """

    symptoms: Estimate
    attributable: Estimate
    severe: Estimate
    icsi: float
    icsi_sd: float
    icsi_symptomatic: float


def urinary_load(exposure: Exposure) -> Float[ndarray, " draw"]:
    """Return what an exposure adds to the log odds of urinary symptoms."""
    return draws("urinary_odds_per_day") * equivalents(exposure) * onset_share(exposure.months)


def onset_share(months: float) -> Float[ndarray, " draw"]:
    """Return the share of those who will get symptoms in the end that have them after so many months."""
    from scipy.special import ndtr

    if months <= 0:
        return np.zeros(DRAWS)
    return ndtr(np.log(months / draws("urinary_onset_median")) / value("urinary_onset_spread"))


def onset_months() -> Estimate:
    """Return mean and 90% range between people of the months to the first symptoms."""
    from scipy.special import ndtri

    median, spread = value("urinary_onset_median"), value("urinary_onset_spread")
    low, high = median * np.exp(spread * ndtri(np.array([0.05, 0.95])))
    return Estimate(float(median * np.exp(spread**2 / 2)), float(low), float(high))


def bladder(exposure: Exposure) -> Bladder:
    """Return urinary symptoms at an exposure, with intervals over what is not known."""
    base = logit(draws("urinary_background"))
    load = urinary_load(exposure)
    scale = severity_scale()
    of_people = draws("urinary_odds_per_day")[:, None] * equivalents_of_people(exposure)
    people = base[:, None] + of_people * onset_share(exposure.months)[:, None]
    severe_latent = -scale * np.log1p(-PATIENT_ICSI / ICSI_MAXIMUM)
    latent = base + load + _deviate()
    icsi = _icsi(latent, scale)
    symptomatic = icsi[latent > 0]
    return Bladder(
        symptoms=estimate(expit(people).mean(axis=1)),
        attributable=estimate((expit(people) - expit(base)[:, None]).mean(axis=1)),
        severe=estimate((expit(people - severe_latent) - expit(base - severe_latent)[:, None]).mean(axis=1)),
        icsi=float(icsi.mean()),
        icsi_sd=float(icsi.std()),
        icsi_symptomatic=float(symptomatic.mean()),
    )


def improved_after_stopping(exposure: Exposure) -> Estimate:
    """Return the share of symptomatic people who improve when they stop.

    Recent users and people in rehabilitation were each asked; for anybody else both readings are mixed.
    """
    survey, rehabilitation = (
        draws("urinary_improved_survey"), draws("urinary_improved_rehabilitation")
    )  # fmt: skip
    known = {"recent users": survey, "rehabilitation": rehabilitation}
    mixed = np.where(np.arange(DRAWS) % 2 == 0, survey, rehabilitation)
    return estimate(known.get(exposure.label, mixed))


def worse_after_stopping() -> Estimate:
    """Return the share of symptomatic people who get worse when they stop."""
    return estimate(draws("urinary_worse_after_stopping"))


def _deviate() -> Float[ndarray, " draw"]:
    return logit(uniforms(SEED, "risk/bladder/person", 0, DRAWS))


def _icsi(latent: Float[ndarray, " draw"], scale: float) -> Float[ndarray, " draw"]:
    return ICSI_MAXIMUM * -np.expm1(-np.maximum(latent, 0.0) / scale)


@cache
def severity_scale() -> float:
    """Return the scale of severity at which people in rehabilitation have their mean index."""
    latent = logit(draws("urinary_background")) + urinary_load(pattern("rehabilitation")) + _deviate()
    wanted = value("rehabilitation_icsi")
    return root(lambda scale: float(_icsi(latent, scale).mean()) - wanted, 0.05, 50.0)
