"""Each cell of a row, as papers write it."""

from __future__ import annotations

import math

import pytest
from validate_rows import cells

from nemda.validate.outcome import NotApplicableError
from nemda.validate.pk.compounds import Analyte, dosed, measured
from nemda.validate.pk.contrast import named_interactions
from nemda.validate.pk.doses import Part, dose_unit, read_parts, read_target, repeat_interval_h
from nemda.validate.pk.observation import observation
from nemda.validate.pk.persons import child_weight_kg, typical_person
from nemda.validate.pk.quantities import read_quantity
from nemda.validate.pk.routes import ways
from nemda.validate.pk.sampling import sampled_h, sampling_site
from nemda.validate.pk.text import normal
from nemda.validate.pk.units import unit_factor

HNK, NK, K = "hydroxynorketamine", "norketamine", "ketamine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ketamine", (Analyte(K), None)),
        ("S-ketamine", (Analyte(K, "s"), None)),
        ("(S)-ketamine", (Analyte(K, "s"), None)),
        ("esketamine", (Analyte(K, "s"), None)),
        ("R(-)-ketamine", (Analyte(K, "r"), None)),
        ("noresketamine", (Analyte(NK, "s"), None)),
        ("S-norketamine", (Analyte(NK, "s"), None)),
        ("norketamine (each enantiomer)", (Analyte(NK, is_each=True), None)),
        ("(2R,6R)-HNK", (Analyte(HNK, "r"), None)),
        ("(2S,6S)-hydroxynorketamine", (Analyte(HNK, "s"), None)),
        ("total HNK", (Analyte(HNK), None)),
        ("DHNK", (Analyte("dehydronorketamine"), None)),
        ("2,6-HNK / S-ketamine", (Analyte(HNK, "s"), Analyte(K, "s"))),
        ("R-ketamine / S-ketamine", (Analyte(K, "r"), Analyte(K, "s"))),
    ],
)
def test_measured(text: str, expected: tuple[Analyte, Analyte | None]) -> None:
    assert measured(normal(text)) == expected


@pytest.mark.parametrize("text", ["", "midazolam", "ketamine in CSF", "urine ketamine", "hydroxyketamine"])
def test_what_is_not_predicted_is_refused(text: str) -> None:
    with pytest.raises(NotApplicableError):
        measured(normal(text))


def test_dosed_salts_are_converted() -> None:
    assert dosed("racemic ketamine", "mg/kg") == ("ketamine", 1.0)
    assert dosed("spravato", "mg").compound == "esketamine"
    # 237.725 / 274.186
    assert dosed("s-ketamine hydrochloride", "mg").base_per_mg == pytest.approx(0.86702, abs=1e-5)
    assert dosed("ketamine", "mg hcl").base_per_mg < 1
    for text in ("norketamine", "(2r,6r)-hnk", "midazolam", ""):
        with pytest.raises(NotApplicableError):
            dosed(text, "mg")


@pytest.mark.parametrize(
    ("unit", "mg", "per_kg", "is_rate"),
    [
        ("mg", 1.0, False, False), ("mg/kg", 1.0, True, False), ("g", 1000.0, False, False),
        ("ug/kg/min", 0.06, True, True), ("mcg kg-1 min-1", 0.06, True, True), ("mg/h", 1.0, False, True),
        ("mg/kg/h", 1.0, True, True), ("mg/70kg/h", 1 / 70, True, True), ("mg/70 kg", 1 / 70, True, False),
    ],
)  # fmt: skip
def test_units_of_dose(unit: str, mg: float, per_kg: bool, is_rate: bool) -> None:
    found = dose_unit(unit)
    assert found.mg == pytest.approx(mg, rel=1e-12)
    assert (found.per_kg, found.is_rate) == (per_kg, is_rate)


@pytest.mark.parametrize(
    ("dose", "unit", "expected"),
    [
        ("0.5", "mg/kg", [Part(0.5, True, False, None, False)]),
        ("60-240", "mg", [Part(150, False, False, None, False)]),
        ("28/56/84", "mg", [Part(56, False, False, None, False)]),
        ("2 + 0.041/min", "mg/kg", [Part(2, True, False, None, False), Part(2.46, True, True, None, False)]),
        ("20-40 x 2 h", "mg/h", [Part(30, False, True, 2.0, False)]),
        ("0.3 then 0.2/h for 90 min", "mg/kg", [Part(0.3, True, False, None, False), Part(0.2, True, True,
        1.5, True)]),
        ("0.25 mg/kg bolus + 2 ug/kg/min", "", [Part(0.25, True, False, None, False), Part(0.12, True,
        True, None, False)]),
    ],
)  # fmt: skip
def test_doses(dose: str, unit: str, expected: list[Part]) -> None:
    found = read_parts(dose, unit)
    assert len(found) == len(expected)
    for part, wanted in zip(found, expected, strict=True):
        assert part.mg == pytest.approx(wanted.mg, rel=1e-12)
        assert part[1:] == wanted[1:]


