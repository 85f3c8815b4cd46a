"""What is measured in plasma: names as people write them, and the signals that hold their levels.

A name without a form means the sum of both; "S-norketamine", "esketamine" or "S-HNK" mean one form.
A published model of esketamine has no sum, so there the S form alone is what its name gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.drugs.names import near_matches, normal_form
from nemda.errors import DataError
from nemda.model.drive import Drive
from nemda.pk.kinetics import PLASMA_COMPOUNDS
from nemda.pk.published import PublishedModel

VENOUS = "venous"
SITES = (VENOUS, "arterial")
SHOWN = ("ketamine", "norketamine", "hydroxynorketamine", "dehydronorketamine")
"""The compounds in the order in which they are shown."""

_SHORT = {
    "k": "ketamine", "nk": "norketamine", "hnk": "hydroxynorketamine", "dhnk": "dehydronorketamine",
    "esketamine": "S-ketamine", "arketamine": "R-ketamine", "noresketamine": "S-norketamine",
    "norarketamine": "R-norketamine",
}  # fmt: skip
_FORM = re.compile(r"^\(?(?P<form>[sr])\)?-?(?P<compound>[a-z].*)$", re.IGNORECASE)


class Analyte(NamedTuple):
    """A compound, its form ("s", "r", or "" for the sum of both) and where the sample is drawn."""

    compound: str
    form: str
    site: str

    @property
    def signal(self) -> str:
        """The name of its level in a drive and in a dataset: ``ketamine_s_venous``."""
        return "_".join(filter(None, (self.compound, self.form, self.site)))

    @property
    def name(self) -> str:
        """The name for readers: ``S-ketamine``."""
        return f"{self.form.upper()}-{self.compound}" if self.form else self.compound


def read_analytes(
    names: Sequence[str] | None,
    sites: Sequence[str],
    model: PublishedModel | None,
    companions: Sequence[str] = (),
    *,
    alone: bool = False,
) -> tuple[Analyte, ...]:
    """Return the analytes that names mean at each site; without names, all that the model has.

    `companions` are molecules of other drugs in the regimen, sampled from a vein; `alone` says that there is
    no ketamine beside them.

    Raises
    ------
    DataError
        A name is unknown, or the model has no levels of it there; what there is, is named.
    """
    known = SHOWN if model is None else tuple(name for name in SHOWN if name in model.compounds)
    known = tuple(companions) if alone else (*known, *companions)
    wanted = [(name, "") for name in known] if names is None else [_read(name, companions) for name in names]
    if not wanted:
        raise DataError("No analyte is named.", where="analytes", expected=", ".join(known))
    if missing := [compound for compound, _ in wanted if compound not in known]:
        raise DataError(
            "This model has no levels of this compound.", where="analytes", got=", ".join(missing),
            expected=", ".join(known),
        )  # fmt: skip
    found = dict.fromkeys(
        Analyte(compound, form, site if compound not in companions else VENOUS)
        for site in sites
        for compound, form in wanted
    )
    return tuple(found)


def _read(text: str, companions: Sequence[str]) -> tuple[str, str]:
    """Return the compound and form that a name means."""
    plain = normal_form(text).strip()
    of_companions = {normal_form(name): name for name in companions}
    if plain in of_companions:
        return of_companions[plain], ""
    plain = _SHORT.get(plain, plain)
    if plain in PLASMA_COMPOUNDS:
        return plain, ""
    found = _FORM.match(plain)
    if found is not None:
        compound = _SHORT.get(found["compound"].lower(), found["compound"].lower())
        if compound in PLASMA_COMPOUNDS:
            return compound, found["form"].lower()
    names = [*PLASMA_COMPOUNDS, *_SHORT, *(f"S-{name}" for name in PLASMA_COMPOUNDS)]
    near = near_matches(text, names)
    raise DataError(
        "Unknown analyte.", where="analytes", got=repr(text),
        expected=f"{', '.join(SHOWN)}; with S- or R- in front, one form",
        hint=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
    )  # fmt: skip


def signal_of(analyte: Analyte, drive: Drive, model: PublishedModel | None) -> str:
    """Return the signal of a drive that holds the level of an analyte.

    Raises
    ------
    DataError
        The model gives no such level for these doses.
    """
    if analyte.signal in drive.names:
        return analyte.signal
    alone = f"{analyte.compound}_s_{analyte.site}"
    if model is not None and not analyte.form and alone in drive.names:
        return alone
    of = "the default model" if model is None else model.name
    raise DataError(
        "The model gives no level of this analyte for these doses.", where=of, got=analyte.name,
        expected=", ".join(drive.names), hint="a published model has one site, and at most the S form",
    )  # fmt: skip
