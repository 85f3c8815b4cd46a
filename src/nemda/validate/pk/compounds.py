"""What was measured and what was given: names of compounds and of their mirror forms."""

from __future__ import annotations

import re
from typing import NamedTuple

from nemda.drugs import compounds
from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.text import has

FORMS = ("s", "r")
_MATRICES = r"csf|cerebrospinal fluid|brain|urine|saliva|hair|breast milk|milk|tissue|oral fluid"


class Analyte(NamedTuple):
    """A measured compound: its card, its form ("s", "r", or "" for the sum), or the mean of both forms."""

    compound: str
    form: str = ""
    is_each: bool = False

    @property
    def label(self) -> str:
        """Return the name for tables: ``S-norketamine``."""
        return f"{self.form.upper()}-{self.compound}" if self.form else self.compound

    def signals(self, site: str) -> tuple[str, ...]:
        """Return the signals of a drive whose mean is the level of the analyte."""
        if self.is_each:
            return tuple(f"{self.compound}_{form}_{site}" for form in FORMS)
        return (f"{self.compound}_{self.form}_{site}" if self.form else f"{self.compound}_{site}",)


class Dosed(NamedTuple):
    """A compound that is given, and mg of base in one written mg."""

    compound: str
    base_per_mg: float


def measured(text: str) -> tuple[Analyte, Analyte | None]:
    """Return what was measured and, for a ratio of two compounds, what it was divided by.

    A metabolite without a form over a parent with one has the parent's form: a chiral assay measured
    both.

    Raises
    ------
    NotApplicableError
        Nothing that the model predicts is named.
    """
    if has(text, _MATRICES):
        raise NotApplicableError(f"{text!r} was not measured in plasma")
    parts = [part for part in re.split(r"\s*/\s*|\s+to\s+", text) if part]
    if len(parts) > 2 or not parts:
        raise NotApplicableError(f"no compound is named in {text!r}")
    first = analyte(parts[0])
    if len(parts) == 1:
        return first, None
    second = analyte(parts[1], default=first.compound)
    return (first if first.form or first.is_each else first._replace(form=second.form)), second


def analyte(text: str, default: str = "") -> Analyte:
    """Return the compound that a name means; a name of a form alone ("R") is that of `default`.

    Raises
    ------
    NotApplicableError
        The name is unknown, or one of a stereoisomer without kinetics.
    """
    if has(text, r"\(?2[sr],?6[sr]\)?") and has(text, r"\(?(?:2s,?6r|2r,?6s)\)?"):
        raise NotApplicableError(f"no kinetics of the stereoisomer {text!r}")
    compound = _compound(text) or default
    if not compound:
        raise NotApplicableError(f"{text!r} is no compound with predicted levels")
    if re.search(r"(?:each|per|both|either) (?:single )?(?:enantiomer|form|isomer)|enantiomers", text):
        return Analyte(compound, is_each=True)
    return Analyte(compound, form_of(text))


def _compound(text: str) -> str:
    if re.search(r"dehydro|dhnk", text):
        return "dehydronorketamine"
    if re.search(r"hydroxy-?nor|hnk", text):
        return "hydroxynorketamine"
    if re.search(r"nor-?(?:es|ar)?ketamine", text) or has(text, r"nk|[sr]-?nk"):
        return "norketamine"
    if re.search(r"hydroxy", text):
        return ""
    if re.search(r"ketamine", text) or has(text, r"ket|k|[sr]-?k"):
        return "ketamine"
    return ""


def form_of(text: str) -> str:
    """Return "s" or "r" for a name of one form of ketamine or of a metabolite, else nothing."""
    if re.search(r"esket|2s,?6s|s\(\+\)|\(\+\)", text) or has(text, r"\(?s\)?"):
        return "s"
    if re.search(r"arket|2r,?6r|r\(-\)|\(-\)", text) or has(text, r"\(?r\)?"):
        return "r"
    return ""


def dosed(text: str, unit: str) -> Dosed:
    """Return the compound that was given; a salt in its name or in the unit makes the mg those of salt.

    Raises
    ------
    NotApplicableError
        It is no form of ketamine.
    """
    if not re.search(r"ketamine|ketanest|spravato|ketalar", text) or re.search(r"nor|hydroxy", text):
        raise NotApplicableError(f"no kinetics of {text!r} as the dosed compound")
    if re.search(r"deuter|prodrug|ester\b", text):
        raise NotApplicableError(f"no kinetics of {text!r} as the dosed compound")
    form = "s" if re.search(r"spravato|ketanest s", text) else form_of(text)
    if has(text, "racemic|racemate|rac"):
        form = ""
    card = compounds()[{"s": "esketamine", "r": "arketamine", "": "ketamine"}[form]]
    is_salt = has(f"{text} {unit}", r"hcl|hydrochloride|salt") and not has(f"{text} {unit}", "base")
    return Dosed(card.key, card.base_per_salt if is_salt else 1.0)