@pytest.mark.parametrize(
    ("dose", "unit"), [("", "mg"), ("0", "mg"), ("lots", "mg"), ("5", "drops"), ("1e9", "g")]
)
def test_doses_that_make_no_sense(dose: str, unit: str) -> None:
    with pytest.raises(NotApplicableError):
        read_parts(dose, unit)


def test_targets() -> None:
    assert read_target("target 1500-2000", "ng/ml") == (1750, "ng/ml")
    assert read_target("target 0.5 ug/ml", "") == (0.5, "ug/ml")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("every 12 h", 12), ("q8h", 8), ("bid", 12), ("t.i.d.", 8), ("twice daily", 12), ("3 times a day", 8),
        ("twice weekly", 84), ("daily", 24), ("once", None), ("", None),
    ],
)  # fmt: skip
def test_intervals(text: str, hours: float | None) -> None:
    assert repeat_interval_h(text) == hours


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("IV", ["iv"]), ("i.v. bolus", ["iv"]), ("intravenous infusion", ["iv"]), ("IM", ["im"]),
        ("subcutaneous", ["sc"]), ("IN", ["nasal"]), ("intranasal spray", ["nasal"]), ("PO", ["oral"]),
        ("oral tablet", ["oral"]), ("sublingual/rectal", ["sublingual", "rectal"]),
        ("oral thin film (SL/buccal)", ["sublingual"]), ("oral lozenge", ["sublingual"]),
        ("transmucosal", ["sublingual"]), ("nebulized", ["inhaled"]), ("suppository", ["rectal"]),
        ("oral and nasal", ["oral", "nasal"]), ("IV TCI", ["iv"]),
    ],
)  # fmt: skip
def test_routes(text: str, routes: list[str]) -> None:
    assert [way.route for way in ways(normal(text))] == routes


def test_preparations() -> None:
    assert ways("oral prolonged-release")[0].formulation == "prolonged release"
    assert ways("oral controlled-release")[0].formulation == "extended release"
    assert ways("sublingual tablet")[0].formulation == "tablet"
    assert ways("oral thin film (sl/buccal)")[0].formulation == "film"
    assert ways("iv bolus")[0].is_bolus
    for text in ("", "epidural", "transdermal patch", "moon"):
        with pytest.raises(NotApplicableError):
            ways(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("healthy, mean 68 kg", {"weight_kg": 68}),
        ("18-60 y Japanese", {"age_y": 39, "asian": 1, "japanese": 1}),
        ("18-60 y Asian non-Japanese", {"asian": 1, "japanese": 0}),
        (">60 y Caucasian", {"age_y": 70, "asian": 0}),
        ("Child-Pugh B", {"child_pugh": 2, "age_y": 40}),
        ("moderate hepatic impairment", {"child_pugh": 2}),
        ("mild to severe renal impairment", {"renal": 2}),
        ("severe renal impairment", {"renal": 3}),
        ("healthy men", {"female": 0}),
        ("healthy women", {"female": 1}),
        ("symptomatic allergic rhinitis", {"rhinitis": 1}),
        ("smokers", {"smoker": 1}),
        ("CYP2B6 *6/*6", {"cyp2b6_star6_alleles": 2}),
        ("children 4-10 years", {"age_y": 7, "weight_kg": 28}),
        ("healthy Japanese", {"japanese": 1}),
        ("surgical patients", {"weight_kg": 70}),
    ],
)
def test_populations(text: str, expected: dict[str, float]) -> None:
    person, _ = typical_person(normal(text))
    assert {name: getattr(person, name) for name in expected} == expected
    person.bodies()


def test_animals_and_newborns_are_refused() -> None:
    for text in ("sprague-dawley rats", "horses", "neonates", "human liver microsomes"):
        with pytest.raises(NotApplicableError):
            typical_person(text)
    assert child_weight_kg(5) == 22


@pytest.mark.parametrize(
    ("text", "time", "kind", "window"),
    [
        ("Cmax", "", "peak", None), ("Tmax", "", "peak_time", None), ("AUC0-6h", "", "area", (0, 6)),
        ("AUC(0-24 h)", "", "area", (0, 24)), ("AUC0-360min", "", "area", (0, 6)),
        ("AUC", "", "area", (0, math.inf)),
        ("AUC0-inf", "", "area", (0, math.inf)), ("AUC∞", "", "area", (0, math.inf)),
        ("F", "", "bioavailability", None),
        ("absolute bioavailability", "", "bioavailability", None), ("t_half", "", "half_life", None),
        ("t1/2", "", "half_life", None), ("t½", "", "half_life", None),
        ("terminal half-life", "", "half_life", None),
        ("conc at plateau", "", "plateau", None), ("Css", "", "plateau", None),
        ("steady-state concentration", "", "plateau", None),
        ("Ctrough", "", "trough", None), ("Cmin,ss", "", "trough", None), ("Cavg", "", "average", None),
        ("conc at end of infusion", "", "end", None), ("conc", "30", "level", (0.5, math.inf)),
        ("conc at 2 h", "", "level", (2, math.inf)), ("C24h", "", "level", (24, math.inf)),
        ("CL", "", "clearance", None), ("CL/F", "", "clearance", None), ("Vss", "", "volume_at_rest", None),
        ("Vd", "", "volume", None), ("MRT", "", "residence", None),
    ],
)  # fmt: skip
def test_quantities(text: str, time: str, kind: str, window: tuple[float, float] | None) -> None:
    found = read_quantity(normal(text), "ng/ml", time)
    assert found.kind == kind
    assert not found.is_ratio
    if window is not None:
        assert (found.start_h, found.stop_h) == pytest.approx(window)


