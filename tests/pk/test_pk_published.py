"""What the models give against published numbers, read from the evidence tables where they are there.

Each tolerance says what kind of agreement is claimed: to rounding for a published simulation of the
same model, to the spread of the data for observations. What does not agree is tested as such, so
that nobody tunes it away unseen.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from importlib.resources import files

import numpy as np
import pytest

from nemda.drugs import Route
from nemda.model.drive import Drive
from nemda.pk import ng_per_ml
from nemda.pk.doses import KetamineDoses
from nemda.pk.kinetics import plasma_levels
from nemda.pk.metrics import area_under_curve, peak, terminal_half_life
from nemda.pk.readings import readings
from nemda.pk.values import typical_values

S_KINETICS = {"ketamine_r_clearance_ratio": 1.0, "ketamine_r_volume_ratio": 1.0}


def observations(study: str) -> list[dict[str, str]]:
    table = files("nemda.evidence").joinpath("tables/pk_observations.csv")
    with table.open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if row["study_id"] == study]


def observed(study: str, **wanted: str) -> float:
    rows = [row for row in observations(study) if wanted.items() <= row.items()]
    assert len(rows) == 1, (study, wanted)
    return float(rows[0]["value"])


def give(
    route: Route,
    s_mg: float,
    r_mg: float = 0.0,
    duration_h: float = 0.0,
    weight_kg: float = 70.0,
    changes: Mapping[str, float] | None = None,
) -> Drive:
    values = typical_values(1) | {name: np.array([value]) for name, value in (changes or {}).items()}
    doses = KetamineDoses(
        (route,), np.zeros(1), np.array([duration_h]), np.full((1, 1), s_mg), np.full((1, 1), r_mg)
    )
    return plasma_levels(doses, np.array([weight_kg]), values)


def level(drive: Drive, name: str, time_h: float) -> float:
    concentration = drive.at(np.array([time_h]))[drive.names.index(name), 0, 0]
    return float(ng_per_ml(concentration, name.split("_", maxsplit=1)[0]))


def top(drive: Drive, name: str, stop_h: float = 24.0) -> float:
    return float(ng_per_ml(peak(drive, name, 0.0, stop_h).level, name.split("_", maxsplit=1)[0])[0])


def top_min(drive: Drive, name: str) -> float:
    return 60.0 * float(peak(drive, name, 0.0, 24.0).time_h[0])


def area(drive: Drive, name: str, stop_h: float = math.inf) -> float:
    return float(ng_per_ml(area_under_curve(drive, name, 0.0, stop_h), name.split("_", maxsplit=1)[0])[0])


@pytest.mark.parametrize(
    "row",
    observations("otto2021_chdr1311"),
    ids=lambda row: f"{row['compound_measured']} {row['time_min']} min",
)
def test_venous_levels_after_10_mg_in_30_min_otto2021(row: dict[str, str]) -> None:
    drive = give("iv", 10.0, duration_h=0.5, weight_kg=68.0)
    name = row["compound_measured"].removeprefix("S-") + "_venous"
    # Medians of 17 people, digitized to about 10%; the source shows its model within about 20%.
    assert level(drive, name, float(row["time_min"]) / 60.0) == pytest.approx(float(row["value"]), rel=0.20)


def test_norketamine_at_1_h_otto2021() -> None:
    assert level(
        give("iv", 10.0, duration_h=0.5, weight_kg=68.0), "norketamine_venous", 1.0
    ) == pytest.approx(20.9, abs=0.05)


def test_arterial_peak_after_20_mg_in_20_min_simons2022() -> None:
    found = top(give("iv", 20.0, duration_h=1 / 3), "ketamine_arterial")
    assert found == pytest.approx(268.0, abs=0.5)
    peaks = [float(row["value"]) for row in observations("simons2022_iv") if row["quantity"] == "Cmax"]
    assert min(peaks) <= found <= max(peaks)


@pytest.mark.parametrize("compound", ["ketamine", "norketamine", "hydroxynorketamine"])
@pytest.mark.parametrize("dose", ["50", "100"])
def test_arterial_area_after_oral_films_simons2022(compound: str, dose: str) -> None:
    drive = give("sublingual", float(dose), changes=SIMONS)
    published = observed("simons2022", compound_measured=f"S-{compound}", dose=dose, quantity="AUC0-6h")
    # ng min/mL. Observed means; bioavailability fell with the dose, which the model does not hold.
    assert 60.0 * area(drive, f"{compound}_arterial", 6.0) == pytest.approx(published, rel=0.13)


def test_arterial_peak_time_after_oral_films_simons2022() -> None:
    published = observed("simons2022", compound_measured="S-ketamine", dose="50", quantity="Tmax")
    assert top_min(give("sublingual", 50.0), "ketamine_arterial") == pytest.approx(published, abs=2.0)


SIMONS = readings()["simons2022"].values
LITERAL = readings()["noresketamine-literal"].values
SCALED = readings()["noresketamine-area"].values
CAUCASIAN: dict[str, float] = {}
ASIAN = {"hepatic_other_rate": 1.11 * 0.36, "spray_norketamine_clearance": 53.2 * 0.81}
JAPANESE = ASIAN | {"nasal_cavity_fraction": 0.54 * 1.34}
STRATA = {
    "18-60 y Caucasian": CAUCASIAN,
    "18-60 y Asian non-Japanese": ASIAN,
    "18-60 y Japanese": JAPANESE,
    # The table does not print the age it used above 60; 70 years fits all its rows.
    ">60 y Caucasian": {"hepatic_blood_flow_scale": 1.0 - 2.19 * 10.0 / 151.0},
}


@pytest.mark.parametrize("dose", ["28", "56", "84"])
@pytest.mark.parametrize("stratum", STRATA)
def test_nasal_esketamine_perezruixo2021(stratum: str, dose: str) -> None:
    drive = give("nasal", float(dose), changes=STRATA[stratum])
    row = {"compound_measured": "S-ketamine", "dose": dose, "population": stratum}
    # A simulation of the same model, published without its exact settings.
    assert top(drive, "ketamine_venous") == pytest.approx(
        observed("perezruixo2021_table4", quantity="Cmax", **row), rel=0.02
    )
    assert area(drive, "ketamine_venous", 24.0) == pytest.approx(
        observed("perezruixo2021_table4", quantity="AUC0-24h", **row), rel=0.015
    )


@pytest.mark.parametrize("dose", ["28", "56", "84"])
def test_noresketamine_peak_agrees_and_its_area_does_not_perezruixo2021(dose: str) -> None:
    row = {"compound_measured": "S-norketamine", "dose": dose, "population": "18-60 y Caucasian"}
    published_peak = observed("perezruixo2021_table4", quantity="Cmax", **row)
    published_area = observed("perezruixo2021_table4", quantity="AUC0-24h", **row)
    literal = give("nasal", float(dose), changes=LITERAL)
    assert top(literal, "norketamine_venous") == pytest.approx(published_peak, rel=0.01)
    assert 1.38 < area(literal, "norketamine_venous", 24.0) / published_area < 1.56
    scaled = give("nasal", float(dose), changes=SCALED)
    assert area(scaled, "norketamine_venous", 24.0) == pytest.approx(published_area, rel=0.05)


@pytest.mark.parametrize(("dose", "published"), [(56.0, 0.54), (84.0, 0.51)])
def test_nasal_bioavailability_perezruixo2021(dose: float, published: float) -> None:
    nasal, intravenous = give("nasal", dose), give("iv", dose)
    fraction = area(nasal, "ketamine_arterial") / area(intravenous, "ketamine_arterial")
    assert fraction == pytest.approx(published, abs=0.01)


def test_half_life_after_nasal_esketamine_is_in_the_label_range() -> None:
    # 7 to 12 h (prescribing information as summarized in 2019).
    assert 7.0 <= terminal_half_life(give("nasal", 84.0), "ketamine_venous")[0] <= 12.0


def test_end_of_the_antidepressant_infusion_venous_and_arterial() -> None:
    racemate = give("iv", 17.5, 17.5, duration_h=2 / 3)
    as_s = give("iv", 17.5, 17.5, duration_h=2 / 3, changes=S_KINETICS)
    # 0.5 mg/kg in 40 min at 70 kg, ng/mL; R as S gives the lower venous and the arterial check value.
    assert level(as_s, "ketamine_venous", 2 / 3) == pytest.approx(158.0, abs=0.5)
    assert level(racemate, "ketamine_venous", 2 / 3) == pytest.approx(169.0, abs=0.5)
    assert level(as_s, "ketamine_arterial", 2 / 3) == pytest.approx(289.0, abs=0.5)
    # R distributes into a smaller volume and leaves more slowly, so the racemate lies a little higher.
    assert 1.0 < level(racemate, "ketamine_arterial", 2 / 3) / 289.0 < 1.08
    # By 110 min both sites are within what five adult models span.
    for site in ("venous", "arterial"):
        assert 38.0 <= level(racemate, f"ketamine_{site}", 110.0 / 60.0) <= 65.0


def test_tabulated_antidepressant_peak_lies_between_the_sites() -> None:
    racemate = give("iv", 17.5, 17.5, duration_h=2 / 3)
    published = observed("zarate2006", quantity="Cmax")
    assert top(racemate, "ketamine_venous") < published < top(racemate, "ketamine_arterial")


def test_intramuscular_peak_time_and_bioavailability() -> None:
    assert 18.0 <= top_min(give("im", 17.5, 17.5), "ketamine_venous") <= 23.0
    fraction = area(give("im", 10.0, 10.0), "ketamine_venous") / area(
        give("iv", 10.0, 10.0), "ketamine_venous"
    )
    assert fraction == pytest.approx(observed("route_F_tertiary", route="IM", quantity="F") / 100.0, rel=1e-8)


@pytest.mark.parametrize(
    ("route", "low", "high"),
    [
        ("sublingual", 0.27, 0.31),  # Rolan 2014: 0.29 (90% CI); Yanagihara 2003: about 0.30
        ("oral", 0.18, 0.23),  # Yanagihara 2003: about 0.20; adults 0.20 to 0.23; label-style 0.17 to 0.20
        ("nasal", 0.43, 0.47),  # Yanagihara 2003: 0.45
    ],
)
def test_racemic_bioavailability(route: Route, low: float, high: float) -> None:
    # Moles of both forms that reach the arterial blood, each against its own clearance.
    reached = [
        0.5 * area(give(route, 25.0, 25.0), f"ketamine_{letter}_arterial")
        / area(give("iv", 25.0, 25.0), f"ketamine_{letter}_arterial")
        for letter in ("s", "r")
    ]  # fmt: skip
    assert low <= sum(reached) <= high


def test_oral_bioavailability_of_r_exceeds_that_of_s_hasan2021() -> None:
    fractions = {
        letter: area(give("oral", 20.0, 20.0), f"ketamine_{letter}_arterial")
        / area(give("iv", 20.0, 20.0), f"ketamine_{letter}_arterial")
        for letter in ("s", "r")
    }
    published = {
        letter: observed("hasan2021", compound_measured=f"{letter.upper()}-ketamine", quantity="F") / 100.0
        for letter in ("s", "r")
    }
    # 15% (SD 8) and 19% (SD 10) of 15 people: their standard error is about 2 to 3 percentage points.
    for letter in ("s", "r"):
        assert fractions[letter] == pytest.approx(published[letter], abs=0.06)
    assert fractions["r"] > fractions["s"]


def test_metabolite_ratios_after_intravenous_doses() -> None:
    drive = give("iv", 10.0, duration_h=0.5, changes=SIMONS)
    # Areas in ng h/mL: Otto 2021 1.65, Simons 2022 1.11 and 0.90.
    ketamine = {site: area(drive, f"ketamine_{site}") for site in ("venous", "arterial")}
    assert area(drive, "norketamine_venous") / ketamine["venous"] == pytest.approx(1.65, abs=0.005)
    assert area(drive, "norketamine_arterial") / ketamine["arterial"] == pytest.approx(1.11, abs=0.005)
    assert area(drive, "hydroxynorketamine_arterial") / ketamine["arterial"] == pytest.approx(0.90, abs=0.005)
    # Both sites form the same amount, because the venous model feeds the same chain.
    assert area(drive, "hydroxynorketamine_venous") == pytest.approx(
        area(drive, "hydroxynorketamine_arterial"), rel=1e-6
    )


@pytest.mark.parametrize(("reading", "share"), [("hasan2021", 1.0), (None, (0.90 / 1.7) ** 0.5)])
def test_hydroxynorketamine_beside_the_ratios_of_hasan2021(reading: str | None, share: float) -> None:
    # The default is the geometric mean of Hasan and Simons in both forms.
    drive = give("iv", 2.5, 2.5, changes=readings()[reading].values if reading else {})
    for letter in ("s", "r"):
        ratio = area(drive, f"hydroxynorketamine_{letter}_arterial") / area(
            drive, f"ketamine_{letter}_arterial"
        )
        published = observed(
            "hasan2021", compound_measured=f"2,6-HNK / {letter.upper()}-ketamine", route="IV"
        )
        assert ratio == pytest.approx(share * published, rel=0.02)


def test_norketamine_after_sublingual_and_nasal_racemate_yanagihara2003() -> None:
    sublingual = area(give("sublingual", 25.0, 25.0), "norketamine_s_arterial", 8.0)
    assert 280.0 <= sublingual <= 460.0
    nasal = area(give("nasal", 12.5, 12.5), "norketamine_s_venous", 6.0)
    published = observed("yanagihara2003", route="IN", quantity="AUC0-6h")
    # Three people, a value read off an abstract; the printed clearance of the spray model gives 105.
    assert nasal == pytest.approx(published, rel=0.25)


def test_known_misses_after_oral_racemate_are_still_missed() -> None:
    oral = give("oral", 17.5, 17.5)
    peak_ratio = top(oral, "ketamine_venous") / observed("grant1981", route="oral", quantity="Cmax")
    assert 0.2 < peak_ratio < 0.5
    tablet = area(give("oral", 25.0, 25.0), "norketamine_s_venous", 8.0)
    published = observed("yanagihara2003", route="oral tablet", quantity="AUC0-8h")
    assert 0.45 < tablet / published < 0.6


def test_arterial_levels_exceed_venous_ones_while_a_dose_enters() -> None:
    # Persson 2002 found volumes from arterial samples 40% smaller; here the whole early course is higher.
    drive = give("iv", 10.0, 10.0, duration_h=0.5)
    times = np.linspace(0.02, 0.5, 25)
    levels = dict(zip(drive.names, drive.at(times), strict=True))
    assert np.all(levels["ketamine_arterial"] > levels["ketamine_venous"])
