"""``nemda risk``, ``nemda indication`` and ``nemda compare`` as typed."""

import json
import warnings

from nemda.cli.compare_view import measure_text
from nemda.cli.main import main
from nemda.indication import indication
from nemda.plan.compare import Measure

SIX = "0.5 mg/kg ketamine iv over 40 min on days 0,2,4,7,9,11"


def said(capsys):
    return " ".join(capsys.readouterr().out.split())


def test_risk_of_a_regimen_and_of_recreational_use(capsys):
    assert (
        main(["risk", "84 mg esketamine nasal weekly for 8 weeks", "--months", "24", "--person", "psychosis"])
        == 0
    )
    text = said(capsys)
    assert "clinic exposure" in text
    assert "SR009" in text
    assert "no advice" in text
    assert main(["risk", "--recreational-days", "2", "--months", "36", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    table = content["table"]
    assert set(table["setting"]) == {"recreational"}
    liver = table["risk"].index("liver")
    assert table["estimate"][liver] is None
    assert table["grade"][liver] == "none"
    assert all(table["threshold"])


def test_one_exposure_at_a_time(capsys):
    assert main(["risk"]) != 0
    assert main(["risk", SIX, "--recreational-days", "2"]) != 0


def test_every_reading_of_an_indication_with_its_evidence(capsys, tmp_path):
    figure = tmp_path / "ptsd.html"
    assert main(["indication", "ptsd", SIX, "--n", "20", "--quiet", "--figure", str(figure)]) == 0
    text = said(capsys)
    for words in ("civilians", "veterans", "Evidence grade: low", "no advice"):
        assert words in text
    assert "CAPS-5" in figure.read_text("utf-8")
    assert main(["indication", "list", "--json"]) == 0
    names = json.loads(capsys.readouterr().out)["table"]["name"]
    assert "cocaine" in names
    assert main(["indication", "list"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in names)  # a name that is cut off cannot be typed
    assert main(["indication", "anxiety", SIX]) != 0
    assert "generalized_anxiety or social_anxiety" in " ".join(capsys.readouterr().err.split())
    assert main(["indication", "insomnia", SIX]) != 0


def test_a_dose_beyond_reason_is_refused_wherever_a_regimen_comes_in(capsys, tmp_path):
    much = "16 g esketamine nasal"
    file = tmp_path / "much.yaml"
    file.write_text(
        "title: Too much\nweeks: 1\narms:\n"
        "- {name: drug, role: drug, regimen: 80 mg/kg ketamine iv over 40 min}\n"
        "- {name: none, role: comparator, regimen: saline iv over 40 min}\n"
        "protocol: {people: 20, visits_h: [24], endpoint: {time_h: 24}}\n",
        encoding="utf-8",
    )
    for command in (
        ["risk", f"{much} weekly for 2 weeks"],
        ["indication", "ptsd", much, "--n", "4", "--quiet"],
        ["trial", "run", str(file), "--replicates", "2", "--pool", "20", "--quiet"],
        ["trial", "power", str(file), "--replicates", "2", "--pool", "20", "--quiet"],
    ):
        assert main(command) != 0
        assert "decimal point" in " ".join(capsys.readouterr().err.split()), command
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert main(["risk", "112 mg esketamine nasal weekly for 2 weeks"]) == 0
    assert "more than the largest published" in " ".join(capsys.readouterr().err.split())


def test_an_indication_may_be_written_as_it_is_spoken():
    assert indication("PTSD") is indication("ptsd")
    assert indication("Social anxiety") is indication("social-anxiety") is indication("social_anxiety")


def test_the_picture_of_risk_is_of_the_exposure_asked_for(tmp_path):
    clinic, street = tmp_path / "clinic.html", tmp_path / "street.html"
    assert main(["risk", "84 mg esketamine nasal weekly for 8 weeks", "--figure", str(clinic)]) == 0
    assert main(["risk", "--recreational-days", "2", "--figure", str(street)]) == 0
    for page, setting in ((clinic, "Clinic"), (street, "Recreational")):
        assert f"{setting} exposure" in page.read_text("utf-8")


def test_a_relapse_that_half_did_not_have_is_not_reached():
    never = Measure("relapse", "half of responders relapsed", "days", "benefit", True, None, None, None)
    assert measure_text(never) == "not reached"
    assert measure_text(never._replace(key="weekly")) == "none"


def test_compare_writes_numbers_and_a_picture(capsys, tmp_path):
    page = tmp_path / "compared.html"
    plans = ["0.5 mg/kg ketamine iv over 40 min", "84 mg esketamine nasal"]
    assert main(["compare", *plans, "--n", "12", "--quiet", "--json", "--out", str(page)]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in content["regimens"]] == plans
    assert content["regimens"][0]["measures"]["madrs_1"]["value"] < 0
    assert "no advice" in content["note"]
    assert "CADSS" in page.read_text("utf-8")
    assert main(["compare", plans[0], "--n", "12"]) != 0