@pytest.mark.parametrize("text", ["release duration", "", "urinary excretion", "conc", "conc at recovery"])
def test_quantities_that_are_not_predicted(text: str) -> None:
    with pytest.raises(NotApplicableError):
        read_quantity(text, "min", "")


@pytest.mark.parametrize(
    ("text", "unit", "kind"),
    [
        ("ratio", "AUC", "area"), ("ratio", "Cmax", "peak"), ("ratio", "t_half", "half_life"),
        ("ratio", "AUC vs normal liver", "area"), ("ratio", "NK/K AUC ratio", "area"),
        ("AUC ratio", "ratio", "area"), ("fold change", "Cmax", "peak"), ("AUC change", "%", "area"),
    ],
)  # fmt: skip
def test_ratios(text: str, unit: str, kind: str) -> None:
    found = read_quantity(normal(text), normal(unit), "")
    assert (found.kind, found.is_ratio) == (kind, True)


@pytest.mark.parametrize(
    ("dimension", "unit", "factor"),
    [
        # 1 umol/L of ketamine is 237.725 ng/mL
        ("level", "ng/mL", 237.725), ("level", "ug/L", 237.725), ("level", "mg/L", 0.237725),
        ("level", "µg/mL", 0.237725), ("level", "umol/L", 1.0), ("level", "nmol/L", 1000.0),
        ("level", "nM", 1000.0),
        ("level", "pg/mL", 237725.0), ("area", "ng*h/mL", 237.725), ("area", "ng·h/mL", 237.725),
        ("area", "h*ng/mL", 237.725), ("area", "(ng/mL)*h", 237.725), ("area", "ng*min/mL", 14263.5),
        ("area", "ng h mL-1", 237.725), ("area", "ug*h/L", 237.725), ("area", "umol*min/L", 60.0),
        ("time", "min", 60.0), ("time", "h", 1.0), ("share", "%", 100.0), ("share", "fraction", 1.0),
        ("clearance", "L/h", 1.0), ("clearance", "mL/min", 1000 / 60), ("volume", "L", 1.0),
        ("ratio", "AUC", 1.0),
    ],
)  # fmt: skip
def test_units(dimension: str, unit: str, factor: float) -> None:
    found = unit_factor(dimension, normal(unit), "ketamine")
    assert found.value == pytest.approx(factor, rel=1e-6)
    assert found.weight_kg == 0


def test_units_per_body_weight() -> None:
    assert unit_factor("clearance", "ml/min/kg", "ketamine").weight_kg == 1
    assert unit_factor("clearance", "l/h/70 kg", "ketamine").weight_kg == 70
    assert unit_factor("volume", "l/kg", "ketamine").weight_kg == 1


@pytest.mark.parametrize(
    ("dimension", "unit"),
    [
        ("level", "ng*h/mL"),
        ("area", "ng/mL"),
        ("time", "ng"),
        ("share", "mg"),
        ("level", ""),
        ("clearance", "L"),
    ],
)
def test_units_of_another_dimension(dimension: str, unit: str) -> None:
    with pytest.raises(NotApplicableError):
        unit_factor(dimension, normal(unit), "ketamine")


def test_sampling_sites() -> None:
    assert sampling_site(observation(cells())) == "venous"
    assert sampling_site(observation(cells(note="arterial line"))) == "arterial"
    assert sampling_site(observation(cells(study_id="noppers2011"))) == "arterial"
    assert sampling_site(observation(cells(study_id="noppers2011", note="venous"))) == "venous"


def test_sampled_time_is_said_shown_or_usual() -> None:
    assert sampled_h(observation(cells(note="blood sampled to 12 h")), 8.0) == 12
    assert sampled_h(observation(cells()), 8.0) == 8
    assert sampled_h(observation(cells()), None) == 24
    assert sampled_h(observation(cells(citation="Old 1981 J 1:1")), None) == 10
    assert sampled_h(observation(cells(population="surgical patients")), None) == 6


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"note": "with ticlopidine"}, ("ticlopidine",)),
        ({"note": "St. John's wort"}, ("St John's wort",)),
        ({"note": "itraconazole: no increase; conflicts with clarithromycin"}, ("itraconazole",)),
        ({"study_id": "x2012grapefruit"}, ("grapefruit juice",)),
        ({"note": "rifampicin; arterial", "citation": "Made 2012 (clarithromycin)"}, ("rifampicin",)),
        ({}, ()),
    ],
)
def test_interacting_drugs(changed: dict[str, str], expected: tuple[str, ...]) -> None:
    assert named_interactions(observation(cells(**changed))) == expected
