"""A receptor with what may be applied to it, put together from its scheme and the compounds' cards.

Order: disputed site, glycine site, pore. Each layer sees the layers before it as the gating arm that it
copies. What a compound does not do at a family of receptors it does not do here: any compound can be
prepared with any receptor.

Two things hold unless asked otherwise. Magnesium is at equilibrium with the open pore of every NMDA
receptor, and absent when a protocol does not name it. The glycine site is saturated, unless a compound
that binds there is named; then only what the protocol names is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nemda.errors import ReceptorError
from nemda.receptor.ligand.card import ApparentBlock, Compound, OpenBlock
from nemda.receptor.ligand.library import load_compound
from nemda.receptor.pore.blocker import Blocker
from nemda.receptor.pore.compose import with_blockers
from nemda.receptor.pore.intrinsic import escape_for_trapping, intrinsic_blocker
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.library import load_scheme
from nemda.receptor.scheme.scheme import Scheme
from nemda.receptor.site.allosteric import with_allosteric_site
from nemda.receptor.site.coagonist import CoagonistLigand
from nemda.receptor.site.glycine import with_glycine_site
from nemda.receptor.site.scaling import Scaling

MAGNESIUM = "magnesium"
GLYCINE = "glycine"


@dataclass(frozen=True)
class Preparation:
    """A receptor ready for experiments.

    `scheme` holds all states, `gating` those of the receptor alone. `ligands` are the names that a
    protocol may use. `coagonists` and `scalings` multiply the open probability.
    """

    receptor: str
    scheme: Scheme
    gating: Scheme
    compounds: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    coagonists: tuple[CoagonistLigand, ...]
    scalings: tuple[Scaling, ...]

    @property
    def ligands(self) -> frozenset[str]:
        """The ligands and compounds that a protocol may name."""
        return self.scheme.ligands | frozenset(self.compounds)

    @property
    def unverified(self) -> tuple[Constant, ...]:
        """The constants in use, of receptor and compounds, that were not read in their source."""
        cards = [load_compound(name) for name in self.compounds]
        constants = [
            *self.scheme.constants.values(),
            *(one for card in cards for one in card.constants.values()),
        ]
        return tuple(dict.fromkeys(constant for constant in constants if not constant.verified))


def prepare(
    receptor: str | Scheme,
    compounds: Sequence[str] = (),
    *,
    explicit_magnesium: bool = False,
    explicit_glycine: bool = False,
    high_affinity_site: bool = False,
) -> Preparation:
    """Return the receptor (a shipped name, or a scheme of one's own) with the named compounds.

    `explicit_magnesium` makes magnesium a state of the pore (its entry and exit resolved in
    microseconds, with its own effect on the gate). `explicit_glycine` gives the glycine site its speed.
    `high_affinity_site` turns on the disputed second site of ketamine.

    Raises
    ------
    ReceptorError
        The receptor or a compound is unknown or named twice, or an option does not apply to it.
    """
    gating = load_scheme(receptor) if isinstance(receptor, str) else receptor
    if len(set(compounds)) < len(compounds):
        raise ReceptorError("A compound is named twice.", where="compounds", got=", ".join(compounds))
    cards = [load_compound(name) for name in compounds]
    scheme = _with_disputed_sites(gating, cards) if high_affinity_site else gating
    if explicit_glycine:
        scheme = _with_explicit_glycine(scheme, cards)
    pore = list[Blocker]()
    if explicit_magnesium:
        if gating.fast_block is None:
            raise ReceptorError("This receptor has no fast magnesium to make explicit.", where=gating.name)
        scheme = replace(scheme, fast_block=None)
        pore.append(_magnesium(gating))
    for card in cards:
        pore += [
            _blocker(gating, card, block) for block in card.apparent_blocks if block.family == gating.family
        ]
    return Preparation(
        receptor=gating.name,
        scheme=with_blockers(scheme, pore),
        gating=gating,
        compounds=tuple(compounds),
        blockers=tuple(pore),
        coagonists=() if explicit_glycine else _coagonists(gating, cards),
        scalings=_scalings(gating, cards),
    )


def _blocker(gating: Scheme, card: Compound, block: ApparentBlock) -> Blocker:
    constants = card.constants
    scale = card.of_subtype(block.relative, gating.subtype) if block.relative else None

    def build(closed_exit: Constant | None) -> Blocker:
        return intrinsic_blocker(
            gating, card.name, constants[block.half_block], constants[block.apparent_dissociation],
            constants[block.distance], constants[block.reference].value, closed_exit,
            closed_access=block.closed_access, relative=1.0 if scale is None else scale.value,
        )  # fmt: skip

    trapped = build(None)
    if not block.trapping:
        return trapped
    escape = escape_for_trapping(gating, trapped, constants[block.trapping])
    return trapped if escape is None else build(escape)


def _magnesium(gating: Scheme) -> Blocker:
    card = load_compound(MAGNESIUM)
    block: OpenBlock = next(one for one in card.open_blocks if one.family == gating.family)
    constants = card.constants
    return Blocker(
        name=MAGNESIUM,
        association=constants[block.association],
        dissociation=constants[block.dissociation],
        association_slope=constants[block.association_slope],
        dissociation_slope=constants[block.dissociation_slope],
        opening_factor=constants[block.opening_factor].value,
        closing_factor=constants[block.closing_factor].value,
    )


def _with_explicit_glycine(scheme: Scheme, cards: Sequence[Compound]) -> Scheme:
    others = [card.name for card in cards if card.coagonists and card.name != GLYCINE]
    if others:
        raise ReceptorError(
            "Only glycine has a known speed at its site.", where="explicit_glycine", got=", ".join(others),
            hint="use the site at equilibrium for other ligands",
        )  # fmt: skip
    card = load_compound(GLYCINE)
    for action in card.coagonists:
        if action.family == scheme.family:
            half = card.of_subtype(action.half, scheme.subtype)
            speed = card.of_subtype(action.dissociation or {}, scheme.subtype)
            if half is not None and speed is not None:
                return with_glycine_site(scheme, half, speed)
    raise ReceptorError("This receptor has no glycine site.", where=scheme.name)


def _with_disputed_sites(scheme: Scheme, cards: Sequence[Compound]) -> Scheme:
    for card in cards:
        for site in card.disputed_sites:
            if site.family == scheme.family:
                scheme = with_allosteric_site(
                    scheme, card.name, card.constants[site.half], card.constants[site.maximal],
                    card.constants[site.dissociation],
                )  # fmt: skip
    return scheme


def _coagonists(gating: Scheme, cards: Sequence[Compound]) -> tuple[CoagonistLigand, ...]:
    found = list[CoagonistLigand]()
    for card in cards:
        for action in card.coagonists:
            if action.family != gating.family:
                continue
            half = card.of_subtype(action.half, gating.subtype)
            efficacy = card.of_subtype(action.efficacy, gating.subtype)
            if half is None or efficacy is None:
                raise ReceptorError(
                    "No constants of this compound at this subtype.", where=card.name, got=gating.subtype,
                    expected=", ".join(action.half),
                )  # fmt: skip
            found.append(CoagonistLigand(card.name, half.value, efficacy.value))
    return tuple(found)


def _scalings(gating: Scheme, cards: Sequence[Compound]) -> tuple[Scaling, ...]:
    found = list[Scaling]()
    for card in cards:
        for one in card.inhibitions:
            if one.family != gating.family or (one.subtypes and gating.subtype not in one.subtypes):
                continue
            hill = card.constants[one.hill].value if one.hill else 1.0
            maximal = card.constants[one.maximal].value if one.maximal else 1.0
            found.append(Scaling(card.name, card.constants[one.half].value, hill, maximal))
    return tuple(found)
