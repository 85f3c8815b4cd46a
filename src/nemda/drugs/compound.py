"""What a compound card says: identity, masses, enantiomers, routes, legal and formulation notes.

A card fixes the two facts on which every dose depends: which molecule, and whether a written milligram is
base or salt. Ketamine and its metabolites carry no more; their kinetics and affinities live with their
equations. Any other drug may bring its own as data, in the form that `nemda.pk.companion` reads.
What would falsify a card: a label whose printed base and salt contents disagree with its masses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from nemda.drugs.routes import Route
from nemda.errors import DrugError

Kind = Literal["drug", "metabolite", "active comparator", "inert"]
KINDS: tuple[Kind, ...] = get_args(Kind)

LabelDose = Literal["base", "salt", "none"]
LABEL_DOSES: tuple[LabelDose, ...] = get_args(LabelDose)


class Source(NamedTuple):
    """A source that a card cites: a short key and where to find it."""

    key: str
    citation: str


class Identifier(NamedTuple):
    """A code of the compound in a public register (CAS, ATC, RxNorm, SNOMED CT)."""

    system: str
    code: str


class Enantiomers(NamedTuple):
    """Fractions of a dose that are the S and the R form; isomers share one molar mass, so by mass too."""

    s: float
    r: float


class MolarMass(NamedTuple):
    """Molar masses in g/mol of the base and of its salt; `salt` is None where no salt is described."""

    base: float
    salt: float | None
    formula: str
    source: str


class UsualSession(NamedTuple):
    """The route and length of a session when a sentence names only the compound."""

    route: Route
    duration_h: float
    source: str


@dataclass(frozen=True)
class Compound:
    """One compound as nemda knows it.

    `label_dose` says what a milligram of the plain name means: ``base``, ``salt`` or ``none`` (no
    drug). `salt_names` always mean the salt. `has_kinetics` says whether doses become levels; an
    active comparator is dosed and produces none. An empty `routes` means an information card: the
    compound cannot be dosed. `enantiomers` is None for achiral compounds, and for metabolites whose
    composition follows from their parent. `numbers` holds the tables ``kinetics``, ``metabolites``,
    ``targets`` and ``efficacies`` as they stand on the card of a companion drug (see `nemda.pk.companion`);
    it is empty for ketamine and its relatives.
    """

    key: str
    names: tuple[str, ...]
    salt_names: tuple[str, ...]
    kind: Kind
    label_dose: LabelDose
    has_kinetics: bool
    routes: tuple[Route, ...]
    molar_mass: MolarMass | None
    enantiomers: Enantiomers | None
    usual_session: UsualSession | None
    formulation: str
    legal: str
    note: str
    identifiers: tuple[Identifier, ...]
    sources: tuple[Source, ...]
    numbers: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def __post_init__(self) -> None:
        self._check_masses()
        self._check_sources()
        if self.has_kinetics and not (self.routes and self.molar_mass):
            self._refuse("Kinetics need routes and molar masses.", got=self.has_kinetics)
        if self.has_kinetics != (self.is_companion or (self.enantiomers is not None and self.dosable)):
            self._refuse(
                "Kinetics need a table of them, or the enantiomers of ketamine.", got=self.has_kinetics
            )
        if self.enantiomers is not None and not math.isclose(sum(self.enantiomers), 1.0, abs_tol=1e-12):
            self._refuse("Enantiomer fractions must sum to 1.", got=tuple(self.enantiomers))
        if self.usual_session is not None and self.usual_session.route not in self.routes:
            self._refuse("The usual session uses a route that is not allowed.", got=self.usual_session.route)

    def _check_masses(self) -> None:
        if (self.kind == "inert") != (self.label_dose == "none"):
            self._refuse("Only an inert compound has doses of nothing.", got=self.label_dose)
        if (self.kind == "inert") != (self.molar_mass is None):
            self._refuse("Every compound except an inert one has a molar mass.", got=self.molar_mass)
        salt = self.molar_mass.salt if self.molar_mass else None
        if salt is None and (self.salt_names or self.label_dose == "salt"):
            self._refuse("A salt is named without its molar mass.", got=self.salt_names)
        if self.molar_mass is not None and not 0 < self.molar_mass.base < (salt or math.inf):
            self._refuse("A salt is heavier than its base.", got=tuple(self.molar_mass))

    def _check_sources(self) -> None:
        known = {source.key for source in self.sources}
        cited = [part.source for part in (self.molar_mass, self.usual_session) if part is not None]
        if missing := sorted(set(cited) - known):
            self._refuse("A number cites a source that the card does not list.", got=missing)

    def _refuse(self, what: str, *, got: object) -> None:
        raise DrugError(what, where=f"compound card {self.key!r}", got=got)

    @property
    def dosable(self) -> bool:
        """Whether a dose of this compound can be given at all."""
        return bool(self.routes)

    @property
    def base_name(self) -> str:
        """The name under which a written milligram is a milligram of base."""
        return f"{self.key} base" if self.label_dose == "salt" else self.key

    @property
    def is_companion(self) -> bool:
        """Whether the card brings its own kinetics: any drug but ketamine and its enantiomers."""
        return "kinetics" in self.numbers

    @property
    def is_gas(self) -> bool:
        """Whether the compound is breathed in as a gas, so that a dose is a percentage for a time."""
        return "wash_rate" in self.numbers.get("kinetics", {})

    @property
    def base_per_salt(self) -> float:
        """Milligrams of base in one milligram of salt (ratio of the molar masses).

        Raises
        ------
        DrugError
            The card describes no salt.
        """
        if self.molar_mass is None or self.molar_mass.salt is None:
            raise DrugError("This compound has no salt on its card.", got=self.key)
        return self.molar_mass.base / self.molar_mass.salt
