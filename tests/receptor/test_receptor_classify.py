"""The classifier gets known ligands right, reads no label, and says why."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from nemda.errors import ReceptorError
from nemda.receptor.classify import bench as bench_module
from nemda.receptor.classify.classify import classify
from nemda.receptor.classify.kind import Kind
from nemda.receptor.classify.thresholds import Thresholds, threshold_table, thresholds
from nemda.receptor.ligand.library import load_compound
from nemda.receptor.preparation import prepare as prepare_module
from nemda.receptor.scheme.constant import Constant
from nemda.receptor.scheme.library import load_scheme
from nemda.receptor.scheme.scheme import SiteLigand

KNOWN = {
    ("nmda.2a", "ketamine"): Kind.TRAPPING_BLOCKER,
    ("nmda.2b", "ketamine"): Kind.TRAPPING_BLOCKER,
    ("nmda.2a", "mk801"): Kind.TRAPPING_BLOCKER,
    ("nmda.2a", "phencyclidine"): Kind.TRAPPING_BLOCKER,
    ("nmda.2a", "memantine"): Kind.PARTLY_TRAPPING_BLOCKER,
    ("nmda.2a", "lanicemine"): Kind.PARTLY_TRAPPING_BLOCKER,
    ("nmda.2a", "magnesium"): Kind.FAST_BLOCKER,
    ("nmda.magnesium", "magnesium"): Kind.FAST_BLOCKER,
    ("nmda.2a", "d_cycloserine"): Kind.GLYCINE_SITE_PARTIAL_AGONIST,
    ("nmda.2b", "d_cycloserine"): Kind.GLYCINE_SITE_PARTIAL_AGONIST,
    ("nmda.2a", "glycine"): Kind.GLYCINE_SITE_AGONIST,
    ("nmda.2a", "glutamate"): Kind.AGONIST,
    ("nmda.2a", "xenon"): Kind.GLYCINE_SITE_COMPETITOR,
    ("nmda.2a", "7_chlorokynurenate"): Kind.GLYCINE_SITE_COMPETITOR,
    ("nmda.2a", "zinc"): Kind.OTHER_INHIBITOR,
    ("nmda.2a", "nitrous_oxide"): Kind.OTHER_INHIBITOR,
    ("nmda.2a", "nicotine"): Kind.INACTIVE,
    ("nachr.alpha7", "nicotine"): Kind.AGONIST,
    ("nachr.alpha7", "choline"): Kind.AGONIST,
    ("nachr.alpha7", "ketamine"): Kind.OTHER_INHIBITOR,
    ("gabaa", "gaba"): Kind.AGONIST,
    ("ampa", "ketamine"): Kind.INACTIVE,
}


@pytest.mark.parametrize(("receptor", "compound"), KNOWN)
def test_known_ligands_come_out_right(receptor, compound):
    found = classify(receptor, compound)
    assert found.kind is KNOWN[receptor, compound]
    assert found.kind.value in found.sentence
    assert found.evidence
    assert len(found.table.rows) == len(found.evidence)


def test_nicotine_is_noted_as_strongly_desensitizing_and_choline_is_not():
    # R48: 76 umol/L activate, 0.65 desensitize.
    nicotine, choline = (classify("nachr.alpha7", name) for name in ("nicotine", "choline"))
    assert "desensitizing" in nicotine.notes[0]
    assert nicotine.notes[0] in nicotine.sentence
    assert not choline.notes


def test_d_cycloserine_is_stronger_than_glycine_at_glun2c():
    found = classify("nmda.2c", "d_cycloserine")
    assert found.kind is Kind.GLYCINE_SITE_AGONIST
    assert "more than glycine itself" in found.sentence


SHUFFLED = {
    "memantine": "7_chlorokynurenate",
    "naltrexone": "mk801",
    "d_serine": "zinc",
    "ketamine": "d_cycloserine",
    "gaba": "memantine",
    "mk801": "choline",
}


def test_no_label_is_read(monkeypatch):
    """Every name gets another compound's card, with the titles and notes of its own name."""

    def shuffled(name):
        if name not in SHUFFLED:
            return load_compound(name)
        original = load_compound(SHUFFLED[name])
        label = load_compound(name)
        return replace(original, name=name, title=label.title, note=label.note)

    monkeypatch.setattr(prepare_module, "load_compound", shuffled)
    for name, behaves_as in SHUFFLED.items():
        expected = KNOWN.get(("nmda.2a", behaves_as), Kind.INACTIVE)
        assert classify("nmda.2a", name).kind is expected, name


def with_alpha7_ligand(efficacy):
    """The alpha7 receptor with one more ligand of the activation site, called "unknown"."""
    scheme = load_scheme("nachr.alpha7")

    def constant(name, value, unit):
        return Constant(
            name, value, unit, "made up for a test", "C", "assumption", verified=False, note="test"
        )

    added = {
        "unknown_half": constant("unknown_half", 2.0, "umol/L"),
        "unknown_efficacy": constant("unknown_efficacy", efficacy, "dimensionless"),
    }
    sites = tuple(
        replace(site, ligands=(*site.ligands, SiteLigand("unknown", "unknown_half", "unknown_efficacy")))
        if site.name == "activation"
        else site
        for site in scheme.sites
    )
    return replace(scheme, sites=sites, constants=MappingProxyType({**scheme.constants, **added}))


@pytest.mark.parametrize(
    ("efficacy", "kind"),
    [(0.0, Kind.COMPETITIVE_ANTAGONIST), (0.25, Kind.PARTIAL_AGONIST), (1.0, Kind.AGONIST)],
)
def test_a_ligand_of_a_scheme_of_ones_own_is_judged_by_its_efficacy(efficacy, kind):
    found = classify(with_alpha7_ligand(efficacy), "unknown")
    assert found.kind is kind


def test_thresholds_are_documented_and_decide(monkeypatch):
    assert set(threshold_table()) == set(Thresholds._fields)
    assert all(one.note for one in threshold_table().values())
    strict = thresholds()._replace(full_coagonism=0.5)
    monkeypatch.setattr("nemda.receptor.classify.classify.thresholds", lambda: strict)
    assert classify("nmda.2b", "d_cycloserine").kind is Kind.GLYCINE_SITE_AGONIST


def test_the_battery_finds_the_glycine_site_by_leaving_glycine_out():
    setup = bench_module.Setup
    assert bench_module.bench(setup("nmda.2a"), "ketamine").needs_coagonist
    assert not bench_module.bench(setup("gabaa"), "ketamine").needs_coagonist


@pytest.mark.parametrize(
    ("receptor", "compound", "word"),
    [
        ("nmda.2a", "aspirin", "Unknown compound"),
        ("nmda", "ketamine", "Unknown receptor"),
        ("opioid.mu", "naltrexone", "no current"),
    ],
)
def test_bad_requests_are_refused(receptor, compound, word):
    with pytest.raises(ReceptorError, match=word):
        classify(receptor, compound)
