"""Which depression scale a row means, and how MADRS is read on it."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.trial.rows.elsewhere import PAIN, indication_of
from nemda.trial.rows.text import has, plain
from nemda.trial.scales import convert, scales

Scores = Float[ndarray, " *score"]

REMISSION = {"madrs": 10.0, "hamd17": 7.0, "qids_sr16": 5.0, "phq9": 4.0}
"""Highest score of remission (scales.csv); below 5 on PHQ-9."""
ESKETAMINE_REMISSION_MADRS = 12.0
"""Common in trials of nasal esketamine (scales.csv)."""


OTHER_SCALES = (
    (r"caps", 80.0), (r"pcl", 80.0), (r"iesr", 88.0), (r"ptsd", 80.0), (r"ybocs", 40.0), (r"lsas", 144.0),
    (r"^b?ssi|^bss$|suicid", 38.0), (r"gad7", 21.0), (r"hama|vasanxiety", 56.0),
    (r"^(nrs|vas)pain|^pain(smd|nrs|vas|score|intensity)?$", 10.0), (r"abstinen", 60.0),
)  # fmt: skip
"""Scales of other complaints with their highest score; PCL-5, Y-BOCS and GAD-7 as in scales.csv, the others
assumed. Points of these are not counted as MADRS points."""


OTHER_DEPRESSION = (
    (r"^epds|edinburgh", 30.0), (r"^gds15|^gdssf", 15.0), (r"^gds(30)?$", 30.0), (r"^cesd", 60.0),
    (r"^hadsd", 21.0), (r"^ces$", 60.0),
)  # fmt: skip
"""Scales of depression without a cross-walk, by their highest score: read in proportion to it (assumed)."""


class ScaleReading(NamedTuple):
    """A scale by the key of its cross-walk, times a factor for scales that have none of their own.

    `indication` is what a scale of another complaint belongs to (`nemda.trial.rows.elsewhere`), `evidence`
    the reading of its evidence.
    """

    key: str
    factor: float
    note: str
    depression: bool = True
    indication: str = ""
    evidence: str = ""

    def of_madrs(self, madrs: Scores) -> Scores:
        """Return MADRS on this scale."""
        if self.key == "madrs":
            return madrs * self.factor
        bounded = np.clip(madrs, 0.0, scales()["madrs"].most)
        return convert(bounded, "madrs", self.key).value * self.factor

    def to_madrs(self, score: float) -> float:
        """Return the MADRS of a score of this scale."""
        bounded = min(max(score / self.factor, 0.0), scales()[self.key].most)
        return float(convert(bounded, self.key, "madrs").value) if self.key != "madrs" else bounded

    def madrs_per_point(self, at_madrs: float = 26.0) -> float:
        """Return how many MADRS points one point of this scale is worth near a severity."""
        low, high = self.of_madrs(np.array([at_madrs - 6.0, at_madrs + 6.0]))
        return 12.0 / float(high - low)

    @property
    def rating_error(self) -> float:
        """SD of one person's rating about the converted MADRS (points of this scale)."""
        if self.key == "madrs":
            return 0.0
        return float(convert(26.0, "madrs", self.key).error_sd) * self.factor

    @property
    def remission(self) -> float:
        """The highest score that counts as remission."""
        return REMISSION[self.key] * self.factor


def scale_reading(name: str) -> ScaleReading | None:
    """Return how a scale of depression is read; None for any other scale.

    >>> scale_reading("HAM-D 17").key
    'hamd17'
    """
    text = re.sub(r"[\s_()-]", "", plain(name))
    if re.search(r"madrs(si|item10)", text):
        return ScaleReading("madrs", 6.0 / 60.0, f"{name}: a tenth of MADRS (assumed)", depression=False)
    if "madrs" in text:
        return ScaleReading("madrs", 1.0, "")
    if re.search(r"(?:hamd|hdrs|hrsd)6$", text):
        return ScaleReading("hamd17", 22.0 / 52.0, f"{name} is read as HAM-D17 times 22/52 (assumed)")
    if re.search(r"hamd|hdrs|hrsd|hamilton", text):
        long = re.search(r"21|24|25|28|29", text)
        note = f"HAM-D{long[0]} is read as HAM-D17 (assumed)" if long else ""
        return ScaleReading("hamd17", 1.0, note)
    if re.search(r"^ids", text):
        return ScaleReading("qids_sr16", 84.0 / 27.0, "IDS is read as QIDS-SR16 times 84/27 (assumed)")
    if "qids" in text:
        return ScaleReading("qids_sr16", 1.0, "")
    if "phq" in text:
        return ScaleReading("phq9", 1.0, "")
    if "bdi" in text:
        return ScaleReading("madrs", 63.0 / 60.0, "BDI is read as MADRS times 63/60 (no cross-walk; assumed)")
    for words, most in OTHER_DEPRESSION:
        if re.search(words, text):
            return ScaleReading("madrs", most / 60.0, f"{name} is read as MADRS times {most:g}/60 (assumed)")
    if re.search(r"vas", text) and re.search(r"depress|mood", text):
        return ScaleReading("madrs", 100.0 / 60.0, f"{name} is read as MADRS times 100/60 (assumed)")
    for words, most in OTHER_SCALES:
        if re.search(words, text):
            return ScaleReading(
                "madrs", most / 60.0, _note(name, indication_of(name)), False, indication_of(name)
            )
    if re.fullmatch(r"depression|response|remission|smd|hedgesg|depressionsmd|moodscale", text):
        return ScaleReading("madrs", 1.0, "")
    return None


def _note(name: str, indication: str) -> str:
    if indication == PAIN:
        return f"{name}: what the mechanism leaves of long-standing pain"
    if indication:
        return f"{name} is read by the transfer of {indication.replace('_', ' ')} (nemda.indication)"
    return f"{name} is read in proportion to its range, as if it answered as mood does (assumed)"


def is_nasal_esketamine(compound: str, route: str) -> bool:
    """Return whether an arm is one of nasal esketamine, whose trials count remission up to MADRS 12."""
    return has(compound, "esketamine") and route in {"in", "intranasal", "nasal"}
